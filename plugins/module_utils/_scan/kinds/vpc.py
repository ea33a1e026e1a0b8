# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Amazon VPC: networks. What is in subnets goes first, then gateways and tables, the VPC last."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..table import Call, Each, Gone, Kind, Listing, Ref, Tags
from ._names import DERIVED

_NAME = "tag:Name"
_TAGS = Tags(place="Tags")
_HELD = ("DependencyViolation",)


def _arn(kind: str) -> str:
    return f"arn:{{partition}}:ec2:{{region}}:{{account}}:{kind}/{{id}}"


def _is_not_main(table: Mapping[str, Any]) -> bool:
    return not any(each.get("Main") for each in table.get("Associations", ()))


KINDS = (
    Kind(
        name="vpc_endpoint",
        label="VPC endpoint",
        type="ec2:vpc-endpoint",
        service="ec2",
        listings=(Listing(Call("DescribeVpcEndpoints"), "VpcEndpoints[]"),),
        id="VpcEndpointId",
        title=_NAME,
        arn=_arn("vpc-endpoint"),
        tags=_TAGS,
        refs=(Ref("VpcId"), Ref("SubnetIds[]"), Ref("RouteTableIds[]"), Ref("Groups[].GroupId")),
        state=("State",),
        over=("deleted", "Deleted"),
        since="CreationTimestamp",
        named_after=DERIVED,
        serves="VpcId",
        order=45,
        deletion=(Call("DeleteVpcEndpoints", {"VpcEndpointIds[]": "VpcEndpointId"}),),
        gone=Gone(
            Call("DescribeVpcEndpoints", {"VpcEndpointIds[]": "VpcEndpointId"}),
            "VpcEndpoints[].State",
            ("deleted", "Deleted"),
        ),
        seconds=900,
    ),
    Kind(
        name="nat_gateway",
        label="NAT gateway",
        type="ec2:natgateway",
        service="ec2",
        listings=(Listing(Call("DescribeNatGateways"), "NatGateways[]"),),
        id="NatGatewayId",
        title=_NAME,
        arn=_arn("natgateway"),
        tags=_TAGS,
        refs=(Ref("VpcId"), Ref("SubnetId"), Ref("NatGatewayAddresses[].AllocationId")),
        state=("State",),
        over=("deleted", "failed"),
        since="CreateTime",
        named_after=DERIVED,
        serves="VpcId",
        order=45,
        deletion=(Call("DeleteNatGateway", {"NatGatewayId": "NatGatewayId"}),),
        gone=Gone(
            Call("DescribeNatGateways", {"NatGatewayIds[]": "NatGatewayId"}),
            "NatGateways[].State",
            ("deleted", "failed"),
        ),
        seconds=900,
    ),
    Kind(
        name="subnet",
        label="subnet",
        type="ec2:subnet",
        service="ec2",
        listings=(Listing(Call("DescribeSubnets"), "Subnets[]"),),
        is_ours=lambda subnet: not subnet.get("DefaultForAz"),
        id="SubnetId",
        title=_NAME,
        arn=_arn("subnet"),
        tags=_TAGS,
        refs=(Ref("VpcId"),),
        state=("State",),
        named_after=DERIVED,
        order=62,
        deletion=(Call("DeleteSubnet", {"SubnetId": "SubnetId"}),),
        busy=_HELD,
        seconds=600,
    ),
    Kind(
        name="route_table",
        label="route table",
        type="ec2:route-table",
        service="ec2",
        listings=(Listing(Call("DescribeRouteTables"), "RouteTables[]"),),
        is_ours=_is_not_main,
        id="RouteTableId",
        title=_NAME,
        arn=_arn("route-table"),
        tags=_TAGS,
        refs=(Ref("VpcId"), Ref("Associations[].SubnetId"), Ref("Routes[].NatGatewayId"), Ref("Routes[].GatewayId")),
        named_after=DERIVED,
        serves="VpcId",
        order=64,
        deletion=(Call("DeleteRouteTable", {"RouteTableId": "RouteTableId"}),),
        busy=_HELD,
        seconds=600,
    ),
    Kind(
        name="internet_gateway",
        label="internet gateway",
        type="ec2:internet-gateway",
        service="ec2",
        listings=(Listing(Call("DescribeInternetGateways"), "InternetGateways[]"),),
        id="InternetGatewayId",
        title=_NAME,
        arn=_arn("internet-gateway"),
        tags=_TAGS,
        refs=(Ref("Attachments[].VpcId"),),
        named_after=DERIVED,
        serves="Attachments[].VpcId",
        order=66,
        deletion=(
            Each(
                Listing(
                    Call("DescribeInternetGateways", {"InternetGatewayIds[]": "InternetGatewayId"}),
                    "InternetGateways[].Attachments[]",
                ),
                Call("DetachInternetGateway", {"VpcId": "VpcId", "InternetGatewayId": "@InternetGatewayId"}),
            ),
            Call("DeleteInternetGateway", {"InternetGatewayId": "InternetGatewayId"}),
        ),
        busy=_HELD,
        seconds=600,
    ),
    Kind(
        name="vpc",
        label="VPC",
        type="ec2:vpc",
        service="ec2",
        listings=(Listing(Call("DescribeVpcs"), "Vpcs[]"),),
        is_ours=lambda vpc: not vpc.get("IsDefault"),
        id="VpcId",
        title=_NAME,
        arn=_arn("vpc"),
        tags=_TAGS,
        state=("State",),
        named_after=DERIVED,
        order=70,
        deletion=(Call("DeleteVpc", {"VpcId": "VpcId"}),),
        busy=_HELD,
        seconds=600,
    ),
)

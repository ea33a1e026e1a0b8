# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What EC2 says of a small network, and a client that answers with it whatever the order of the calls."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

import boto3
from botocore.validate import ParamValidator

OWNED = [{"Key": "team", "Value": "vision"}]
ANSWERS: dict[str, Any] = {
    "DescribeVpcs": {"Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16", "Tags": OWNED}]},
    "DescribeVpcAttribute": {"EnableDnsSupport": {"Value": True}, "EnableDnsHostnames": {"Value": False}},
    "DescribeSubnets": {
        "Subnets": [
            {"SubnetId": "subnet-1", "CidrBlock": "10.0.0.0/20", "AvailabilityZone": "eu-central-1a"},
            {"SubnetId": "subnet-2", "CidrBlock": "10.0.128.0/20", "AvailabilityZone": "eu-central-1a"},
        ]
    },
    "DescribeInternetGateways": {"InternetGateways": [{"InternetGatewayId": "igw-1", "Attachments": []}]},
    "DescribeRouteTables": {
        "RouteTables": [
            {
                "RouteTableId": "rtb-main",
                "Associations": [{"Main": True}],
                "Routes": [{"DestinationCidrBlock": "0.0.0.0/0", "NatGatewayId": "nat-1", "State": "blackhole"}],
            },
            {
                "RouteTableId": "rtb-1",
                "Associations": [{"SubnetId": "subnet-2", "Main": False}],
                "Routes": [
                    {"DestinationCidrBlock": "0.0.0.0/0", "GatewayId": "igw-1", "State": "active"},
                    {"DestinationPrefixListId": "pl-1", "GatewayId": "vpce-1", "State": "active"},
                    {"DestinationIpv6CidrBlock": "::/0", "EgressOnlyInternetGatewayId": "eigw-1", "State": "active"},
                ],
            },
        ]
    },
    "DescribeNatGateways": {
        "NatGateways": [
            {
                "NatGatewayId": "nat-1",
                "SubnetId": "subnet-2",
                "State": "pending",
                "NatGatewayAddresses": [{"AllocationId": "eipalloc-1"}],
            }
        ]
    },
    "DescribeVpcEndpoints": {
        "VpcEndpoints": [
            {
                "VpcEndpointId": "vpce-1",
                "ServiceName": "com.amazonaws.eu-central-1.s3",
                "State": "Available",
                "VpcEndpointType": "Gateway",
                "RouteTableIds": ["rtb-2", "rtb-1"],
            }
        ]
    },
    "DescribeSecurityGroups": {
        "SecurityGroups": [
            {
                "GroupId": "sg-1",
                "GroupName": "digits-endpoints",
                "IpPermissions": [
                    {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": "10.0.0.0/16"}]}
                ],
            }
        ]
    },
    "DescribeNetworkInterfaces": {
        "NetworkInterfaces": [
            {"NetworkInterfaceId": "eni-1", "InterfaceType": "nat_gateway", "Description": "Interface for NAT Gateway"}
        ]
    },
    "DescribeAddresses": {"Addresses": [{"AllocationId": "eipalloc-1", "PublicIp": "203.0.113.7", "Tags": OWNED}]},
    "DescribeAvailabilityZones": {"AvailabilityZones": [{"ZoneName": "eu-central-1a", "ZoneId": "euc1-az2"}]},
}

Answer = Callable[[str, Mapping[str, Any]], Any]


class Ec2:
    """A client whose requests and answers botocore's own model checks; what was asked is in *asked*."""

    def __init__(self, answers: Mapping[str, Any] | None = None) -> None:
        self.answers = {**ANSWERS, **(answers or {})}
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.client = boto3.client(
            "ec2", region_name="eu-central-1", aws_access_key_id="test", aws_secret_access_key="test"
        )
        self.client.meta.events.register("provide-client-params.ec2", self._note)
        self.client.meta.events.register("before-call.ec2", self._answer)

    def _note(self, params: dict[str, Any], model: Any, **_more: Any) -> None:
        self.asked.append((model.name, params))

    def _answer(self, model: Any, **_more: Any) -> tuple[Any, Any]:
        answer = self.answers[model.name]
        found = answer() if callable(answer) else answer
        report = ParamValidator().validate(found, model.output_shape)
        assert not report.has_errors(), report.generate_report()
        return SimpleNamespace(status_code=200), found

    def of(self, operation: str) -> list[dict[str, Any]]:
        return [params for name, params in self.asked if name == operation]


def filters(**values: str) -> list[dict[str, Any]]:
    """Return filters as EC2 takes them; two underscores stand for a full stop, one for a hyphen."""
    names = {name: name.replace("__", ".").replace("_", "-") for name in values}
    return [{"Name": names[name], "Values": [value]} for name, value in values.items()]

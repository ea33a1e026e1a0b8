# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Elastic Load Balancing: load balancers and target groups."""

from __future__ import annotations

from ..table import Call, Gone, Kind, Listing, Read, Ref, Tags
from ._names import DERIVED


def _tags(arn: str) -> Tags:
    call = Call("DescribeTags", {"ResourceArns[]": arn})
    return Tags(read=Read(call, "TagDescriptions[].Tags", "Tags"), in_tagging_api=True)


KINDS = (
    Kind(
        name="load_balancer",
        label="load balancer",
        type="elasticloadbalancing:loadbalancer",
        service="elbv2",
        listings=(Listing(Call("DescribeLoadBalancers"), "LoadBalancers[]"),),
        id="LoadBalancerName",
        arn="LoadBalancerArn",
        tags=_tags("LoadBalancerArn"),
        refs=(Ref("VpcId"), Ref("AvailabilityZones[].SubnetId"), Ref("SecurityGroups[]")),
        state=("State.Code",),
        endpoint="DNSName",
        since="CreatedTime",
        named_after=DERIVED,
        order=35,
        deletion=(Call("DeleteLoadBalancer", {"LoadBalancerArn": "LoadBalancerArn"}),),
        gone=Gone(Call("DescribeLoadBalancers", {"LoadBalancerArns[]": "LoadBalancerArn"})),
    ),
    Kind(
        name="target_group",
        label="target group",
        type="elasticloadbalancing:targetgroup",
        service="elbv2",
        listings=(Listing(Call("DescribeTargetGroups"), "TargetGroups[]"),),
        id="TargetGroupName",
        arn="TargetGroupArn",
        tags=_tags("TargetGroupArn"),
        refs=(Ref("LoadBalancerArns[]"),),
        named_after=DERIVED,
        order=38,
        deletion=(Call("DeleteTargetGroup", {"TargetGroupArn": "TargetGroupArn"}),),
        busy=("ResourceInUse",),
    ),
)

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Elastic Load Balancing: load balancers and target groups, those included that Kubernetes makes.

A Service that says nothing else gets a Classic Load Balancer, which an API of its own knows.
"""

from __future__ import annotations

from ..table import Call, Gone, Kind, Listing, Read, Ref, Tags
from ._names import DERIVED, OF_KUBERNETES


def _tags(place: str, parameter: str = "ResourceArns[]") -> Tags:
    call = Call("DescribeTags", {parameter: place})
    return Tags(read=Read(call, "TagDescriptions[].Tags", "Tags"), in_tagging_api=True)


KINDS = (
    Kind(
        name="load_balancer",
        label="load balancer",
        type="elasticloadbalancing:loadbalancer",
        parts=("elasticloadbalancing:listener", "elasticloadbalancing:listener-rule"),
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
        tagged_after=OF_KUBERNETES,
        # Without the cluster nobody takes away what its controllers made, and it is billed on.
        needs_maker=True,
        order=35,
        deletion=(Call("DeleteLoadBalancer", {"LoadBalancerArn": "LoadBalancerArn"}),),
        gone=Gone(Call("DescribeLoadBalancers", {"LoadBalancerArns[]": "LoadBalancerArn"})),
        seconds=600,
    ),
    Kind(
        name="classic_load_balancer",
        label="Classic Load Balancer",
        type="elasticloadbalancing:loadbalancer",
        service="elb",
        listings=(Listing(Call("DescribeLoadBalancers"), "LoadBalancerDescriptions[]"),),
        id="LoadBalancerName",
        arn="arn:{partition}:elasticloadbalancing:{region}:{account}:loadbalancer/{id}",
        tags=_tags("LoadBalancerName", "LoadBalancerNames[]"),
        refs=(Ref("VPCId"), Ref("Subnets[]"), Ref("SecurityGroups[]")),
        endpoint="DNSName",
        since="CreatedTime",
        named_after=DERIVED,
        tagged_after=OF_KUBERNETES,
        needs_maker=True,
        order=35,
        deletion=(Call("DeleteLoadBalancer", {"LoadBalancerName": "LoadBalancerName"}),),
        gone=Gone(Call("DescribeLoadBalancers", {"LoadBalancerNames[]": "LoadBalancerName"})),
        seconds=600,
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
        tagged_after=OF_KUBERNETES,
        order=38,
        deletion=(Call("DeleteTargetGroup", {"TargetGroupArn": "TargetGroupArn"}),),
        busy=("ResourceInUse",),
    ),
)

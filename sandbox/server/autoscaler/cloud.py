# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Auto Scaling groups that an autoscaler may change, by the calls that the real one makes."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import botocore.session


@dataclass(frozen=True)
class Group:
    """An Auto Scaling group: its bounds, its instances, and the node group that it belongs to."""

    name: str
    least: int
    most: int
    desired: int
    instances: frozenset[str]
    cluster: str
    nodegroup: str


class Cloud:
    """Auto Scaling and EKS, with the credentials and the address that the environment has."""

    def __init__(self, tags: Mapping[str, str]) -> None:
        session, region = botocore.session.get_session(), os.environ["AWS_REGION"]
        self._tags = tags
        self._scaling: Any = session.create_client("autoscaling", region_name=region)
        self._eks: Any = session.create_client("eks", region_name=region)

    def groups(self) -> list[Group]:
        filters = [
            {"Name": f"tag:{key}", "Values": [value]} if value else {"Name": "tag-key", "Values": [key]}
            for key, value in self._tags.items()
        ]
        pages = self._scaling.get_paginator("describe_auto_scaling_groups").paginate(Filters=filters)
        return [_group(one) for page in pages for one in page["AutoScalingGroups"]]

    def resize(self, group: Group, desired: int) -> None:
        self._scaling.set_desired_capacity(AutoScalingGroupName=group.name, DesiredCapacity=desired)

    def terminate(self, instance: str) -> None:
        self._scaling.terminate_instance_in_auto_scaling_group(InstanceId=instance, ShouldDecrementDesiredCapacity=True)

    def nodegroup(self, group: Group) -> dict[str, Any]:
        """What a group without nodes would have them look like."""
        found = self._eks.describe_nodegroup(clusterName=group.cluster, nodegroupName=group.nodegroup)
        return dict(found["nodegroup"])


def _group(found: Mapping[str, Any]) -> Group:
    tags = {one["Key"]: one["Value"] for one in found["Tags"]}
    return Group(
        name=found["AutoScalingGroupName"],
        least=found["MinSize"],
        most=found["MaxSize"],
        desired=found["DesiredCapacity"],
        instances=frozenset(one["InstanceId"] for one in found["Instances"]),
        cluster=tags.get("eks:cluster-name", ""),
        nodegroup=tags.get("eks:nodegroup-name", ""),
    )

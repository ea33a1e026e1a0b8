# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Auto Scaling group behind each node group: its instances in EC2, and their nodes in the cluster.

Whoever sets the desired capacity of the group, as the Cluster Autoscaler does, gets instances and nodes.
"""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from typing import Any

from ...kubernetes import nodes
from . import aws, instances, store, templates
from .planes import Planes

AUTOSCALING = "ministack.services.autoscaling"
CLUSTER_TAG, GROUP_TAG = "eks:cluster-name", "eks:nodegroup-name"
READY_SECONDS = 30.0

_locks: dict[tuple[str, str, str, str], threading.Lock] = defaultdict(threading.Lock)


def create(cluster: str, group: store.Record) -> str:
    """Make the scaling group, with its instances; return its name."""
    name = f"eks-{group['nodegroupName']}-{store.new_id()[:8]}"
    scaling, zones = group["scalingConfig"], [one["AvailabilityZone"] for one in aws.subnets(group["subnets"])]
    tags = {
        CLUSTER_TAG: cluster,
        GROUP_TAG: group["nodegroupName"],
        f"kubernetes.io/cluster/{cluster}": "owned",
        f"k8s.io/cluster-autoscaler/{cluster}": "owned",
        "k8s.io/cluster-autoscaler/enabled": "true",
    }
    parameters = {
        "AutoScalingGroupName": name,
        "MaxSize": str(scaling["maxSize"]),
        "VPCZoneIdentifier": ",".join(group["subnets"]),
    }
    for number, zone in enumerate(dict.fromkeys(zones), 1):
        parameters[f"AvailabilityZones.member.{number}"] = zone
    for number, (key, value) in enumerate(tags.items(), 1):
        parameters |= {f"Tags.member.{number}.Key": key, f"Tags.member.{number}.Value": value,
                       f"Tags.member.{number}.PropagateAtLaunch": "true"}  # fmt: skip
    template = templates.make(cluster, group)
    parameters["LaunchTemplate.LaunchTemplateId"] = template["LaunchTemplateId"]
    # No instances yet: each is launched from the template, which the group does not know whole before it is there.
    aws.query("autoscaling", "CreateAutoScalingGroup", {**parameters, "MinSize": "0", "DesiredCapacity": "0"})
    made = find(name) or {}
    made.update(LaunchTemplate=template, MinSize=scaling["minSize"], DesiredCapacity=scaling["desiredSize"])
    reconcile(made, group)
    return name


def find(name: str) -> store.Record | None:
    found: store.Record | None = _home()._asgs.get(name)
    return found


def of_nodegroup(group: store.Record) -> store.Record | None:
    return find(group["resources"]["autoScalingGroups"][0]["name"]) if group["resources"] else None


def resize(group: store.Record, scaling: dict[str, int]) -> None:
    """Set the sizes of a node group's scaling group."""
    names = {"minSize": "MinSize", "maxSize": "MaxSize", "desiredSize": "DesiredCapacity"}
    parameters = {names[key]: str(value) for key, value in scaling.items()}
    name = group["resources"]["autoScalingGroups"][0]["name"]
    aws.query("autoscaling", "UpdateAutoScalingGroup", {"AutoScalingGroupName": name, **parameters})


def remove(group: store.Record) -> None:
    """End the instances and delete the scaling group."""
    asg = of_nodegroup(group)
    if asg is not None:
        asg.update(MinSize=0, DesiredCapacity=0)
        for instance in list(asg["Instances"]):
            instances.terminate(asg, instance["InstanceId"])
        templates.remove(asg)
        aws.query("autoscaling", "DeleteAutoScalingGroup", {"AutoScalingGroupName": asg["AutoScalingGroupName"]})


def owner(asg: store.Record) -> store.Record | None:
    """The node group whose scaling group it is."""
    tags = {tag["Key"]: tag["Value"] for tag in asg["Tags"]}
    key = f"{tags.get(CLUSTER_TAG)}/{tags.get(GROUP_TAG)}"
    found: store.Record | None = store.module()._nodegroups.get(key)
    return found


def reconcile(asg: store.Record, group: store.Record) -> None:
    """As many instances as the desired capacity; the youngest go first."""
    while len(asg["Instances"]) > asg["DesiredCapacity"]:
        instances.terminate(asg, asg["Instances"][-1]["InstanceId"])
    while len(asg["Instances"]) < asg["DesiredCapacity"]:
        asg["Instances"].append(instances.launch(asg, group))


def launch_one(asg: store.Record, group: store.Record) -> None:
    """One instance more, whatever the desired capacity: while an update replaces others."""
    asg["Instances"].append(instances.launch(asg, group))


def settle(planes: Planes, cluster: str, group: store.Record, dropped: frozenset[str] = frozenset()) -> None:
    """Make the cluster's nodes what the group's instances are."""
    api, asg = planes.api(cluster), of_nodegroup(group)
    if api is None:
        return
    with _locks[(store.account(), store.region(), cluster, group["nodegroupName"])]:
        machines = [instances.machine(group, instance) for instance in asg["Instances"]] if asg else []
        nodes.settle(api, group["nodegroupName"], machines, dropped)


def await_ready(planes: Planes, cluster: str, group: store.Record) -> bool:
    """Wait until every instance's node is Ready; whether they came to be."""
    api, asg = planes.api(cluster), of_nodegroup(group)
    deadline = time.monotonic() + READY_SECONDS
    while api is not None and asg is not None and time.monotonic() < deadline:
        ready = {node["metadata"]["name"] for node in nodes.of_group(api, group["nodegroupName"])
                 if nodes.is_ready(node)}  # fmt: skip
        if {instance["_node"] for instance in asg["Instances"]} <= ready:
            return True
        time.sleep(0.2)
    return api is None


def _home() -> Any:
    import importlib

    return importlib.import_module(AUTOSCALING)

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What ministack's Auto Scaling leaves out: sizes that are held to, instances that are ended one by one, and, for the
groups behind node groups, instances and nodes that are really made."""

from __future__ import annotations

import importlib
from typing import Any

from .. import seams
from . import groups, instances, scaling_tags, store
from .groups import AUTOSCALING
from .planes import Planes
from .scaling_tags import holder, value_of


def install(planes: Planes) -> None:
    """Put it in force."""
    home = importlib.import_module(AUTOSCALING)
    scaling_tags.install()
    seams.wrap(AUTOSCALING, "_reconcile_instances", lambda original: _reconciling(original, planes))
    seams.wrap(AUTOSCALING, "_set_desired_capacity", _bounded)
    seams.wrap(AUTOSCALING, "_update_asg", _ordered)
    home._ACTION_MAP["TerminateInstanceInAutoScalingGroup"] = _terminate


def _reconciling(original: Any, planes: Planes) -> Any:
    def reconcile(asg: store.Record) -> None:
        group = groups.owner(asg)
        if group is None:
            original(asg)
            return
        groups.reconcile(asg, group)
        # A group that is being made settles its nodes itself.
        if group["status"] != "CREATING":
            store.later(lambda: groups.settle(planes, group["clusterName"], group), 0.1)

    return reconcile


def _bounded(original: Any) -> Any:
    def set_desired(parameters: Any) -> Any:
        asg = groups.find(value_of(parameters, "AutoScalingGroupName"))
        desired = value_of(parameters, "DesiredCapacity")
        problem = _outside(asg, int(desired)) if asg and desired.isdigit() else ""
        if problem:
            return seams.get(AUTOSCALING, "_error")("ValidationError", problem)
        return original(parameters)

    return set_desired


def _outside(asg: store.Record, desired: int) -> str:
    for relation, bound, is_outside in (
        ("above max", asg["MaxSize"], desired > asg["MaxSize"]),
        ("below min", asg["MinSize"], desired < asg["MinSize"]),
    ):
        if is_outside:
            return f"New SetDesiredCapacity value {desired} is {relation} value {bound} for the AutoScalingGroup."
    return ""


def _ordered(original: Any) -> Any:
    """Sizes in order; a desired capacity that the new bounds exclude is moved to the nearer one."""

    def update(parameters: Any) -> Any:
        asg = groups.find(value_of(parameters, "AutoScalingGroupName"))
        if asg is None:
            return original(parameters)
        sizes = {key: int(value_of(parameters, key) or asg[key]) for key in ("MinSize", "MaxSize")}
        if sizes["MinSize"] > sizes["MaxSize"]:
            message = f"Max bound, {sizes['MaxSize']}, must be greater than or equal to min bound, {sizes['MinSize']}"
            return seams.get(AUTOSCALING, "_error")("ValidationError", message)
        given = value_of(parameters, "DesiredCapacity")
        desired = int(given or asg["DesiredCapacity"])
        nearest = min(max(desired, sizes["MinSize"]), sizes["MaxSize"])
        if given and nearest != desired:
            between = f"min size:{sizes['MinSize']} and max size:{sizes['MaxSize']}"
            message = f"Desired capacity:{desired} must be between the specified {between}"
            return seams.get(AUTOSCALING, "_error")("ValidationError", message)
        return original({**parameters, "DesiredCapacity": str(nearest)})

    return update


def _terminate(parameters: Any) -> Any:
    """TerminateInstanceInAutoScalingGroup."""
    error, identifier = seams.get(AUTOSCALING, "_error"), value_of(parameters, "InstanceId")
    home, asg = importlib.import_module(AUTOSCALING), holder(identifier)
    if asg is None:
        return error("ValidationError", f"Instance Id not found - No managed instance found for instance ID: "
                     f"{identifier}")  # fmt: skip
    if value_of(parameters, "ShouldDecrementDesiredCapacity").lower() == "true":
        if asg["DesiredCapacity"] <= asg["MinSize"]:
            return error("ValidationError", "Currently, desiredSize equals minSize. Terminating instance without "
                         "replacement will violate group's min size constraint.")  # fmt: skip
        asg["DesiredCapacity"] -= 1
    group = groups.owner(asg)
    if group is None:
        asg["Instances"][:] = [one for one in asg["Instances"] if one["InstanceId"] != identifier]
    else:
        instances.terminate(asg, identifier)
    home._reconcile_instances(asg)
    activity = (
        f"<TerminateInstanceInAutoScalingGroupResult><Activity><ActivityId>{store.new_id()}</ActivityId>"
        f"<AutoScalingGroupName>{asg['AutoScalingGroupName']}</AutoScalingGroupName>"
        f"<Cause>a user request</Cause><StatusCode>InProgress</StatusCode><Progress>0</Progress>"
        f"<StartTime>{seams.get('ministack.core.responses', 'now_iso')()}</StartTime>"
        f"<Description>Terminating EC2 instance: {identifier}</Description>"
        "</Activity></TerminateInstanceInAutoScalingGroupResult>"
    )
    return seams.get(AUTOSCALING, "_xml")(200, "TerminateInstanceInAutoScalingGroupResponse", activity)

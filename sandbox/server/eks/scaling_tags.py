# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tags of Auto Scaling groups: groups are found by them, and permissions can depend on them.

ministack looks at neither. A call on an instance is on its group, as AWS has it:
https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2autoscaling.html
"""

from __future__ import annotations

import importlib
import itertools
from collections.abc import Iterator
from typing import Any

from .. import seams
from . import store
from .groups import AUTOSCALING

_INSTANCE_CALLS = ("TerminateInstanceInAutoScalingGroup", "SetInstanceProtection", "SetInstanceHealth")


def install() -> None:
    """Put it in force."""
    seams.wrap(AUTOSCALING, "_describe_asgs", _filtered)
    seams.wrap("ministack.core.iam_actions", "extract_resource_arn", _particular)
    importlib.import_module("ministack.services.tagging")._RESOURCE_TAG_COLLECTORS["autoscaling"] = _collect


def value_of(parameters: Any, name: str) -> str:
    """A parameter of a query, or nothing."""
    value = parameters.get(name, "")
    return str(value[0] if isinstance(value, list) and value else value or "")


def holder(instance: str) -> store.Record | None:
    """The group that an instance is in."""
    groups = importlib.import_module(AUTOSCALING)._asgs.values()
    return next((one for one in groups if instance in [each["InstanceId"] for each in one["Instances"]]), None)


def _filtered(original: Any) -> Any:
    def describe(parameters: Any) -> Any:
        filters = [(value_of(parameters, f"{prefix}.Name"), set(_members(parameters, f"{prefix}.Values")))
                   for prefix in _present(parameters, "Filters")]  # fmt: skip
        if not filters:
            return original(parameters)
        asked = set(_members(parameters, "AutoScalingGroupNames"))
        fitting = [
            name
            for name, group in importlib.import_module(AUTOSCALING)._asgs.items()
            if (not asked or name in asked) and all(_fits(group, *each) for each in filters)
        ]
        # Asking for a group that there cannot be finds none.
        chosen = {f"AutoScalingGroupNames.member.{number}": name for number, name in enumerate(fitting or ["\0"], 1)}
        return original({"Action": "DescribeAutoScalingGroups", **chosen})

    return describe


def _fits(group: store.Record, name: str, wanted: set[str]) -> bool:
    tags = {tag["Key"]: tag["Value"] for tag in group["Tags"]}
    kind, _colon, key = name.partition(":")
    if kind == "tag":
        return tags.get(key) in wanted
    return bool(wanted & {"tag-key": set(tags), "tag-value": set(tags.values())}.get(kind, set()))


def _present(parameters: Any, name: str) -> Iterator[str]:
    for number in itertools.count(1):
        prefix = f"{name}.member.{number}"
        if not any(key == prefix or key.startswith(f"{prefix}.") for key in parameters):
            return
        yield prefix


def _members(parameters: Any, name: str) -> list[str]:
    return [value_of(parameters, one) for one in _present(parameters, name)]


def _particular(original: Any) -> Any:
    def extract_resource_arn(
        service: str, method: str, path: str, headers: Any, body: bytes, query_params: Any, region: str, account_id: str
    ) -> Any:
        group = _group(query_params) if service == "autoscaling" else None
        if group is not None:
            return group["AutoScalingGroupARN"]
        return original(service, method, path, headers, body, query_params, region, account_id)

    return extract_resource_arn


def _group(parameters: Any) -> store.Record | None:
    if value_of(parameters, "Action") in _INSTANCE_CALLS:
        return holder(value_of(parameters, "InstanceId") or value_of(parameters, "InstanceIds.member.1"))
    found: store.Record | None = importlib.import_module(AUTOSCALING)._asgs.get(
        value_of(parameters, "AutoScalingGroupName")
    )
    return found


def _collect() -> Iterator[tuple[str, list[dict[str, str]]]]:
    for group in importlib.import_module(AUTOSCALING)._asgs.values():
        tags = [{"Key": tag["Key"], "Value": tag["Value"]} for tag in group["Tags"]]
        yield group["AutoScalingGroupARN"], tags

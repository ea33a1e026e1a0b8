# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Networks that are in use stay, and network interfaces are found by filters, as those who look for leftovers need."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from typing import Any

from .. import seams
from . import guard

MODULE = "ministack.services.ec2"
_FIELDS: dict[str, Callable[[Any], list[Any]]] = {
    "description": lambda one: [one["Description"]],
    "group-id": lambda one: [group["GroupId"] for group in one["Groups"]],
    "interface-type": lambda one: [one["InterfaceType"]],
    "network-interface-id": lambda one: [one["NetworkInterfaceId"]],
    "status": lambda one: [one["Status"]],
    "subnet-id": lambda one: [one["SubnetId"]],
    "vpc-id": lambda one: [one["VpcId"]],
}


def install() -> None:
    """Put it in force."""
    guard(
        MODULE,
        {
            "_delete_security_group": [_group_in_use],
            "_delete_subnet": [_subnet_in_use],
        },
    )
    seams.wrap(MODULE, "_parse_filters", _with_empty_values)
    seams.wrap(MODULE, "_describe_network_interfaces", _filtered)


def _with_empty_values(original: Any) -> Any:
    """A filter may ask for a tag without a value, as there are."""

    def _parse_filters(params: Any) -> dict[str, list[str]]:
        return {name: values or [""] for name, values in original(params).items()}

    return _parse_filters


def _filtered(original: Any) -> Any:
    def describe(parameters: Any) -> Any:
        home = importlib.import_module(MODULE)
        filters = seams.get(MODULE, "_parse_filters")(parameters)
        if not filters:
            return original(parameters)
        asked = set(seams.get(MODULE, "_parse_member_list")(parameters, "NetworkInterfaceId"))
        found = [
            each
            for each, one in home._network_interfaces.items()
            if (not asked or each in asked) and all(_fits(one, *pair) for pair in filters.items())
        ]
        # Asking for an interface that there cannot be finds none.
        chosen = {f"NetworkInterfaceId.{number}": each for number, each in enumerate(found or ["none"], 1)}
        return original({"Action": "DescribeNetworkInterfaces", **chosen})

    return describe


def _fits(interface: Any, name: str, wanted: list[str]) -> bool:
    match = seams.get(MODULE, "_glob_match")
    kind, _colon, key = name.partition(":")
    tags = importlib.import_module(MODULE)._tags.get(interface["NetworkInterfaceId"]) or []
    if kind == "tag":
        values = [tag["Value"] for tag in tags if tag["Key"] == key]
    elif kind == "tag-key":
        values = [tag["Key"] for tag in tags]
    else:
        values = _FIELDS[name](interface) if name in _FIELDS else []
    return any(match(pattern, value) for pattern in wanted for value in values)


def _subnet_in_use(parameters: Any) -> Any:
    subnet = _value(parameters, "SubnetId")
    if any(subnet == one["SubnetId"] for one in _users()):
        return _violation(f"The subnet '{subnet}' has dependencies and cannot be deleted.")
    return None


def _group_in_use(parameters: Any) -> Any:
    group = _value(parameters, "GroupId")
    held = (each["GroupId"] for one in _users() for each in one.get("Groups", one.get("SecurityGroups", [])))
    return _violation(f"resource {group} has a dependent object") if group in held else None


def _users() -> Iterator[Any]:
    """What is in a subnet and has security groups."""
    home = importlib.import_module(MODULE)
    yield from home._network_interfaces.values()
    yield from (one for one in home._instances.values() if one["State"]["Name"] != "terminated")


def _violation(message: str) -> Any:
    return seams.get(MODULE, "_error")("DependencyViolation", message, 400)


def _value(parameters: Any, name: str) -> str:
    value = parameters.get(name, "")
    return str(value[0] if isinstance(value, list) and value else value or "")

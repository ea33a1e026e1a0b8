# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the role has made of a network, and what somebody else has put into it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from . import endpoints, nat
from .leavings import is_left, left_by_nodes
from .marks import Found, Wanted, is_ours

PASSING_WITH = ("nat_gateway", "vpc_endpoint")
"""Types of network interfaces that go with what they belong to."""

COMPONENT = "inferops:component"

IDS = {
    "subnets": "subnet_id",
    "security_groups": "group_id",
    "route_tables": "route_table_id",
    "internet_gateways": "internet_gateway_id",
}
"""What stands still in a VPC, with the name of its id."""


def belongings(found: Found, wanted: Wanted) -> dict[str, list[Any]]:
    """Return what is to be deleted so that nothing of the network is left, by kind, and what is `in_use` by others."""

    def mine(kind: str, key: str) -> list[Any]:
        return [each[key] for each in found[kind] if is_ours(each, wanted)]

    vpc = found["vpc"]
    leavings = left_by_nodes(found["network_interfaces"], *_of_nodes(wanted)) if vpc and is_ours(vpc, wanted) else []
    return {
        "vpc": [vpc["vpc_id"]] if vpc and is_ours(vpc, wanted) else [],
        "in_use": list(_of_others(found, wanted)),
        "nat_gateways": [each["nat_gateway_id"] for each in nat.alive(found, wanted)],
        "endpoints": [each["vpc_endpoint_id"] for each in endpoints.alive(found, wanted)],
        "addresses": mine("addresses", "public_ip"),
        "network_interfaces": leavings,
        "security_groups": mine("security_groups", "group_id"),
        "subnets": mine("subnets", "cidr_block"),
        "route_tables": mine("route_tables", "route_table_id"),
        "internet_gateways": mine("internet_gateways", "internet_gateway_id"),
    }


def _of_others(found: Found, wanted: Wanted) -> Iterator[str]:
    """Yield what AWS would not delete the VPC beside, in words: what others have made, and what uses its subnets."""
    for each in found["network_interfaces"]:
        if each["type"] not in PASSING_WITH and not is_left(each, *_of_nodes(wanted)):
            yield _told(each["network_interface_id"], each["description"])
    for kind, key in IDS.items():
        for each in found[kind]:
            is_part_of_vpc = each.get("is_main") or each.get("group_name") == "default"
            if not is_part_of_vpc and not is_ours(each, wanted):
                yield _told(each[key], each.get("group_name") or each["tags"].get("Name", ""))


def _of_nodes(wanted: Wanted) -> tuple[str, dict[str, str]]:
    """Return the name of the deployment's cluster, and what all that is the deployment's bears, nodes' too."""
    return wanted["cluster"], {key: value for key, value in wanted["ownership"].items() if key != COMPONENT}


def _told(identifier: str, name: str) -> str:
    return f"{identifier} ({name})" if name else identifier

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A network that somebody else made: whether a cluster can live in it, and which subnets are public."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .conflicts import problem


def described(found: Mapping[str, Any], vpc_id: str, subnet_ids: Sequence[str], nodes: str) -> dict[str, Any]:
    """Return the public and the private ones of *subnet_ids*, and the problems with them in sentences."""
    subnets = {subnet["subnet_id"]: subnet for subnet in found["subnets"]}
    chosen = [subnets[each] for each in subnet_ids if each in subnets]
    return {
        "public": [subnet["subnet_id"] for subnet in chosen if subnet["is_public"]],
        "private": [subnet["subnet_id"] for subnet in chosen if not subnet["is_public"]],
        "problems": list(_problems(found, vpc_id, subnet_ids, nodes, chosen)),
    }


def _problems(
    found: Mapping[str, Any], vpc_id: str, subnet_ids: Sequence[str], nodes: str, chosen: Sequence[Mapping[str, Any]]
) -> Iterator[str]:
    if not found["vpc"]:
        yield problem("network_vpc_id", vpc_id, "a VPC of this account and region")
        return
    if len(chosen) < len(subnet_ids):
        there = ", ".join(subnet["subnet_id"] for subnet in found["subnets"]) or "which has none"
        yield problem("network_subnet_ids", list(subnet_ids), f"subnets of {vpc_id}: {there}")
        return
    zones = {subnet["availability_zone"] for subnet in chosen}
    if len(zones) < 2:
        allowed = f"subnets in two availability zones or more, as EKS wants; these are in {', '.join(sorted(zones))}"
        yield problem("network_subnet_ids", list(subnet_ids), allowed)
    if not any(subnet["is_public"] == (nodes == "public") for subnet in chosen):
        other = "private" if nodes == "public" else "public"
        yield problem("network_nodes", nodes, f"{other}, since all of network_subnet_ids are {other}")
    without = [name for name in ("dns_support", "dns_hostnames") if not found["vpc"][name]]
    if without:
        yield problem("network_vpc_id", vpc_id, f"a VPC with {' and '.join(without)}, without which no node joins")

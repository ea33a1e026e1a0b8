# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A network that somebody else made: whether a cluster can live in it, and which subnets are public."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .conflicts import Problem


def described(found: Mapping[str, Any], vpc_id: str, subnet_ids: Sequence[str], nodes: str) -> dict[str, Any]:
    """Return the public and the private ones of *subnet_ids*, and the problems with them in sentences."""
    chosen = _chosen(found, subnet_ids)
    return {
        "public": [subnet["subnet_id"] for subnet in chosen if subnet["is_public"]],
        "private": [subnet["subnet_id"] for subnet in chosen if not subnet["is_public"]],
        "problems": [each.sentence() for each in problems(found, vpc_id, subnet_ids, nodes)],
    }


def _chosen(found: Mapping[str, Any], subnet_ids: Sequence[str]) -> list[Mapping[str, Any]]:
    subnets = {subnet["subnet_id"]: subnet for subnet in found["subnets"]}
    return [subnets[each] for each in subnet_ids if each in subnets]


def problems(found: Mapping[str, Any], vpc_id: str, subnet_ids: Sequence[str], nodes: str) -> Iterator[Problem]:
    """Yield why a cluster cannot live in the network."""
    chosen = _chosen(found, subnet_ids)
    if not found["vpc"]:
        yield Problem("network_vpc_id", vpc_id, "a VPC of this account and region")
        return
    if len(chosen) < len(subnet_ids):
        there = ", ".join(subnet["subnet_id"] for subnet in found["subnets"]) or "which has none"
        yield Problem("network_subnet_ids", list(subnet_ids), f"subnets of {vpc_id}: {there}")
        return
    zones = {subnet["availability_zone"] for subnet in chosen}
    if len(zones) < 2:
        allowed = f"subnets in two availability zones or more, as EKS wants; these are in {', '.join(sorted(zones))}"
        yield Problem("network_subnet_ids", list(subnet_ids), allowed)
    if not any(subnet["is_public"] == (nodes == "public") for subnet in chosen):
        other = "private" if nodes == "public" else "public"
        yield Problem("network_nodes", nodes, f"{other}, since all of network_subnet_ids are {other}")
    without = [name for name in ("dns_support", "dns_hostnames") if not found["vpc"][name]]
    if without:
        yield Problem("network_vpc_id", vpc_id, f"a VPC with {' and '.join(without)}, without which no node joins")

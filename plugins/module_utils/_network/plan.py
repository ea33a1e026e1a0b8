# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What has to be done so that a network is as it should be; nothing if it is.

What needs something that does not exist yet is left out until it does, so a plan is made again after each part. What
is in a plan by name is in the sequence in which it is done.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from . import endpoints as endpoints_, nat
from .cidrs import TIERS
from .conflicts import Problem, conflicts
from .layout import TIER, Subnet, existing, layout, zones_of
from .marks import Found, Wanted, differs, tags_of
from .routes import Table, tables

Plan = dict[str, Any]

ROLE = {"public": "kubernetes.io/role/elb", "private": "kubernetes.io/role/internal-elb"}
"""The tags by which controllers in a cluster choose subnets for load balancers."""


def plan(found: Found, wanted: Wanted) -> Plan:
    """Return what is to be done to *found*, what a network reads as, so that it is as *wanted*, the role's settings.

    The result names the zones and the subnets of each tier, what nothing can be done about (`problems`), whether
    anything is to be done (`is_needed`), and what, by kind; the names of what follows `later`; and what of it is
    billed (`costs`).
    """
    tiers = existing(found)
    zones = zones_of(wanted, found, tiers)
    subnets = layout(wanted, zones, tiers)
    against = conflicts(wanted, found, zones, subnets, tiers)
    parts = Parts() if against else _parts(found, wanted, zones, subnets)
    steps = {} if against else _steps(found, wanted, subnets, parts)
    return {
        "problems": [each.sentence() for each in against],
        "zones": zones,
        **{tier: [subnet["id"] for subnet in subnets if subnet["tier"] == tier] for tier in TIERS},
        "is_needed": any(steps.values()),
        "later": [item["name"] for kind in parts for item in kind if item["waits"]],
        "costs": _costs(parts),
        **steps,
    }


def problems(found: Found, wanted: Wanted) -> list[Problem]:
    """Return what nothing can be done about."""
    tiers = existing(found)
    zones = zones_of(wanted, found, tiers)
    return conflicts(wanted, found, zones, layout(wanted, zones, tiers), tiers)


class Parts(NamedTuple):
    """What there shall be of the kinds that need others first."""

    gateways: Sequence[nat.Gateway] = ()
    tables: Sequence[Table] = ()
    groups: Sequence[endpoints_.Group] = ()
    endpoints: Sequence[endpoints_.Endpoint] = ()


def _parts(found: Found, wanted: Wanted, zones: Sequence[str], subnets: Sequence[Subnet]) -> Parts:
    gateways = nat.gateways(found, wanted, zones, subnets)
    routes = tables(found, wanted, zones, subnets, gateways)
    groups = endpoints_.groups(found, wanted)
    return Parts(gateways, routes, groups, endpoints_.endpoints(found, wanted, subnets, routes, groups))


def _steps(found: Found, wanted: Wanted, subnets: Sequence[Subnet], parts: Parts) -> dict[str, list[Any]]:
    return {
        "vpc": _vpc(found, wanted),
        "internet_gateways": _internet_gateway(found, wanted),
        "subnets": [item for item in (_subnet(found, wanted, subnet) for subnet in subnets) if item["differs"]],
        "addresses": [each for each in parts.gateways if not each["id"] and not each["allocation_id"]],
        "nat_gateways": [each for each in parts.gateways if each["differs"]],
        "pending": [each["id"] for each in parts.gateways if each["is_pending"]],
        "route_tables": [each for each in parts.tables if each["differs"]],
        "security_groups": [each for each in parts.groups if each["differs"]],
        "unwanted_endpoints": endpoints_.unwanted(found, wanted, parts.endpoints),
        "endpoints": [each for each in parts.endpoints if each["differs"]],
        "unwanted_security_groups": list(endpoints_.unwanted_groups(found, wanted)),
        "unwanted_nat_gateways": nat.unwanted(found, wanted, parts.gateways),
        "unwanted_addresses": list(nat.idle_addresses(found, wanted, parts.gateways)),
    }


def _costs(parts: Parts) -> list[dict[str, Any]]:
    """Return what is billed, as the cost model takes it; the gateway endpoint is free."""
    gateways = [
        {"kind": kind, "name": each["name"]} for each in parts.gateways for kind in ("nat_gateway", "elastic_ip")
    ]
    interfaces = [each for each in parts.endpoints if each["type"] == "Interface"]
    return gateways + [
        {
            "kind": "vpc_endpoint",
            "name": each["name"],
            "attributes": {"type": "Interface", "zones": len(each["subnet_ids"])},
        }
        for each in interfaces
    ]


def _vpc(found: Found, wanted: Wanted) -> list[dict[str, Any]]:
    there = found["vpc"]
    tags = tags_of(wanted, wanted["name"], there)
    is_different = differs(there, tags, dns_support=True, dns_hostnames=True)
    return [{"id": there["vpc_id"] if there else "", "tags": tags}] if is_different else []


def _internet_gateway(found: Found, wanted: Wanted) -> list[dict[str, Any]]:
    there = next(iter(found["internet_gateways"]), None)
    tags = tags_of(wanted, wanted["name"], there)
    return [{"tags": tags}] if wanted["with_public_subnets"] and differs(there, tags) else []


def _subnet(found: Found, wanted: Wanted, subnet: Subnet) -> dict[str, Any]:
    """Return a subnet; nodes in public subnets get a public address, without which they reach nothing."""
    there = next((each for each in found["subnets"] if each["subnet_id"] == subnet["id"]), None)
    is_open = subnet["tier"] == "public" and wanted["nodes"] == "public"
    tags = tags_of(wanted, subnet["name"], there, **{TIER: subnet["tier"], ROLE[subnet["tier"]]: "1"})
    is_different = differs(there, tags, map_public_ip_on_launch=is_open)
    return {**subnet, "map_public": is_open, "tags": tags, "differs": is_different}

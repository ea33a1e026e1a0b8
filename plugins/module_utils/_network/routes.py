# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Route tables: one of all public subnets, one for the private subnet of each zone, so that none ever has to move."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .layout import Subnet, letter
from .marks import Found, Wanted, differs, tags_of
from .shapes import EVERYWHERE, default_route

Table = dict[str, Any]


def tables(
    found: Found, wanted: Wanted, zones: Sequence[str], subnets: Sequence[Subnet], gateways: Sequence[Mapping[str, Any]]
) -> list[Table]:
    """Return the route tables that there shall be, with their ids if they exist."""
    by_zone = {gateway["zone"]: gateway["id"] for gateway in gateways}
    single = next(iter(by_zone.values()), "")
    planned = []
    if wanted["with_public_subnets"]:
        out = next((each["internet_gateway_id"] for each in found["internet_gateways"]), "")
        planned.append(_table(found, wanted, "public", _ids(subnets, "public"), out, leads_out=True))
    for zone in zones:
        suffix = f"private-{letter(zone, wanted['region'])}"
        target = by_zone.get(zone, single)
        planned.append(_table(found, wanted, suffix, _ids(subnets, "private", zone), target, leads_out=bool(gateways)))
    return planned


def _ids(subnets: Sequence[Subnet], tier: str, zone: str = "") -> list[str]:
    return [subnet["id"] for subnet in subnets if subnet["tier"] == tier and zone in ("", subnet["zone"])]


def _table(found: Found, wanted: Wanted, suffix: str, subnet_ids: Sequence[str], target: str, leads_out: bool) -> Table:
    """Return a table; it waits for its subnets, and for the gateway where it leads out. Other routes are let be."""
    name = f"{wanted['name']}-{suffix}"
    there = next((each for each in found["route_tables"] if each["tags"].get("Name") == name), None)
    tags = tags_of(wanted, name, there)
    route = default_route(there) if there else {}
    is_right = route.get("target", "") == target and route.get("state") != "blackhole"
    is_complete = there is not None and set(subnet_ids) <= set(there["subnet_ids"])
    is_ready = all(subnet_ids) and bool(target) == leads_out
    return {
        "name": name,
        "id": there["route_table_id"] if there else "",
        "subnet_ids": list(subnet_ids),
        "routes": [{"dest": EVERYWHERE, "gateway_id": target}] if target else _others(there),
        "purge_routes": bool(route) and not target,
        "tags": tags,
        "waits": not is_ready,
        "differs": is_ready and (differs(there, tags) or not is_right or not is_complete),
    }


def _others(there: Found | None) -> list[dict[str, str]]:
    """Return the routes that somebody else may have added, which have to be named where one is taken away."""
    routes = there["routes"] if there else []
    return [
        {"dest": route["destination"], route["via"]: route["target"]}
        for route in routes
        if "." in route["destination"] and route["destination"] != EVERYWHERE and route["target"] not in ("", "local")
    ]

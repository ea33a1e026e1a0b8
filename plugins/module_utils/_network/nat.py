# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""NAT gateways and their addresses: which there shall be, and which there are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .layout import Subnet, letter
from .marks import Found, Wanted, differs, is_ours, tags_of

ALIVE = frozenset({"pending", "available"})

Gateway = dict[str, Any]


def gateways(found: Found, wanted: Wanted, zones: Sequence[str], subnets: Sequence[Subnet]) -> list[Gateway]:
    """Return the NAT gateways that there shall be, each with its id or with the address that waits for it."""
    home = {subnet["zone"]: subnet["id"] for subnet in subnets if subnet["tier"] == "public"}
    mine = alive(found, wanted)
    return [_gateway(found, wanted, zone, home[zone], mine) for zone in _zones(wanted, zones, home, mine)]


def alive(found: Found, wanted: Wanted) -> list[Mapping[str, Any]]:
    """Return the NAT gateways of ours that serve, or are about to."""
    return [each for each in found["nat_gateways"] if each["state"] in ALIVE and is_ours(each, wanted)]


def _zones(
    wanted: Wanted, zones: Sequence[str], home: Mapping[str, str], mine: Sequence[Mapping[str, Any]]
) -> Sequence[str]:
    """Return the zones that shall have one; a single one stays where it is."""
    if wanted["nat"] == "per_zone":
        return zones
    served = {each["subnet_id"] for each in mine}
    there = [zone for zone in zones if home.get(zone) in served]
    return [*there, *zones][:1] if wanted["nat"] == "single" else []


def _gateway(found: Found, wanted: Wanted, zone: str, subnet_id: str, mine: Sequence[Mapping[str, Any]]) -> Gateway:
    name = f"{wanted['name']}-nat-{letter(zone, wanted['region'])}"
    there = next((each for each in mine if subnet_id and each["subnet_id"] == subnet_id), None)
    waiting = (each for each in idle(found, wanted) if each["tags"].get("Name") == name)
    address: Mapping[str, Any] = next(waiting, {})
    # EC2 may not list yet what it has just allocated. Without an address a gateway would get one that bears no tags.
    allocation_id = address.get("allocation_id", "") or ("" if there else wanted["allocated"].get(name, ""))
    is_possible = bool(subnet_id and (there or allocation_id))
    tags = tags_of(wanted, name, there)
    return {
        "name": name,
        "zone": zone,
        "subnet_id": subnet_id,
        "id": there["nat_gateway_id"] if there else "",
        "is_pending": there is not None and there["state"] == "pending",
        "allocation_id": allocation_id,
        "tags": tags,
        "differs": is_possible and differs(there, tags),
        "waits": not is_possible,
    }


def unwanted(found: Found, wanted: Wanted, planned: Sequence[Gateway]) -> list[str]:
    """Return the ids of the gateways that shall no longer be."""
    stay = {gateway["id"] for gateway in planned}
    return [each["nat_gateway_id"] for each in alive(found, wanted) if each["nat_gateway_id"] not in stay]


def idle(found: Found, wanted: Wanted) -> list[Mapping[str, Any]]:
    """Return the addresses of ours that nothing uses."""
    return [each for each in found["addresses"] if not each["is_in_use"] and is_ours(each, wanted)]


def idle_addresses(found: Found, wanted: Wanted, planned: Sequence[Gateway]) -> Iterator[str]:
    """Yield the addresses of ours that nothing uses and no gateway waits for."""
    waited_for = {gateway["allocation_id"] for gateway in planned if not gateway["id"]}
    for each in idle(found, wanted):
        if each["allocation_id"] not in waited_for:
            yield each["public_ip"]

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which subnets there shall be: what exists keeps its zone and its addresses, what is new takes what is free."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .cidrs import TIERS, carved

TIER = "inferops:tier"
"""The tag that says whether a subnet of ours is public or private."""

WITHOUT_EKS = frozenset({"use1-az3", "usw1-az2", "cac1-az3"})
"""Zones, by their ids, in which EKS takes no subnet (EKS user guide, "Subnet requirements")."""

Subnet = dict[str, str]
"""The name, zone, cidr and tier of a subnet, and its id if it exists."""

Tiers = Mapping[str, Mapping[str, Mapping[str, Any]]]
"""What exists, by tier and zone."""


def existing(found: Mapping[str, Any]) -> dict[str, dict[str, Mapping[str, Any]]]:
    """Return the subnets of ours by tier and zone."""
    tiers: dict[str, dict[str, Mapping[str, Any]]] = {tier: {} for tier in TIERS}
    for subnet in found["subnets"]:
        tiers.get(subnet["tags"].get(TIER, ""), {})[subnet["availability_zone"]] = subnet
    return tiers


def zones_of(wanted: Mapping[str, Any], found: Mapping[str, Any], tiers: Tiers) -> list[str]:
    """Return the zones: those that are named, else those with subnets of ours, then others of the region."""
    if wanted["availability_zones"]:
        return list(wanted["availability_zones"])
    kept = sorted({*tiers["private"], *tiers["public"]})
    usable = [zone["name"] for zone in found["availability_zones"] if zone["zone_id"] not in WITHOUT_EKS]
    new = [zone for zone in sorted(usable) if zone not in kept]
    return [*kept, *new][: max(wanted["availability_zone_count"], len(kept))]


def letter(zone: str, region: str) -> str:
    """Return what tells a zone from the others of its region."""
    return zone.removeprefix(region)


def layout(wanted: Mapping[str, Any], zones: Sequence[str], tiers: Tiers) -> list[Subnet]:
    """Return the subnets that there shall be, private ones first, by zone."""
    taken = [*wanted["private_cidrs"], *wanted["public_cidrs"]]
    taken += [subnet["cidr_block"] for there in tiers.values() for subnet in there.values()]
    return [
        subnet
        for tier in TIERS
        if tier == "private" or wanted["with_public_subnets"]
        for subnet in _tier(wanted, tier, zones, tiers[tier], taken)
    ]


def _tier(
    wanted: Mapping[str, Any], tier: str, zones: Sequence[str], there: Mapping[str, Mapping[str, Any]], taken: list[str]
) -> list[Subnet]:
    given = wanted[f"{tier}_cidrs"]
    free = iter(carved(wanted["cidr"], tier, taken) if not given else ())
    blocks = given or [there[zone]["cidr_block"] if zone in there else next(free, "") for zone in zones]
    return [
        {
            "name": f"{wanted['name']}-{tier}-{letter(zone, wanted['region'])}",
            "tier": tier,
            "zone": zone,
            "cidr": cidr,
            "id": there.get(zone, {}).get("subnet_id", ""),
        }
        for zone, cidr in zip(zones, blocks, strict=False)
    ]

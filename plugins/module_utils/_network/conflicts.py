# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What stands between the network that exists and the one that is asked for, and that AWS cannot change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from .layout import WITHOUT_EKS, Subnet, Tiers

AGAIN = "AWS moves no subnet; for another network destroy the deployment first"


class Problem(NamedTuple):
    """A variable of the role that cannot be brought about: what it holds, and what is allowed."""

    variable: str
    value: Any
    allowed: str

    def sentence(self) -> str:
        """Word it the one way that problems are worded everywhere in this collection."""
        return f"{self.variable} is {self.value!r}; allowed: {self.allowed}"


def conflicts(
    wanted: Mapping[str, Any], found: Mapping[str, Any], zones: Sequence[str], subnets: Sequence[Subnet], tiers: Tiers
) -> list[Problem]:
    """Return what cannot be brought about."""
    return [
        *_of_network(wanted, found),
        *_of_zones(wanted, found, zones, tiers),
        *_of_subnets(wanted, subnets, tiers),
    ]


def _of_network(wanted: Mapping[str, Any], found: Mapping[str, Any]) -> Iterator[Problem]:
    there = (found["vpc"] or {}).get("cidr_block", wanted["cidr"])
    if there != wanted["cidr"]:
        yield Problem("network_cidr", wanted["cidr"], f"{there}, which the VPC of this deployment has. {AGAIN}")


def _of_zones(
    wanted: Mapping[str, Any], found: Mapping[str, Any], zones: Sequence[str], tiers: Tiers
) -> Iterator[Problem]:
    ids = {zone["name"]: zone["zone_id"] for zone in found["availability_zones"]}
    usable = ", ".join(sorted(name for name, zone_id in ids.items() if zone_id not in WITHOUT_EKS))
    named, count = wanted["availability_zones"], wanted["availability_zone_count"]
    unusable = [zone for zone in named if zone not in ids or ids[zone] in WITHOUT_EKS]
    if unusable:
        yield Problem("network_availability_zones", named, f"out of {usable}, the zones in which EKS takes subnets")
    if not named and len(zones) < count:
        yield Problem("network_availability_zone_count", count, f"at most {len(zones)}, as this region has {usable}")
    left = sorted({*tiers["private"], *tiers["public"]} - set(zones[: None if named else count]))
    if left:
        variable = "network_availability_zones" if named else "network_availability_zone_count"
        allowed = f"with {', '.join(left)}, where this deployment has subnets. {AGAIN}"
        yield Problem(variable, named or count, allowed)


def _of_subnets(wanted: Mapping[str, Any], subnets: Sequence[Subnet], tiers: Tiers) -> Iterator[Problem]:
    if tiers["public"] and not wanted["with_public_subnets"]:
        allowed = f"true, since this deployment has public subnets. {AGAIN}"
        yield Problem("network_with_public_subnets", False, allowed)
    for subnet in subnets:
        there = tiers[subnet["tier"]].get(subnet["zone"])
        if there and there["cidr_block"] != subnet["cidr"]:
            allowed = f"{there['cidr_block']} for {subnet['zone']}, which the subnet there has. {AGAIN}"
            yield Problem(f"network_{subnet['tier']}_cidrs", wanted[f"{subnet['tier']}_cidrs"], allowed)
        elif not subnet["cidr"]:
            allowed = f"a network with room for one more subnet, in {subnet['zone']}, beside those that exist"
            yield Problem("network_cidr", wanted["cidr"], allowed)

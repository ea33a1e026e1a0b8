# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Instance types: what they are, in which zones EC2 offers them, and what of that stands in the way of nodes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .._engine.api import Api
from .._engine.table import Find
from .._engine.values import dig

OFFERINGS = Find(
    "DescribeInstanceTypeOfferings",
    {"location_type": "location_type", "filters": "filters"},
    items="instance_type_offerings",
)
TYPES = Find("DescribeInstanceTypes", {"instance_types": "names"}, items="instance_types")


@dataclass(frozen=True)
class InstanceType:
    """An instance type and the zones of the region that have it."""

    name: str
    architecture: str
    zones: tuple[str, ...]


def look_up(api: Api, names: Sequence[str]) -> list[InstanceType]:
    """Return those of the types that the region has at all, in their order."""
    offered = _offered(api, names)
    there = [name for name in names if name in offered]
    known = {item["instance_type"]: item for item in api.list(TYPES, {"names": there})} if there else {}
    return [InstanceType(name, architecture(known[name]), offered[name]) for name in there if name in known]


def _offered(api: Api, names: Sequence[str]) -> dict[str, tuple[str, ...]]:
    asked = {"location_type": "availability-zone", "filters": [{"name": "instance-type", "values": list(names)}]}
    zones: dict[str, list[str]] = {}
    for item in api.list(OFFERINGS, asked):
        zones.setdefault(item["instance_type"], []).append(item["location"])
    return {name: tuple(sorted(there)) for name, there in zones.items()}


def architecture(item: Mapping[str, Any]) -> str:
    """Return the architecture of a type as EC2 describes it."""
    # Old types have i386 beside it.
    return "arm64" if "arm64" in (dig(item, "processor_info.supported_architectures") or []) else "x86_64"


def problems(names: Sequence[str], found: Sequence[InstanceType], zones: Sequence[str], region: str) -> list[str]:
    """Say what keeps a group of nodes of these types from being in these zones: nothing if there is nothing."""
    there = [item.name for item in found]
    told = [f"EC2 offers no instance type {name} in {region}" for name in names if name not in there]
    for item in found:
        without = [zone for zone in zones if zone not in item.zones]
        if without:
            has = ", ".join(item.zones)
            told.append(f"{item.name} is not offered in {', '.join(without)}, where nodes shall be, but in {has}")
    if len({item.architecture for item in found}) > 1:
        told.append(", ".join(f"{item.name} is {item.architecture}" for item in found))
    return told

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether nodes can be where they are wanted, asked before anything is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from .._ec2.instance_types import InstanceType, look_up, problems
from .._engine.api import Api
from .._engine.table import Find
from .._network.layout import zones_of

SUBNETS = Find("DescribeSubnets", {"filters": "filters"}, items="subnets")
ZONES = Find("DescribeAvailabilityZones", {"filters": "filters"}, items="availability_zones")
_USABLE = (("zone-type", "availability-zone"), ("state", "available"))


@dataclass(frozen=True)
class Nodes:
    """A node group that is wanted, and what is known of where.

    *subnets* say it best, then *zones*. Without either, the network is one of ours: that with the *tags* if it exists,
    else one that will have *zone_count* zones.
    """

    instance_types: tuple[str, ...]
    ami_type: str = ""
    subnets: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()
    zone_count: int = 0
    tags: Mapping[str, str] = field(default_factory=dict)


def faults(ec2: Api, nodes: Nodes) -> tuple[str, str]:
    """Say which instance types and which subnets a node group that does not exist yet could have; empty if these."""
    found = look_up(ec2, nodes.instance_types)
    given = _given(ec2, nodes.subnets) if nodes.subnets else {}
    zones = sorted(set(given.values())) if nodes.subnets else _zones(ec2, nodes)
    told = problems(nodes.instance_types, found, zones, ec2.place["region"])
    told += _image_problems(found, nodes.ami_type)
    types = f"types of one architecture that EC2 offers wherever nodes shall be; {'; '.join(told)}" if told else ""
    missing = ", ".join(each for each in nodes.subnets if each not in given)
    return types, f"subnets of this account in {ec2.place['region']}; there is no {missing}" if missing else ""


def _image_problems(found: Sequence[InstanceType], ami_type: str) -> list[str]:
    needed = "arm64" if "ARM_64" in ami_type else "x86_64"
    others = [item.name for item in found if ami_type and item.architecture != needed]
    return [f"the image {ami_type} is for {needed}, which {', '.join(others)} is not"] if others else []


def _given(ec2: Api, subnets: Sequence[str]) -> dict[str, str]:
    """Return the zones of those subnets that exist: asked by ids, EC2 answers with an error if one does not."""
    there = ec2.list(SUBNETS, {"filters": [{"name": "subnet-id", "values": list(subnets)}]})
    return {item["subnet_id"]: item["availability_zone"] for item in there}


def _zones(ec2: Api, nodes: Nodes) -> list[str]:
    """Return the zones of nodes whose subnets are not named."""
    if nodes.zones:
        return list(nodes.zones)
    there = ec2.list(SUBNETS, {"filters": _filters(*((f"tag:{name}", text) for name, text in nodes.tags.items()))})
    if there:
        return sorted({item["availability_zone"] for item in there})
    listed = ec2.list(ZONES, {"filters": _filters(*_USABLE)})
    of_region = [{"name": item["zone_name"], "zone_id": item.get("zone_id")} for item in listed]
    wanted = {"availability_zones": [], "availability_zone_count": nodes.zone_count}
    return zones_of(wanted, {"availability_zones": of_region}, {"private": {}, "public": {}})


def _filters(*pairs: tuple[str, str]) -> list[dict[str, object]]:
    return [{"name": name, "values": [value]} for name, value in pairs]

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A network in memory: what the modules that the role runs would make of a plan."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from typing import Any

from ansible_collections.inferops.aws.plugins.module_utils._network.plan import plan
from ansible_collections.inferops.aws.plugins.module_utils._network.shapes import EVERYWHERE, in_use, with_way_out

REGION = "eu-central-1"
OWNERSHIP = {
    "inferops:managed-by": "inferops.aws",
    "inferops:deployment": "digits-eu",
    "inferops:component": "network",
}
EMPTY: dict[str, Any] = {
    "vpc": None,
    **{
        kind: []
        for kind in (
            "subnets",
            "internet_gateways",
            "route_tables",
            "nat_gateways",
            "vpc_endpoints",
            "security_groups",
            "network_interfaces",
            "addresses",
        )
    },
    "availability_zones": [{"name": f"{REGION}{each}", "zone_id": f"euc1-az{each}"} for each in "abc"],
}


def wanted(**settings: Any) -> dict[str, Any]:
    """Return the role's settings: two zones, one NAT gateway, unless told otherwise."""
    return {
        "name": "digits",
        "region": REGION,
        "cidr": "10.0.0.0/16",
        "availability_zones": [],
        "availability_zone_count": 2,
        "private_cidrs": [],
        "public_cidrs": [],
        "with_public_subnets": True,
        "nat": "single",
        "nodes": "private",
        "interface_endpoints": [],
        "tags": {**OWNERSHIP, "team": "vision"},
        "ownership": OWNERSHIP,
        "cluster": "digits",
        "allocated": {},
        **settings,
    }


def brought_about(settings: Mapping[str, Any], found: Mapping[str, Any] = EMPTY) -> dict[str, Any]:
    """Return the network after the role has run on *found*: every step from what was read before it."""
    made = Made(found)
    for kind in Made.SEQUENCE:
        for item in plan(made.read(), settings)[kind]:
            getattr(made, kind)(item)
    return made.read()


class Made:
    """Does what a plan says. The methods have the names of the parts of a plan."""

    SEQUENCE = (
        "vpc",
        "internet_gateways",
        "subnets",
        "addresses",
        "nat_gateways",
        "route_tables",
        "security_groups",
        "unwanted_endpoints",
        "endpoints",
        "unwanted_security_groups",
        "unwanted_nat_gateways",
        "unwanted_addresses",
    )

    def __init__(self, found: Mapping[str, Any]) -> None:
        self.now: dict[str, Any] = {
            key: list(value) if isinstance(value, list) else value for key, value in found.items()
        }
        # Whether a gateway has an address is told by the gateway.
        self.now["addresses"] = [{**each, "is_in_use": False} for each in found["addresses"]]
        self._numbers: Iterator[int] = itertools.count(sum(map(len, filter(None, found.values()))) + 1)

    def read(self) -> dict[str, Any]:
        subnets = with_way_out(self.now["subnets"], self.now["route_tables"])
        addresses = in_use(self.now["addresses"], self.now["nat_gateways"])
        return {**self.now, "subnets": subnets, "addresses": addresses}

    def _put(self, kind: str, key: str, prefix: str, identifier: str, **values: Any) -> None:
        there = next((each for each in self.now[kind] if each[key] == identifier), {})
        rest = [each for each in self.now[kind] if each is not there]
        name = identifier or f"{prefix}-{next(self._numbers)}"
        self.now[kind] = [*rest, {**there, key: name, **values}]

    def _drop(self, kind: str, key: str, identifier: str) -> None:
        assert identifier in [each[key] for each in self.now[kind]]
        self.now[kind] = [each for each in self.now[kind] if each[key] != identifier]

    def vpc(self, item: Any) -> None:
        self.now["vpc"] = {
            "vpc_id": item["id"] or "vpc-1",
            "cidr_block": "10.0.0.0/16",
            "dns_support": True,
            "dns_hostnames": True,
            "tags": item["tags"],
        }

    def internet_gateways(self, item: Any) -> None:
        self.now["internet_gateways"] = [{"internet_gateway_id": "igw-1", "tags": item["tags"]}]

    def subnets(self, item: Any) -> None:
        values = {"cidr_block": item["cidr"], "availability_zone": item["zone"], "tags": item["tags"]}
        self._put("subnets", "subnet_id", "subnet", item["id"], map_public_ip_on_launch=item["map_public"], **values)

    def addresses(self, item: Any) -> None:
        tags, number = item["tags"], next(self._numbers)
        address = {"allocation_id": f"eipalloc-{number}", "public_ip": f"198.51.100.{number}"}
        self.now["addresses"] = [*self.now["addresses"], {**address, "is_in_use": False, "tags": tags}]

    def nat_gateways(self, item: Any) -> None:
        assert item["subnet_id"]
        values = {"subnet_id": item["subnet_id"], "state": "available", "tags": item["tags"]}
        if not item["id"]:
            assert item["allocation_id"], "AWS would give it an address without our tags"
            values["allocation_ids"] = [item["allocation_id"]]
        self._put("nat_gateways", "nat_gateway_id", "nat", item["id"], **values)

    def route_tables(self, item: Any) -> None:
        routes = [
            {"destination": each["dest"], "target": each["gateway_id"], "via": "gateway_id", "state": "active"}
            for each in item["routes"]
        ]
        there = next((each for each in self.now["route_tables"] if each["route_table_id"] == item["id"]), None)
        if there and not item["purge_routes"]:
            named = {each["destination"] for each in routes}
            routes += [each for each in there["routes"] if each["destination"] not in named]
        values = {"subnet_ids": item["subnet_ids"], "routes": routes, "is_main": False, "tags": item["tags"]}
        self._put("route_tables", "route_table_id", "rtb", item["id"], **values)

    def security_groups(self, item: Any) -> None:
        ingress = [{"protocol": "tcp", "from_port": 443, "to_port": 443, "cidr_blocks": ["10.0.0.0/16"]}]
        values = {"group_name": item["name"], "ingress": ingress, "tags": item["tags"]}
        self._put("security_groups", "group_id", "sg", item["id"], **values)

    def endpoints(self, item: Any) -> None:
        parts = ("service_name", "type", "route_table_ids", "subnet_ids", "security_group_ids", "tags")
        identifier = "" if item["replaces"] else item["id"]
        values = {part: item[part] for part in parts}
        self._put("vpc_endpoints", "vpc_endpoint_id", "vpce", identifier, state="available", **values)

    def unwanted_endpoints(self, identifier: str) -> None:
        self._drop("vpc_endpoints", "vpc_endpoint_id", identifier)

    def unwanted_security_groups(self, identifier: str) -> None:
        held = itertools.chain.from_iterable(each["security_group_ids"] for each in self.now["vpc_endpoints"])
        assert identifier not in set(held)
        self._drop("security_groups", "group_id", identifier)

    def unwanted_nat_gateways(self, identifier: str) -> None:
        used = {route["target"] for table in self.now["route_tables"] for route in table["routes"]}
        assert identifier not in used
        self._drop("nat_gateways", "nat_gateway_id", identifier)

    def unwanted_addresses(self, public_ip: str) -> None:
        held = {each["public_ip"] for each in self.read()["addresses"] if each["is_in_use"]}
        assert public_ip not in held
        self._drop("addresses", "public_ip", public_ip)


def way_out(found: Mapping[str, Any], subnet_id: str) -> str:
    """Return where a subnet sends what is for the Internet, empty for nowhere."""
    table = next(each for each in found["route_tables"] if subnet_id in each["subnet_ids"])
    return next((str(each["target"]) for each in table["routes"] if each["destination"] == EVERYWHERE), "")

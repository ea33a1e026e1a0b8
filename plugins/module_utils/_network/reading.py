# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reading a network: the VPC, then all that is in it at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from .._engine.errors import EngineError
from .._engine.waits import Clock
from .._scan.calling import Aws
from . import shapes

THREADS = 8
EC2 = "ec2"
PASSING = frozenset({"pending", "deleting"})
"""States that end by themselves."""

Network = dict[str, Any]


@dataclass(frozen=True)
class Part:
    """What a VPC has of one kind: the call that lists it, and the filter of that call that names the VPC."""

    operation: str
    items: str
    shape: Callable[[Mapping[str, Any]], shapes.Described]
    vpc: str = "vpc-id"
    filters: str = "Filters"


PARTS = {
    "subnets": Part("DescribeSubnets", "Subnets", shapes.subnet),
    "internet_gateways": Part(
        "DescribeInternetGateways", "InternetGateways", shapes.internet_gateway, vpc="attachment.vpc-id"
    ),
    "route_tables": Part("DescribeRouteTables", "RouteTables", shapes.route_table),
    "nat_gateways": Part("DescribeNatGateways", "NatGateways", shapes.nat_gateway, filters="Filter"),
    "vpc_endpoints": Part("DescribeVpcEndpoints", "VpcEndpoints", shapes.vpc_endpoint),
    "security_groups": Part("DescribeSecurityGroups", "SecurityGroups", shapes.security_group),
    "network_interfaces": Part("DescribeNetworkInterfaces", "NetworkInterfaces", shapes.network_interface),
}


class Reader:
    """Reads the network with an id, or the one that bears *tags*, which also find the addresses that belong to it."""

    def __init__(self, aws: Aws, vpc_id: str | None, tags: Mapping[str, str] | None) -> None:
        self._aws = aws
        self._vpc_id = vpc_id
        self._tags = dict(tags or {})

    def read(self) -> Network:
        """Return the network; without a VPC all its parts are empty. Raises EngineError."""
        with ThreadPoolExecutor(THREADS) as pool:
            zones = pool.submit(self._zones)
            addresses = pool.submit(self._addresses)
            found = self._vpc()
            parts = pool.map(lambda part: self._part(part, found), PARTS.values())
            network: Network = {"vpc": self._with_attributes(found), **dict(zip(PARTS, parts, strict=True))}
            network["subnets"] = shapes.with_way_out(network["subnets"], network["route_tables"])
            network["addresses"] = shapes.in_use(addresses.result(), network["nat_gateways"])
            return {**network, "availability_zones": zones.result()}

    def outline(self) -> Network:
        """Return, with three calls, what decides whether a network can be as it is wanted. Raises EngineError.

        That is the addresses of the VPC, the subnets, and the zones of the region.
        """
        found = self._vpc()
        return {
            "vpc": {"vpc_id": found["VpcId"], "cidr_block": found["CidrBlock"]} if found else None,
            "subnets": self._part(PARTS["subnets"], found),
            "availability_zones": self._zones(),
        }

    def settled(self, clock: Clock, timeout: float) -> Network:
        """Return the network once nothing of it is being made or deleted.

        Raises EngineError when a NAT gateway fails meanwhile, or with the last states when *timeout* seconds have
        passed.
        """
        network = self.read()
        started = {each["nat_gateway_id"] for each in network["nat_gateways"] if each["state"] == "pending"}
        for _attempt in clock.attempts(timeout, 10.0, first=2.0):
            passing = _passing(network)
            if not passing:
                return network
            network = self.read()
            _raise_failed(network, started)
        told = ", ".join(f"{name} is {state}" for name, state in _passing(network).items())
        raise EngineError(f"The network was not settled within {timeout:g} seconds; when last seen, {told}")

    def _list(self, operation: str, items: str, request: Mapping[str, Any]) -> list[Any]:
        pages = self._aws.pages(EC2, self._aws.home, operation, request)
        return [item for page in pages for item in page.get(items, [])]

    def _vpc(self) -> dict[str, Any] | None:
        request = {"Filters": [{"Name": "vpc-id", "Values": [self._vpc_id]}] if self._vpc_id else _tagged(self._tags)}
        vpcs = self._list("DescribeVpcs", "Vpcs", request)
        if len(vpcs) > 1:
            told = ", ".join(sorted(vpc["VpcId"] for vpc in vpcs))
            raise EngineError(f"{len(vpcs)} VPCs bear the tags {self._tags}: {told}; at most one may")
        return vpcs[0] if vpcs else None

    def _with_attributes(self, found: dict[str, Any] | None) -> shapes.Described | None:
        if found is None:
            return None
        return shapes.vpc(
            found, self._attribute(found, "enableDnsSupport"), self._attribute(found, "enableDnsHostnames")
        )

    def _attribute(self, found: Mapping[str, Any], name: str) -> bool:
        request = {"VpcId": found["VpcId"], "Attribute": name}
        answer = self._aws.call(EC2, self._aws.home, "DescribeVpcAttribute", request)
        return bool(answer[name[0].upper() + name[1:]]["Value"])

    def _part(self, part: Part, found: Mapping[str, Any] | None) -> list[shapes.Described]:
        if found is None:
            return []
        request = {part.filters: [{"Name": part.vpc, "Values": [found["VpcId"]]}]}
        return [part.shape(item) for item in self._list(part.operation, part.items, request)]

    def _addresses(self) -> list[shapes.Described]:
        if not self._tags:
            return []
        return [
            shapes.address(item)
            for item in self._list("DescribeAddresses", "Addresses", {"Filters": _tagged(self._tags)})
        ]

    def _zones(self) -> list[shapes.Described]:
        wanted = [{"Name": "zone-type", "Values": ["availability-zone"]}, {"Name": "state", "Values": ["available"]}]
        found = self._list("DescribeAvailabilityZones", "AvailabilityZones", {"Filters": wanted})
        return [shapes.availability_zone(item) for item in found]


def _tagged(tags: Mapping[str, str]) -> list[dict[str, Any]]:
    return [{"Name": f"tag:{key}", "Values": [value]} for key, value in tags.items()]


def _passing(network: Network) -> dict[str, str]:
    """Return the states of what is on its way, by id."""
    gateways = {each["nat_gateway_id"]: each["state"] for each in network["nat_gateways"]}
    endpoints = {each["vpc_endpoint_id"]: each["state"] for each in network["vpc_endpoints"]}
    return {name: state for name, state in (gateways | endpoints).items() if state in PASSING}


def _raise_failed(network: Network, started: Iterable[str]) -> None:
    for each in network["nat_gateways"]:
        if each["nat_gateway_id"] in started and each["state"] == "failed":
            raise EngineError(f"The NAT gateway {each['nat_gateway_id']} could not be made: {each['failure_message']}")

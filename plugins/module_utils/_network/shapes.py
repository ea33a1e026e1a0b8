# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What AWS says of a network, reduced to what a person and a plan need of it. Everything here is pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._engine.tags import read_tags

Described = dict[str, Any]

EVERYWHERE = "0.0.0.0/0"
OVER = frozenset({"deleted", "failed"})
"""States in which a NAT gateway, which AWS lists for an hour yet, holds on to nothing."""

_TARGETS = (
    "GatewayId",
    "NatGatewayId",
    "NetworkInterfaceId",
    "TransitGatewayId",
    "VpcPeeringConnectionId",
    "EgressOnlyInternetGatewayId",
    "InstanceId",
    "LocalGatewayId",
    "CarrierGatewayId",
    "CoreNetworkArn",
)


def vpc(item: Mapping[str, Any], dns_support: bool, dns_hostnames: bool) -> Described:
    """Return a VPC with the two attributes that take a call each."""
    return {
        **_named(item, "VpcId"),
        "cidr_block": item["CidrBlock"],
        "dns_support": dns_support,
        "dns_hostnames": dns_hostnames,
    }


def subnet(item: Mapping[str, Any]) -> Described:
    """Return a subnet."""
    return {
        **_named(item, "SubnetId"),
        "cidr_block": item["CidrBlock"],
        "availability_zone": item["AvailabilityZone"],
        "availability_zone_id": item.get("AvailabilityZoneId", ""),
        "available_ip_address_count": item.get("AvailableIpAddressCount", 0),
        "map_public_ip_on_launch": bool(item.get("MapPublicIpOnLaunch")),
    }


def internet_gateway(item: Mapping[str, Any]) -> Described:
    """Return an internet gateway."""
    return _named(item, "InternetGatewayId")


def route_table(item: Mapping[str, Any]) -> Described:
    """Return a route table with the subnets that it is for."""
    associations = item.get("Associations", [])
    return {
        **_named(item, "RouteTableId"),
        "is_main": any(each.get("Main") for each in associations),
        "subnet_ids": [each["SubnetId"] for each in associations if each.get("SubnetId")],
        "routes": [_route(each) for each in item.get("Routes", [])],
    }


def _route(item: Mapping[str, Any]) -> Described:
    destinations = (item.get(f"Destination{kind}") for kind in ("CidrBlock", "Ipv6CidrBlock", "PrefixListId"))
    via = next((name for name in _TARGETS if item.get(name)), "")
    return {
        "destination": next(filter(None, destinations), ""),
        "target": item.get(via, ""),
        "via": _snake(via),
        "state": item.get("State", ""),
    }


def nat_gateway(item: Mapping[str, Any]) -> Described:
    """Return a NAT gateway."""
    addresses = item.get("NatGatewayAddresses", [])
    return {
        **_named(item, "NatGatewayId"),
        "subnet_id": item.get("SubnetId", ""),
        "state": item["State"],
        "failure_message": item.get("FailureMessage", ""),
        "allocation_ids": [each["AllocationId"] for each in addresses if each.get("AllocationId")],
    }


def address(item: Mapping[str, Any]) -> Described:
    """Return an elastic IP address."""
    return {
        **_named(item, "AllocationId"),
        "public_ip": item["PublicIp"],
        "is_in_use": bool(item.get("AssociationId")),
    }


def vpc_endpoint(item: Mapping[str, Any]) -> Described:
    """Return a VPC endpoint; AWS writes its type and state now in capitals, now not."""
    return {
        **_named(item, "VpcEndpointId"),
        "service_name": item["ServiceName"],
        "type": item.get("VpcEndpointType", "Gateway"),
        "state": item.get("State", "").lower(),
        "route_table_ids": sorted(item.get("RouteTableIds", [])),
        "subnet_ids": sorted(item.get("SubnetIds", [])),
        "security_group_ids": sorted(group["GroupId"] for group in item.get("Groups", [])),
    }


def security_group(item: Mapping[str, Any]) -> Described:
    """Return a security group with what it lets in."""
    return {
        **_named(item, "GroupId"),
        "group_name": item["GroupName"],
        "ingress": [
            {
                "protocol": each["IpProtocol"],
                "from_port": each.get("FromPort"),
                "to_port": each.get("ToPort"),
                "cidr_blocks": [block["CidrIp"] for block in each.get("IpRanges", [])],
            }
            for each in item.get("IpPermissions", [])
        ],
    }


def network_interface(item: Mapping[str, Any]) -> Described:
    """Return a network interface."""
    return {
        "network_interface_id": item["NetworkInterfaceId"],
        "subnet_id": item.get("SubnetId", ""),
        "type": item.get("InterfaceType", "interface"),
        "status": item.get("Status", ""),
        "description": item.get("Description", ""),
        "tags": read_tags(item.get("TagSet")),
    }


def availability_zone(item: Mapping[str, Any]) -> Described:
    """Return an availability zone: its name, which is this account's, and its id, which is the same for all."""
    return {"name": item["ZoneName"], "zone_id": item.get("ZoneId", "")}


def with_way_out(subnets: list[Described], tables: list[Described]) -> list[Described]:
    """Return the subnets, each with whether its route table leads to an internet gateway."""
    main = next((table for table in tables if table["is_main"]), None)
    own = {subnet_id: table for table in tables for subnet_id in table["subnet_ids"]}
    return [{**each, "is_public": is_public(own.get(each["subnet_id"], main))} for each in subnets]


def is_public(table: Mapping[str, Any] | None) -> bool:
    """Say whether a route table sends what is for the Internet to an internet gateway."""
    return table is not None and default_route(table).get("target", "").startswith("igw-")


def in_use(addresses: list[Described], gateways: list[Described]) -> list[Described]:
    """Return the addresses; one that a NAT gateway has is in use, also while AWS does not yet call it associated."""
    held = {each for gateway in gateways if gateway["state"] not in OVER for each in gateway["allocation_ids"]}
    return [{**each, "is_in_use": each["is_in_use"] or each["allocation_id"] in held} for each in addresses]


def default_route(table: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the route for what is for the Internet, empty if there is none."""
    return next((route for route in table["routes"] if route["destination"] == EVERYWHERE), {})


def _named(item: Mapping[str, Any], identifier: str) -> Described:
    return {_snake(identifier): item[identifier], "tags": read_tags(item.get("Tags"))}


def _snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("_")

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""VPC endpoints: S3's, which is for nothing and free, and the interface endpoints that were asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .layout import Subnet
from .marks import Found, Wanted, differs, is_ours, tags_of
from .nat import ALIVE

HTTPS = 443

Group = dict[str, Any]
Endpoint = dict[str, Any]


def groups(found: Found, wanted: Wanted) -> list[Group]:
    """Return the security group of the interface endpoints, if there shall be any: the network may call them."""
    if not wanted["interface_endpoints"]:
        return []
    name = group_name(wanted)
    there = next((each for each in found["security_groups"] if each["group_name"] == name), None)
    tags = tags_of(wanted, name, there)
    ingress = [{"protocol": "tcp", "from_port": HTTPS, "to_port": HTTPS, "cidr_blocks": [wanted["cidr"]]}]
    identifier = there["group_id"] if there else ""
    is_different = bool(found["vpc"]) and differs(there, tags, ingress=ingress)
    return [{"name": name, "id": identifier, "tags": tags, "differs": is_different, "waits": not found["vpc"]}]


def group_name(wanted: Wanted) -> str:
    """Return the name of the security group of the interface endpoints."""
    return f"{wanted['name']}-endpoints"


def endpoints(
    found: Found,
    wanted: Wanted,
    subnets: Sequence[Subnet],
    tables: Sequence[Mapping[str, Any]],
    security_groups: Sequence[Mapping[str, Any]],
) -> list[Endpoint]:
    """Return the endpoints that there shall be, with their ids if they exist."""
    private = [subnet["id"] for subnet in subnets if subnet["tier"] == "private"]
    gateway = {"type": "Gateway", "route_table_ids": [table["id"] for table in tables]}
    interface = {
        "type": "Interface",
        "subnet_ids": private,
        "security_group_ids": [group["id"] for group in security_groups],
    }
    services = {"s3": gateway, **dict.fromkeys(wanted["interface_endpoints"], interface)}
    return [_endpoint(found, wanted, service, parts) for service, parts in services.items()]


def _endpoint(found: Found, wanted: Wanted, service: str, parts: Mapping[str, Any]) -> Endpoint:
    """Return an endpoint; one that lacks a part is replaced, since no module adds one to it."""
    name = f"{wanted['name']}-{service.replace('.', '-')}"
    full = f"com.amazonaws.{wanted['region']}.{service}"
    mine = (each for each in alive(found, wanted) if (each["service_name"], each["type"]) == (full, parts["type"]))
    there = next(mine, None)
    tags = tags_of(wanted, name, there)
    has_all = there is not None and all(
        set(value) <= set(there[part]) for part, value in parts.items() if part != "type"
    )
    is_ready = all(all(value) for value in parts.values())
    return {
        "route_table_ids": [],
        "subnet_ids": [],
        "security_group_ids": [],
        **parts,
        "name": name,
        "service_name": full,
        "id": there["vpc_endpoint_id"] if there else "",
        "replaces": there["vpc_endpoint_id"] if there and is_ready and not has_all else "",
        "tags": tags,
        "waits": not is_ready,
        "differs": is_ready and (not has_all or differs(there, tags)),
    }


def alive(found: Found, wanted: Wanted) -> list[Mapping[str, Any]]:
    """Return the endpoints of ours that serve, or are about to."""
    return [each for each in found["vpc_endpoints"] if each["state"] in ALIVE and is_ours(each, wanted)]


def unwanted(found: Found, wanted: Wanted, planned: Sequence[Endpoint]) -> list[str]:
    """Return the ids of the endpoints that shall no longer be, or have to make way for another of their service."""
    stay = {endpoint["id"] for endpoint in planned} - {endpoint["replaces"] for endpoint in planned}
    return [each["vpc_endpoint_id"] for each in alive(found, wanted) if each["vpc_endpoint_id"] not in stay]


def unwanted_groups(found: Found, wanted: Wanted) -> Iterator[str]:
    """Yield the security group of the interface endpoints if there shall be none."""
    if wanted["interface_endpoints"]:
        return
    for each in found["security_groups"]:
        if each["group_name"] == group_name(wanted) and is_ours(each, wanted):
            yield each["group_id"]

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""VPC endpoints: their states, interfaces and security groups; one of a service in a VPC; found by filters."""

from __future__ import annotations

import time
from typing import Any

from .. import seams
from . import guard
from .ec2_words import MODULE, Record, home, narrowed, refuse, value, values

#: How long an interface endpoint is pending, and deleting, in seconds. AWS takes a minute or two.
SECONDS = 1.0
_GATEWAYS = ("s3", "dynamodb")
#: Of the services that have interface endpoints, what ministack does not list and clusters call.
_OF_CLUSTERS = ("autoscaling", "ecr.api", "ecr.dkr", "eks", "eks-auth", "elasticloadbalancing", "sagemaker.runtime")


def install() -> None:
    """Put it in force."""
    home()._VPCE_INTERFACE_SERVICES = tuple(dict.fromkeys([*home()._VPCE_INTERFACE_SERVICES, *_OF_CLUSTERS]))
    guard(MODULE, {"_create_vpc_endpoint": [_has_another, _lacks_a_group]})
    seams.wrap(MODULE, "_create_vpc_endpoint", _created)
    seams.wrap(MODULE, "_delete_vpc_endpoints", _deleted)
    seams.wrap(MODULE, "_describe_vpc_endpoints", _described)
    seams.wrap(MODULE, "_vpce_fields_xml", _with_groups)


def settle() -> None:
    """Bring every endpoint of this account and region to where it is by now."""
    for name, one in list(home()._vpc_endpoints.items()):
        if one.get("Until", 0.0) > time.time():
            continue
        if one["State"] == "pending":
            one["State"] = "available"
        elif one["State"] == "deleting":
            home()._vpc_endpoints.pop(name)
            home()._tags.pop(name, None)
            for interface in one.get("NetworkInterfaceIds", ()):
                home()._network_interfaces.pop(interface, None)


def _has_another(parameters: Any) -> Any:
    settle()
    service, network = value(parameters, "ServiceName"), value(parameters, "VpcId")
    is_gateway = (value(parameters, "VpcEndpointType") or "Gateway") == "Gateway"
    offered = _GATEWAYS if is_gateway else (*_GATEWAYS, *home()._VPCE_INTERFACE_SERVICES)
    if service not in [
        f"com.amazonaws.{seams.get('ministack.core.responses', 'get_region')()}.{name}" for name in offered
    ]:
        return refuse("InvalidServiceName", f"The Vpc Endpoint Service '{service}' does not exist")
    tables = set(values(parameters, "RouteTableId"))
    for one in home()._vpc_endpoints.values():
        if (one["ServiceName"], one["VpcId"]) != (service, network):
            continue
        if is_gateway and tables & set(one["RouteTableIds"]):
            shared = sorted(tables & set(one["RouteTableIds"]))[0]
            return refuse("RouteAlreadyExists", f"route table {shared} already has a route to {service}")
        if not is_gateway and one["VpcEndpointType"] == "Interface":
            message = (
                f"private-dns-enabled cannot be set because there is already a conflicting DNS domain for {service}"
            )
            return refuse("InvalidParameter", f"{message} in the VPC {network}")
    return None


def _lacks_a_group(parameters: Any) -> Any:
    for name in values(parameters, "SecurityGroupId"):
        if name not in home()._security_groups:
            return refuse("InvalidGroup.NotFound", f"The security group '{name}' does not exist")
    return None


def _created(original: Any) -> Any:
    def create(parameters: Any) -> Any:
        before = set(home()._vpc_endpoints)
        status, headers, body = original(parameters)
        for name in set(home()._vpc_endpoints) - before:
            one = home()._vpc_endpoints[name]
            if one["VpcEndpointType"] != "Interface":
                continue
            groups = values(parameters, "SecurityGroupId")
            interfaces = [_interface(one, subnet, groups) for subnet in one["SubnetIds"]]
            one |= {"State": "pending", "Until": time.time() + SECONDS, "Groups": groups}
            one["NetworkInterfaceIds"] = interfaces
            body = body.replace(b"<state>available<", b"<state>pending<")
        return status, headers, body

    return create


def _interface(endpoint: Record, subnet: str, groups: list[str]) -> str:
    before = set(home()._network_interfaces)
    description = f"VPC Endpoint Interface {endpoint['VpcEndpointId']}"
    named = {f"SecurityGroupId.{number}": group for number, group in enumerate(groups, 1)}
    seams.get(MODULE, "_create_network_interface")({"SubnetId": subnet, "Description": description, **named})
    made = next(iter(set(home()._network_interfaces) - before))
    home()._network_interfaces[made] |= {"InterfaceType": "vpc_endpoint", "Status": "in-use"}
    return str(made)


def _deleted(original: Any) -> Any:
    def delete(parameters: Any) -> Any:
        settle()
        known = home()._vpc_endpoints
        names = [name for name in values(parameters, "VpcEndpointId") if name in known]
        later = [name for name in names if known[name]["VpcEndpointType"] == "Interface"]
        for name in later:
            known[name] |= {"State": "deleting", "Until": time.time() + SECONDS}
        now = (name for name in names if name not in later)
        return original({f"VpcEndpointId.{number}": name for number, name in enumerate(now, 1)})

    return delete


def _described(original: Any) -> Any:
    fields = {
        "service-name": lambda one: [one["ServiceName"]],
        "vpc-endpoint-id": lambda one: [one["VpcEndpointId"]],
        "vpc-endpoint-state": lambda one: [one["State"]],
        "vpc-endpoint-type": lambda one: [one["VpcEndpointType"]],
        "vpc-id": lambda one: [one["VpcId"]],
    }

    def describe(parameters: Any) -> Any:
        settle()
        known = home()._vpc_endpoints
        absent = [name for name in values(parameters, "VpcEndpointId") if name not in known]
        if absent:
            return refuse("InvalidVpcEndpointId.NotFound", f"The Vpc Endpoint Id '{absent[0]}' does not exist")
        return original(narrowed(parameters, "DescribeVpcEndpoints", "VpcEndpointId", known, fields))

    return describe


def _with_groups(original: Any) -> Any:
    def _vpce_fields_xml(ep: Record, tag: str = "item") -> str:
        groups = "".join(f"<item><groupId>{name}</groupId></item>" for name in ep.get("Groups", ()))
        interfaces = "".join(f"<item>{name}</item>" for name in ep.get("NetworkInterfaceIds", ()))
        more = f"<groupSet>{groups}</groupSet><networkInterfaceIdSet>{interfaces}</networkInterfaceIdSet>"
        return str(original(ep, tag)).replace("<subnetIdSet>", f"{more}<subnetIdSet>")

    return _vpce_fields_xml

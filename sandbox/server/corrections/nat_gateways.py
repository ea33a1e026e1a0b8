# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""NAT gateways take a while to come and go, and hold on to address and subnet; addresses are found by filters."""

from __future__ import annotations

import time
from typing import Any
from xml.etree import ElementTree

from .. import seams
from . import guard
from .ec2_words import MODULE, Record, home, narrowed, refuse, value, values

#: How long a gateway is pending, and deleting, in seconds. AWS takes a minute or two.
SECONDS = 1.0
_SPACE = "http://ec2.amazonaws.com/doc/2016-11-15/"


def install() -> None:
    """Put it in force."""
    guard(
        MODULE,
        {
            "_create_nat_gateway": [_subnet_is_missing, _address_is_missing],
            "_release_address": [_address_in_use],
            "_detach_internet_gateway": [_addresses_are_mapped],
        },
    )
    seams.wrap(MODULE, "_create_nat_gateway", _created)
    seams.wrap(MODULE, "_delete_nat_gateway", _deleted)
    seams.wrap(MODULE, "_describe_nat_gateways", _described)
    seams.wrap(MODULE, "_describe_addresses", _addresses)


def settle() -> None:
    """Bring every gateway of this account and region to where it is by now."""
    for one in list(home()._nat_gateways.values()):
        if one.get("Until", 0.0) > time.time():
            continue
        if one["State"] == "pending":
            one["State"] = "available"
        elif one["State"] == "deleting":
            one["State"] = "deleted"
            home()._network_interfaces.pop(one.get("NetworkInterfaceId"), None)
            home()._addresses.get(one["AllocationId"], {}).update(AssociationId=None, NetworkInterfaceId=None)


def _subnet_is_missing(parameters: Any) -> Any:
    subnet = value(parameters, "SubnetId")
    if subnet in home()._subnets:
        return None
    return refuse("InvalidSubnetID.NotFound", f"The subnet ID '{subnet}' does not exist")


def _address_is_missing(parameters: Any) -> Any:
    settle()
    name = value(parameters, "AllocationId")
    if value(parameters, "ConnectivityType") == "private":
        return None
    if name not in home()._addresses:
        return refuse("InvalidAllocationID.NotFound", f"The allocation ID '{name}' does not exist")
    if home()._addresses[name]["AssociationId"]:
        return refuse("Resource.AlreadyAssociated", f"Elastic IP address [{name}] is already associated")
    return None


def _address_in_use(parameters: Any) -> Any:
    settle()
    one = home()._addresses.get(value(parameters, "AllocationId"), {})
    if not one.get("AssociationId"):
        return None
    return refuse("InvalidIPAddress.InUse", f"Address {one['PublicIp']} is in use.")


def _addresses_are_mapped(parameters: Any) -> Any:
    settle()
    gateway = home()._internet_gateways.get(value(parameters, "InternetGatewayId"), {})
    networks = {each["VpcId"] for each in gateway.get("Attachments", [])}
    if any(one["VpcId"] in networks and one["State"] != "deleted" for one in home()._nat_gateways.values()):
        message = f"Network {', '.join(networks)} has some mapped public address(es)."
        return refuse("DependencyViolation", f"{message} Please unmap those public address(es) before detaching.")
    return None


def _created(original: Any) -> Any:
    def create(parameters: Any) -> Any:
        before = set(home()._nat_gateways)
        status, headers, body = original(parameters)
        for name in set(home()._nat_gateways) - before:
            one = home()._nat_gateways[name]
            one |= {"State": "pending", "Until": time.time() + SECONDS, "NetworkInterfaceId": _interface(one)}
            home()._addresses.get(one["AllocationId"], {}).update(
                AssociationId=f"eipassoc-{name.removeprefix('nat-')}", NetworkInterfaceId=one["NetworkInterfaceId"]
            )
        return status, headers, body.replace(b"<state>available<", b"<state>pending<")

    return create


def _interface(gateway: Record) -> str:
    before = set(home()._network_interfaces)
    description = f"Interface for NAT Gateway {gateway['NatGatewayId']}"
    seams.get(MODULE, "_create_network_interface")({"SubnetId": gateway["SubnetId"], "Description": description})
    made = next(iter(set(home()._network_interfaces) - before))
    home()._network_interfaces[made] |= {"InterfaceType": "nat_gateway", "Status": "in-use", "Groups": []}
    return str(made)


def _deleted(original: Any) -> Any:
    def delete(parameters: Any) -> Any:
        settle()
        one = home()._nat_gateways.get(value(parameters, "NatGatewayId"))
        was_there = one is not None and one["State"] != "deleted"
        answer = original(parameters)
        if was_there:
            one |= {"State": "deleting", "Until": time.time() + SECONDS}
        return answer

    return delete


def _described(original: Any) -> Any:
    def describe(parameters: Any) -> Any:
        settle()
        status, headers, body = original(parameters)
        ElementTree.register_namespace("", _SPACE)
        document = ElementTree.fromstring(body)
        for item in document.iterfind(f"{{{_SPACE}}}natGatewaySet/{{{_SPACE}}}item"):
            one = home()._nat_gateways[item.findtext(f"{{{_SPACE}}}natGatewayId")]
            held = item.find(f"{{{_SPACE}}}natGatewayAddressSet")
            address = home()._addresses.get(one["AllocationId"])
            if held is not None and address:
                _append(held, one, address)
        return status, headers, ElementTree.tostring(document, encoding="utf-8", xml_declaration=True)

    return describe


def _append(held: ElementTree.Element, one: Record, address: Record) -> None:
    item = ElementTree.SubElement(held, f"{{{_SPACE}}}item")
    told = {"allocationId": one["AllocationId"], "publicIp": address["PublicIp"]}
    for name, text in {**told, "networkInterfaceId": one.get("NetworkInterfaceId", "")}.items():
        ElementTree.SubElement(item, f"{{{_SPACE}}}{name}").text = text


def _addresses(original: Any) -> Any:
    fields = {
        "allocation-id": lambda one: [one["AllocationId"]],
        "association-id": lambda one: [one["AssociationId"] or ""],
        "domain": lambda one: [one["Domain"]],
        "instance-id": lambda one: [one["InstanceId"] or ""],
        "network-interface-id": lambda one: [one["NetworkInterfaceId"] or ""],
        "public-ip": lambda one: [one["PublicIp"]],
    }

    def describe(parameters: Any) -> Any:
        settle()
        known = home()._addresses
        wanted = values(parameters, "PublicIp")
        missing = [each for each in wanted if each not in {one["PublicIp"] for one in known.values()}]
        if missing:
            return refuse("InvalidAddress.NotFound", f"Address '{missing[0]}' not found.")
        asked = set(values(parameters, "AllocationId"))
        absent = sorted(asked - set(known))
        if absent:
            return refuse("InvalidAllocationID.NotFound", f"The allocation ID '{absent[0]}' does not exist")
        store = {name: one for name, one in known.items() if not wanted or one["PublicIp"] in wanted}
        return original(narrowed(parameters, "DescribeAddresses", "AllocationId", store, fields))

    return describe

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Networks: what takes a while, what holds what, and what lists find by filters."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.sandbox.deployment import Account

REGION = "ap-southeast-2"


@dataclass(frozen=True)
class Network:
    """A VPC with a subnet and an internet gateway."""

    client: Any
    vpc: str
    subnet: str
    gateway: str

    def address(self) -> str:
        return str(self.client.allocate_address(Domain="vpc")["AllocationId"])

    def nat(self, address: str) -> str:
        made = self.client.create_nat_gateway(SubnetId=self.subnet, AllocationId=address)["NatGateway"]
        assert made["State"] == "pending"
        return str(made["NatGatewayId"])

    def nat_state(self, name: str) -> str:
        (found,) = self.client.describe_nat_gateways(NatGatewayIds=[name])["NatGateways"]
        return str(found["State"])

    def endpoint(self, group: str, service: str = "sts") -> str:
        made = self.client.create_vpc_endpoint(
            VpcId=self.vpc,
            ServiceName=f"com.amazonaws.{REGION}.{service}",
            VpcEndpointType="Interface",
            SubnetIds=[self.subnet],
            SecurityGroupIds=[group],
        )
        return str(made["VpcEndpoint"]["VpcEndpointId"])

    def group(self) -> str:
        made = self.client.create_security_group(GroupName="g", Description="g", VpcId=self.vpc)
        return str(made["GroupId"])


@pytest.fixture
def network(admin: Account) -> Iterator[Network]:
    client = admin.client("ec2", REGION)
    vpc = client.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
    subnet = client.create_subnet(VpcId=vpc, CidrBlock="10.9.0.0/24")["Subnet"]["SubnetId"]
    gateway = client.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    client.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    yield Network(client, vpc, subnet, gateway)
    assert vpc not in [each["VpcId"] for each in client.describe_vpcs()["Vpcs"]], "the test deletes its network"


def refusal(call: Callable[..., Any], **parameters: Any) -> str:
    with pytest.raises(ClientError) as refused:
        call(**parameters)
    return str(refused.value.response["Error"]["Code"])


def until(answer: Callable[[], Any], wanted: Any) -> None:
    deadline = time.monotonic() + 5
    while answer() != wanted:
        assert time.monotonic() < deadline, answer()
        time.sleep(0.1)


def test_a_nat_gateway_comes_and_goes_slowly_and_holds_on_to_all_it_needs(network: Network) -> None:
    client = network.client
    address = network.address()
    name = network.nat(address)
    (found,) = client.describe_nat_gateways(NatGatewayIds=[name])["NatGateways"]
    assert [each["AllocationId"] for each in found["NatGatewayAddresses"]] == [address]
    assert client.describe_addresses(AllocationIds=[address])["Addresses"][0]["AssociationId"]
    until(lambda: network.nat_state(name), "available")
    again = {"SubnetId": network.subnet, "AllocationId": address}
    assert refusal(client.create_nat_gateway, **again) == "Resource.AlreadyAssociated"

    client.delete_nat_gateway(NatGatewayId=name)
    assert network.nat_state(name) == "deleting"
    held = {"InternetGatewayId": network.gateway, "VpcId": network.vpc}
    assert refusal(client.detach_internet_gateway, **held) == "DependencyViolation"
    assert refusal(client.release_address, AllocationId=address) == "InvalidIPAddress.InUse"
    assert refusal(client.delete_subnet, SubnetId=network.subnet) == "DependencyViolation"
    until(lambda: network.nat_state(name), "deleted")
    client.release_address(AllocationId=address)
    client.delete_subnet(SubnetId=network.subnet)
    client.detach_internet_gateway(**held)
    client.delete_internet_gateway(InternetGatewayId=network.gateway)
    client.delete_vpc(VpcId=network.vpc)


def test_an_endpoint_comes_and_goes_slowly_and_holds_subnet_and_group(network: Network) -> None:
    client = network.client
    group = network.group()
    name = network.endpoint(group)

    def states() -> list[str]:
        filters = [{"Name": "vpc-id", "Values": [network.vpc]}]
        return [each["State"] for each in client.describe_vpc_endpoints(Filters=filters)["VpcEndpoints"]]

    assert states() == ["pending"]
    until(states, ["available"])
    (found,) = client.describe_vpc_endpoints(VpcEndpointIds=[name])["VpcEndpoints"]
    assert [each["GroupId"] for each in found["Groups"]] == [group]
    assert len(found["NetworkInterfaceIds"]) == 1
    with pytest.raises(ClientError, match="conflicting DNS domain"):
        network.endpoint(group)
    with pytest.raises(ClientError, match=r"Endpoint Service 'com\.amazonaws\.ap-southeast-2\.ecr-api' does not exist"):
        network.endpoint(group, "ecr-api")
    assert refusal(client.delete_security_group, GroupId=group) == "DependencyViolation"
    client.delete_vpc_endpoints(VpcEndpointIds=[name])
    assert states() == ["deleting"]
    assert refusal(client.delete_subnet, SubnetId=network.subnet) == "DependencyViolation"
    until(states, [])
    assert refusal(client.describe_vpc_endpoints, VpcEndpointIds=[name]) == "InvalidVpcEndpointId.NotFound"
    clean(network, group)


def clean(network: Network, *groups: str) -> None:
    for group in groups:
        network.client.delete_security_group(GroupId=group)
    network.client.delete_subnet(SubnetId=network.subnet)
    network.client.detach_internet_gateway(InternetGatewayId=network.gateway, VpcId=network.vpc)
    network.client.delete_internet_gateway(InternetGatewayId=network.gateway)
    network.client.delete_vpc(VpcId=network.vpc)


def test_what_is_in_use_stays(network: Network) -> None:
    client = network.client
    table = client.create_route_table(VpcId=network.vpc)["RouteTable"]["RouteTableId"]
    client.associate_route_table(RouteTableId=table, SubnetId=network.subnet)
    assert refusal(client.delete_route_table, RouteTableId=table) == "DependencyViolation"
    assert refusal(client.delete_internet_gateway, InternetGatewayId=network.gateway) == "DependencyViolation"
    client.delete_subnet(SubnetId=network.subnet)
    client.detach_internet_gateway(InternetGatewayId=network.gateway, VpcId=network.vpc)
    assert refusal(client.delete_vpc, VpcId=network.vpc) == "DependencyViolation"
    client.delete_route_table(RouteTableId=table)
    client.delete_internet_gateway(InternetGatewayId=network.gateway)
    client.delete_vpc(VpcId=network.vpc)


def test_addresses_are_found_by_filters(network: Network) -> None:
    client = network.client
    one, other = network.address(), network.address()
    client.create_tags(Resources=[one], Tags=[{"Key": "owner", "Value": ""}])

    def found(**asked: Any) -> list[str]:
        return [each["AllocationId"] for each in client.describe_addresses(**asked)["Addresses"]]

    public = client.describe_addresses(AllocationIds=[other])["Addresses"][0]["PublicIp"]
    assert found(PublicIps=[public]) == [other]
    assert found(Filters=[{"Name": "tag:owner", "Values": [""]}]) == [one]
    assert found(Filters=[{"Name": "tag:owner", "Values": ["nobody"]}]) == []
    assert refusal(client.describe_addresses, PublicIps=["192.0.2.1"]) == "InvalidAddress.NotFound"
    for address in (one, other):
        client.release_address(AllocationId=address)
    clean(network)

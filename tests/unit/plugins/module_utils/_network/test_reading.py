# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A network is read with one call for each kind, and waited for until nothing of it is on its way."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.inferops.aws.plugins.module_utils._engine.errors import EngineError
from ansible_collections.inferops.aws.plugins.module_utils._network.reading import Network, Reader
from ansible_collections.inferops.aws.plugins.module_utils._scan.calling import Aws
from tests.unit.plugins.module_utils._scan.fake import FakeClock

from .answers import ANSWERS, OWNED, Ec2, filters

TAGS = {"team": "vision"}
TAGGED = [{"Name": "tag:team", "Values": ["vision"]}]


def reader(ec2: Ec2, vpc_id: str | None = None, tags: dict[str, str] | None = None) -> Reader:
    return Reader(Aws(lambda _service, _region: ec2.client, "eu-central-1"), vpc_id, tags)


def states(kind: str, items: str, *following: str) -> Any:
    """Return an answer whose item is in one state after the other, the last one for good."""
    left = list(following)
    (item,) = ANSWERS[kind][items]
    return lambda: {items: [{**item, "State": left.pop(0) if len(left) > 1 else left[0]}]}


def test_the_network_that_bears_the_tags_is_described() -> None:
    ec2 = Ec2()
    found = reader(ec2, tags=TAGS).read()
    assert found["vpc"] == {
        "vpc_id": "vpc-1",
        "cidr_block": "10.0.0.0/16",
        "dns_support": True,
        "dns_hostnames": False,
        "tags": TAGS,
    }
    assert [(each["subnet_id"], each["is_public"]) for each in found["subnets"]] == [
        ("subnet-1", False),
        ("subnet-2", True),
    ]
    main, own = found["route_tables"]
    assert (main["is_main"], main["subnet_ids"], own["is_main"], own["subnet_ids"]) == (True, [], False, ["subnet-2"])
    assert [(each["destination"], each["target"], each["via"], each["state"]) for each in own["routes"]] == [
        ("0.0.0.0/0", "igw-1", "gateway_id", "active"),
        ("pl-1", "vpce-1", "gateway_id", "active"),
        ("::/0", "eigw-1", "egress_only_internet_gateway_id", "active"),
    ]
    assert found["vpc_endpoints"][0]["route_table_ids"] == ["rtb-1", "rtb-2"]
    assert found["vpc_endpoints"][0]["state"] == "available"
    assert found["security_groups"][0]["ingress"][0]["cidr_blocks"] == ["10.0.0.0/16"]
    assert found["availability_zones"] == [{"name": "eu-central-1a", "zone_id": "euc1-az2"}]
    assert ec2.of("DescribeVpcs") == [{"Filters": TAGGED}]
    assert ec2.of("DescribeAddresses") == [{"Filters": TAGGED}]
    assert ec2.of("DescribeSubnets") == [{"Filters": filters(vpc_id="vpc-1")}]
    assert ec2.of("DescribeNatGateways") == [{"Filter": filters(vpc_id="vpc-1")}]
    assert ec2.of("DescribeInternetGateways") == [{"Filters": filters(attachment__vpc_id="vpc-1")}]


def test_an_address_that_a_gateway_is_about_to_use_is_in_use() -> None:
    assert reader(Ec2(), tags=TAGS).read()["addresses"][0]["is_in_use"]
    ended = {"DescribeNatGateways": states("DescribeNatGateways", "NatGateways", "deleted")}
    assert not reader(Ec2(ended), tags=TAGS).read()["addresses"][0]["is_in_use"]


def test_a_vpc_by_its_id_has_no_addresses_to_look_for() -> None:
    ec2 = Ec2()
    found = reader(ec2, "vpc-1").read()
    assert found["addresses"] == ec2.of("DescribeAddresses") == []
    assert ec2.of("DescribeVpcs") == [{"Filters": filters(vpc_id="vpc-1")}]


def test_without_a_vpc_there_is_nothing_and_nothing_else_is_asked() -> None:
    ec2 = Ec2({"DescribeVpcs": {"Vpcs": []}})
    found = reader(ec2, tags=TAGS).read()
    assert found["vpc"] is None
    assert not any(found[kind] for kind in ("subnets", "route_tables", "nat_gateways"))
    assert {name for name, _params in ec2.asked} == {"DescribeVpcs", "DescribeAddresses", "DescribeAvailabilityZones"}


def test_two_vpcs_with_the_tags_are_refused_by_their_ids() -> None:
    twice = {"Vpcs": [{"VpcId": name, "CidrBlock": "10.0.0.0/16", "Tags": OWNED} for name in ("vpc-2", "vpc-1")]}
    with pytest.raises(EngineError, match=r"^2 VPCs bear the tags {'team': 'vision'}: vpc-1, vpc-2; at most one may$"):
        reader(Ec2({"DescribeVpcs": twice}), tags=TAGS).read()


def settled(ec2: Ec2, timeout: float = 60) -> Network:
    return reader(ec2, tags=TAGS).settled(FakeClock(), timeout)


def test_what_is_on_its_way_is_waited_for() -> None:
    answers = {
        "DescribeNatGateways": states("DescribeNatGateways", "NatGateways", "pending", "pending", "available"),
        "DescribeVpcEndpoints": states("DescribeVpcEndpoints", "VpcEndpoints", "Pending", "Available"),
    }
    found = settled(Ec2(answers))
    assert (found["nat_gateways"][0]["state"], found["vpc_endpoints"][0]["state"]) == ("available", "available")


def test_a_wait_that_is_too_long_names_the_last_states() -> None:
    with pytest.raises(EngineError, match="not settled within 60 seconds; when last seen, nat-1 is pending"):
        settled(Ec2())


def test_a_gateway_that_fails_meanwhile_ends_the_wait_with_its_reason() -> None:
    (item,) = ANSWERS["DescribeNatGateways"]["NatGateways"]
    failed = {**item, "State": "failed", "FailureMessage": "no address"}
    left = [{"NatGateways": [item]}, {"NatGateways": [failed]}]
    with pytest.raises(EngineError, match="The NAT gateway nat-1 could not be made: no address"):
        settled(Ec2({"DescribeNatGateways": lambda: left.pop(0)}))


def test_a_gateway_that_failed_long_ago_does_not_matter() -> None:
    answers = {"DescribeNatGateways": states("DescribeNatGateways", "NatGateways", "failed")}
    assert settled(Ec2(answers))["nat_gateways"][0]["state"] == "failed"

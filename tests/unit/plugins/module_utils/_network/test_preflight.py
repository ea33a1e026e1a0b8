# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What EC2 has against a network is found out before it is made."""

from __future__ import annotations

from typing import Any

from ansible_collections.inferops.aws.plugins.module_utils._network import preflight
from ansible_collections.inferops.aws.plugins.module_utils._network.conflicts import Problem
from ansible_collections.inferops.aws.plugins.module_utils._scan.calling import Aws

from .answers import Ec2
from .made import REGION, wanted

ZONES = [{"ZoneName": f"{REGION}{each}", "ZoneId": f"euc1-az{number}"} for number, each in enumerate("abc", 1)]
EMPTY = {"DescribeVpcs": {"Vpcs": []}, "DescribeAvailabilityZones": {"AvailabilityZones": ZONES}}


def service(name: str, zones: str = "abc") -> dict[str, Any]:
    full = f"com.amazonaws.{REGION}.{name}"
    return {"ServiceName": full, "AvailabilityZones": [f"{REGION}{each}" for each in zones]}


OFFERED = {
    "DescribeVpcEndpointServices": {
        "ServiceDetails": [service("ecr.api"), service("sts", "ab"), {**service("x"), "ServiceName": "aws.sagemaker.x"}]
    }
}


def problems(**settings: Any) -> list[Problem]:
    return preflight.of_ours(aws(Ec2({**EMPTY, **OFFERED})), wanted(**settings))


def aws(ec2: Ec2) -> Aws:
    return Aws(lambda _service, _region: ec2.client, REGION)


def test_a_network_that_can_be_made_has_none_and_asks_for_no_services() -> None:
    ec2 = Ec2(EMPTY)
    assert preflight.of_ours(aws(ec2), wanted()) == []
    assert {name for name, _params in ec2.asked} == {"DescribeVpcs", "DescribeAvailabilityZones"}


def test_zones_that_there_are_not() -> None:
    (told,) = problems(availability_zones=[f"{REGION}a", f"{REGION}x"])
    assert told.variable == "network_availability_zones"
    assert told.allowed.startswith("out of eu-central-1a, eu-central-1b, eu-central-1c")


def test_subnets_that_would_have_to_move() -> None:
    told, *_others = preflight.of_ours(aws(Ec2()), wanted(cidr="10.1.0.0/16"))
    assert (told.variable, told.allowed[:12]) == ("network_cidr", "10.0.0.0/16,")


def test_services_that_aws_has_no_interface_endpoint_for() -> None:
    (told,) = problems(interface_endpoints=["sts", "ecr-api"])
    assert (told.variable, told.value) == ("network_interface_endpoints", ["sts", "ecr-api"])
    assert told.allowed.endswith("behind com.amazonaws.eu-central-1; ecr-api has none; did you mean ecr.api?")
    assert problems(interface_endpoints=["sts", "ecr.api"]) == []


def test_services_that_are_not_in_a_zone_of_the_network() -> None:
    (told,) = problems(interface_endpoints=["sts", "ecr.api"], availability_zone_count=3)
    assert told.allowed.endswith("in each zone of the network; sts is not in eu-central-1c")


def test_a_vpc_that_is_not_there() -> None:
    (told,) = preflight.of_existing(aws(Ec2(EMPTY)), "vpc-9", ["subnet-1"], "private")
    assert told == Problem("network_vpc_id", "vpc-9", "a VPC of this account and region")

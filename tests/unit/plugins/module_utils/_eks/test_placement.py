# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What EC2 has against nodes, asked with requests that botocore checks."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.inferops.aws.plugins.module_utils._eks.placement import Nodes, faults
from ansible_collections.inferops.aws.plugins.module_utils._engine.api import Api
from ansible_collections.inferops.aws.plugins.module_utils._engine.errors import EngineError
from tests.tools.cloud import Cloud

A, B, C = "eu-central-1a", "eu-central-1b", "eu-central-1c"
ARCHITECTURES = {"m7g.large": ["arm64"], "m4.large": ["i386", "x86_64"]}


def asked(cloud: Cloud, nodes: Nodes, without_subnets: str = "") -> str:
    types, subnets = faults(Api(cloud.client("ec2")), nodes)
    cloud.done()
    assert subnets == without_subnets
    return types


def nodes(*types: str, **more: Any) -> Nodes:
    return Nodes(types, **more)


def offered(cloud: Cloud, *types: str, **zones: list[str]) -> None:
    """Expect the question where types are; *zones* has those of m7i.large as large, and so on."""
    there = {name: zones.get(name.replace(".", "_"), [A, B]) for name in types}
    request = {"LocationType": "availability-zone", "Filters": [{"Name": "instance-type", "Values": list(types)}]}
    items = [{"InstanceType": name, "Location": zone} for name, listed in there.items() for zone in listed]
    cloud.expect("ec2", "DescribeInstanceTypeOfferings", request, {"InstanceTypeOfferings": items})
    known = [name for name in types if there[name]]
    described = [
        {"InstanceType": name, "ProcessorInfo": {"SupportedArchitectures": ARCHITECTURES.get(name, ["x86_64"])}}
        for name in reversed(known)
    ]
    if known:
        cloud.expect("ec2", "DescribeInstanceTypes", {"InstanceTypes": known}, {"InstanceTypes": described})


def subnets(cloud: Cloud, name: str, values: list[str], **zones: str) -> None:
    """Expect the question for subnets; *zones* has those that there are, such as subnet_1 in a zone."""
    items = [{"SubnetId": each.replace("_", "-"), "AvailabilityZone": zone} for each, zone in zones.items()]
    cloud.expect("ec2", "DescribeSubnets", {"Filters": [{"Name": name, "Values": values}]}, {"Subnets": items})


def test_types_that_are_offered_everywhere(cloud: Cloud) -> None:
    offered(cloud, "m7i.large", "m4.large")
    assert asked(cloud, nodes("m7i.large", "m4.large", zones=(A, B))) == ""


def test_a_zone_without_a_type_is_named(cloud: Cloud) -> None:
    offered(cloud, "m7i.large", m7i_large=[B, A])
    assert asked(cloud, nodes("m7i.large", zones=(A, C))) == (
        "types of one architecture that EC2 offers wherever nodes shall be; m7i.large is not offered in eu-central-1c,"
        " where nodes shall be, but in eu-central-1a, eu-central-1b"
    )


def test_a_type_that_the_region_lacks(cloud: Cloud) -> None:
    offered(cloud, "x9.huge", x9_huge=[])
    assert asked(cloud, nodes("x9.huge", zones=(A,))).endswith("; EC2 offers no instance type x9.huge in eu-central-1")


def test_types_of_two_architectures_and_an_image_for_one(cloud: Cloud) -> None:
    offered(cloud, "m7i.large", "m7g.large")
    told = asked(cloud, nodes("m7i.large", "m7g.large", ami_type="AL2023_ARM_64_STANDARD", zones=(A,)))
    assert told.endswith(
        "; m7i.large is x86_64, m7g.large is arm64;"
        " the image AL2023_ARM_64_STANDARD is for arm64, which m7i.large is not"
    )


def test_zones_are_those_of_the_subnets(cloud: Cloud) -> None:
    offered(cloud, "m7i.large")
    subnets(cloud, "subnet-id", ["subnet-1", "subnet-2"], subnet_1=C, subnet_2=A)
    assert "is not offered in eu-central-1c," in asked(
        cloud, nodes("m7i.large", subnets=("subnet-1", "subnet-2"), zones=(A,))
    )


def test_subnets_that_there_are_not_are_named(cloud: Cloud) -> None:
    offered(cloud, "m7i.large")
    subnets(cloud, "subnet-id", ["subnet-1", "subnet-2", "subnet-3"], subnet_2=A)
    missing = "subnets of this account in eu-central-1; there is no subnet-1, subnet-3"
    assert asked(cloud, nodes("m7i.large", subnets=("subnet-1", "subnet-2", "subnet-3")), missing) == ""


def test_zones_are_those_of_the_network_that_exists(cloud: Cloud) -> None:
    offered(cloud, "m7i.large")
    subnets(cloud, "tag:inferops:deployment", ["digits-eu"], subnet_1=C, subnet_2=A, subnet_3=C)
    told = asked(cloud, nodes("m7i.large", tags={"inferops:deployment": "digits-eu"}, zone_count=2))
    assert "is not offered in eu-central-1c," in told


@pytest.mark.parametrize(("count", "is_told"), [(2, False), (3, True)])
def test_zones_are_those_that_a_new_network_gets(cloud: Cloud, count: int, is_told: bool) -> None:
    offered(cloud, "m7i.large")
    cloud.expect("ec2", "DescribeSubnets", {"Filters": []}, {"Subnets": []})
    zones = [{"ZoneName": zone, "ZoneId": f"euc1-az{number}"} for number, zone in enumerate((C, A, B), 1)]
    usable = [{"Name": "zone-type", "Values": ["availability-zone"]}, {"Name": "state", "Values": ["available"]}]
    cloud.expect("ec2", "DescribeAvailabilityZones", {"Filters": usable}, {"AvailabilityZones": zones})
    assert ("is not offered in eu-central-1c," in asked(cloud, nodes("m7i.large", zone_count=count))) is is_told


def test_what_may_not_be_asked_is_an_error(cloud: Cloud) -> None:
    request = {"LocationType": "availability-zone", "Filters": [{"Name": "instance-type", "Values": ["m7i.large"]}]}
    cloud.refuse("ec2", "DescribeInstanceTypeOfferings", request, "UnauthorizedOperation", "no.")
    with pytest.raises(EngineError, match="DescribeInstanceTypeOfferings failed: UnauthorizedOperation"):
        asked(cloud, nodes("m7i.large"))

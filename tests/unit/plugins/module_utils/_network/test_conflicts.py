# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What AWS cannot change is refused, with what is allowed."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.inferops.aws.plugins.module_utils._network.plan import plan

from .made import EMPTY, REGION, brought_about, wanted

GIVEN = {"private_cidrs": ["10.0.0.0/24", "10.0.1.0/24"], "public_cidrs": ["10.0.2.0/24", "10.0.3.0/24"]}


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"cidr": "10.1.0.0/16"}, "network_cidr is '10.1.0.0/16'; allowed: 10.0.0.0/16"),
        ({"availability_zones": [f"{REGION}a"]}, "allowed: with eu-central-1b, where this deployment has subnets"),
        ({"availability_zones": [f"{REGION}a", f"{REGION}x"]}, "out of eu-central-1a, eu-central-1b, eu-central-1c"),
        ({"availability_zone_count": 4}, "allowed: at most 3, as this region has"),
        ({"with_public_subnets": False}, "network_with_public_subnets is False; allowed: true, since"),
        (GIVEN, "network_private_cidrs is ['10.0.0.0/24', '10.0.1.0/24']; allowed: 10.0.0.0/20 for eu-central-1a"),
    ],
)
def test_of_a_network_that_exists(settings: Any, sentence: str) -> None:
    told = plan(brought_about(wanted()), wanted(**settings))
    assert sentence in "\n".join(told["problems"])
    assert not told["is_needed"]


def test_one_that_is_given_as_it_is_has_none() -> None:
    found = brought_about(wanted(**GIVEN))
    assert plan(found, wanted(**GIVEN))["problems"] == []
    assert plan(found, wanted(availability_zones=[f"{REGION}b", f"{REGION}a"]))["problems"] == []


def test_a_zone_in_which_eks_takes_no_subnet_is_neither_chosen_nor_allowed() -> None:
    names = {"us-east-1a": "use1-az3", "us-east-1b": "use1-az1", "us-east-1c": "use1-az2"}
    region = {**EMPTY, "availability_zones": [{"name": name, "zone_id": each} for name, each in names.items()]}
    assert plan(region, wanted(region="us-east-1"))["zones"] == ["us-east-1b", "us-east-1c"]
    told = plan(region, wanted(region="us-east-1", availability_zones=["us-east-1a", "us-east-1b"]))
    assert "out of us-east-1b, us-east-1c, the zones in which EKS takes subnets" in told["problems"][0]


def test_subnets_of_others_where_there_is_no_room() -> None:
    found = brought_about(wanted(private_cidrs=["10.0.0.0/18", "10.0.64.0/18"]))
    told = plan(found, wanted(availability_zone_count=3))
    assert "network_cidr is '10.0.0.0/16'; allowed: a network with room for one more subnet" in told["problems"][0]

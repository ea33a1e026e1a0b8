# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A network that somebody else made is looked at and judged."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.inferops.aws.plugins.module_utils._network.existing import described

from .made import EMPTY, brought_about, wanted


@pytest.fixture
def found() -> dict[str, Any]:
    return brought_about(wanted())


def ids(found: Any, tier: str) -> list[str]:
    return [each["subnet_id"] for each in found["subnets"] if each["tags"]["inferops:tier"] == tier]


def test_subnets_are_sorted_by_their_routes(found: Any) -> None:
    private, public = ids(found, "private"), ids(found, "public")
    for subnet in found["subnets"]:
        subnet["tags"] = {}
    told = described(found, "vpc-1", [*public, *private], "private")
    assert (told["public"], told["private"], told["problems"]) == (public, private, [])


def test_a_vpc_that_is_not_there() -> None:
    assert described(EMPTY, "vpc-9", ["subnet-1"], "private")["problems"] == [
        "network_vpc_id is 'vpc-9'; allowed: a VPC of this account and region"
    ]


def test_subnets_of_another_vpc(found: Any) -> None:
    (told,) = described(found, "vpc-1", [ids(found, "private")[0], "subnet-9"], "private")["problems"]
    assert told.startswith("network_subnet_ids is ['subnet-")
    assert "allowed: subnets of vpc-1: " in told


def test_one_zone_is_too_few(found: Any) -> None:
    one = [each["subnet_id"] for each in found["subnets"] if each["availability_zone"].endswith("a")]
    (told,) = described(found, "vpc-1", one, "private")["problems"]
    assert "these are in eu-central-1a" in told


@pytest.mark.parametrize(("nodes", "there"), [("public", "private"), ("private", "public")])
def test_no_subnet_for_the_nodes(found: Any, nodes: str, there: str) -> None:
    (told,) = described(found, "vpc-1", ids(found, there), nodes)["problems"]
    assert told == f"network_nodes is '{nodes}'; allowed: {there}, since all of network_subnet_ids are {there}"


def test_without_dns_names_no_node_joins(found: Any) -> None:
    found["vpc"]["dns_hostnames"] = False
    (told,) = described(found, "vpc-1", ids(found, "private"), "private")["problems"]
    assert "a VPC with dns_hostnames, without which no node joins" in told

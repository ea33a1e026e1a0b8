# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""NAT gateways and addresses when a run was interrupted or one failed."""

from __future__ import annotations

from ansible_collections.inferops.aws.plugins.module_utils._network.plan import plan

from .made import OWNERSHIP, brought_about, wanted


def test_a_gateway_on_its_way_is_waited_for_and_not_made_twice() -> None:
    found = brought_about(wanted())
    found["nat_gateways"][0]["state"] = "pending"
    told = plan(found, wanted())
    assert told["pending"] == [found["nat_gateways"][0]["nat_gateway_id"]]
    assert told["nat_gateways"] == told["addresses"] == told["unwanted_addresses"] == []


def test_a_failed_gateway_is_made_again_with_the_address_that_waits() -> None:
    found = brought_about(wanted())
    found["nat_gateways"][0]["state"] = "failed"
    found["addresses"][0]["is_in_use"] = False
    told = plan(found, wanted())
    assert [each["allocation_id"] for each in told["nat_gateways"]] == [found["addresses"][0]["allocation_id"]]
    assert told["addresses"] == told["unwanted_addresses"] == []


def test_a_gateway_takes_the_address_that_was_just_allocated_and_is_not_listed_yet() -> None:
    found = {**brought_about(wanted()), "nat_gateways": [], "addresses": []}
    (address,) = plan(found, wanted())["addresses"]
    (gateway,) = plan(found, wanted(allocated={address["name"]: "eipalloc-7"}))["nat_gateways"]
    assert gateway["allocation_id"] == "eipalloc-7"


def test_without_an_address_no_gateway_is_made_and_that_is_still_to_do() -> None:
    found = {**brought_about(wanted()), "nat_gateways": [], "addresses": []}
    told = plan(found, wanted())
    assert told["nat_gateways"] == []
    assert told["is_needed"]
    assert "digits-nat-a" in told["later"]


def test_an_address_that_nothing_uses_is_released() -> None:
    found = brought_about(wanted())
    found["addresses"].append(
        {"allocation_id": "eipalloc-9", "public_ip": "203.0.113.9", "is_in_use": False, "tags": OWNERSHIP}
    )
    assert plan(found, wanted())["unwanted_addresses"] == ["203.0.113.9"]


def test_an_address_of_another_deployment_is_let_be() -> None:
    found = brought_about(wanted())
    others = {**OWNERSHIP, "inferops:deployment": "digits-us"}
    found["addresses"].append(
        {"allocation_id": "eipalloc-9", "public_ip": "203.0.113.9", "is_in_use": False, "tags": others}
    )
    assert not plan(found, wanted())["is_needed"]


def test_a_single_gateway_stays_in_its_zone() -> None:
    found = brought_about(wanted(availability_zones=["eu-central-1b", "eu-central-1c"]))
    assert not plan(found, wanted(availability_zones=["eu-central-1c", "eu-central-1b"]))["nat_gateways"]


def test_of_two_gateways_the_one_that_serves_first_stays_and_its_address_too() -> None:
    found = brought_about(wanted(nat="per_zone"))
    after = brought_about(wanted(), found)
    assert len(after["nat_gateways"]) == len(after["addresses"]) == 1
    assert after["nat_gateways"][0] in found["nat_gateways"]

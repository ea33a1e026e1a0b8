# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What deployments cost, as status and destroy tell it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from ansible_collections.inferops.aws.plugins.module_utils._costs import prices
from ansible_collections.inferops.aws.plugins.module_utils._scan import expenses
from ansible_collections.inferops.aws.plugins.module_utils._scan.resource import Resource

from .fake import OURS, made

EU = "eu-central-1"
OLD = {**OURS, "inferops:deployment": "digits-old"}
DATE = prices.catalogue().as_of
VOLUME = prices.catalogue().price(EU, "ebs.gp3").usd


def volume(
    name: str, gb: float, region: str = EU, tags: Mapping[str, str] = OURS, **attributes: Any
) -> tuple[Resource, dict[str, Any]]:
    facts = {"kind": "volume", "name": name, "attributes": {"gb": gb, "type": "gp3", **attributes}, "problem": ""}
    return made("volume", name, region, tags), facts


def test_each_deployment_is_added_up_in_each_region_and_orphans_are_marked() -> None:
    found = [
        volume("a", 100),
        volume("b", 50),
        volume("c", 10, "us-west-2", {**OURS, "inferops:region": "us-west-2"}),
        volume("d", 1, tags=OLD),
    ]
    results, text = expenses.of_deployments(found, [{"deployment": "digits-eu", "region": EU}])
    assert [(one["deployment"], one["region"], one["in_inventory"]) for one in results] == [
        ("digits-eu", EU, True),
        ("digits-eu", "us-west-2", False),
        ("digits-old", EU, False),
    ]
    assert results[0]["usd_per_month"] == pytest.approx(150 * VOLUME)
    assert [line["resource"] for line in results[0]["lines"]] == ["EBS volume a", "EBS volume b"]
    lines = text.splitlines()
    assert lines[0] == f"What exists costs without requests, by list prices of {DATE}:"
    assert lines[1].split("  ")[0] == "DEPLOYMENT"
    assert "EBS volume a: volume" in lines[3]
    assert lines[4].startswith("digits-eu (orphan)   us-west-2")
    assert lines[5].startswith("digits-old (orphan)  eu-central-1")
    assert lines[6].split() == ["all", f"{sum(one['usd_per_month'] for one in results):,.2f}"]


def test_without_an_inventory_nothing_is_an_orphan() -> None:
    ((only,), text) = expenses.of_deployments([volume("a", 1)], None)
    assert only["in_inventory"] is None
    assert "orphan" not in text


def test_nothing_costs_nothing_and_is_not_told() -> None:
    assert expenses.of_deployments([], []) == ([], "")
    assert expenses.sentence("ended", expenses.total([])) == ""


def test_a_sentence_names_the_dearest_and_what_has_no_price() -> None:
    found = [volume(str(gb), gb) for gb in (1, 1000, 10, 100, 0.0001)] + [volume("old", 5, type="gp2")]
    lines = expenses.sentence("ended", expenses.total(found)).splitlines()
    first, second, third = (f"EBS volume {gb}: volume {gb * VOLUME:,.4g}" for gb in (1000, 100, 10))
    assert lines[0].startswith(
        f"ended: {1111.0001 * VOLUME:,.2f}* $ a month without requests, by list prices of {DATE} ("
    )
    assert all(name.split(":")[0] in lines[0] for name in (first, second, third))
    assert lines[0].endswith(", 1 more)")
    assert lines[1:] == [
        "* without what has no price:",
        "not priced: EBS volume old: volumes of the type gp2 have no price here, only gp3",
    ]


def test_a_region_without_prices_says_so() -> None:
    (gap,) = expenses.total([volume("a", 1, "ap-south-1")]).gaps
    assert gap.reason.startswith("there are no prices for ap-south-1, only for")


def test_what_went_and_what_stays_are_told_apart() -> None:
    goes, stays = volume("goes", 10), volume("stays", 1)
    ended, kept = expenses.divided([goes, stays], {goes[0].arn})
    assert ended.total.usd == pytest.approx(10 * VOLUME)
    assert [item.title for item in kept.items] == ["EBS volume stays"]

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What deployments cost, as status and destroy tell it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.inferops.aws.plugins.module_utils._costs import prices
from ansible_collections.inferops.aws.plugins.module_utils._costs.catalogue import Tier
from ansible_collections.inferops.aws.plugins.module_utils._costs.plan import Deployment, plan
from ansible_collections.inferops.aws.plugins.module_utils._costs.prices_file import Listed, PriceFile
from ansible_collections.inferops.aws.plugins.module_utils._engine.errors import EngineError
from ansible_collections.inferops.aws.plugins.module_utils._scan import expenses
from ansible_collections.inferops.aws.plugins.module_utils._scan.resource import Resource

from .fake import OURS, made

EU = "eu-central-1"
OLD = {**OURS, "inferops:deployment": "digits-old"}
DATE = prices.catalogue().as_of
PACKAGED = expenses.terms(None)
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
    results, text = expenses.of_deployments(found, [{"deployment": "digits-eu", "region": EU}], {})
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
    ((only,), text) = expenses.of_deployments([volume("a", 1)], None, {})
    assert only["in_inventory"] is None
    assert "orphan" not in text


def test_nothing_costs_nothing_and_is_not_told() -> None:
    assert expenses.of_deployments([], [], {}) == ([], "")
    assert expenses.sentence("ended", expenses.total([], PACKAGED), PACKAGED) == ""


def test_a_sentence_names_the_dearest_and_what_has_no_price() -> None:
    found = [volume(str(gb), gb) for gb in (1, 1000, 10, 100, 0.0001)] + [volume("old", 5, type="gp2")]
    lines = expenses.sentence("ended", expenses.total(found, PACKAGED), PACKAGED).splitlines()
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
    (gap,) = expenses.total([volume("a", 1, "ap-south-1")], PACKAGED).gaps
    assert gap.reason.startswith("there are no prices for ap-south-1, only for")


def test_what_went_and_what_stays_are_told_apart() -> None:
    goes, stays = volume("goes", 10), volume("stays", 1)
    ended, kept = expenses.divided([goes, stays], {goes[0].arn}, PACKAGED)
    assert ended.total.usd == pytest.approx(10 * VOLUME)
    assert [item.title for item in kept.items] == ["EBS volume stays"]


@pytest.fixture
def file(tmp_path: Path) -> str:
    """A file of prices in which everything that a volume and a host cost is twice as dear, as of another day."""
    twice = []
    for key in ("ebs.gp3", "ec2.m7i.large"):
        price = prices.catalogue().price(EU, key)
        tiers = (Tier(math.inf, 2 * price.usd),)
        twice.append(Listed(price._replace(tiers=tiers, as_of="2027-01-15")))
    path = tmp_path / "prices.json"
    path.write_text(PriceFile(tuple(twice)).text())
    return str(path)


def host(name: str) -> tuple[Resource, dict[str, Any]]:
    attributes = {"instance_type": "m7i.large", "state": "running"}
    return made("ec2_instance", name, EU, OURS), {
        "kind": "ec2_instance",
        "name": name,
        "attributes": attributes,
        "problem": "",
    }


def test_costs_are_told_by_the_prices_of_the_plan(file: str) -> None:
    asked = {"catalogue_file": file, "savings_plan_percent": {"ec2": 25}}
    variables = {f"x_{name}": value for name, value in asked.items()}
    found = [volume("a", 100), host("h")]
    listed = [facts for _one, facts in found]
    planned = plan(Deployment("digits-eu", EU, "ec2", "2026-11-21", listed, [], variables, "x_"))
    expected = [{"deployment": "digits-eu", "region": EU, "prices": asked}, {"deployment": "other", "region": EU}]

    ((result,), text) = expenses.of_deployments(found, expected, expenses.terms_of(expected))
    by = expenses.terms(asked)
    ended, _kept = expenses.divided(found, {one.arn for one, _facts in found}, by)

    host_price = prices.catalogue().price(EU, "ec2.m7i.large").usd
    assert result["usd_per_month"] == pytest.approx(200 * VOLUME + 2 * host_price * 730 * 0.75)
    assert result["usd_per_month"] == pytest.approx(planned.planned.fixed.total.usd)
    assert ended.total.usd == pytest.approx(planned.planned.fixed.total.usd)
    assert "by list prices of 2027-01-15" in text
    assert "by list prices of 2027-01-15" in expenses.sentence("ended", ended, by)


def test_each_deployment_has_its_own_prices(file: str) -> None:
    found = [volume("a", 10), volume("b", 10, tags=OLD)]
    expected = [{"deployment": "digits-eu", "region": EU, "prices": {"catalogue_file": file}}]
    results, text = expenses.of_deployments(found, expected, expenses.terms_of(expected))
    assert [one["usd_per_month"] for one in results] == pytest.approx([20 * VOLUME, 10 * VOLUME])
    assert f"by list prices of {DATE} and 2027-01-15:" in text


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"catalogue_file": "/nowhere"}, "prices.catalogue_file: The price file /nowhere cannot be read"),
        (
            {"savings_plan_percent": {"rds": 1}},
            "prices.savings_plan_percent.rds is 1; allowed: a dictionary",
        ),
        ({"as_of": "soon"}, "prices.as_of is 'soon'; allowed: a date such as 2026-11-21"),
    ],
)
def test_prices_that_cannot_be_used_are_one_message(asked: dict[str, Any], message: str) -> None:
    with pytest.raises(EngineError) as refused:
        expenses.terms(asked)
    assert refused.value.message.startswith(message)
    with pytest.raises(EngineError) as refused:
        expenses.terms_of([{"deployment": "digits-eu", "region": EU, "prices": asked}])
    assert refused.value.message.startswith(f"expected[digits-eu].{message}")

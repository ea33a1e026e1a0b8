# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a refresh asks for, and old against new."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import pytest

from ansible_collections.inferops.aws.plugins.module_utils._costs.catalogue import Catalogue, Price, Tier
from ansible_collections.inferops.aws.plugins.module_utils._costs.errors import CostError
from ansible_collections.inferops.aws.plugins.module_utils._costs.price_refresh import (
    Change,
    Wanted,
    ask_all,
    changes,
    require_believable,
    table,
    wanted,
)
from ansible_collections.inferops.aws.plugins.module_utils._costs.price_sources import product
from ansible_collections.inferops.aws.plugins.module_utils._costs.prices import catalogue
from ansible_collections.inferops.aws.plugins.module_utils._costs.prices_file import Listed

REGION = "eu-central-1"
FREE_THEN = ((10, 0.0), (math.inf, 2.0))


def price(usd: float, key: str = "alb.hour", steps: Iterable[tuple[float, float]] = ()) -> Price:
    tiers = tuple(Tier(*step) for step in steps) or (Tier(math.inf, usd),)
    return Price(product(key), REGION, tiers, "B", "somebody", "2026-01-01")


def percent(old: Price, new: Price) -> float | None:
    return Change(new, old).percent


def test_patterns_stand_for_what_the_catalogue_has_anywhere() -> None:
    assert wanted(["lambda.provisioned.*"], ["eu-west-3", "us-east-1", "eu-west-3"], catalogue()) == [
        Wanted("lambda.provisioned.arm64", "eu-west-3", False),
        Wanted("lambda.provisioned.x86_64", "eu-west-3", False),
        Wanted("lambda.provisioned.arm64", "us-east-1", False),
        Wanted("lambda.provisioned.x86_64", "us-east-1", False),
    ]


def test_a_key_stands_for_itself_although_nobody_knows_its_price() -> None:
    assert wanted(["ec2.m7i.48xlarge"], [REGION], catalogue()) == [Wanted("ec2.m7i.48xlarge", REGION, True)]
    assert wanted(["alb.*", "alb.hour"], [REGION], catalogue()) == [
        Wanted("alb.hour", REGION, True),
        Wanted("alb.lcu", REGION, False),
    ]


def test_everything_is_all_that_a_price_list_has() -> None:
    found = {each.key for each in wanted(["*"], [REGION], catalogue())}
    assert {"alb.hour", "ec2.m7i.large", "sagemaker.serverless"} <= found
    assert not {key for key in found if key.startswith("ec2.spot.") or key == "sagemaker.serverless_data"}


@pytest.mark.parametrize(
    ("keys", "regions", "message"),
    [
        (["*"], [], "regions is .*; allowed: at least one region"),
        (["*"], ["Frankfurt"], "regions is 'Frankfurt'; allowed: names of regions, such as eu-central-1"),
        ([], [REGION], "keys is .*; allowed: at least one price key or pattern"),
        (["ecs.*"], [REGION], r"keys is 'ecs.\*'; allowed: a price key, or a pattern of some that begin with alb, clb"),
        (["alb.hours"], [REGION], "price key is 'alb.hours'; allowed: alb.hour, "),
        (["ec2.spot.g5.xlarge"], [REGION], "'ec2.spot.g5.xlarge', which cannot be refreshed: spot prices"),
        (["ec2.spot.*"], [REGION], r"'ec2.spot.\*', none of which can be refreshed: spot prices"),
    ],
)
def test_what_cannot_be_asked_for_is_refused(keys: list[str], regions: list[str], message: str) -> None:
    with pytest.raises(CostError, match=message):
        wanted(keys, regions, catalogue())


def nothing(_request: dict[str, Any]) -> list[str]:
    return []


def test_what_a_region_never_had_may_be_missing() -> None:
    m4 = Wanted("ec2.m4.large", "eu-west-3", False)
    assert ask_all([m4], nothing, catalogue()).not_offered == (m4,)


@pytest.mark.parametrize("missing", [Wanted("ec2.m4.large", "eu-west-3", True), Wanted("alb.hour", "eu-west-3", False)])
def test_what_was_named_or_had_a_price_must_be_there(missing: Wanted) -> None:
    with pytest.raises(CostError, match=f"nothing was written.\n{missing.key} in eu-west-3: .* has no price"):
        ask_all([missing], nothing, catalogue())


def test_all_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(CostError) as raised:
        ask_all(wanted(["alb.hour", "nat.hour"], [REGION], catalogue()), nothing, catalogue())
    assert [line.split(":")[0] for line in str(raised.value).splitlines()[1:]] == [
        f"alb.hour in {REGION}",
        f"nat.hour in {REGION}",
    ]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (price(0.02), price(0.03), 50.0),
        (price(0.02), price(0.01), -50.0),
        (price(0.02), price(0.02), 0.0),
        (price(0.0), price(0.02), math.inf),
        (price(2), price(0, steps=((300, 2), (math.inf, 1))), -50.0),
        (price(0, steps=FREE_THEN), price(0, steps=((10, 0), (math.inf, 3))), 50.0),
        (price(2), price(0, steps=FREE_THEN), -100.0),
    ],
)
def test_per_cent_of_the_step_that_changes_most(old: Price, new: Price, expected: float) -> None:
    assert percent(old, new) == pytest.approx(expected)


def test_only_what_differs_is_a_change() -> None:
    before = Catalogue(
        {(REGION, each.product.key): each for each in (price(1), price(2, "nat.hour"))},
        {each.product.key: each.product for each in (price(1), price(2, "nat.hour"))},
        "2026-01-01",
    )
    found = changes([Listed(price(3, "nat.hour")), Listed(price(1)), Listed(price(5, "alb.lcu"))], before)

    assert table(found, 1).splitlines() == [
        "region        key       for one                           old $  new $  change",
        "eu-central-1  alb.lcu   load balancer capacity unit hour  -      5      new",
        "eu-central-1  nat.hour  hour                              2      3      +50.0 %",
        "1 price as before",
    ]
    assert [each.as_dict()["percent"] for each in found] == [None, 50.0]
    assert found[1].as_dict()["old_as_of"] == "2026-01-01"


def test_another_price_in_a_later_step_is_a_change() -> None:
    packaged = catalogue().price("us-east-1", "http_api.requests")
    cheaper = packaged._replace(tiers=(packaged.tiers[0], Tier(math.inf, 0.0000006)))

    (found,) = changes([Listed(cheaper)], catalogue())

    assert found.percent == pytest.approx(-100 / 3)
    assert "1e-06 up to 300,000,000, then 6e-07  -33.3 %" in table([found])


def test_no_change_is_a_table_of_one_line() -> None:
    assert table([], 41) == "41 prices as before"


def test_a_price_in_a_region_that_nobody_knew_is_new() -> None:
    elsewhere = Listed(Price(product("alb.hour"), "eu-north-1", (Tier(math.inf, 0.02),), "A", "s", "2026-01-01"))
    (found,) = changes([elsewhere], catalogue())
    assert (found.old, found.percent, found.large) == (None, None, False)


@pytest.mark.parametrize(("new", "refused"), [(1.5, False), (1.51, True), (0.5, False), (0.49, True), (0.0, True)])
def test_a_change_beyond_belief_is_refused(new: float, refused: bool) -> None:
    found = [Change(price(new), price(1))]
    if not refused:
        require_believable(found)
        return
    with pytest.raises(CostError, match=r"1 of the prices would change by more than 50 per cent.*allow_large_changes"):
        require_believable(found)


def test_what_was_free_is_beyond_belief() -> None:
    change = Change(price(1), price(0))
    with pytest.raises(CostError, match="was free"):
        require_believable([change])
    assert change.as_dict()["percent"] is None

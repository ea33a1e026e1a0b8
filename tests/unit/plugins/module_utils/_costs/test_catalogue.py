# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a price is, and what happens where there is none."""

from __future__ import annotations

import math

import pytest

from ansible_collections.inferops.aws.plugins.module_utils._costs.catalogue import Price, Tier
from ansible_collections.inferops.aws.plugins.module_utils._costs.errors import CostError, MissingPriceError
from ansible_collections.inferops.aws.plugins.module_utils._costs.price_sources import Product
from ansible_collections.inferops.aws.plugins.module_utils._costs.units import Quantity, Unit, UsdPerMonth
from tests.tools.published import price_list

REQUESTS = Product("http_api.requests", "AmazonApiGateway", Unit.REQUEST)
TIERED = Price(
    REQUESTS, "us-east-1", (Tier(10, 0.0), Tier(300, 2.0), Tier(math.inf, 1.0)), "A", "AWS's price list", "2026-11-01"
)


@pytest.mark.parametrize(("amount", "usd"), [(0, 0), (10, 0), (11, 2), (300, 580), (301, 581), (1000, 1280)])
def test_each_part_of_a_quantity_costs_what_its_tier_does(amount: float, usd: float) -> None:
    assert TIERED.cost(Quantity(amount, Unit.REQUEST)) == UsdPerMonth(usd)
    assert TIERED.usd == 2.0


def test_a_missing_price_names_service_region_and_the_way_to_get_it() -> None:
    catalogue = price_list("eu-west-3", {"eks.cluster": 0.1})
    elsewhere = catalogue.with_prices([TIERED])

    with pytest.raises(MissingPriceError) as raised:
        elsewhere.price("eu-west-3", "http_api.requests")

    assert str(raised.value) == (
        "no price for AmazonApiGateway (http_api.requests) in eu-west-3; run: ansible-playbook"
        " inferops.aws.refresh_prices -e refresh_prices_regions=eu-west-3 -e refresh_prices_keys=http_api.requests"
    )


@pytest.mark.parametrize(
    ("key", "service"), [("sagemaker.async.ml.g4dn.xlarge", "AmazonSageMaker"), ("nothing.so", "nothing")]
)
def test_a_price_that_no_region_has_names_its_service_too(key: str, service: str) -> None:
    with pytest.raises(MissingPriceError, match=f"^no price for {service} "):
        price_list("eu-west-3", {"eks.cluster": 0.1}).price("eu-west-3", key)


def test_an_unknown_region_is_refused_with_those_that_are_known_and_the_way_to_get_it() -> None:
    catalogue = price_list("eu-west-3", {"eks.cluster": 0.1}).with_prices([TIERED])

    with pytest.raises(CostError) as raised:
        catalogue.price("eu-north-1", "eks.cluster")

    assert str(raised.value) == (
        "region is 'eu-north-1'; allowed: eu-west-3, us-east-1, the regions of the price catalogue; if it is another"
        " one of AWS, get its prices with: ansible-playbook inferops.aws.refresh_prices"
        " -e refresh_prices_regions=eu-north-1"
    )


@pytest.mark.parametrize("region", ["", "eu west 3", "eu-west-3; rm", "$HOME"])
def test_no_command_is_made_of_what_is_no_name_of_a_region(region: str) -> None:
    with pytest.raises(CostError, match=r"the regions of the price catalogue$"):
        price_list("eu-west-3", {"eks.cluster": 0.1}).price(region, "eks.cluster")


def test_newer_prices_stand_before_older_ones() -> None:
    old = price_list("eu-west-3", {"eks.cluster": 0.2, "eks.extended": 0.5})
    new = old.with_prices(
        [price_list("eu-west-3", {"eks.cluster": 0.1}).price("eu-west-3", "eks.cluster")], "2026-11-21"
    )

    assert new.price("eu-west-3", "eks.cluster").usd == 0.1
    assert new.price("eu-west-3", "eks.extended").usd == 0.5
    assert new.as_of == "2026-11-21"
    assert old.price("eu-west-3", "eks.cluster").usd == 0.2
    assert new.keys("eu-west-3", "eks.") == ["eks.cluster", "eks.extended"]

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What AWS's Price List Query API answers, read into one price or refused.

An answer's items are JSON texts, each a product with its attributes and terms. Shape:
https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_pricing_GetProducts.html
"""

from __future__ import annotations

import collections.abc as c
import json
import math
import typing as t

from .catalogue import Price, Tier
from .errors import CostError
from .fields import as_number
from .price_sources import Query, filters, product, row_of, usage_type
from .prices_file import Listed

SOURCE = "AWS Price List Query API"
SHOWN = 4
"""How many of the answers a failure shows."""


class NotOfferedError(CostError):
    """AWS has no price for a key in a region."""


def request(key: str, region: str) -> dict[str, t.Any]:
    """Return what GetProducts is asked for a key.

    :raises CostError: Nothing is called so, or no price list has it.
    """
    asked = filters(key, region)
    return {
        "service_code": row_of(key)[0].service,
        "filters": [{"type": "TERM_MATCH", "field": field, "value": value} for field, value in sorted(asked.items())],
        "format_version": "aws_v1",
    }


def read_answers(key: str, region: str, answers: c.Iterable[str]) -> Listed:
    """Return the one price in the answers, dated as AWS published it.

    :raises NotOfferedError: There is none.
    :raises CostError: There are several, or one is not in dollars or has gaps between its steps.
    """
    query, _name = row_of(key)
    try:
        found = [_offer(each) for each in map(json.loads, answers) if _counts(each, key, region, query)]
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise CostError(f"AWS's price list answered for {key} in {region} what is no product: {error!r}") from error
    prices = {tiers for _item, tiers in found}
    if len(prices) == 1:
        item = max((item for item, _tiers in found), key=_published)
        (tiers,) = prices
        price = Price(product(key), region, _with_free(tiers, query.free), "A", SOURCE, _published(item)[:10])
        return Listed(price, str(item["product"].get("sku", "")), _published(item))
    asked = ", ".join(f"{field}={value}" for field, value in sorted(filters(key, region).items()))
    ask = f"{key} in {region}: AWS's price list of {query.service}, asked for {asked}, usage type {query.usage_type}"
    if not prices:
        raise NotOfferedError(f"{ask}, has no price")
    shown = "; ".join(f"{_name_of(item)}: {in_words(tiers)}" for item, tiers in found[:SHOWN])
    more = f" and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
    raise CostError(f"{ask}, has {len(prices)} prices instead of one: {shown}{more}")


def in_words(tiers: c.Sequence[Tier]) -> str:
    """Return a price's steps as people read them: `1e-06 up to 300,000,000, then 9e-07`."""
    steps = [f"{tier.usd:g}" if math.isinf(tier.up_to) else f"{tier.usd:g} up to {tier.up_to:,.0f}" for tier in tiers]
    return ", then ".join(steps)


def _counts(item: dict[str, t.Any], key: str, region: str, query: Query) -> bool:
    """Say whether an answer is of the product that is meant and sold by use."""
    attributes = {"productFamily": item["product"].get("productFamily", ""), **item["product"].get("attributes", {})}
    asked = filters(key, region)
    return (
        all(str(attributes.get(field, "")).casefold() == value.casefold() for field, value in asked.items())
        and usage_type(key).fullmatch(attributes.get("usagetype", "")) is not None
        and not any(text in attributes.get(field, "") for field, text in query.without.items())
        and bool(item.get("terms", {}).get("OnDemand"))
    )


def _offer(item: dict[str, t.Any]) -> tuple[dict[str, t.Any], tuple[Tier, ...]]:
    terms = {_tiers(item, term["priceDimensions"].values()) for term in item["terms"]["OnDemand"].values()}
    if len(terms) > 1:
        raise CostError(f"{_name_of(item)} has {len(terms)} prices at once: {'; '.join(map(in_words, terms))}")
    return item, terms.pop()


def _tiers(item: dict[str, t.Any], dimensions: c.Iterable[dict[str, t.Any]]) -> tuple[Tier, ...]:
    """Return the steps of a term: each begins where the one before ends, the first at 0, the last has no end."""
    steps = [(_bound(each.get("beginRange", "0")), each) for each in dimensions]
    tiers, end = [], 0.0
    for begin, each in sorted(steps, key=lambda step: step[0]):
        usd = as_number(each["pricePerUnit"].get("USD"))
        if usd is None or usd < 0:
            raise CostError(f"{_name_of(item)} has no price in dollars but {each['pricePerUnit']}")
        if begin != end:
            raise CostError(f"{_name_of(item)} has a step from {begin:g} after one to {end:g}")
        end = _bound(each.get("endRange", "Inf"))
        tiers.append(Tier(end, usd))
    if not tiers or not math.isinf(end):
        raise CostError(f"{_name_of(item)} has no price beyond {end:g}")
    return tuple(tiers)


def _bound(text: str) -> float:
    return math.inf if text == "Inf" else float(text)


def _with_free(tiers: tuple[Tier, ...], free: float) -> tuple[Tier, ...]:
    """Return the steps with so many units that cost nothing before them, if they do not say so themselves."""
    if not free or not tiers[0].usd:
        return tiers
    return (Tier(free, 0.0), *(tier for tier in tiers if tier.up_to > free))


def _published(item: dict[str, t.Any]) -> str:
    return str(item.get("publicationDate", ""))


def _name_of(item: dict[str, t.Any]) -> str:
    sku, attributes = item["product"].get("sku", "?"), item["product"].get("attributes", {})
    return f"{attributes.get('usagetype', '?')} (SKU {sku})"

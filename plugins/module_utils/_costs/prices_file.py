# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The file of prices that a refresh writes: JSON with a list of prices, sorted, the same bytes for the same prices."""

from __future__ import annotations

import collections
import collections.abc as c
import json
import math
import typing as t

from .catalogue import Catalogue, Grade, Price, Tier
from .errors import CostError, refuse
from .fields import Date, as_number, is_day
from .price_sources import product

GRADES: tuple[Grade, ...] = t.get_args(Grade)


class Listed(t.NamedTuple):
    """A price as it came from AWS's price list: the product that it is of, and when AWS published it."""

    price: Price
    sku: str = ""
    publication_date: str = ""

    @property
    def place(self) -> tuple[str, str]:
        """Region and key."""
        return self.price.region, self.price.product.key


class PriceFile(t.NamedTuple):
    """The prices of a file."""

    listed: tuple[Listed, ...] = ()

    @property
    def as_of(self) -> str:
        """The date of the newest price; nothing if there is none."""
        return max((each.price.as_of for each in self.listed), default="")

    def over(self, catalogue: Catalogue) -> Catalogue:
        """Return a catalogue with these prices before its own."""
        return catalogue.with_prices([each.price for each in self.listed], max(self.as_of, catalogue.as_of))

    def with_listed(self, newer: c.Iterable[Listed]) -> PriceFile:
        """Return the file with newer prices in the place of older ones."""
        places = {each.place: each for each in (*self.listed, *newer)}
        return PriceFile(tuple(places[place] for place in sorted(places)))

    def text(self) -> str:
        """Return what the file holds."""
        rows = ",\n".join(f"    {json.dumps(_row(each))}" for each in sorted(self.listed, key=lambda each: each.place))
        return f'{{\n  "as_of": {json.dumps(self.as_of)},\n  "prices": [\n{rows}\n  ]\n}}\n'


def _row(listed: Listed) -> dict[str, t.Any]:
    price = listed.price
    return {
        "key": price.product.key,
        "region": price.region,
        "tiers": [{"up_to": None if math.isinf(tier.up_to) else tier.up_to, "usd": tier.usd} for tier in price.tiers],
        "unit": price.product.unit.value,
        "grade": price.grade,
        "source": price.source,
        "as_of": price.as_of,
        "publication_date": listed.publication_date,
        "sku": listed.sku,
    }


def read(path: str) -> PriceFile:
    """Return what a file holds.

    :raises CostError: It cannot be read, is no JSON, or holds something else; the message says where.
    """
    try:
        with open(path, encoding="utf-8") as stream:
            data = json.load(stream)
    except OSError as error:
        raise CostError(f"The price file {path} cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise CostError(f"The price file {path} is not UTF-8 text; {_advice(path)}") from error
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise CostError(f"The price file {path} is no JSON: {error.msg} in {where}; {_advice(path)}") from error
    except (ValueError, RecursionError) as error:  # such as a zero byte in the path, or lists in lists without end
        raise CostError(f"The price file {path!r} cannot be read: {error}") from error
    rows = data.get("prices") if isinstance(data, dict) else None
    if not isinstance(rows, list):
        raise CostError(f"The price file {path} has no list `prices`; {_advice(path)}")
    listed = tuple(_listed(f"{path}: prices[{index}]", row) for index, row in enumerate(rows))
    for (region, key), count in collections.Counter(each.place for each in listed).items():
        if count > 1:
            raise CostError(f"The price file {path} has {count} prices for {key} in {region}; {_advice(path)}")
    return PriceFile(listed)


def _advice(path: str) -> str:
    return f"delete it and run: ansible-playbook inferops.aws.refresh_prices -e refresh_prices_file={path}"


def _listed(where: str, row: t.Any) -> Listed:
    if not isinstance(row, dict):
        raise refuse(where, row, "a dictionary with key, region, tiers, unit, grade, source and as_of")
    of = product(_text(where, row, "key"))
    unit = _text(where, row, "unit")
    if unit != of.unit.value:
        raise refuse(f"{where}.unit", unit, f"{of.unit.value}, by which {of.key} is billed")
    grade = _text(where, row, "grade")
    if grade not in GRADES:
        raise refuse(f"{where}.grade", grade, ", ".join(GRADES))
    tiers = _tiers(where, row.get("tiers"))
    region, source, as_of = (_text(where, row, name) for name in ("region", "source", "as_of"))
    if not is_day(as_of):
        raise refuse(f"{where}.as_of", as_of, Date().allowed)
    price = Price(of, region, tiers, grade, source, as_of)
    return Listed(price, str(row.get("sku") or ""), str(row.get("publication_date") or ""))


def _text(where: str, row: dict[str, t.Any], name: str) -> str:
    value = row.get(name)
    if not isinstance(value, str) or not value:
        raise refuse(f"{where}.{name}", value, "text")
    return value


def _tiers(where: str, value: t.Any) -> tuple[Tier, ...]:
    if not isinstance(value, list) or not value:
        raise refuse(f"{where}.tiers", value, "a list of at least one tier with up_to and usd")
    tiers = tuple(_tier(f"{where}.tiers[{index}]", each) for index, each in enumerate(value))
    bounds = [tier.up_to for tier in tiers]
    if bounds != sorted(set(bounds)) or not math.isinf(bounds[-1]):
        raise refuse(f"{where}.tiers", value, "bounds up_to that grow, the last of them null")
    return tiers


def _tier(where: str, value: t.Any) -> Tier:
    if not isinstance(value, dict):
        raise refuse(where, value, "a dictionary with up_to and usd")
    bound = math.inf if value.get("up_to") is None else as_number(value["up_to"])
    usd = as_number(value.get("usd"))
    if bound is None or bound <= 0:
        raise refuse(f"{where}.up_to", value.get("up_to"), "a number above 0, or null for no bound")
    if usd is None or usd < 0:
        raise refuse(f"{where}.usd", value.get("usd"), "dollars for one unit, 0 or more")
    return Tier(bound, usd)

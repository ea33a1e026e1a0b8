# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The price catalogue that is packaged, and the one that a refresh wrote, which stands before it.

A table has a line for each key: the key and what one unit costs in each region of REGIONS, in that order. A price is
dollars followed by the letter of its origin (prices_origins.py); `=` is the number of the first column again, `-` is
no price that is known well enough. A price in steps is `0.09@10240|0.085`: 0.09 for each of the first 10,240 units a
month, 0.085 for every further one. What a key means and how it is refreshed: price_sources.py.
"""

from __future__ import annotations

import collections.abc as c
import functools
import math

from . import prices_ec2, prices_sagemaker, prices_services
from .catalogue import Catalogue, Price, Tier
from .price_sources import Product, product
from .prices_origins import ORIGINS, US_ALIKE, Origin

REGIONS = ("us-east-1", "us-east-2", "us-west-2", "eu-central-1", "eu-west-3")

TABLES = (prices_ec2.TABLE, prices_sagemaker.TABLE, prices_services.TABLE)

NONE = "-"
AS_FIRST = "="


@functools.cache
def catalogue() -> Catalogue:
    """Return the packaged prices."""
    prices = {(price.region, price.product.key): price for price in packaged()}
    products = {key: price.product for (_region, key), price in prices.items()}
    return Catalogue(prices, products, max(price.as_of for price in prices.values()))


def read_catalogue_file(path: str) -> Catalogue:
    """Return the packaged prices behind those of a file that a refresh wrote.

    :raises CostError: The file cannot be read, or something in it is not as it should be.
    """
    from .prices_file import read  # most runs have no such file and need not wait for what it takes to read one

    return read(path).over(catalogue())


def packaged() -> c.Iterator[Price]:
    """Yield every packaged price."""
    for table in TABLES:
        for line in table.strip().splitlines():
            key, *cells = line.split()
            yield from _of_line(product(key), cells)


def _of_line(of: Product, cells: list[str]) -> c.Iterator[Price]:
    first = cells[0]
    for region, cell in zip(REGIONS, cells, strict=True):
        if cell != NONE:
            number, origin = cell[:-1], _origin(cell[-1], first[-1])
            tiers = _tiers(first[:-1] if number == AS_FIRST else number)
            yield Price(of, region, tiers, origin.grade, origin.words, origin.as_of)


@functools.cache
def _origin(letter: str, first: str) -> Origin:
    if letter != US_ALIKE:
        return ORIGINS[letter]
    there = ORIGINS[first]
    return Origin(ORIGINS[letter].grade, f"{ORIGINS[letter].words}; there: {there.words}", there.as_of)


def _tiers(text: str) -> tuple[Tier, ...]:
    steps = (step.partition("@") for step in text.split("|"))
    return tuple(Tier(float(bound) if bound else math.inf, float(usd)) for usd, _at, bound in steps)

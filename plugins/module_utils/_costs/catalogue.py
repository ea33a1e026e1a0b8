# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Prices by region and key, each with where it is from; what is not there is an error, never a guess."""

from __future__ import annotations

import collections.abc as c
import typing as t

from .errors import CostError, MissingPriceError, refresh, refuse
from .price_sources import Product, product
from .units import Quantity, UnitError, UsdPerMonth

Grade = t.Literal["A", "B", "C", "K"]
"""A: from AWS's price list, dated. B: in a well-kept public data set. C: derived by a stated ratio from A or B.
K: taken to be equal to another region's, which AWS's public price pages say. Anything weaker is left out."""


class Tier(t.NamedTuple):
    """The price of what lies between the tier before and `up_to` units a month (infinite for the last)."""

    up_to: float
    usd: float


class Price(t.NamedTuple):
    """What one unit of a product costs in a region: tiers by ascending bound, and where that is known from."""

    product: Product
    region: str
    tiers: tuple[Tier, ...]
    grade: Grade
    source: str
    as_of: str

    @property
    def usd(self) -> float:
        """Dollars for one unit, in the first tier that is not free."""
        return next((tier.usd for tier in self.tiers if tier.usd), 0.0)

    def cost(self, quantity: Quantity) -> UsdPerMonth:
        """Return what the quantity costs a month, each part of it at its own tier's price.

        :raises UnitError: The quantity is of another unit.
        """
        if quantity.unit is not self.product.unit:
            raise UnitError(f"{self.product.key} is billed by {self.product.unit.value}, not by {quantity.unit.value}")
        return UsdPerMonth(self.of(quantity.amount))

    def of(self, amount: float) -> float:
        """Return dollars a month for an amount in the product's own unit."""
        tiers = self.tiers
        if len(tiers) == 1:
            return amount * tiers[0].usd
        total = below = 0.0
        for tier in tiers:
            if amount <= below:
                break
            total += (min(amount, tier.up_to) - below) * tier.usd
            below = tier.up_to
        return total


class Catalogue:
    """The prices of some regions."""

    def __init__(
        self, prices: c.Mapping[tuple[str, str], Price], products: c.Mapping[str, Product], as_of: str
    ) -> None:
        self._prices = prices
        self._products = products
        self.as_of = as_of
        self.regions = tuple(sorted({region for region, _key in prices}))

    def price(self, region: str, key: str) -> Price:
        """Return a price.

        :raises MissingPriceError: There is none; the message says how to get it.
        :raises CostError: Nothing is called so, or the region is not in the catalogue.
        """
        price = self._prices.get((region, key))
        if price is not None:
            return price
        self.require_region(region)
        sold = self._products.get(key)
        raise MissingPriceError(key, sold.service if sold else _service(key), region)

    def require_region(self, region: str) -> None:
        """Refuse a region that the catalogue does not have.

        :raises CostError: It does not.
        """
        if region not in self.regions:
            raise self.refuse_region("region", region)

    def refuse_region(self, name: str, region: t.Any) -> CostError:
        """Word that a region, which was given as *name*, is not in the catalogue, and how it gets there."""
        allowed = f"{', '.join(self.regions)}, the regions of the price catalogue"
        if isinstance(region, str) and region.replace("-", "").isalnum():
            allowed += f"; if it is another one of AWS, get its prices with: {refresh(region)}"
        return refuse(name, region or None, allowed)

    def has(self, region: str, key: str) -> bool:
        """Say whether there is a price."""
        return (region, key) in self._prices

    def keys(self, region: str, prefix: str) -> list[str]:
        """Return which keys under a prefix, such as `ec2.`, have a price in the region."""
        return sorted(key for found, key in self._prices if found == region and key.startswith(prefix))

    def with_prices(self, prices: c.Iterable[Price], as_of: str = "") -> Catalogue:
        """Return a catalogue in which these prices stand before its own."""
        mine = {(price.region, price.product.key): price for price in prices}
        products = {**self._products, **{price.product.key: price.product for price in mine.values()}}
        return Catalogue({**self._prices, **mine}, products, as_of or self.as_of)


def _service(key: str) -> str:
    """Return the service of a key that has a price nowhere, or what the key begins with if it means nothing."""
    try:
        return product(key).service
    except CostError:
        return key.partition(".")[0]

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One thing that AWS bills: how much of it a month, and by which price."""

from __future__ import annotations

import collections.abc as c
import typing as t

from .catalogue import Catalogue
from .units import Quantity, Unit, UsdPerMonth
from .use import Use


class Line(t.NamedTuple):
    """A billable line of an option.

    `key` is the price's, with what depends on the settings in braces, such as `ec2.{instance_type}`. `quantity` says
    how many units a month are billed; a line of nothing is left out. `plan` is the Savings Plan that covers it, and
    `free` how many units a month AWS's free tier has for it.
    """

    name: str
    key: str
    unit: Unit
    quantity: c.Callable[[Use], float]
    plan: str = ""
    free: c.Callable[[Use], float] | None = None


class Billed(t.NamedTuple):
    """A line with its price."""

    name: str
    key: str
    quantity: Quantity
    cost: UsdPerMonth


class Bill(t.NamedTuple):
    """What an average month costs, line by line."""

    lines: tuple[Billed, ...]

    @property
    def total(self) -> UsdPerMonth:
        """The sum of the lines."""
        return UsdPerMonth(sum(line.cost.usd for line in self.lines))


def bill(lines: c.Iterable[Line], use: Use, catalogue: Catalogue) -> Bill:
    """Return the bill for lines.

    :raises MissingPriceError: The catalogue has no price for one of them.
    :raises UnitError: A line and its price are of different units.
    """
    return Bill(tuple(billed for line in lines if (billed := _billed(line, use, catalogue))))


def missing(lines: c.Iterable[Line], use: Use, catalogue: Catalogue) -> tuple[str, ...]:
    """Return the keys of all prices that the bill for lines would need and the catalogue does not have."""
    keys = dict.fromkeys(_key(line, use) for line in lines if line.quantity(use))
    return tuple(key for key in keys if not catalogue.has(use.region, key))


def _billed(line: Line, use: Use, catalogue: Catalogue) -> Billed | None:
    amount = line.quantity(use)
    if use.settings.free_tier and line.free:
        amount = max(0.0, amount - line.free(use))
    if not amount:
        return None
    key = _key(line, use)
    quantity = Quantity(amount, line.unit)
    cost = catalogue.price(use.region, key).cost(quantity)
    discount = use.settings.savings_plan_percent.get(line.plan, 0.0)
    return Billed(line.name, key, quantity, cost * (1 - discount / 100) if discount else cost)


def _key(line: Line, use: Use) -> str:
    return line.key.format_map(use.names) if "{" in line.key else line.key

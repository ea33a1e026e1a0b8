# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Money and quantities that know their unit, so that what does not belong together cannot be added.

Amounts are floats in US dollars: list prices have at most ten decimals and bills are rounded to cents, sixteen
digits are enough for both.
"""

from __future__ import annotations

import enum
import typing as t

HOURS_PER_MONTH: t.Final = 730.0
"""Hours of an average month, as in AWS's own price calculator: 365 days x 24 hours / 12 months."""

SECONDS_PER_HOUR: t.Final = 3600.0

MIB_PER_GB: t.Final = 1024
"""What AWS bills as a GB has 1,024 MiB."""


class UnitError(TypeError):
    """Two amounts of different units met."""


class Unit(enum.Enum):
    """What a price is for."""

    HOUR = "hour"
    SECOND = "second"
    VCPU_HOUR = "vCPU hour"
    GB_HOUR = "GB hour"
    GB_SECOND = "GB second"
    GB_MONTH = "GB month"
    GB = "GB"
    REQUEST = "request"
    LCU_HOUR = "load balancer capacity unit hour"
    USER_MONTH = "monthly active user"


class Money:
    """An amount of dollars per something; only amounts of the very same kind add up or compare."""

    __slots__ = ("usd",)

    per: t.ClassVar[str] = ""

    def __init__(self, usd: float) -> None:
        self.usd = usd

    def _same(self, other: object) -> float:
        if type(other) is not type(self):
            raise UnitError(f"{type(self).__name__} and {type(other).__name__} do not go together")
        return other.usd

    def __add__(self, other: t.Self) -> t.Self:
        return type(self)(self.usd + self._same(other))

    def __sub__(self, other: t.Self) -> t.Self:
        return type(self)(self.usd - self._same(other))

    def __mul__(self, factor: float) -> t.Self:
        if isinstance(factor, (Money, Quantity)):
            raise UnitError(f"{type(self).__name__} is multiplied by plain numbers only")
        return type(self)(self.usd * factor)

    __rmul__ = __mul__

    def __truediv__(self, other: t.Self) -> float:
        return self.usd / self._same(other)

    def __lt__(self, other: t.Self) -> bool:
        return self.usd < self._same(other)

    def __le__(self, other: t.Self) -> bool:
        return self.usd <= self._same(other)

    def __gt__(self, other: t.Self) -> bool:
        return self.usd > self._same(other)

    def __ge__(self, other: t.Self) -> bool:
        return self.usd >= self._same(other)

    def __eq__(self, other: object) -> bool:
        return self.usd == self._same(other)

    def __hash__(self) -> int:
        return hash((type(self), self.usd))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.usd!r})"

    def __str__(self) -> str:
        return f"{self.usd:,.2f} $ {self.per}".rstrip()


class Usd(Money):
    """Dollars, once."""


class UsdPerHour(Money):
    """Dollars an hour."""

    per = "per hour"

    def per_month(self) -> UsdPerMonth:
        """Return the same for an average month."""
        return UsdPerMonth(self.usd * HOURS_PER_MONTH)

    def times_hours(self, hours: float) -> Usd:
        """Return what so many hours come to."""
        return Usd(self.usd * hours)


class UsdPerMonth(Money):
    """Dollars a month of 730 hours."""

    per = "per month"

    def per_hour(self) -> UsdPerHour:
        """Return the same for one hour."""
        return UsdPerHour(self.usd / HOURS_PER_MONTH)

    def per_thousand(self, requests_per_month: float) -> UsdPerThousand | None:
        """Return the same for a thousand requests; None if there are none."""
        return UsdPerThousand(self.usd * 1000.0 / requests_per_month) if requests_per_month else None


class UsdPerThousand(Money):
    """Dollars for a thousand requests."""

    per = "per thousand requests"


class Quantity:
    """So much of a unit, a month."""

    __slots__ = ("amount", "unit")

    def __init__(self, amount: float, unit: Unit) -> None:
        self.amount = amount
        self.unit = unit

    def __add__(self, other: Quantity) -> Quantity:
        if not isinstance(other, Quantity) or other.unit is not self.unit:
            raise UnitError(f"{self} and {other} do not go together")
        return Quantity(self.amount + other.amount, self.unit)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Quantity) and (self.amount, self.unit) == (other.amount, other.unit)

    def __hash__(self) -> int:
        return hash((self.amount, self.unit))

    def __repr__(self) -> str:
        return f"Quantity({self.amount!r}, {self.unit})"

    def __str__(self) -> str:
        return f"{self.amount:g} {self.unit.value}"


def hours(amount: float) -> Quantity:
    """Return so many hours a month."""
    return Quantity(amount, Unit.HOUR)

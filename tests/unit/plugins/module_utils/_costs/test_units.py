# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Amounts of different kinds never meet."""

from __future__ import annotations

import collections.abc as c
import operator
import typing as t

import pytest

from ansible_collections.inferops.aws.plugins.module_utils._costs.units import (
    Money,
    Quantity,
    Unit,
    UnitError,
    Usd,
    UsdPerHour,
    UsdPerMonth,
    UsdPerThousand,
    hours,
)

KINDS = (Usd, UsdPerHour, UsdPerMonth, UsdPerThousand)
TOGETHER = (
    operator.add,
    operator.sub,
    operator.truediv,
    operator.lt,
    operator.le,
    operator.gt,
    operator.ge,
    operator.eq,
)


@pytest.mark.parametrize("other", [*(kind(1.0) for kind in KINDS[1:]), 1.0, hours(1)])
@pytest.mark.parametrize("together", TOGETHER)
def test_only_the_very_same_kind_goes_together(together: c.Callable[[t.Any, t.Any], t.Any], other: object) -> None:
    with pytest.raises(UnitError, match="do not go together"):
        together(Usd(1.0), other)


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_kind_adds_up(kind: type[Money]) -> None:
    assert kind(1.5) + kind(2.0) - kind(0.5) == kind(3.0)
    assert kind(1.5) * 2 == 2 * kind(1.5) == kind(3.0)
    assert kind(3.0) / kind(1.5) == 2.0


def test_money_times_money_is_nothing() -> None:
    with pytest.raises(UnitError, match="plain numbers"):
        Usd(1.0) * Usd(1.0)  # type: ignore[operator]


def test_changing_the_unit_is_said() -> None:
    assert UsdPerHour(0.1).per_month() == UsdPerMonth(73.0)
    assert UsdPerMonth(73.0).per_hour() == UsdPerHour(0.1)
    assert UsdPerMonth(20.0).per_thousand(1_000_000) == UsdPerThousand(0.02)
    assert UsdPerMonth(20.0).per_thousand(0) is None
    assert str(UsdPerMonth(1234.5)) == "1,234.50 $ per month"


def test_quantities_add_up_in_one_unit() -> None:
    assert hours(1) + hours(2) == hours(3)
    with pytest.raises(UnitError, match="do not go together"):
        hours(1) + Quantity(1, Unit.GB)

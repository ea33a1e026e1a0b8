# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every option for one workload in one region, the cheapest that works first."""

from __future__ import annotations

import collections.abc as c
import datetime
import typing as t

from . import prices
from .catalogue import Catalogue
from .errors import MissingPriceError, refuse
from .line import Bill, bill, missing
from .options import OPTIONS, Option
from .settings import Settings
from .units import UsdPerHour, UsdPerMonth, UsdPerThousand
from .use import Use
from .workload import Workload


class Estimate(t.NamedTuple):
    """One option: its bill, or why it has none.

    `reason` says why the option cannot do it, `unpriced` that a price is missing and `missing` the keys of all that
    are; with any of them there is no bill. `fixed` is the bill of the same option without a single request.
    """

    name: str
    option: Option
    use: Use
    reason: str = ""
    unpriced: str = ""
    missing: tuple[str, ...] = ()
    bill: Bill | None = None
    fixed: Bill | None = None

    @property
    def per_month(self) -> UsdPerMonth:
        """What an average month costs.

        :raises ValueError: It has no bill.
        """
        if self.bill is None:
            raise ValueError(f"{self.name} has no bill: {self.reason or self.unpriced}")
        return self.bill.total

    @property
    def per_hour(self) -> UsdPerHour:
        """What an average hour costs."""
        return self.per_month.per_hour()

    @property
    def per_thousand(self) -> UsdPerThousand | None:
        """What a thousand requests cost with everything counted in."""
        return self.per_month.per_thousand(self.use.requests)


class Comparison(t.NamedTuple):
    """The estimates of all options; those with a bill first, by cost."""

    workload: Workload
    region: str
    settings: Settings
    catalogue: Catalogue
    estimates: tuple[Estimate, ...]

    @property
    def date(self) -> datetime.date:
        """The day for which versions of Kubernetes are judged."""
        return _date(self.settings, self.catalogue)

    @property
    def feasible(self) -> tuple[Estimate, ...]:
        """The options that work and have a price, the cheapest first."""
        return tuple(each for each in self.estimates if each.bill)

    @property
    def costs(self) -> dict[str, float | None]:
        """Dollars a month by option, none for one that cannot be used; without those that have no price."""
        return {each.name: each.bill.total.usd if each.bill else None for each in self.estimates if not each.unpriced}

    def estimate(self, name: str) -> Estimate:
        """Return the estimate of an option by its name."""
        return next(each for each in self.estimates if each.name == name)


def compare(
    workload: Workload,
    region: str,
    settings: Settings | None = None,
    catalogue: Catalogue | None = None,
    names: c.Collection[str] = tuple(OPTIONS),
) -> Comparison:
    """Compare options.

    :raises CostError: The region, an option or an instance type is unknown.
    """
    catalogue = catalogue or prices.catalogue()
    settings = settings or Settings()
    catalogue.require_region(region)
    for name in names:
        if name not in OPTIONS:
            raise refuse("options", name, ", ".join(OPTIONS))
    found = (estimate(name, workload, region, settings, catalogue) for name in names)
    return Comparison(workload, region, settings, catalogue, tuple(sorted(found, key=_rank)))


def estimate(
    name: str, workload: Workload, region: str, settings: Settings, catalogue: Catalogue, with_fixed: bool = True
) -> Estimate:
    """Return what one option costs, or why it cannot be used; on demand also what it costs without a request."""
    option = OPTIONS[name]
    use = Use(region, _date(settings, catalogue), workload, settings, option.size(name, workload, settings))
    for limit in option.limits:
        reason = limit(use)
        if reason:
            return Estimate(name, option, use, reason=reason)
    try:
        return Estimate(
            name,
            option,
            use,
            bill=bill(option.lines, use, catalogue),
            fixed=bill(option.lines, _idle(name, option, use), catalogue) if with_fixed else None,
        )
    except MissingPriceError as error:
        return Estimate(name, option, use, unpriced=str(error), missing=missing(option.lines, use, catalogue))


def idle(workload: Workload) -> Workload:
    """Return the same workload without a request or a user."""
    return workload._replace(requests=(0.0,), concurrent_users=0)


def _idle(name: str, option: Option, use: Use) -> Use:
    workload = idle(use.workload)
    size = option.size(name, workload, use.settings)
    if use.size.ready:  # is kept by day and night, however many the idle workload would need
        size = size._replace(ready=use.size.ready)
    return use._replace(workload=workload, size=size)


def _date(settings: Settings, catalogue: Catalogue) -> datetime.date:
    return datetime.date.fromisoformat(settings.as_of or catalogue.as_of)


def _rank(each: Estimate) -> tuple[int, float]:
    if each.bill:
        return 0, each.bill.total.usd
    return (1, 0.0) if each.unpriced else (2, 0.0)

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What resources cost: sums by the month and by the request.

What has no price counts nothing in a sum and is named beside it.
"""

from __future__ import annotations

import collections.abc as c
import datetime
import typing as t

from .catalogue import Catalogue
from .errors import CostError, MissingPriceError, refuse
from .fields import Date, is_day
from .line import Billed, bill
from .load import Load
from .planned import Resource
from .resource_lines import Lines, concurrency
from .resources import KINDS, Amounts, Free, Rule, Unpriced
from .settings import Settings
from .units import SECONDS_PER_HOUR, Usd, UsdPerMonth, UsdPerThousand

FORGOTTEN_HOURS: t.Final = 72
"""From a Friday to a Monday, when nobody looks."""


class Item(t.NamedTuple):
    """A line of a resource with its price."""

    title: str
    line: Billed


class Gap(t.NamedTuple):
    """What is not in a sum, and why."""

    title: str
    reason: str


class Sum(t.NamedTuple):
    """What resources cost a month."""

    items: tuple[Item, ...] = ()
    gaps: tuple[Gap, ...] = ()

    @property
    def total(self) -> UsdPerMonth:
        """The sum of the items."""
        return sum((item.line.cost for item in self.items), UsdPerMonth(0))


class Costs(t.NamedTuple):
    """What a set of resources costs.

    `requests` are those of a month of the load. `a_second` is what each second of a request adds to a thousand of them,
    where it is not known how many one takes. `at_most` is everything, with every limit reached all month, and `limits`
    are these limits in words.
    """

    fixed: Sum
    requests: Sum
    per_thousand: UsdPerThousand
    a_second: UsdPerThousand
    at_most: Sum
    limits: tuple[str, ...]

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """Everything that has no price, once."""
        return tuple(dict.fromkeys((*self.fixed.gaps, *self.requests.gaps, *self.at_most.gaps)))

    @property
    def forgotten(self) -> Usd:
        """What it costs when nobody uses or ends it from Friday to Monday."""
        return self.fixed.total.per_hour().times_hours(FORGOTTEN_HOURS)


def fixed(resources: c.Iterable[Resource], region: str, settings: Settings, catalogue: Catalogue) -> Sum:
    """Return what resources cost a month without a request.

    :raises CostError: The date in the settings cannot be used, or an attribute of a resource.
    """
    load = Load.none(settings)
    return joined([_fixed_of(each, region, load, catalogue) for each in resources])


def costs(resources: c.Sequence[Resource], region: str, load: Load, catalogue: Catalogue) -> Costs:
    """Return all that is to be said about what resources cost.

    :raises CostError: An attribute of a resource cannot be used.
    """
    beside = _beside(resources)
    requests = joined([_following(resources, lambda rule: rule.requests, region, load, catalogue), beside])
    slower = _following(resources, lambda rule: rule.requests, region, load.with_seconds(1), catalogue)
    idle = fixed(resources, region, load.settings, catalogue)
    busiest = load.with_requests(_rate(resources, load) * SECONDS_PER_HOUR)
    most = _following(resources, lambda rule: rule.at_most, region, busiest, catalogue)
    return Costs(
        fixed=idle,
        requests=requests,
        per_thousand=_per_thousand(requests.total, load),
        a_second=_per_thousand(slower.total - requests.total, load),
        at_most=joined([idle, most, beside]),
        limits=tuple(_limits(resources, load.settings)),
    )


def no_prices(region: str, catalogue: Catalogue) -> str:
    """Say that a region has no prices at all, and which have."""
    return f"there are no prices for {region}, only for {', '.join(catalogue.regions)}"


def _per_thousand(amount: UsdPerMonth, load: Load) -> UsdPerThousand:
    return amount.per_thousand(load.requests) or UsdPerThousand(0)


def _rate(resources: c.Iterable[Resource], load: Load) -> float:
    """Return how many requests a second can come: what all APIs let through, or without one what functions manage.

    0 where that depends on how long a request takes and nobody said so.
    """
    found = [(each.kind, each.attributes) for each in resources if each.rule]
    apis = [float(a["requests_a_second"]) for kind, a in found if kind == "http_api"]
    if apis or load.seconds_unknown:
        return sum(apis)
    functions = (a for kind, a in found if kind == "lambda_function")
    return sum((concurrency(a, load.settings) / load.seconds_in(a["memory_mib"]) for a in functions), 0.0)


def _limits(resources: c.Iterable[Resource], settings: Settings) -> c.Iterator[str]:
    for each in resources:
        limit = each.rule.limit(each.attributes, settings) if each.rule else ""
        if limit:
            yield f"{limit} ({each.title})"


def _fixed_of(each: Resource, region: str, load: Load, catalogue: Catalogue) -> Sum:
    kind, rule = KINDS[each.kind], each.rule
    if isinstance(kind, Free):
        return Sum()
    lacking = rule.lacks(each.attributes) if rule else each.problem
    if isinstance(kind, Unpriced):
        lacking = kind.reason
    if rule is None or lacking:
        return Sum(gaps=(Gap(each.title, lacking),))
    gaps = tuple(Gap(each.title, reason) for reason in (each.problem, *_unknown(each, rule)) if reason)
    parts = tuple(Gap(f"{each.title}: {part}", reason) for part, reason in rule.apart(each.attributes).items())
    return joined([Sum(gaps=(*gaps, *parts)), _billed(each, rule.fixed, region, load, catalogue)])


def _unknown(each: Resource, rule: Rule) -> c.Iterator[str]:
    for name, field in rule.attributes.items():
        if isinstance(field, Amounts):
            amounts = each.attributes[name].items()
            yield from (f"the size of {what} is not known yet" for what, amount in amounts if amount is None)


def _beside(resources: c.Iterable[Resource]) -> Sum:
    """Return, as gaps, what requests cost that no line counts."""
    ruled = [(each, each.rule) for each in resources if each.rule and not each.rule.lacks(each.attributes)]
    found = [(each.title, rule.beside(each.attributes)) for each, rule in ruled]
    return Sum(gaps=tuple(Gap(title, reason) for title, reason in found if reason))


def _following(
    resources: c.Iterable[Resource], which: c.Callable[[Rule], Lines], region: str, load: Load, catalogue: Catalogue
) -> Sum:
    """Return what some of the lines of all resources come to with a load."""
    ruled = [(each, each.rule) for each in resources if each.rule]
    return joined([_billed(each, which(rule), region, load, catalogue) for each, rule in ruled])


def _billed(each: Resource, which: Lines, region: str, load: Load, catalogue: Catalogue) -> Sum:
    use = load.use(region, _day(load.settings, catalogue), each.attributes)
    items, gaps = list[Item](), list[Gap]()
    for line in which(each.attributes):
        try:
            items += [Item(each.title, billed) for billed in bill([line], use, catalogue).lines]
        except MissingPriceError as error:
            gaps.append(Gap(f"{each.title}: {line.name}", str(error)))
        except CostError as error:
            has_prices = region in catalogue.regions
            gaps.append(Gap(f"{each.title}: {line.name}", str(error) if has_prices else no_prices(region, catalogue)))
    return Sum(tuple(items), tuple(gaps))


def _day(settings: Settings, catalogue: Catalogue) -> datetime.date:
    """Return the day for which versions of Kubernetes are judged."""
    day = settings.as_of or catalogue.as_of
    if not is_day(day):
        raise refuse("as_of", day, Date().allowed)
    return datetime.date.fromisoformat(day)


def joined(sums: c.Iterable[Sum]) -> Sum:
    """Return several sums as one."""
    sums = list(sums)
    items = tuple(item for each in sums for item in each.items)
    return Sum(items, tuple(dict.fromkeys(gap for each in sums for gap in each.gaps)))

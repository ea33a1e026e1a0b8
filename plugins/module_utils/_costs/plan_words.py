# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What planned and existing resources cost, in words and tables for a terminal."""

from __future__ import annotations

import collections.abc as c
import itertools
import typing as t

from .dates import dated, oldest
from .line import Bill
from .load import NEEDED, TAKEN
from .plan import Plan
from .ranges import is_range
from .resource_costs import FORGOTTEN_HOURS, Costs, Gap, Sum, no_prices
from .units import Money
from .words import count, money, table

INCOMPLETE = "*"
"""Behind a sum that lacks what has no price."""

NOTHING = 1e-9
"""Dollars; a difference below it comes from the sequence in which sums are made."""


class Figure(t.NamedTuple):
    """A figure of the costs: its label, the amount, and the sum that it is of."""

    label: str
    amount: c.Callable[[Costs], Money]
    of: c.Callable[[Costs], Sum]

    def say(self, costs: Costs) -> str:
        """Return the figure, marked if something is not in it."""
        return usd(self.amount(costs)) + INCOMPLETE * bool(self.of(costs).gaps)


def usd(amount: Money) -> str:
    """Return dollars; what is more than nothing never reads as nothing."""
    return "<0.0001" if 0 < amount.usd < 0.00005 else money(amount.usd)


def line(plan: Plan) -> str:
    """Return the costs in one line."""
    name = plan.deployment.name
    if not plan.has_prices:
        return f"{name}: {no_prices(plan.deployment.region, plan.catalogue)}"
    amounts = [f"{figure.say(plan.planned)} {figure.label}" for figure in _figures(plan)]
    titles = ", ".join(dict.fromkeys(gap.title for gap in plan.planned.gaps))
    rest = [f"{INCOMPLETE} without what has no price: {titles}"] if titles else []
    return "; ".join([f"{name} as planned costs {', '.join(amounts)}", *rest, *_unknown(plan)])


def text(plan: Plan) -> str:
    """Return the costs line by line, beside what they are now."""
    name, region = plan.deployment.name, plan.deployment.region
    if not plan.has_prices:
        titles = ", ".join(each.title for each in plan.resources)
        return f"What {name} costs is not known: {no_prices(region, plan.catalogue)}\nplanned: {titles}"
    thousand = 1000 / plan.load.requests
    blocks = (
        f"What {name} costs in {region}, in USD by list prices of {_prices_as_of(plan)}; a month has 730 hours",
        _lines(plan, ("how much a month", "$ a month"), lambda costs: costs.fixed, 1.0),
        _lines(plan, ("how much for 1,000 requests", "$ for 1,000"), lambda costs: costs.requests, thousand),
        _sums(plan),
        "\n".join(_notes(plan)),
    )
    return "\n\n".join(block for block in blocks if block)


def missing(found: c.Iterable[Gap]) -> list[str]:
    """Return in lines what has no price, all that lacks it for the same reason in one."""
    by_reason = sorted(found, key=lambda gap: gap.reason)
    groups = itertools.groupby(by_reason, key=lambda gap: gap.reason)
    named = [f"not priced: {', '.join(gap.title for gap in group)}: {reason}" for reason, group in groups]
    return [f"{INCOMPLETE} without what has no price:", *named] if named else []


def _prices_as_of(plan: Plan) -> str:
    found = plan.planned
    bills = [Bill(tuple(item.line for item in each.items)) for each in (found.fixed, found.requests, found.at_most)]
    return dated(plan.catalogue.as_of, oldest(bills, plan.deployment.region, plan.catalogue))


def _figures(plan: Plan) -> list[Figure]:
    """Return what is told of costs."""
    load = plan.load
    figures = [
        Figure("$ a month without a request", lambda costs: costs.fixed.total, lambda costs: costs.fixed),
        Figure("$ for 1,000 requests", lambda costs: costs.per_thousand, lambda costs: costs.requests),
    ]
    if load.seconds_unknown:
        label = "$ more for 1,000 requests per second that one takes"
        figures.append(Figure(label, lambda costs: costs.a_second, lambda costs: costs.requests))
    elif not load.requests_unknown:
        label = f"$ a month with {count(load.requests)} requests"
        figures.append(Figure(label, lambda costs: costs.fixed.total + costs.requests.total, _everything))
    return [
        *figures,
        Figure("$ a month at most", lambda costs: costs.at_most.total, lambda costs: costs.at_most),
        Figure(f"$ if forgotten for {FORGOTTEN_HOURS} hours", lambda costs: costs.forgotten, lambda costs: costs.fixed),
    ]


def _everything(costs: Costs) -> Sum:
    return Sum(gaps=(*costs.fixed.gaps, *costs.requests.gaps))


def _sums(plan: Plan) -> str:
    """Return the table of the figures; with what exists, of what the plan changes."""
    rows: list[tuple[str, ...]] = []
    for figure in _figures(plan):
        planned = figure.say(plan.planned)
        if plan.now is None:
            rows.append((figure.label, planned))
        else:
            change = _difference(figure.amount(plan.planned) - figure.amount(plan.now))
            rows.append((figure.label, figure.say(plan.now), planned, change))
    head = ("", "planned") if plan.now is None else ("", "now", "planned", "difference")
    return table([head, *rows], right=range(1, len(head)))


def _difference(change: Money) -> str:
    if abs(change.usd) < NOTHING:
        return "-"
    return f"+{usd(change)}" if change.usd > 0 else f"-{usd(change * -1)}"


def _lines(plan: Plan, titles: tuple[str, str], which: c.Callable[[Costs], Sum], factor: float) -> str:
    """Return the table of the lines of a sum, of what is and of what will be; nothing for a sum without lines."""
    sums = [which(costs) for costs in (plan.now, plan.planned) if costs is not None]
    columns = [{(item.title, item.line.name): item.line for item in each.items} for each in sums]
    rows: list[tuple[str, ...]] = []
    for key in dict.fromkeys(key for column in reversed(columns) for key in column):
        found = [column.get(key) for column in columns]
        last = next(billed for billed in reversed(found) if billed)
        much = f"{_amount(last.quantity.amount * factor)} {last.quantity.unit.value}"
        rows.append((": ".join(key), much, *(usd(billed.cost * factor) if billed else "-" for billed in found)))
    head = ("resource", titles[0], *["now"] * (len(columns) - 1), titles[1])
    return table([head, *rows], right=range(2, len(head))) if rows else ""


def _amount(number: float) -> str:
    if number >= 1000:
        return f"{number:,.0f}"
    return f"{number:.4g}" if number >= 0.001 else "<0.001"


def _notes(plan: Plan) -> c.Iterator[str]:
    if plan.deployment.existing is not None and plan.now is None:
        yield "now: nothing of it exists"
    if plan.planned.limits:
        yield f"at most: with {', '.join(plan.planned.limits)}, day and night"
    if plan.planned.requests.items:
        workload, prefix = plan.load.workload, plan.deployment.prefix
        assumed = ", ".join(f"{prefix}{name} {getattr(workload, name):g}" for name in TAKEN)
        yield f"a request: {''.join(_seconds(plan))}{assumed}"
        yield from _ranges(plan)
    yield from _unknown(plan)
    yield from missing(plan.planned.gaps)
    if plan.free:
        yield f"not billed: {', '.join(plan.free)}"


def _ranges(plan: Plan) -> c.Iterator[str]:
    """Name what of the load is known as a range only."""
    names = [
        name for name in (*NEEDED, *TAKEN) if is_range(plan.deployment.variables.get(plan.deployment.prefix + name))
    ]
    if names and not plan.problem:
        yield f"of a range the middle counts: {', '.join(plan.deployment.prefix + name for name in names)}"


def _seconds(plan: Plan) -> c.Iterator[str]:
    """Say how long a request takes in each function, which depends on its memory."""
    for each in plan.resources:
        if each.kind == "lambda_function" and not plan.load.seconds_unknown:
            yield f"{plan.load.seconds_in(each.attributes['memory_mib']):.3g} s in {each.title}, "


def _unknown(plan: Plan) -> c.Iterator[str]:
    if plan.problem:
        yield f"requests and seconds are not known: {plan.problem}"
    elif plan.load.missing and plan.planned.requests.items:
        names = ", ".join(plan.deployment.prefix + name for name in plan.load.missing)
        yield f"not set, so not counted: {names}"

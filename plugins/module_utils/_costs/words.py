# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A comparison in words and tables, for a terminal."""

from __future__ import annotations

import collections.abc as c
import itertools

from .breakeven import Lead, Step, Swap
from .compare import Comparison, Estimate
from .dates import dated, oldest_of
from .errors import refresh
from .options import ASPECTS, OPTIONS
from .rules import RULES, Rule
from .training import Cost, Training

NOT_COUNTED = (
    "taxes, support plans, discounts other than the Savings Plans given, and the free tier unless asked for",
    "traffic between zones, through NAT gateways and between regions",
    "the first downloads of images, and machines that run while others are replaced",
    "metrics, alarms and dashboards of CloudWatch; keys of KMS; names and certificates",
    "volumes of SageMaker instances, the data that goes in and out of them, data capture and model monitors",
    "the time of the people who run it",
)
"""What no option's bill holds."""


RULES_TITLE = "Rules of thumb that others published (* speaks of this workload, ! does and is wrong here):"

WIDTH = 120
"""Of what is drawn under titles, since a reason may be longer than a line."""

LEVELS = 6
"""So many steps over pods are told, one of them for all that are left out; a result has them all."""


def money(usd: float) -> str:
    """Return dollars so that small amounts can still be told apart."""
    return f"{usd:,.2f}" if abs(usd) >= 1 else f"{usd:.4f}"


def count(number: float) -> str:
    """Return a large number as people say it: 3.1 million."""
    for size, name in ((1e9, " billion"), (1e6, " million")):
        if number >= size:
            return f"{number / size:.3g}{name}"
    return f"{number:,.0f}" if number >= 10 else f"{number:.2g}"


def table(rows: c.Sequence[c.Sequence[str]], right: c.Collection[int] = ()) -> str:
    """Return rows, the first of which has the titles, as columns; those in `right` end where their titles end."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [
        "  ".join(
            cell.rjust(width) if column in right else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
    return "\n".join([lines[0], "-" * min(WIDTH, max(map(len, lines))), *lines[1:]])


def costs(comparison: Comparison) -> str:
    """Return the table of all options: what each costs, or why it cannot be used."""
    rows: list[tuple[str, ...]] = [("option", "$/hour", "$/month", "$/1,000 requests", "of it fixed", "")]
    rows.extend(_row(each) for each in comparison.estimates)
    return table(rows, right=(1, 2, 3, 4))


def missing(comparison: Comparison) -> str:
    """Say how to get the prices for want of which options have no bill; nothing if none has."""
    keys = sorted({key for each in comparison.estimates for key in each.missing})
    if not keys:
        return ""
    return f"Prices are missing in {comparison.region}. Get them with: {refresh(comparison.region, keys)}"


def training(found: Training) -> str:
    """Return the table of the ways to train, and what it does not count."""
    rows: list[tuple[str, ...]] = [("training", "hours/run", "$/run", "$/month", "")]
    rows.extend(_training_row(each) for each in found.costs)
    not_counted = dict.fromkeys(name for each in found.costs for name in each.not_counted)
    said = (table(rows, right=(1, 2, 3)), found.note, f"Not counted: {'; '.join(not_counted)}.")
    return "\n".join(filter(None, said))


def sentence(comparison: Comparison, swaps: c.Sequence[Swap]) -> str:
    """Name the cheapest option, the next best and the load at which they swap."""
    feasible = comparison.feasible
    if not feasible:
        return "None of the options can serve this workload with the prices and settings given; the table says why."
    best, *others = feasible
    head = f"{_start(best.option.title)} costs {money(best.per_month.usd)} $ a month in {comparison.region}, the least"
    if any(each.unpriced for each in comparison.estimates):
        head += " of what has a price"
    if not others:
        return f"{head}; no other option can serve this workload with the prices and settings given."
    other = others[0]
    return f"{head}; next comes {other.option.title} with {money(other.per_month.usd)} $; {_swap(swaps)}."


def over_load(leads: c.Sequence[Lead]) -> str:
    """Say which option is the cheapest of all at which load."""
    first, *others = leads
    said = [OPTIONS[first.name].title if first.name else "none of them"]
    said.extend(
        f"from {count(lead.requests_per_month)} requests a month on"
        f" {OPTIONS[lead.name].title if lead.name else 'none of them'}"
        for lead in others
    )
    return f"The cheapest over the load: {', '.join(said)}."


def over_pods(steps: c.Sequence[Step]) -> str:
    """Say for how many pods, and below how much work, inference in Lambda costs less; nothing without steps."""
    levels = itertools.groupby(steps, key=lambda step: step.minutes_per_hour)
    said = [_level(minutes, list(group)) for minutes, group in levels]
    if len(said) > LEVELS:
        said[LEVELS - 1 : -1] = ["..."]
    head = "Inference in Lambda costs less than in the pods of EC2 + EKS, by minutes of work an hour, as nodes fill up"
    return f"{head}, for {'; '.join(said)}." if said else ""


def judgements(names: c.Collection[str] = tuple(OPTIONS)) -> str:
    """Return the table of what each option is good and bad at, with the reason for each mark."""
    rows = [("option", "aspect", "mark", "because")]
    for name in names:
        for first, (aspect, mark) in enumerate(zip(ASPECTS, OPTIONS[name].marks, strict=True)):
            rows.append(("" if first else name, aspect, mark.sign, mark.why))
    return table(rows)


def rules(comparison: Comparison) -> str:
    """Return the published rules of thumb, which speak of this workload, and where the bills say otherwise."""
    return "\n".join(f"{_mark(rule, comparison)} {rule.text} ({', '.join(rule.options)})" for rule in RULES)


def _mark(rule: Rule, comparison: Comparison) -> str:
    if not rule.speaks_of(comparison.workload):
        return " "
    return "*" if rule.holds(comparison.costs) else "!"


def bill_of(estimate: Estimate) -> str:
    """Return the lines of an option's bill."""
    if estimate.bill is None:
        return estimate.reason or estimate.unpriced
    rows = [("line", "quantity a month", "$/month")]
    rows.extend(
        (line.name, f"{line.quantity.amount:,.6g} {line.quantity.unit.value}", money(line.cost.usd))
        for line in sorted(estimate.bill.lines, key=lambda line: -line.cost.usd)
    )
    rows.append(("total", "", money(estimate.per_month.usd)))
    return table(rows, right=(2,))


def _row(each: Estimate) -> tuple[str, ...]:
    if each.bill is None or each.fixed is None:
        why = f"no: {each.reason}" if each.reason else f"not priced: {each.unpriced.partition('; run: ')[0]}"
        return each.name, "-", "-", "-", "-", why
    per_thousand = each.per_thousand
    return (
        each.name,
        money(each.per_hour.usd),
        money(each.per_month.usd),
        money(per_thousand.usd) if per_thousand else "-",
        money(each.fixed.total.usd),
        each.option.title,
    )


def _training_row(each: Cost) -> tuple[str, ...]:
    hours, month, run = f"{each.hours_per_run:.4g}", each.per_month, each.per_run
    if month is None or run is None:
        return each.way.name, hours, "-", "-", each.problem
    return each.way.name, hours, money(run.usd), money(month.usd), f"{each.way.title}, {each.instance_type}"


def _swap(swaps: c.Sequence[Swap]) -> str:
    above = next((swap for swap in swaps if swap.load > 1), None)
    below = next((swap for swap in reversed(swaps) if swap.load <= 1), None)
    said = [
        f"from {count(swap.requests_per_month)} requests a month on ({swap.load:.3g} times this load) {_what(swap)}"
        if swap is above
        else f"below {count(swap.requests_per_month)} requests a month ({swap.load:.3g} times this load)"
        f" {OPTIONS[swap.before].title} costs less"
        for swap in (above, below)
        if swap
    ]
    again = sum(1 for swap in swaps if swap.load > 1) - 1
    if again > 0:
        said.append(f"they swap {again} more time{'s' * (again > 1)} beyond that, since capacity grows in steps")
    return (
        "; ".join(said)
        or "where both can serve it, between a thousandth and a thousand times of this load, they do not swap"
    )


def _what(swap: Swap) -> str:
    if swap.because:
        return f"{OPTIONS[swap.before].title} cannot do it ({swap.because})"
    return f"{OPTIONS[swap.then].title} costs less"


def _level(minutes: float, steps: c.Sequence[Step]) -> str:
    first, last = steps[0].pods, steps[-1].pods
    span = f"{first} to {last}" if first < last else f"{first}"
    return f"{span} pod{'s' * (last > 1)}: {f'below {minutes:,.4g}' if minutes else 'never'}"


def _start(text: str) -> str:
    return text[0].upper() + text[1:]


def report(
    comparison: Comparison,
    swaps: c.Sequence[Swap],
    leads: c.Sequence[Lead],
    steps: c.Sequence[Step] = (),
    depends: str = "",
    trained: Training | None = None,
) -> str:
    """Return what there is to say of one workload: the sentences, the table, the rules, the training."""
    parts = (
        sentence(comparison, swaps),
        over_load(leads),
        over_pods(steps),
        depends,
        costs(comparison),
        f"List prices of {dated(comparison.catalogue.as_of, oldest_of(comparison, trained))}.",
        missing(comparison),
        f"{RULES_TITLE}\n{rules(comparison)}",
        training(trained) if trained else "",
    )
    return "\n\n".join(filter(None, parts))


def for_every_workload(names: c.Collection[str] = tuple(OPTIONS)) -> str:
    """Return what does not depend on a workload: what the options are good and bad at, and what no bill holds."""
    not_counted = "\n".join(f"- {each}" for each in NOT_COUNTED)
    return f"What the options are good and bad at:\n{judgements(names)}\n\nNot counted:\n{not_counted}"

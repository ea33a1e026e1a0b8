# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What resources that were found cost a month while nothing is asked of them, for people and for results."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from typing import Any

from .._costs import plan_words
from .._costs.errors import CostError
from .._costs.planned import read_found
from .._costs.resource_costs import Sum, fixed, joined
from .._costs.terms import Terms, read_terms
from .._costs.words import table
from .._engine.errors import EngineError
from .report import Expected, is_expected
from .resource import Resource

Described = tuple[Resource, Mapping[str, Any]]
"""A resource, and what its costs depend on, as `billing` describes it."""

SHOWN = 3
"""Lines that a sentence names; the result has them all."""


PRICES: dict[str, Any] = {
    "type": "dict",
    "options": {
        "catalogue_file": {"type": "path"},
        "free_tier": {"type": "bool", "default": False},
        "savings_plan_percent": {"type": "dict", "default": {}},
        "as_of": {"type": "str"},
    },
}
"""The option of a module that says by which prices costs are told."""

Place = tuple[str, str]
"""The name of a deployment, and a region of it."""


def terms(prices: Mapping[str, Any] | None, name: str = "prices") -> Terms:
    """Return the prices that an option called *name* asks for; without it the packaged ones, as they are today.

    :raises EngineError: Something in it cannot be used.
    """
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    try:
        return read_terms(prices or {}, today, f"{name}.")
    except CostError as error:
        raise EngineError("; ".join(str(error).splitlines())) from error


def terms_of(expected: Expected | None) -> dict[Place, Terms]:
    """Return the prices of each deployment of the inventory.

    :raises EngineError: Something in them cannot be used.
    """
    return {
        (each["deployment"], each["region"]): terms(each.get("prices"), f"expected[{each['deployment']}].prices")
        for each in expected or ()
    }


def total(described: Iterable[Described], by: Terms) -> Sum:
    """Return what resources cost together a month, without a request, and what has no price."""
    return joined(
        fixed(read_found([facts]), resource.region, by.settings, by.catalogue) for resource, facts in described
    )


def divided(described: Iterable[Described], arns: Container[str], by: Terms) -> tuple[Sum, Sum]:
    """Return the expenses of the resources that have one of the ARNs, and those of the others."""
    described = list(described)
    chosen = [each for each in described if each[0].arn in arns]
    return total(chosen, by), total((each for each in described if each not in chosen), by)


def as_result(expenses: Sum) -> dict[str, Any]:
    """Return what a module reports of them."""
    return {
        "usd_per_month": expenses.total.usd,
        "lines": [
            {"resource": item.title, "line": item.line.name, "usd_per_month": item.line.cost.usd}
            for item in _dearest(expenses)
        ],
        "not_priced": [{"resource": gap.title, "reason": gap.reason} for gap in expenses.gaps],
    }


def of_deployments(
    described: Iterable[Described], expected: Expected | None, by: Mapping[Place, Terms]
) -> tuple[list[dict[str, Any]], str]:
    """Return the expenses of each deployment in each of its regions, and all of it as text; empty for none.

    What is not in *by* is told by the packaged prices.
    """
    groups = defaultdict[Place, list[Described]](list)
    for resource, facts in described:
        groups[(resource.deployment, resource.home)].append((resource, facts))
    used = {key: by.get(key) or terms(None) for key in sorted(groups)}
    sums = {key: total(groups[key], used[key]) for key in used}
    in_inventory = {key: None if expected is None else is_expected(*key, expected) for key in sums}
    results = [
        {"deployment": key[0], "region": key[1], "in_inventory": in_inventory[key], **as_result(sums[key])}
        for key in sums
    ]
    orphans = {key for key, is_known in in_inventory.items() if is_known is False}
    dates = " and ".join(sorted({each.catalogue.as_of for each in used.values()}))
    return results, _text(sums, orphans, dates) if sums else ""


def sentence(what: str, expenses: Sum, by: Terms) -> str:
    """Return expenses in words: the sum, the dearest of it, and what has no price; empty if there is nothing."""
    if not expenses.items and not expenses.gaps:
        return ""
    amount = plan_words.usd(expenses.total) + plan_words.INCOMPLETE * bool(expenses.gaps)
    head = f"{what}: {amount} $ a month without requests, by list prices of {by.catalogue.as_of}"
    named = _named(expenses)
    return "\n".join([head + (f" ({named})" if named else ""), *plan_words.missing(expenses.gaps)])


def _text(sums: Mapping[Place, Sum], orphans: set[Place], dates: str) -> str:
    rows: list[Sequence[str]] = [("DEPLOYMENT", "REGION", "$ A MONTH", "MOST OF IT")]
    for key, expenses in sums.items():
        amount = plan_words.usd(expenses.total) + plan_words.INCOMPLETE * bool(expenses.gaps)
        rows.append((key[0] + " (orphan)" * (key in orphans), key[1], amount, _named(expenses) or "-"))
    everything = joined(sums.values())
    if len(sums) > 1:
        rows.append(("all", "", plan_words.usd(everything.total), ""))
    head = f"What exists costs without requests, by list prices of {dates}:"
    return "\n".join([head, table(rows, right=(2,)), *plan_words.missing(everything.gaps)])


def _named(expenses: Sum) -> str:
    """Name the dearest lines, those that are less than a cent left out."""
    dear = [item for item in _dearest(expenses) if item.line.cost.usd >= 0.01]
    rest = [f"{len(dear) - SHOWN} more"] if len(dear) > SHOWN else []
    return ", ".join(
        [f"{item.title}: {item.line.name} {plan_words.usd(item.line.cost)}" for item in dear[:SHOWN]] + rest
    )


def _dearest(expenses: Sum) -> list[Any]:
    return sorted(expenses.items, key=lambda item: -item.line.cost.usd)

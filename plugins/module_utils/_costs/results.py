# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A comparison as plain dictionaries, lists, numbers and text. Amounts are US dollars."""

from __future__ import annotations

import collections.abc as c
import typing as t

from . import words
from .breakeven import Step, leads, swaps
from .compare import Comparison, Estimate
from .dates import oldest_of
from .line import Billed
from .options import ASPECTS, OPTIONS
from .pod_steps import pod_steps
from .ranges import Corner, depends
from .rules import RULES
from .settings import Settings
from .training import Training
from .workload import Workload

Plain = dict[str, t.Any]


def as_dict(comparison: Comparison, corners: c.Sequence[Corner] = (), training: Training | None = None) -> Plain:
    """Return all that there is to say of a comparison.

    `corners` are those of a workload in which something is a range, and `training` the comparison of a training job.
    """
    names = [each.name for each in comparison.feasible]
    found = swaps(comparison, *names[:2]) if len(names) > 1 else []
    leading = leads(comparison)
    compared = {each.name for each in comparison.estimates}
    depending = depends(comparison, corners)
    found_steps = pod_steps(comparison) if {"eks", "eks_lambda"} <= set(names) else None
    steps = found_steps.steps if found_steps else ()
    return {
        "region": comparison.region,
        "catalogue_as_of": comparison.catalogue.as_of,
        "oldest_price_as_of": oldest_of(comparison, training) or None,
        "requests_per_month": comparison.workload.requests_per_month,
        "options": [_option(each, comparison) for each in comparison.estimates],
        "cheapest": names[0] if names else None,
        "next_best": names[1] if len(names) > 1 else None,
        "swaps": [each._asdict() for each in found],
        "leads": [each._asdict() for each in leading],
        "pod_steps": [_step(each) for each in steps],
        "ranking_depends_on_ranges": any(corner.best != (names[0] if names else None) for corner in corners),
        "corners": [
            {"values": dict(each.values), "cheapest": each.best, "per_month": each.per_month} for each in corners
        ],
        "rules": [
            {
                "text": rule.text,
                "options": list(rule.options),
                "applies": rule.speaks_of(comparison.workload) if rule.applies else None,
                "holds": rule.holds(comparison.costs),
            }
            for rule in RULES
        ],
        "training": training.as_dict() if training else None,
        "not_counted": list(words.NOT_COUNTED),
        "sentence": words.sentence(comparison, found),
        "table": words.costs(comparison),
        "report": words.report(comparison, found, leading, steps, depending, training),
        "for_every_workload": words.for_every_workload([name for name in OPTIONS if name in compared]),
    }


def inputs(comparison: Comparison) -> Plain:
    """Return the region, the workload and the settings that were compared, in the form in which they are read."""
    workload = _plain(comparison.workload)
    return {
        "region": comparison.region,
        "workload": {"requests_per_hour": workload.pop("requests"), **workload},
        "settings": _plain(comparison.settings),
    }


def _plain(record: Workload | Settings) -> Plain:
    return {name: _plain_value(value) for name, value in record._asdict().items()}


def _plain_value(value: t.Any) -> t.Any:
    if isinstance(value, c.Mapping):
        return dict(value)
    return list(value) if isinstance(value, tuple) else value


def _option(each: Estimate, comparison: Comparison) -> Plain:
    return {
        "name": each.name,
        "title": each.option.title,
        "feasible": not each.reason,
        "reason": each.reason,
        "unpriced": each.unpriced,
        **_amounts(each),
        "size": _size(each),
        "lines": [_line(line, comparison) for line in (each.bill.lines if each.bill else ())],
        "marks": [
            {"aspect": aspect, "mark": mark.sign, "because": mark.why}
            for aspect, mark in zip(ASPECTS, each.option.marks, strict=True)
        ],
    }


def _amounts(each: Estimate) -> Plain:
    """Return what an option costs; None for all of it if it has no bill, and for a thousand requests if none come."""
    if each.bill is None or each.fixed is None:
        return dict.fromkeys(("per_hour", "per_month", "per_thousand_requests", "fixed_per_month"))
    return {
        "per_hour": each.per_hour.usd,
        "per_month": each.per_month.usd,
        "per_thousand_requests": each.per_thousand.usd if each.per_thousand else None,
        "fixed_per_month": each.fixed.total.usd,
    }


def _size(each: Estimate) -> Plain:
    """Return how large the option was taken to be; copies and pods are those of the busiest hour."""
    size = each.use.size
    return {
        "seconds_per_request": size.seconds,
        "vcpu": size.vcpu,
        "memory_mib": size.memory_mib,
        "instance_type": size.instance.name if size.instance else None,
        "copies": max(size.copies, default=None),
        "pods": max(size.pods, default=None),
    }


def _line(line: Billed, comparison: Comparison) -> Plain:
    price = comparison.catalogue.price(comparison.region, line.key)
    return {
        "name": line.name,
        "quantity": line.quantity.amount,
        "unit": line.quantity.unit.value,
        "per_month": line.cost.usd,
        "key": line.key,
        "price": price.usd,
        "grade": price.grade,
        "source": price.source,
        "as_of": price.as_of,
    }


def _step(each: Step) -> Plain:
    return {**each._asdict(), "hours_per_day": each.hours_per_day}

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A workload of which something is known only to lie between two bounds."""

from __future__ import annotations

import collections.abc as c
import itertools
import typing as t

from .catalogue import Catalogue
from .compare import Comparison, compare
from .errors import refuse
from .fields import Field, Number
from .options import OPTIONS
from .reading import MOST_REQUESTS, WORKLOAD, read_workload
from .settings import Settings

FIELDS: dict[str, Field] = {"requests_per_hour": Number(None, 0.001, MOST_REQUESTS, "requests"), **WORKLOAD}
"""What may be a range: any number of a workload, and its requests if they are the same in every hour.

Its ends are compared as well, and without a request there is nothing to compare."""

MOST_RANGES = 6
"""With so many there are 64 corners, which take a moment."""


class Corner(t.NamedTuple):
    """One choice of bounds, and which option is the cheapest there; None if none works."""

    values: c.Mapping[str, t.Any]
    best: str | None
    per_month: float | None


def is_range(value: t.Any) -> bool:
    """Say whether a value is written as a range: a dictionary of `min` and `max`."""
    return isinstance(value, c.Mapping) and set(value) == {"min", "max"}


def middle(values: c.Mapping[str, t.Any], prefix: str = "") -> dict[str, t.Any]:
    """Return the same values with the middle of each range in its place.

    :raises CostError: The bounds of a range are no numbers, out of bounds or the wrong way round.
    """
    bounds = _bounds(values, prefix)
    return {name: _between(name, bounds[name]) if name in bounds else value for name, value in values.items()}


def corners(
    values: c.Mapping[str, t.Any],
    region: str,
    settings: Settings | None = None,
    catalogue: Catalogue | None = None,
    prefix: str = "",
    names: c.Collection[str] = tuple(OPTIONS),
) -> list[Corner]:
    """Return the cheapest option for every choice of bounds; nothing if no value is a range.

    Cost follows each of the numbers in one direction, so the extremes are in the corners; between them a step may
    still put another option first for a moment.

    :raises CostError: There are too many ranges, or something in them cannot be used.
    """
    ranges = [name for name, value in values.items() if is_range(value)]
    if not ranges:
        return []
    if len(ranges) > MOST_RANGES:
        raise refuse(f"{prefix}{'/'.join(ranges)}", f"{len(ranges)} ranges", f"{MOST_RANGES} ranges at most")
    found = []
    ends = (tuple((name, end) for end in bounds) for name, bounds in _bounds(values, prefix).items())
    for chosen in itertools.product(*ends):
        there = compare(read_workload({**values, **dict(chosen)}, prefix), region, settings, catalogue, names)
        best = next(iter(there.feasible), None)
        found.append(Corner(dict(chosen), best.name if best else None, best.per_month.usd if best else None))
    return found


def depends(comparison: Comparison, found: c.Sequence[Corner]) -> str:
    """Say where in the ranges all figures are, and whether the cheapest option depends on where the truth lies."""
    if not found:
        return ""
    best = next(iter(comparison.feasible), None)
    others = [corner for corner in found if corner.best != (best and best.name)]
    low, high = found[0].values, found[-1].values
    middles = {name: _between(name, (low[name], high[name])) for name in low}
    head = f"All figures are those of the middle of the ranges given, {_said(middles)}"
    if not others:
        return f"{head}; {best.option.title if best else 'no option'} comes first everywhere in them."
    where = "; ".join(f"{corner.best or 'none'} at {_said(corner.values)}" for corner in others)
    return f"{head}. The ranking depends on them: there {best.name if best else 'none'} comes first, but {where}."


def _said(values: c.Mapping[str, t.Any]) -> str:
    return ", ".join(f"{name} {value:g}" for name, value in values.items())


def _bounds(values: c.Mapping[str, t.Any], prefix: str) -> dict[str, tuple[float, float]]:
    """Return the two numbers of each value that is a range."""
    return {name: _read(prefix + name, name, value) for name, value in values.items() if is_range(value)}


def _read(shown: str, name: str, value: c.Mapping[str, t.Any]) -> tuple[float, float]:
    field = FIELDS.get(name)
    if not isinstance(field, Number):
        raise refuse(shown, dict(value), f"no range, but {field.allowed}" if field else "no range")
    allowed = f"a dictionary of min and max, each {field.allowed}"
    low, high = field.read(f"{shown}.min", value["min"]), field.read(f"{shown}.max", value["max"])
    if low > high:
        raise refuse(shown, dict(value), f"{allowed}, min not above max")
    return low, high


def _between(name: str, bounds: tuple[float, float]) -> float:
    field, between = FIELDS[name], sum(bounds) / 2
    return int(between) if isinstance(field, Number) and field.whole else between

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Cost over load, exact where it jumps: what an option costs from a thousandth to a thousand times of the load."""

from __future__ import annotations

import collections.abc as c
import dataclasses
import math

from .._costs.breakeven import PRECISION, curve, leads, loads
from .._costs.compare import Comparison, estimate

NEAR_DECADES, NEAR_STEPS = 1, 80
"""A tenth to ten times of the load are looked at this often in a decade."""

NARROW = 10**0.004
"""Between two loads this close a jump is drawn as what it is: upright."""

BEND = 0.002
"""Up to which share of itself cost may be off a straight line between two loads: less than anyone sees."""


@dataclasses.dataclass(frozen=True, slots=True)
class Piece:
    """Loads that an option can serve without a gap: requests and dollars a month, by ascending load.

    `reason` says why the option cannot do what lies beyond; it is empty where only the chart ends.
    """

    points: tuple[tuple[float, float], ...]
    reason: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Trace:
    """What an option costs over load; no piece at all if it cannot be used or priced anywhere."""

    name: str
    pieces: tuple[Piece, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Stretch:
    """From so many requests a month up to so many `name` is the cheapest option; None if none works."""

    low: float
    high: float
    name: str | None
    usd: float
    """What it costs a month at `low`."""


def trace(comparison: Comparison, name: str) -> Trace:
    """Return the cost of one option over load."""

    def cost(load: float) -> float | None:
        return curve(comparison, (name,), (load,))[0].costs[name]

    requests = comparison.workload.requests_per_month
    pieces: list[Piece] = []
    points: list[tuple[float, float]] = []
    for load, usd in _refined(cost, _drawn()):
        if usd is not None:
            points.append((load * requests, usd))
        elif points:
            pieces.append(Piece(tuple(points), _reason(comparison, name, load)))
            points = []
    if points:
        pieces.append(Piece(tuple(points)))
    return Trace(name, tuple(pieces))


def cheapest(comparison: Comparison) -> list[Stretch]:
    """Return which option is the cheapest at which load, by ascending load."""
    found = leads(comparison)
    ends = [each.load for each in found[1:]] + [loads()[-1]]
    return [_stretch(comparison, each.load, end, each.name) for each, end in zip(found, ends, strict=True)]


def _stretch(comparison: Comparison, low: float, high: float, name: str | None) -> Stretch:
    requests = comparison.workload.requests_per_month
    usd = curve(comparison, (name,), (low,))[0].costs[name] if name else None
    return Stretch(low * requests, high * requests, name, usd or 0.0)


def _reason(comparison: Comparison, name: str, load: float) -> str:
    workload = comparison.workload.times(load)
    return estimate(name, workload, comparison.region, comparison.settings, comparison.catalogue).reason


def _drawn() -> list[float]:
    """Return the loads to begin with: more of them where single nodes are to be seen."""
    return sorted({*loads(), *loads(NEAR_DECADES, NEAR_STEPS)})


At = tuple[float, "float | None"]
"""A load and what it costs; None if it cannot be served."""


def _refined(cost: c.Callable[[float], float | None], at: c.Sequence[float]) -> c.Iterator[At]:
    """Yield cost at these loads, and at more of them where it jumps or ends."""
    left = (at[0], cost(at[0]))
    yield left
    for load in at[1:]:
        right = (load, cost(load))
        yield from _between(cost, left, right)
        yield right
        left = right


def _between(cost: c.Callable[[float], float | None], left: At, right: At) -> c.Iterator[At]:
    """Yield further points between two: halving the gap as long as something jumps there."""
    both = left[1] is not None and right[1] is not None
    neither = left[1] is None and right[1] is None
    if neither or right[0] / left[0] <= (NARROW if both else 1 + PRECISION):
        return
    load = math.sqrt(left[0] * right[0])
    middle = (load, cost(load))
    if _straight(left, middle, right):
        return
    yield from _between(cost, left, middle)
    yield middle
    yield from _between(cost, middle, right)


def _straight(left: At, middle: At, right: At) -> bool:
    """Say whether cost grows evenly from left to right; it does not where a node is added or the option ends."""
    if left[1] is None or middle[1] is None or right[1] is None:
        return False
    share = (middle[0] - left[0]) / (right[0] - left[0])
    even = left[1] + share * (right[1] - left[1])
    return abs(middle[1] - even) <= BEND * even

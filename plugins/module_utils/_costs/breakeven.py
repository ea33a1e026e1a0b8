# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where two options swap: over load, and over pods in steps of whole nodes."""

from __future__ import annotations

import collections.abc as c
import functools
import itertools
import math
import typing as t

from .catalogue import Catalogue
from .compare import Comparison, estimate
from .errors import refuse
from .packing import Fit, nodes_for
from .settings import Settings
from .units import UsdPerHour
from .workload import Workload

STEPS_PER_DECADE = 20
DECADES = 3
"""Loads from a thousandth to a thousand times of the workload's are looked at."""

PRECISION = 1e-4
"""Up to which share of itself the load of a swap is found."""


class Point(t.NamedTuple):
    """What options cost a month at a load. `costs` has None for an option that cannot do it or has no price."""

    load: float
    requests_per_month: float
    costs: dict[str, float | None]


class Swap(t.NamedTuple):
    """From `requests_per_month` on, `load` times those of the workload, `then` is cheaper than `before`.

    If `because` is set, `before` cannot do it from there on at any price.
    """

    load: float
    requests_per_month: float
    before: str
    then: str
    because: str = ""


def curve(comparison: Comparison, names: c.Collection[str], loads: c.Iterable[float]) -> list[Point]:
    """Return the monthly cost of options over multiples of the load."""
    return [_point(comparison, names, load) for load in loads]


def loads(decades: int = DECADES, steps: int = STEPS_PER_DECADE) -> list[float]:
    """Return multiples of the load, evenly spaced on a logarithmic scale around 1."""
    return [10 ** (step / steps) for step in range(-decades * steps, decades * steps + 1)]


def swaps(comparison: Comparison, first: str, second: str) -> list[Swap]:
    """Return every load at which one of two options becomes the cheaper one, by ascending load.

    There may be several: an option that grows by whole nodes jumps over a smooth one and is overtaken again.
    """
    points = curve(comparison, (first, second), loads())
    found = []
    for before, after in itertools.pairwise(points):
        left, right = _cheaper(before, first, second), _cheaper(after, first, second)
        if left and right and left != right:
            found.append(_swap(comparison, before.load, after.load, left, right))
    return found


class Lead(t.NamedTuple):
    """From `requests_per_month` on, `load` times those of the workload, an option is the cheapest of all.

    `name` is None where none can do it.
    """

    load: float
    requests_per_month: float
    name: str | None


def leads(comparison: Comparison) -> list[Lead]:
    """Return which option is the cheapest of all over the load, by ascending load from the least that is looked at.

    Loads are looked at by steps of a twentieth of a decade; what leads for less than that may be missed.
    """
    names = [each.name for each in comparison.estimates if not each.unpriced]
    points = curve(comparison, names, loads())
    found = [Lead(points[0].load, points[0].requests_per_month, _cheapest(points[0]))]
    for before, after in itertools.pairwise(points):
        load, name = before.load, _cheapest(before)
        while name != _cheapest(after):
            load = _end(load, after.load, functools.partial(_is_cheapest, comparison, names, name))
            point = _point(comparison, names, load)
            name = _cheapest(point)
            found.append(Lead(load, point.requests_per_month, name))
    return found


class Step(t.NamedTuple):
    """For a number of pods: the nodes with inference in the pods, those with inference in Lambda, and the break-even.

    Inference in Lambda costs less as long as functions work less than `minutes_per_hour` in every hour, summed over
    all that run at the same time; 0 says that it never does.
    """

    pods: int
    nodes_inference: int
    nodes_front_end: int
    minutes_per_hour: float

    @property
    def hours_per_day(self) -> float:
        """The same for a day."""
        return self.minutes_per_hour * 24 / 60


class Burst(t.NamedTuple):
    """What nodes cost beside their price when they are burstable.

    An hour of a working function is `work` vCPU hours on them. Each node may use `baseline` vCPUs all the time; what is
    used beyond that costs `credit` dollars a vCPU hour.
    """

    work: float
    baseline: float
    credit: float


def steps(
    most: int,
    inference_per_node: int | Fit,
    front_end_per_node: int | Fit,
    node: UsdPerHour,
    function: UsdPerHour,
    burst: Burst | None = None,
) -> list[Step]:
    """Return the break-even for 1 to `most` pods; how many go on a node is a number or what packing found.

    What both have in common, such as the control plane and the load balancer, does not matter; what remains is
    (nodes with inference - nodes with a front end) x price of a node / price of an hour of a working function, and
    on burstable nodes the credits for what the same work takes of them.

    :raises CostError: Something is not above 0.
    """
    with_inference, with_front_end = (
        each if isinstance(each, Fit) else Fit(first=each, next=each)
        for each in (inference_per_node, front_end_per_node)
    )
    for name, value in (
        ("most", most),
        ("inference_per_node", with_inference.next),
        ("front_end_per_node", with_front_end.next),
        ("function", function.usd),
    ):
        if not value > 0 or not math.isfinite(value):
            raise refuse(name, value, "more than 0")
    found = []
    for pods in range(1, most + 1):
        inference, front_end = nodes_for(pods, with_inference), nodes_for(pods, with_front_end)
        hours = _hours(inference, inference - front_end, node, function, burst)
        found.append(Step(pods, inference, front_end, min(hours, pods) * 60 if burst else hours * 60))
    return found


def _hours(nodes: int, more: int, node: UsdPerHour, function: UsdPerHour, burst: Burst | None) -> float:
    """Return the hours of functions at which both cost the same; infinite if work on the nodes costs more in any case.

    Without credits both cost the same at more x node / function. With them, for h hours of work,
    more x node + (h x work - nodes x baseline) x credit = h x function.
    """
    hours = max(0, more) * (node / function)
    if burst is None or hours * burst.work <= nodes * burst.baseline:
        return hours
    gained = function.usd - burst.work * burst.credit
    if gained <= 0:
        return math.inf
    return (more * node.usd - nodes * burst.baseline * burst.credit) / gained


def _point(comparison: Comparison, names: c.Collection[str], load: float) -> Point:
    workload = comparison.workload.times(load)
    costs = {
        name: _cost(name, workload, comparison.region, comparison.settings, comparison.catalogue) for name in names
    }
    return Point(load, workload.requests_per_month, costs)


def _cost(name: str, workload: Workload, region: str, settings: Settings, catalogue: Catalogue) -> float | None:
    found = estimate(name, workload, region, settings, catalogue, with_fixed=False)
    return found.bill.total.usd if found.bill else None


def _cheaper(point: Point, first: str, second: str) -> str | None:
    """Return which of two is cheaper; one that cannot do it is not; None if neither can or both cost the same."""
    one, other = (math.inf if point.costs[name] is None else point.costs[name] for name in (first, second))
    if one == other or one is None or other is None:
        return None
    return first if one < other else second


def _is_cheapest(comparison: Comparison, names: c.Collection[str], name: str | None, load: float) -> bool:
    return _cheapest(_point(comparison, names, load)) == name


def _cheapest(point: Point) -> str | None:
    costs = {name: cost for name, cost in point.costs.items() if cost is not None}
    return min(costs, key=costs.__getitem__) if costs else None


def _swap(comparison: Comparison, low: float, high: float, before: str, then: str) -> Swap:
    load = _end(low, high, lambda load: _cheaper(_point(comparison, (before, then), load), before, then) == before)
    workload = comparison.workload.times(load)
    there = estimate(before, workload, comparison.region, comparison.settings, comparison.catalogue)
    return Swap(load, workload.requests_per_month, before, then, there.reason)


def _end(low: float, high: float, still: c.Callable[[float], bool]) -> float:
    """Return the load between two from which on something is so no longer: it is at the first, not at the second."""
    while high / low > 1 + PRECISION:
        middle = math.sqrt(low * high)
        if still(middle):
            low = middle
        else:
            high = middle
    return high

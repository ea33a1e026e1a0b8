# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the report shows of one host, worked out once for the charts and the page."""

from __future__ import annotations

import collections.abc as c
import dataclasses
import typing as t

from .._costs.breakeven import Step, Swap, swaps
from .._costs.catalogue import Price
from .._costs.compare import Comparison, Estimate
from .._costs.dates import bills, oldest_of
from .._costs.pod_steps import pod_steps
from .._costs.settings import Settings
from .._costs.training import Training
from .._costs.units import UsdPerHour
from .._costs.workload import Workload
from .curves import Stretch, Trace, cheapest, trace

MOST_PODS, LEAST_PODS = 60, 20
"""How many pods the break-even is shown for: twice those of the busiest hour, within these bounds."""

COMPARED = ("eks", "eks_lambda")
"""The options between which the break-even over pods is."""


@dataclasses.dataclass(frozen=True, slots=True)
class BreakEven:
    """Where inference in Lambda begins to cost less than in pods, and where the workload itself is.

    `pods` is how many there are in the busiest hour, `minutes` how long functions work in it, summed over
    all that run at a time; `node` and `function` what one more node and a working function cost.
    """

    steps: tuple[Step, ...]
    node: UsdPerHour
    function: UsdPerHour
    pods: int
    minutes: float


@dataclasses.dataclass(frozen=True, slots=True)
class Section:
    """One host: its comparison and what follows from it.

    `depends` says what ranges among the inputs mean; `break_even` is the reason where there is none.
    """

    name: str
    comparison: Comparison
    depends: str
    training: Training | None
    swaps: tuple[Swap, ...]
    traces: tuple[Trace, ...]
    stretches: tuple[Stretch, ...]
    break_even: BreakEven | str

    @property
    def own_load(self) -> float:
        """Requests of an average month."""
        return self.comparison.workload.requests_per_month

    @property
    def prices(self) -> list[Price]:
        """The prices that the bills are made of, by key."""
        comparison = self.comparison
        keys = {line.key for bill in bills(comparison, self.training) for line in bill.lines}
        return [comparison.catalogue.price(comparison.region, key) for key in sorted(keys)]

    @property
    def oldest_price(self) -> str:
        """The date of the oldest price that matters in a bill; nothing without one."""
        return oldest_of(self.comparison, self.training)

    @property
    def ends(self) -> list[tuple[str, float, str]]:
        """Options that cannot do more from a load on: the name, that load and the reason."""
        return [
            (trace.name, piece.points[-1][0], piece.reason)
            for trace in self.traces
            for piece in trace.pieces
            if piece.reason
        ]

    @property
    def training_not_counted(self) -> list[str]:
        """What no way to train has in its bill."""
        costs = self.training.costs if self.training else ()
        return list(dict.fromkeys(name for cost in costs for name in cost.not_counted))

    def number(self, name: str) -> int:
        """Return the place of an option in the order of the table, by which charts call it."""
        return [each.name for each in self.comparison.estimates].index(name) + 1


def section(name: str, comparison: Comparison, training: Training | None = None, depends: str = "") -> Section:
    """Work out what is shown of a host."""
    names = [each.name for each in comparison.estimates]
    best_two = [each.name for each in comparison.feasible[:2]]
    return Section(
        name=name,
        comparison=comparison,
        depends=depends,
        training=training,
        swaps=tuple(swaps(comparison, *best_two)) if len(best_two) > 1 else (),
        traces=tuple(trace(comparison, each) for each in names),
        stretches=tuple(cheapest(comparison)),
        break_even=_break_even(comparison),
    )


def grades(prices: c.Iterable[Price]) -> dict[str, int]:
    """Return how many prices there are of each grade."""
    counted: dict[str, int] = {}
    for price in prices:
        counted[price.grade] = counted.get(price.grade, 0) + 1
    return dict(sorted(counted.items()))


def given(values: Workload | Settings, usual: Workload | Settings) -> list[tuple[str, str]]:
    """Return the fields of a workload or of settings that are not as usual, with their values in words."""
    found = values._asdict().items()
    return [(name, _in_words(value)) for name, value in found if value != getattr(usual, name)]


def _in_words(value: t.Any) -> str:
    if isinstance(value, tuple):
        return f"{min(value):g} to {max(value):g} in {len(value)} hours" if len(value) > 1 else f"{value[0]:g}"
    if isinstance(value, c.Mapping):
        return ", ".join(f"{name} {_in_words(each)}" for name, each in value.items())
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _break_even(comparison: Comparison) -> BreakEven | str:
    found = {each.name: each for each in comparison.estimates}
    for name in COMPARED:
        if name not in found:
            return f"{name} was not asked for"
        if not found[name].bill:
            return f"{name}: {found[name].reason or found[name].unpriced}"
    in_pods, in_lambda = (found[name] for name in COMPARED)
    pods = max(in_pods.use.size.pods)
    steps = pod_steps(comparison, min(MOST_PODS, max(LEAST_PODS, 2 * pods)))
    if steps is None:
        return "a price of a further node or of a working function is missing"
    return BreakEven(*steps, pods, _busy_minutes(in_lambda))


def _busy_minutes(estimate: Estimate) -> float:
    """Return the minutes that functions work in the busiest hour, for which the pods are counted as well."""
    return max(estimate.use.size.demand.in_flight) * 60

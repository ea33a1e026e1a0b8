# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The charts of a host, each with its title and with what it shows in words."""

from __future__ import annotations

import collections.abc as c
import dataclasses
import typing as t

from .._costs.words import count, money
from . import canvas, chart_load, chart_parts, chart_steps
from .closeup import closeup
from .data import BreakEven, Section
from .parts import parts
from .styles import WIDE, Form
from .text import number_of_minutes

if t.TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclasses.dataclass(frozen=True, slots=True)
class Chart:
    """A chart: its height in inches by form, how it is drawn, and what it says to those who do not see it."""

    name: str
    title: str
    description: str
    height: c.Callable[[Form], float]
    draw: c.Callable[[Figure, Form], None]

    def svg(self, form: Form, prefix: str) -> str:
        """Return the chart as an SVG element, whose identifiers begin with `prefix`."""
        name = f"{prefix}-{self.name}-{form.name}"
        with canvas.drawing(form, name):
            figure = canvas.figure(form, self.height(form))
            self.draw(figure, form)
            return canvas.as_svg(figure, name, self.title, self.description)


def charts(section: Section) -> dict[str, Chart]:
    """Return the charts of a host by name; there is none of what cannot be drawn."""
    found = [_load("load", f"Monthly cost over load, {section.name}", section)]
    near = closeup(section)
    if any(trace.pieces for trace in near.traces):
        found.append(_load("near", f"Monthly cost near this load, {section.name}", near))
    found.append(
        Chart(
            "parts",
            f"What each bill consists of, {section.name}",
            _parts_in_words(section),
            lambda form: chart_parts.height(section, form),
            lambda figure, form: chart_parts.draw(figure, section, form),
        )
    )
    if isinstance(section.break_even, BreakEven):
        steps = section.break_even
        found.append(
            Chart(
                "steps",
                f"Break-even of inference in Lambda over pods, {section.name}",
                _steps_in_words(steps),
                lambda form: chart_steps.HEIGHT[form.name],
                lambda figure, form: chart_steps.draw(figure, steps, form),
            )
        )
    return {each.name: each for each in found}


def _load(name: str, title: str, section: Section) -> Chart:
    return Chart(
        name,
        title,
        _load_in_words(section),
        lambda form: chart_load.HEIGHT[form.name],
        lambda figure, form: chart_load.draw(figure, section, form),
    )


def picture(sections: c.Iterable[Section]) -> bytes:
    """Return all charts of all hosts as one PNG, one below the other."""
    drawn = []
    for section in sections:
        for chart in charts(section).values():
            with canvas.drawing(WIDE, chart.name):
                figure = canvas.figure(WIDE, chart.height(WIDE))
                chart.draw(figure, WIDE)
                heading = canvas.heading(f"{chart.title} ({section.comparison.region})", WIDE)
                drawn += [canvas.as_pixels(heading), canvas.as_pixels(figure)]
    return canvas.one_below_the_other(drawn)


def _load_in_words(section: Section) -> str:
    stretches = [
        f"{each.name or 'none'} from {count(each.low)} to {count(each.high)} requests a month"
        for each in section.stretches
    ]
    ends = [f"{name} ends at {count(load)}: {reason}" for name, load, reason in section.ends]
    return (
        f"A line for each option on logarithmic scales. This workload has {count(section.own_load)} requests a month."
        f" The cheapest: {'; '.join(stretches)}.{' ' if ends else ''}{'; '.join(ends)}"
    )


def _parts_in_words(section: Section) -> str:
    bills = [
        f"{each.name} {money(each.per_month.usd)} $: "
        + ", ".join(f"{part} {money(usd)}" for part, usd in parts(each.bill).items())
        for each in section.comparison.feasible
        if each.bill
    ]
    return f"A bar for each option, in dollars a month and in shares. {'; '.join(bills) or 'No option has a bill'}."


def _steps_in_words(found: BreakEven) -> str:
    steps = [f"{step.pods} pods {number_of_minutes(step.minutes_per_hour)}" for step in found.steps]
    return (
        "Minutes an hour that functions may work before inference in the pods costs less, by number of pods:"
        f" {', '.join(steps)}. The busiest hour has {found.pods} pods and {number_of_minutes(found.minutes)} minutes."
    )

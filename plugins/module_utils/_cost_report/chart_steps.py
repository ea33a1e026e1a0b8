# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The break-even between inference in pods and in Lambda: steps that follow whole nodes."""

from __future__ import annotations

import itertools
import typing as t

from .data import BreakEven
from .styles import BLUE, INK, VERMILLION, WHITE, Form
from .text import number_of_minutes, round_number

if t.TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

HEIGHT = {"wide": 4.4, "narrow": 5.0}
HEADROOM = 1.3
"""There is always room for words above the steps."""
LABEL = 0.93
"""At which share of the height it says where the workload is."""

MARK: dict[str, t.Any] = {"markeredgecolor": INK, "linestyle": "", "zorder": 5, "clip_on": False}


def draw(figure: Figure, found: BreakEven, form: Form) -> None:
    """Draw the chart."""
    axes = figure.subplots()
    minutes = [step.minutes_per_hour for step in found.steps]
    top = max(max(minutes) * HEADROOM, 1.0)
    edges = [step.pods - 0.5 for step in found.steps] + [found.steps[-1].pods + 0.5]
    axes.stairs(minutes, edges, fill=True, facecolor=VERMILLION, alpha=0.18, linewidth=0)
    axes.stairs(minutes, edges, color=INK, linewidth=2, baseline=None, zorder=4)
    axes.set_xlim(edges[0], edges[-1])
    axes.set_ylim(0, top)
    axes.set_xlabel("pods")
    axes.set_ylabel("minutes of Lambda in an hour")
    axes.yaxis.set_major_formatter(lambda each, _place: round_number(each))
    axes.locator_params(axis="x", integer=True)
    day = axes.secondary_yaxis("right", functions=(_per_day, _per_hour))
    day.set_ylabel("hours of Lambda in a day")
    _values(axes, found, form)
    _sides(axes, any(minutes), form)
    _own(axes, found, top, form)


def _per_day(minutes: t.Any) -> t.Any:
    return minutes * 24 / 60


def _per_hour(hours: t.Any) -> t.Any:
    return hours * 60 / 24


def _values(axes: Axes, found: BreakEven, form: Form) -> None:
    """Write the value of each step above it, where it is broad enough."""
    unit = form.axes_width / len(found.steps)
    for minutes, steps in itertools.groupby(found.steps, key=lambda step: step.minutes_per_hour):
        level = list(steps)
        text = number_of_minutes(minutes)
        if len(text) * form.letters * 0.6 < len(level) * unit:
            axes.annotate(
                text,
                xy=((level[0].pods + level[-1].pods) / 2, minutes),
                xytext=(0, 3),
                textcoords="offset points",
                ha="center",
                fontsize=form.letters - 1,
                zorder=3.5,
                bbox={"boxstyle": "square,pad=0.05", "facecolor": WHITE, "edgecolor": "none", "alpha": 0.7},
            )


def _sides(axes: Axes, pays: bool, form: Form) -> None:
    """Say above the chart what it means to be above or below the steps, where nothing else is written."""
    above = "Above the steps inference in the pods costs less,"
    below = "below them inference in Lambda." if pays else "and inference in Lambda never does."
    between, smaller = (" ", 0) if form.is_wide else ("\n", 1)
    axes.set_title(f"{above}{between}{below}", fontsize=form.letters - smaller)


def _own(axes: Axes, found: BreakEven, top: float, form: Form) -> None:
    """Mark the workload itself, at the upper edge if it lies beyond."""
    beyond = found.minutes > top
    height = min(found.minutes, top * 0.98)
    text = f"busiest hour: {found.pods} pod{'s' * (found.pods != 1)}, {number_of_minutes(found.minutes)} minutes"
    width = len(text) * form.letters * 0.64 / form.axes_width
    left = min(max((found.pods - 0.5) / len(found.steps) - width / 2, 0.015), max(0.985 - width, 0.015))
    axes.plot([found.pods] * 2, [height, top * LABEL], color=BLUE, linewidth=1, zorder=3)
    axes.plot([found.pods], [height], marker="^" if beyond else "*", markersize=12, color=BLUE, **MARK)
    axes.annotate(
        text,
        xy=(left, LABEL),
        xycoords="axes fraction",
        va="center",
        weight="bold",
        zorder=6,
        bbox={"boxstyle": "square,pad=0.15", "facecolor": WHITE, "edgecolor": "none", "alpha": 0.85},
    )

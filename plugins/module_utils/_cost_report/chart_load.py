# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Monthly cost over load: a line for each option, and below it which of them is the cheapest where."""

from __future__ import annotations

import collections.abc as c
import math
import textwrap
import typing as t

from .._costs.options import OPTIONS
from .._costs.words import count
from .data import Section
from .labels import Label, share, write
from .styles import FAINT, INK, STROKES, Form, Stroke
from .text import round_number, short_number

if t.TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
    from matplotlib.figure import Figure

LEAST_USD = 0.01
"""A logarithmic axis has no zero: what costs less than a cent is drawn at a cent."""

MARKERS = 6
"""How often a line bears its marker over the width of the chart, about."""

FEW_DECADES = 3.2
"""Up to here there is room for 2 and 5 on a logarithmic axis, beside the powers of ten."""

KEY_LETTERS = 42
"""So many letters go on a line of the key, which only the narrow chart has."""

HEIGHT = {"wide": 6.6, "narrow": 7.8}
SHARE = {"wide": 0.75, "narrow": 0.48}
"""How much of the height the lines have; the key below them has the rest."""

SWAP: dict[str, t.Any] = {
    "marker": "D",
    "markersize": 7,
    "color": INK,
    "markerfacecolor": "white",
    "linestyle": "",
    "zorder": 6,
}
NEXT_BEST: dict[str, t.Any] = {**SWAP, "marker": "o", "markersize": 11, "markerfacecolor": "none"}
END: dict[str, t.Any] = {"marker": "x", "markersize": 9, "markeredgewidth": 2.4, "linestyle": "", "zorder": 5}


def stroke(name: str) -> Stroke:
    """Return how the line of an option is drawn."""
    return STROKES[tuple(OPTIONS).index(name) % len(STROKES)]


def draw(figure: Figure, section: Section, form: Form) -> None:
    """Draw the chart."""
    axes, strip = figure.subplots(2, 1, sharex=True, height_ratios=(16, 1))
    _scales(axes, strip, section, form)
    lines = {trace.name: _line(axes, section, trace.name) for trace in section.traces if trace.pieces}
    _labels(axes, section, form)
    _own_load(axes, section)
    marks = _swaps(axes, section)
    _cheapest(strip, section, form)
    if form.is_wide:
        if marks:
            figure.legend(handles=marks, loc="outside lower left", ncols=len(marks), fontsize=form.letters - 0.5)
    else:
        named = [lines[each.name] for each in section.comparison.estimates if each.name in lines]
        figure.legend(handles=[*named, *marks], loc="outside lower left", handlelength=3.4, fontsize=form.letters - 0.5)


def _scales(axes: Axes, strip: Axes, section: Section, form: Form) -> None:
    drawn = [usd for trace in section.traces for piece in trace.pieces for _load, usd in _floored(piece.points)]
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xlim(section.stretches[0].low, section.stretches[-1].high)
    axes.set_ylim(min(drawn, default=1) / 1.6, max(drawn, default=100) * 1.6)
    number = round_number if form.is_wide else short_number
    axes.yaxis.set_major_formatter(lambda usd, _place: f"{number(usd)} $")
    axes.set_ylabel("a month")
    axes.minorticks_off()
    for axis in (axes.xaxis, axes.yaxis):
        _ticks(axis)
    axes.tick_params(axis="x", labelbottom=False, length=0)
    strip.xaxis.set_major_formatter(lambda requests, _place: number(requests))
    strip.set_xlabel("requests a month")


def _ticks(axis: Axis) -> None:
    """Set ticks at the powers of ten, and at twice and five times of them where there are few."""
    low, high = axis.get_view_interval()
    if math.log10(high / low) < FEW_DECADES:
        locator: t.Any = axis.get_major_locator()
        locator.set_params(subs=(1, 2, 5))


def _floored(points: c.Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    return [(load, max(usd, LEAST_USD)) for load, usd in points]


def _line(axes: Axes, section: Section, name: str) -> Artist:
    """Draw an option, piece by piece, and return a line that stands for it in a key."""
    style = stroke(name)
    place = tuple(OPTIONS).index(name)
    pieces = next(each.pieces for each in section.traces if each.name == name)
    for piece in pieces:
        loads, costs = zip(*_floored(piece.points), strict=True)
        drawn = axes.plot(
            loads,
            costs,
            color=style.colour,
            linestyle=style.dashes,
            linewidth=1.8,
            marker=style.marker,
            markevery=_marked(axes.get_xlim(), loads, place / len(OPTIONS)),
            markersize=5.5,
            markerfacecolor="white",
            label=_in_key(f"{section.number(name)} {OPTIONS[name].title}"),
        )
        if piece.reason:
            axes.plot(loads[-1:], costs[-1:], color=style.colour, **END)
    return drawn[0]


def _in_key(text: str) -> str:
    return "\n".join(textwrap.wrap(text, KEY_LETTERS))


def _marked(limits: tuple[float, float], loads: c.Sequence[float], offset: float) -> list[int]:
    """Return which points bear the marker: evenly spaced, and each option's beside those of the others."""
    logs = [share(limits, load) * MARKERS - offset for load in loads]
    return [place for place in range(1, len(logs)) if math.floor(logs[place]) > math.floor(logs[place - 1])]


def _labels(axes: Axes, section: Section, form: Form) -> None:
    """Write each option beside the end of its line."""
    labels = []
    for trace in section.traces:
        if trace.pieces:
            load, usd = _floored(trace.pieces[-1].points)[-1]
            number = f"{section.number(trace.name)}"
            text = f"{number} {trace.name}" if form.is_wide else number
            labels.append(Label(usd, load, text, stroke(trace.name).colour))
    gap = form.letters * 1.5 / (HEIGHT[form.name] * 72 * SHARE[form.name])
    write(axes, labels, form.axes_width, gap)


def _own_load(axes: Axes, section: Section) -> None:
    axes.axvline(section.own_load, color=INK, linewidth=1.2, linestyle=(0, (1, 2)), zorder=1)
    axes.annotate(
        f"this workload: {count(section.own_load)} requests a month",
        xy=(section.own_load, 1),
        xytext=(0, 8),
        xycoords=("data", "axes fraction"),
        textcoords="offset points",
        ha="center",
        weight="bold",
    )


def _swaps(axes: Axes, section: Section) -> list[Artist]:
    """Mark where another option becomes the cheapest, and where the two swap that are the cheapest at the own load."""
    changes = [(each.low, max(each.usd, LEAST_USD)) for each in section.stretches[1:] if each.name]
    traces = {trace.name: trace for trace in section.traces}
    others = [
        (swap.requests_per_month, _cost(traces[swap.then].pieces, swap.requests_per_month)) for swap in section.swaps
    ]
    ends = any(piece.reason for trace in section.traces for piece in trace.pieces)
    return [
        *(
            axes.plot(*_columns(changes), label="another option is the cheapest from here on", **SWAP)
            if changes
            else ()
        ),
        *(axes.plot(*_columns(others), label="the two cheapest at this workload swap", **NEXT_BEST) if others else ()),
        *(axes.plot([], [], label="cannot do more", color=FAINT, **END) if ends else ()),
    ]


def _columns(points: c.Sequence[tuple[float, float]]) -> tuple[list[float], list[float]]:
    return [load for load, _usd in points], [usd for _load, usd in points]


def _cost(pieces: c.Iterable[t.Any], load: float) -> float:
    points = _floored(point for piece in pieces for point in piece.points)
    return min(points, key=lambda point: abs(math.log(point[0] / load)))[1]


def _cheapest(strip: Axes, section: Section, form: Form) -> None:
    strip.set_yticks([])
    strip.grid(visible=False)
    strip.minorticks_off()
    strip.set_title("the cheapest", fontsize=form.letters - 1, pad=3)
    for each in section.stretches:
        if not each.name:
            continue
        style = stroke(each.name)
        strip.axvspan(each.low, each.high, facecolor=style.colour, edgecolor="white", linewidth=1.5, alpha=0.35)
        part = share(strip.get_xlim(), each.high) - share(strip.get_xlim(), each.low)
        number = f"{section.number(each.name)}"
        text = f"{number} {each.name}"
        room = part * form.axes_width / (form.letters * 0.62)
        strip.text(
            math.sqrt(each.low * each.high),
            0.5,
            text if len(text) <= room else number if len(number) <= room else "",
            transform=strip.get_xaxis_transform(),
            ha="center",
            va="center",
            fontsize=form.letters - 0.5,
        )

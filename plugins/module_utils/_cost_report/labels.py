# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Names beside the ends of lines on logarithmic axes, moved apart so that none covers another."""

from __future__ import annotations

import collections.abc as c
import math
import typing as t

from .styles import WHITE

if t.TYPE_CHECKING:
    from matplotlib.axes import Axes

NEAR_EDGE = 0.8
"""Share of the width beyond which a line that ends is labelled at the edge as those that reach it."""

AT_EDGE, BESIDE = 16, 12
"""Units between the edge of the axes, or the end of a line, and what is written there."""


class Label(t.NamedTuple):
    """What is written beside the end of a line, which is at so many requests and dollars a month."""

    usd: float
    load: float
    text: str
    colour: str


def write(axes: Axes, labels: c.Iterable[Label], width: float, gap: float) -> None:
    """Write labels to the right of their points: in a column at the edge for those near it, beside it for others.

    `width` is that of the axes in units, `gap` the share of their height that two labels must be apart.
    """
    at_edge: list[tuple[Label, float]] = []
    before: list[tuple[Label, float]] = []
    for label in labels:
        along = share(axes.get_xlim(), label.load)
        if along < NEAR_EDGE:
            before.append((label, along + BESIDE / width))
        else:
            at_edge.append((label, 1 + AT_EDGE / width))
    for placed in (at_edge, before):
        _column(axes, sorted(placed), gap)


def share(limits: tuple[float, float], value: float) -> float:
    """Return how far along a logarithmic axis a value is, 0 being its beginning and 1 its end."""
    low, high = (math.log(each) for each in limits)
    return (math.log(value) - low) / (high - low)


def spread(places: c.Sequence[float], gap: float, top: float = 1.0) -> list[float]:
    """Return ascending places moved apart so far that `gap` is between each two, none above `top` if they fit."""
    moved: list[float] = []
    for place in places:
        moved.append(max(place, moved[-1] + gap) if moved else place)
    for index in range(len(moved) - 1, -1, -1):
        limit = top if index == len(moved) - 1 else moved[index + 1] - gap
        moved[index] = min(moved[index], limit)
    return moved


def _column(axes: Axes, placed: c.Sequence[tuple[Label, float]], gap: float) -> None:
    heights = spread([share(axes.get_ylim(), label.usd) for label, _place in placed], gap, top=1 - gap / 2)
    for height, (label, place) in zip(heights, placed, strict=True):
        axes.annotate(
            label.text,
            xy=(label.load, label.usd),
            xytext=(place, height),
            textcoords="axes fraction",
            va="center",
            annotation_clip=False,
            zorder=5.5,
            bbox={"boxstyle": "square,pad=0.15", "facecolor": WHITE, "edgecolor": "none", "alpha": 0.9},
            arrowprops={"arrowstyle": "-", "color": label.colour, "linewidth": 0.8, "relpos": (0, 0.5), "shrinkB": 0},
        )

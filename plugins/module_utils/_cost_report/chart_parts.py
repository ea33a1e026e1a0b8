# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What each option's bill consists of: stacked bars in dollars, and in shares where a bill is too small to be seen."""

from __future__ import annotations

import textwrap
import typing as t

from .._costs.compare import Estimate
from .._costs.line import Bill
from .data import Section
from .parts import PARTS, parts
from .styles import FAINT, FILLS, INK, Fill, Form
from .text import dollars, round_number

if t.TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ROW = {"wide": 0.42, "narrow": 0.46}
AROUND = {"wide": 1.6, "narrow": 2.3}


def height(section: Section, form: Form) -> float:
    """Return inches for all options."""
    return AROUND[form.name] + ROW[form.name] * len(section.comparison.estimates)


def fill(part: str) -> Fill:
    """Return how a part of a bill is filled."""
    return FILLS[tuple(PARTS).index(part) % len(FILLS)]


def draw(figure: Figure, section: Section, form: Form) -> None:
    """Draw the chart."""
    amounts, shares = figure.subplots(1, 2, sharey=True, width_ratios=(3, 2))
    estimates = section.comparison.estimates
    for axes in (amounts, shares):
        axes.set_ylim(len(estimates) - 0.4, -0.6)
        axes.grid(visible=False, axis="y")
        axes.tick_params(axis="y", length=0)
    amounts.set_yticks(range(len(estimates)), [_name(section, each, form) for each in estimates])
    used: dict[str, t.Any] = {}
    for row, each in enumerate(estimates):
        if each.bill:
            used |= _bars(amounts, row, each.bill, 1)
            _bars(shares, row, each.bill, 100 / each.per_month.usd)
            amounts.annotate(
                dollars(each.per_month.usd),
                xy=(each.per_month.usd, row),
                xytext=(4, 0),
                textcoords="offset points",
                va="center",
            )
        else:
            amounts.annotate(
                "cannot do it" if each.reason else "no price",
                xy=(0, row),
                xytext=(4, 0),
                textcoords="offset points",
                va="center",
                color=FAINT,
                style="italic",
            )
    most = max((each.per_month.usd for each in section.comparison.feasible), default=1)
    amounts.set_xlim(0, most * (1.18 if form.is_wide else 1.4))
    amounts.set_xlabel("$ a month")
    shares.set_xlim(0, 100)
    shares.set_xlabel("per cent of the bill")
    amounts.xaxis.set_major_formatter(lambda usd, _place: round_number(usd))
    amounts.xaxis.get_major_locator().set_params(nbins=5 if form.is_wide else 3)
    shares.xaxis.get_major_locator().set_params(nbins=5 if form.is_wide else 2)
    figure.legend(
        handles=[used[part] for part in PARTS if part in used],
        loc="outside upper left",
        ncols=5 if form.is_wide else 3,
        handlelength=2.6 if form.is_wide else 1.8,
        columnspacing=2.0 if form.is_wide else 1.0,
        handleheight=1.3,
    )


def _name(section: Section, each: Estimate, form: Form) -> str:
    text = f"{section.number(each.name)} {each.name}"
    return text if form.is_wide else "\n".join(textwrap.wrap(text.replace("_", "_ "), 13)).replace("_ ", "_")


def _bars(axes: Axes, row: int, bill: Bill, factor: float) -> dict[str, t.Any]:
    """Draw an option's bill as one bar and return what stands for each part in the key."""
    left, drawn = 0.0, {}
    for part, usd in parts(bill).items():
        style = fill(part)
        drawn[part] = axes.barh(
            row,
            usd * factor,
            left=left,
            height=0.62,
            label=part,
            facecolor=style.colour,
            hatch=style.hatch,
            edgecolor=INK,
            linewidth=0.6,
        )
        left += usd * factor
    return drawn

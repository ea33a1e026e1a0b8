# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How the charts look: told apart by colour, by line, by marker and by hatch, so that any one of them is enough.

The colours are those of Okabe and Ito, which people with any kind of colour blindness can tell apart
(https://jfly.uni-koeln.de/color/). Lines have darker ones in place of their sky blue, orange and yellow, whose contrast
with white is below the 3 to 1 that thin things need (WCAG 2.2, criterion 1.4.11).
"""

from __future__ import annotations

import typing as t

BLACK, ORANGE, SKY, GREEN = "#000000", "#e69f00", "#56b4e9", "#009e73"
YELLOW, BLUE, VERMILLION, PURPLE, GREY = "#f0e442", "#0072b2", "#d55e00", "#cc79a7", "#777777"
WHITE, AZURE, AMBER, OLIVE = "#ffffff", "#2e93d1", "#bf8300", "#6b5f00"

INK, FAINT, GRID = "#1a1a1a", "#595959", "#dddddd"


class Stroke(t.NamedTuple):
    """How the line of an option is drawn."""

    colour: str
    dashes: str | tuple[float, tuple[float, ...]]
    marker: str


SOLID, DASHED, DOTTED, MIXED = "-", (0, (6.0, 2.0)), (0, (1.2, 1.6)), (0, (7.0, 2.0, 1.2, 2.0))

STROKES = (
    Stroke(BLACK, SOLID, "o"),
    Stroke(BLUE, SOLID, "s"),
    Stroke(AZURE, DASHED, "D"),
    Stroke(VERMILLION, SOLID, "^"),
    Stroke(AMBER, DASHED, "v"),
    Stroke(GREEN, MIXED, "P"),
    Stroke(PURPLE, SOLID, "h"),
    Stroke(GREY, DASHED, "<"),
    Stroke(OLIVE, DOTTED, ">"),
)
"""By the order of the options; a tenth one begins anew."""


class Fill(t.NamedTuple):
    """How a part of a bill is filled."""

    colour: str
    hatch: str


FILLS = (
    Fill(BLUE, ""),
    Fill(ORANGE, "///"),
    Fill(SKY, "|||"),
    Fill(GREEN, "\\\\\\"),
    Fill(VERMILLION, "xxx"),
    Fill(YELLOW, "---"),
    Fill(PURPLE, "+++"),
    Fill(WHITE, ""),
    Fill(GREY, "//////"),
    Fill(BLACK, ""),
)
"""By the order of the parts of a bill. Lines alone make hatches: dots and circles make a page ten times as large."""

SHAPE: dict[str, t.Any] = {
    "axes.axisbelow": True,
    "axes.edgecolor": FAINT,
    "axes.grid": True,
    "axes.labelcolor": INK,
    "axes.linewidth": 0.8,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlelocation": "left",
    "figure.facecolor": WHITE,
    "font.family": ["DejaVu Sans"],
    "grid.color": GRID,
    "grid.linewidth": 0.6,
    "hatch.linewidth": 0.7,
    "legend.frameon": False,
    "savefig.facecolor": WHITE,
    "svg.fonttype": "none",
    "text.color": INK,
    # What a user calls a host may have dollars in it, which are no formula.
    "text.parse_math": False,
    "xtick.color": FAINT,
    "xtick.labelcolor": INK,
    "ytick.color": FAINT,
    "ytick.labelcolor": INK,
}
"""matplotlib's settings, on top of its own defaults and not of the user's."""


class Form(t.NamedTuple):
    """A size that a chart is made for: inches, of 72 units each, and the size of its letters in these units."""

    name: str
    width: float
    letters: float

    @property
    def is_wide(self) -> bool:
        """Whether there is room for names beside the lines."""
        return self.name == "wide"

    @property
    def axes_width(self) -> float:
        """About how many units the axes have of the width."""
        return self.width * 72 * 0.75


WIDE = Form("wide", 10.8, 10.0)
NARROW = Form("narrow", 4.7, 11.5)
FORMS = (WIDE, NARROW)

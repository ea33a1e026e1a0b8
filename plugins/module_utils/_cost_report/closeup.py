# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The part of a section around its own load, where single nodes can be seen."""

from __future__ import annotations

import collections.abc as c
import dataclasses

from .._costs.breakeven import loads
from .curves import NEAR_DECADES, Piece, Stretch, Trace
from .data import Section


def closeup(section: Section) -> Section:
    """Return the section with lines, stretches and swaps from a tenth to ten times of its own load."""
    # The same products as those of the lines, which have a point at either end.
    low, *_between, high = (load * section.own_load for load in loads(NEAR_DECADES, 1))
    traces = tuple(Trace(each.name, tuple(_pieces(each.pieces, low, high))) for each in section.traces)
    return dataclasses.replace(
        section,
        traces=traces,
        stretches=tuple(_stretches(section.stretches, traces, low, high)),
        swaps=tuple(each for each in section.swaps if low <= each.requests_per_month <= high),
    )


def _pieces(pieces: c.Iterable[Piece], low: float, high: float) -> c.Iterator[Piece]:
    """Yield what lies between two loads; a piece that goes on beyond them does not end for a reason."""
    for piece in pieces:
        points = tuple(point for point in piece.points if low <= point[0] <= high)
        if points:
            yield Piece(points, piece.reason if piece.points[-1][0] <= high else "")


def _stretches(
    stretches: c.Iterable[Stretch], traces: c.Iterable[Trace], low: float, high: float
) -> c.Iterator[Stretch]:
    costs = {each.name: each.pieces[0].points[0][1] for each in traces if each.pieces}
    for each in stretches:
        if each.low < low < each.high:
            usd = costs[each.name] if each.name else 0.0
            yield Stretch(low, min(each.high, high), each.name, usd)
        elif low <= each.low < high:
            yield dataclasses.replace(each, high=min(each.high, high))

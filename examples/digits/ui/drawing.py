# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From what somebody drew to the 8 x 8 numbers that the model was trained on.

The images of the training data were made from bitmaps of 32 x 32 in which a digit, moved to the middle, fills the
height and at most 24 columns; each number counts the dark cells in a block of 4 x 4 (E. Alpaydin and C. Kaynak, Optical
Recognition of Handwritten Digits, 1998). What is drawn on the page goes the same way, wherever and however large it is.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise

Point = tuple[float, float]
Stroke = list[Point]

CELLS, BLOCK = 32, 4
WIDEST = 24
PEN = 3.0  # radius in cells; lines are a block and a half wide, as most are in the training data
STEP = 0.5  # cells between two dabs of the pen
SMALLEST = 0.1  # of the pad's side: what is smaller, a dot, is not blown up any further
MOST_POINTS = 5000


def _point(value: Sequence[float]) -> Point:
    x, y = (float(part) for part in value)
    if not (0 <= x <= 1 and 0 <= y <= 1):
        raise ValueError("a point lies outside of the pad")
    return x, y


def strokes(value: object) -> list[Stroke] | None:
    """Strokes as the browser sends them, `[[[x, y], ...], ...]` with numbers from 0 to 1; None for anything else."""
    if not isinstance(value, list) or sum(len(each) if isinstance(each, list) else 1 for each in value) > MOST_POINTS:
        return None
    try:
        return [stroke for each in value if (stroke := [_point(point) for point in each])]
    except (TypeError, ValueError, OverflowError):
        return None


def _fitted(drawn: list[Stroke]) -> list[Stroke]:
    """The strokes in cells: as high as the image or as wide as a digit may be, in the middle."""
    xs, ys = ([point[axis] for stroke in drawn for point in stroke] for axis in (0, 1))
    middle = ((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2)
    width, height = max(max(xs) - min(xs), SMALLEST), max(max(ys) - min(ys), SMALLEST)
    scale = min((WIDEST - 2 * PEN) / width, (CELLS - 2 * PEN) / height)
    return [[((x - middle[0]) * scale + CELLS / 2, (y - middle[1]) * scale + CELLS / 2) for x, y in s] for s in drawn]


def _dabs(stroke: Stroke) -> Iterator[Point]:
    """Points along a stroke, close enough to leave no gap."""
    yield stroke[0]
    for (x, y), (to_x, to_y) in pairwise(stroke):
        steps = math.ceil(math.dist((x, y), (to_x, to_y)) / STEP)
        for step in range(1, steps + 1):
            yield x + (to_x - x) * step / steps, y + (to_y - y) * step / steps


def _cells(dab: Point) -> Iterator[tuple[int, int]]:
    """Cells, as column and row, whose middle the pen covers."""
    columns, rows = (range(max(int(at - PEN), 0), min(int(at + PEN) + 1, CELLS)) for at in dab)
    for column in columns:
        for row in rows:
            if math.dist((column + 0.5, row + 0.5), dab) <= PEN:
                yield column, row


def image(drawn: list[Stroke]) -> list[int]:
    """The 64 numbers from 0 to 16 for at least one stroke, row after row."""
    dark = {cell for stroke in _fitted(drawn) for dab in _dabs(stroke) for cell in _cells(dab)}
    counts = [0] * (CELLS // BLOCK) ** 2
    for column, row in dark:
        counts[row // BLOCK * (CELLS // BLOCK) + column // BLOCK] += 1
    return counts

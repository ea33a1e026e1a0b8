# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Requests in each hour of a period, from a file.

One number a line, or `hour,requests` with the hours counting on by one from 0 or 1. Empty lines and what follows a `#`
do not count, nor does a first line `requests` or `hour,requests`.
"""

from __future__ import annotations

import collections.abc as c
import os

from .errors import CostError, refuse
from .fields import as_number
from .reading import LONGEST_PROFILE, MOST_REQUESTS

FILE = f"the path of a readable text file with the requests of 1 to {LONGEST_PROFILE} hours, one hour a line"
LINE = f"the requests of that hour, a number from 0 to {MOST_REQUESTS:,.0f}, or hour,requests"
HEADERS = (["requests"], ["hour", "requests"])
FIRST_HOURS = (0, 1)
WITH_HOURS = 2
"""Cells of a line that names its hour."""

Cells = list[str]


def read_traffic_file(path: str, name: str = "traffic_file") -> list[float]:
    """Return the requests of each hour; `name` is the variable that holds the path, for the message.

    :raises CostError: There is no such file, it has no hour or too many, or a line cannot be read.
    """
    if not isinstance(path, (str, os.PathLike)):
        raise refuse(name, path, FILE)
    try:
        with open(path, encoding="utf-8-sig") as stream:
            text = stream.read()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no text in UTF-8"
        raise CostError(f"{refuse(name, path, FILE)} ({reason})") from error
    rows = list(_rows(text))
    if rows and [cell.lower() for cell in rows[0][1]] in HEADERS:
        del rows[0]
    if not 1 <= len(rows) <= LONGEST_PROFILE:
        raise CostError(f"{refuse(name, path, FILE)} (it has {len(rows)})")
    file = f"{name} ({path})"
    requests = [_requests(number, cells, len(rows[0][1]), file) for number, cells in rows]
    if len(rows[0][1]) == WITH_HOURS:
        _check_hours(rows, file)
    if not any(requests):
        raise CostError(f"{refuse(name, path, FILE)} (it has 0 requests in every hour)")
    return requests


def _rows(text: str) -> c.Iterator[tuple[int, Cells]]:
    """Yield the number and the cells of each line that says something."""
    for number, line in enumerate(text.splitlines(), start=1):
        said = line.partition("#")[0].strip()
        if said:
            yield number, [cell.strip() for cell in said.split(",")]


def _requests(number: int, cells: Cells, width: int, file: str) -> float:
    """Return what a line says, which must have as many cells as the first one."""
    requests = as_number(cells[-1])
    if len(cells) > WITH_HOURS or requests is None or not 0 <= requests <= MOST_REQUESTS:
        raise _bad_line(number, cells, file, LINE)
    if len(cells) != width:
        raise _bad_line(number, cells, file, f"{width} number{'s' * (width - 1)}, as in the lines before")
    return requests


def _check_hours(rows: c.Sequence[tuple[int, Cells]], file: str) -> None:
    """Refuse hours that leave a gap or come twice: the period would be shorter or longer than it looks."""
    first = as_number(rows[0][1][0])
    if first not in FIRST_HOURS:
        raise _bad_line(*rows[0], file, "hour 0 or 1 in the first line")
    for hour, (number, cells) in enumerate(rows, start=int(first or 0)):
        if as_number(cells[0]) != hour:
            raise _bad_line(number, cells, file, f"hour {hour}, the one after that of the line before")


def _bad_line(number: int, cells: Cells, file: str, allowed: str) -> CostError:
    return refuse(f"line {number} of {file}", ",".join(cells), allowed)

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The last lines of log groups."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from .calling import Aws
from .resource import Resource, as_time

THREADS = 8
PAGES = 100
"""Pages of events, each of up to 10000, that are read of one log group."""


@dataclass(frozen=True)
class Window:
    """Which events are wanted: from *start* on (milliseconds), the newest *limit*, that match *pattern*."""

    start: int
    limit: int
    pattern: str = ""


def events(aws: Aws, groups: Sequence[Resource], window: Window) -> tuple[list[dict[str, Any]], bool]:
    """Return the events of all groups, oldest first, and whether there were more. Raises EngineError."""
    with ThreadPoolExecutor(THREADS) as pool:
        read = list(pool.map(lambda group: _of_group(aws, group, window), groups))
    found = sorted((event for part, _more in read for event in part), key=lambda event: event["timestamp"])
    return found[-window.limit :], len(found) > window.limit or any(more for _part, more in read)


def _of_group(aws: Aws, group: Resource, window: Window) -> tuple[list[dict[str, Any]], bool]:
    request: dict[str, Any] = {"logGroupName": group.id, "startTime": window.start}
    if window.pattern:
        request["filterPattern"] = window.pattern
    newest: deque[dict[str, Any]] = deque(maxlen=window.limit)
    seen = 0
    for number, page in enumerate(aws.pages(group.kind.service, group.region, "FilterLogEvents", request)):
        if number == PAGES:
            return list(newest), True
        seen += len(page.get("events", ()))
        newest.extend(_event(group, event) for event in page.get("events", ()))
    return list(newest), seen > window.limit


def _event(group: Resource, event: dict[str, Any]) -> dict[str, Any]:
    return {
        "timestamp": event["timestamp"],
        "time": as_time(event["timestamp"], "milliseconds"),
        "log_group": group.id,
        "log_stream": event.get("logStreamName", ""),
        "message": event.get("message", "").rstrip("\n"),
    }


def lines(found: Iterable[dict[str, Any]]) -> list[str]:
    """Return events as lines: time, log group, message."""
    return [f"{event['time']} {event['log_group']} {event['message']}" for event in found]

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Waiting for a resource to reach a state."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .api import Api
from .errors import EngineError
from .problems import told
from .table import Wait
from .values import dig


@dataclass(frozen=True)
class Clock:
    """Time in seconds; tests bring their own."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep

    def attempts(self, timeout: float, pause: float, first: float = 0.25) -> Iterator[None]:
        """Yield at once and then after growing pauses, until *timeout* seconds have passed."""
        end, delay = self.now() + timeout, first
        yield
        while self.now() < end:
            self.sleep(min(delay, pause, max(0.0, end - self.now())))
            delay *= 1.5
            yield


def _look(api: Api, wait: Wait, params: Mapping[str, Any]) -> dict[str, Any] | None:
    try:
        return dig(api.call(wait.operation, params), wait.result) or {}
    except EngineError as error:
        if error.code in wait.absent:
            return None
        raise


def await_state(api: Api, wait: Wait, params: Mapping[str, Any], label: str, clock: Clock, timeout: float) -> None:
    """Poll until *wait* is met.

    Raises EngineError when a failure state is reached or *timeout* seconds have passed; the message
    carries the last state and the reason that AWS gave for it.
    """
    state: Any = "not looked at"
    reason = ""
    for _attempt in clock.attempts(timeout, wait.pause):
        found = _look(api, wait, params)
        if wait.gone and found is None:
            return
        state = dig(found, wait.path) if found is not None else "absent"
        reason = told(dig(found, wait.reason)) if wait.reason else ""
        seen = f"its state is {state!r}" + (f": {reason}" if reason else "")
        if state in wait.done:
            return
        if state in wait.failed:
            raise EngineError(f"{label} did not become {wait.goal}; {seen}", operation=wait.operation, reason=reason)
    raise EngineError(
        f"{label} did not become {wait.goal} within {timeout:g} seconds; when last seen, {seen}",
        operation=wait.operation,
        reason=reason,
    )


def is_settled(wait: Wait, description: Mapping[str, Any]) -> bool:
    """Say whether what was already read meets *wait*; nothing reported means nothing to wait for."""
    state = dig(description, wait.path)
    return state is None or state in wait.done or state in wait.failed


def is_broken(wait: Wait, description: Mapping[str, Any]) -> bool:
    """Say whether what was already read is in a state that nothing but its deletion ends."""
    return wait.final and dig(description, wait.path) in wait.failed

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When Auto Mode makes nodes: for all pods of a burst at the same time."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from sandbox.server.eks import auto_nodes

KEY = ("111111111111", "eu-central-1", "digits")


@pytest.fixture
def look(monkeypatch: pytest.MonkeyPatch) -> Callable[..., bool]:
    """A look at the pods that wait, a second after the one before: whether they are all."""
    seen, clock = auto_nodes._Seen(), [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: clock[0])

    def at(*names: str) -> bool:
        clock[0] += 1
        return seen.are_all(KEY, [{"metadata": {"uid": name}} for name in names])

    return at


def test_whoever_comes_a_moment_later_is_waited_for(look: Callable[..., bool]) -> None:
    assert [look("a"), look("a", "b"), look("a", "b")] == [False, False, True]


def test_nobody_waits_for_ever(look: Callable[..., bool]) -> None:
    came = [f"pod-{number}" for number in range(12)]
    assert [look(*came[: number + 1]) for number in range(12)] == [False] * 11 + [True]


def test_a_pod_that_no_node_can_take_does_not_hurry_the_next(look: Callable[..., bool]) -> None:
    assert [look("huge") for _second in range(20)] == [False] + [True] * 19
    assert [look("huge", "a"), look("huge", "a", "b"), look("huge", "a", "b")] == [False, False, True]

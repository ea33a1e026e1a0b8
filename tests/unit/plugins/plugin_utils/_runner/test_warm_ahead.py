# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""While a worker works the parent imports the module of one further task of the same play."""

from __future__ import annotations

from types import SimpleNamespace as Thing
from typing import Any

import pytest

from ansible_collections.inferops.aws.plugins.plugin_utils._runner import warm


def task(action: str) -> Any:
    return Thing(action=action, resolved_action=action)


@pytest.fixture
def looked_at(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Let `module` note what it is asked for, and find every amazon.aws module new."""
    seen: list[str] = []

    def module(action: str) -> bool:
        seen.append(action)
        return action.startswith("amazon.aws.")

    monkeypatch.setattr(warm, "module", module)
    monkeypatch.setattr(warm, "_plays", {})
    return seen


def play(*entries: Any) -> Any:
    made = Thing(pre_tasks=[], roles=[], tasks=list(entries))
    made.first = Thing(_parent=Thing(_parent=None, _play=made))
    return made


def test_one_module_for_each_task_in_the_order_of_the_play(looked_at: list[str]) -> None:
    nested = Thing(block=[task("ansible.builtin.debug"), Thing(block=[task("amazon.aws.s3_bucket")])])
    first = play(nested, task("amazon.aws.iam_role")).first
    warm.ahead_of(first)
    assert looked_at == ["ansible.builtin.debug", "amazon.aws.s3_bucket"]
    warm.ahead_of(first)
    assert looked_at[2:] == ["amazon.aws.iam_role"]
    warm.ahead_of(first)
    assert len(looked_at) == 3


def test_a_task_of_no_play_is_let_be(looked_at: list[str]) -> None:
    warm.ahead_of(Thing(_parent=None))
    assert looked_at == []

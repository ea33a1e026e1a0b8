# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Both ways return the same."""

from __future__ import annotations

import json
import typing as t

import pytest
import yaml

from . import world
from .compare import differences
from .conftest import PLAYBOOKS, Runs


def task_names(playbook: str) -> list[str]:
    """Return the names of the playbook's tasks and handlers, those of blocks included, and of its end."""

    def names(entries: list[dict[str, t.Any]]) -> t.Iterator[str]:
        for entry in entries:
            nested = [entry[key] for key in ("block", "rescue", "always") if key in entry]
            if not nested:
                yield entry["name"]
            for inner in nested:
                yield from names(inner)

    plays = yaml.safe_load((world.HERE / "plays" / playbook).read_text("utf-8"))
    tasks = [play.get(kind, []) for play in plays for kind in ("tasks", "handlers")]
    return list(dict.fromkeys(name for entries in tasks for name in names(entries)))


CASES = [(playbook, task) for playbook in PLAYBOOKS for task in [*task_names(playbook), "PLAY RECAP"]]


@pytest.mark.parametrize(("playbook", "task"), CASES, ids=[": ".join(case) for case in CASES])
def test_a_task_returns_the_same(runs: Runs, playbook: str, task: str) -> None:
    assert differences(*runs(playbook), task) == []


@pytest.mark.parametrize("playbook", PLAYBOOKS)
def test_the_run_ends_the_same(runs: Runs, playbook: str) -> None:
    runner, stock = runs(playbook)
    assert (runner.status, runner.tasks.keys()) == (stock.status, stock.tasks.keys()), runner.output[-3000:]


@pytest.mark.parametrize("playbook", ["probes.yml", "aws.yml"])
def test_results_come_in_the_same_order(runs: Runs, playbook: str) -> None:
    runner, stock = runs(playbook)
    assert [(event["event"], event["task"]) for event in runner.events] == [
        (event["event"], event["task"]) for event in stock.events
    ]


@pytest.mark.parametrize(
    ("playbook", "task", "words"),
    [
        ("probes.yml", "Killed", "Killed"),
        ("probes.yml", "Timeout", "Timed out after 1 second"),
        ("probes.yml", "Large result", "0123456789abcdef" * 1000),
        ("probes.yml", "Warnings", "by module.warn"),
        ("probes.yml", "Rescue", "Failure to rescue"),
        ("kubernetes.yml", "Objects", "a file"),
        ("kubernetes.yml", "Wrong token", "401"),
        ("kubernetes.yml", "Object, deleted", '"changed": true'),
        ("kubernetes.yml", "Object, deleted again", '"changed": false'),
        ("aws.yml", "Caller by an assumed role", "222222222222"),
        ("aws.yml", "Object, read", "text \\u2603"),
        ("aws.yml", "Permission for a function that is missing", "ResourceNotFoundException"),
        ("aws.yml", "Port that somebody has opened", "by a rule of somebody else, which stays as it is"),
    ],
)
def test_the_probes_do_what_their_names_say(runs: Runs, playbook: str, task: str, words: str) -> None:
    runner, _stock = runs(playbook)
    assert words in json.dumps(runner.tasks[task])


def test_a_warning_of_a_module_of_ours_is_no_deprecation(runs: Runs) -> None:
    for run in runs("aws.yml"):
        (event,) = run.tasks["Port that somebody has opened"]
        assert [name for name in ("warnings", "deprecations") if event["result"].get(name)] == ["warnings"]

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which way a module ran, and what it left behind."""

from __future__ import annotations

import collections as containers
import os
import pathlib

import pytest

from . import world
from .conftest import PLAYBOOKS, Runs

ORDINARY = {
    "change": 1,  # asynchronous
    "echo": 4,  # asynchronous and awaited, another connection, turned off, turned off by a mistake
    "see_process": 2,  # variables for the start of Python, a limit that is a template
}
"""How many invocations of each kind take the ordinary way in probes.yml although the runner is on."""

WITHOUT_PROBES = ("aws.yml", "files.yml", "kubernetes.yml")
"""Their modules are stock ones, which do not tell which way they took."""

KEPT = "k8srcp-"
"""What kubernetes.core keeps on purpose: what an API server has, so that the next module need not ask."""


@pytest.mark.parametrize("playbook", [name for name in PLAYBOOKS if name not in WITHOUT_PROBES])
def test_nothing_runs_in_a_fork_when_the_runner_is_off(runs: Runs, playbook: str) -> None:
    _runner, stock = runs(playbook)
    assert stock.ways
    assert not any(forked for _behaviour, forked in stock.ways)


@pytest.mark.parametrize("playbook", ["hosts.yml", "roles_only.yml"])
def test_everything_runs_in_a_fork_after_the_first_task_of_a_role(runs: Runs, playbook: str) -> None:
    runner, stock = runs(playbook)
    assert len(runner.ways) == len(stock.ways)
    assert all(forked for _behaviour, forked in runner.ways)


def test_what_does_not_fit_takes_the_ordinary_way(runs: Runs) -> None:
    runner, stock = runs("probes.yml")
    assert len(runner.ways) == len(stock.ways)
    assert containers.Counter(behaviour for behaviour, forked in runner.ways if not forked) == ORDINARY


def test_a_condition_that_is_false_needs_no_worker(runs: Runs) -> None:
    runner, stock = runs("conditions.yml")
    hosts, tasks = 2, 2
    assert len(set((runner.evidence / "skipped").read_text().split())) == 1
    assert len(set((stock.evidence / "skipped").read_text().split())) == hosts * tasks


def test_where_the_runner_is_off_a_condition_is_for_a_worker(runs: Runs) -> None:
    runner, _stock = runs("conditions.yml")
    in_parent = set((runner.evidence / "skipped").read_text().split())
    assert in_parent.isdisjoint((runner.evidence / "turned_off").read_text().split())


@pytest.mark.parametrize("host", ["here", "other"])
def test_a_condition_looks_nothing_up_twice(runs: Runs, host: str) -> None:
    for run in runs("conditions.yml"):
        assert (run.evidence / host).read_text() == "x\n"


@pytest.mark.parametrize("playbook", PLAYBOOKS)
def test_no_temporary_file_is_left(runs: Runs, playbook: str) -> None:
    runner, _stock = runs(playbook)
    left = [
        path.relative_to(runner.root) for path in (runner.root / "tmp").rglob("*") if not path.name.startswith(KEPT)
    ]
    left += [path.relative_to(runner.root) for path in (runner.root / "home").rglob("ansible-*")]
    assert left == []


def test_exit_handlers_run_once(runs: Runs) -> None:
    for run in runs("probes.yml"):
        assert (run.evidence / "at_exit").read_text() == "x"


def test_threads_are_awaited_and_daemons_are_not(runs: Runs) -> None:
    for run in runs("probes.yml"):
        assert (run.evidence / "thread").read_text() == "x"
        assert not (run.evidence / "daemon").exists()


def test_a_process_that_was_detached_lives_on(runs: Runs) -> None:
    for run in runs("probes.yml"):
        assert (run.evidence / "daemonised").read_text() == "x"


def test_a_module_that_exceeds_its_time_is_gone(runs: Runs) -> None:
    runner, _stock = runs("probes.yml")
    (pid,) = (runner.evidence / "sleeper").read_text().split()
    assert not pathlib.Path("/proc", pid).exists()
    assert not (runner.evidence / "overslept").exists()


def test_a_module_does_not_write_to_the_log_of_ansible(runs: Runs) -> None:
    runner, _stock = runs("probes.yml")
    assert "n=probe" not in (runner.root / "ansible.log").read_text(errors="replace")


def test_credentials_of_an_assumed_role_do_not_outlive_the_run(runs: Runs) -> None:
    runner, _stock = runs("aws.yml")
    kept = [path for path in (runner.root / "home").rglob("*.json") if "SessionToken" in path.read_text()]
    assert kept == []


@pytest.mark.parametrize("option", ["--syntax-check", "--list-tasks"])
def test_reading_a_playbook_starts_nothing(collections: pathlib.Path, tmp_path: pathlib.Path, option: str) -> None:
    run = world.run("syntax.yml", "runner", collections, tmp_path / "world", ANSIBLE_VERBOSITY="3", arguments=(option,))
    assert run.status == 0, run.output
    assert "FORK" not in run.output
    assert os.listdir(run.evidence) == []


def test_the_verbose_output_says_which_way_a_module_ran(collections: pathlib.Path, tmp_path: pathlib.Path) -> None:
    run = world.run("roles_only.yml", "runner", collections, tmp_path / "world", ANSIBLE_VERBOSITY="3")
    assert "FORK ansible_collections.inferops.aws.plugins.modules.probe" in run.output

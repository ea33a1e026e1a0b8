# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which deployments a verb is about: a misspelt one is refused, instead of a run that ends well and did nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.integration.playbooks import CANARY, SECOND, Playbooks, Run

ALLOWED = f"allowed: a pattern of hosts or groups of the inventory: canary, wave_2, {CANARY}, {SECOND}"


def refused(run: Run, said: str) -> bool:
    """Whether a run was refused in one line, before it asked AWS anything."""
    output = " ".join(run.output.split())
    return (
        run.status != 0
        and f"{said}, which chooses no host; {ALLOWED}" in output
        and run.results == []
        and run.requests == []
    )


@pytest.mark.parametrize("verb", ["compare_options", "status", "logs", "destroy"])
def test_a_target_that_is_misspelt_is_refused(playbooks: Playbooks, verb: str) -> None:
    run = playbooks.run(f"inferops.aws.{verb}", variables={"inferops_target": "digits-ue"})
    assert refused(run, "inferops_target is 'digits-ue'"), run.output


def test_a_target_outside_of_the_limit_is_refused(playbooks: Playbooks) -> None:
    run = playbooks.run("inferops.aws.logs", "--limit", SECOND, variables={"inferops_target": "canary"})
    assert refused(run, f"inferops_target is 'canary' and --limit is '{SECOND}'"), run.output


def test_an_empty_target_is_not_everything(playbooks: Playbooks) -> None:
    run = playbooks.run("inferops.aws.destroy", variables={"inferops_target": ""})
    assert refused(run, "inferops_target is ''"), run.output


def test_a_name_outside_of_the_limit_is_refused(playbooks: Playbooks) -> None:
    run = playbooks.run("inferops.aws.destroy", "--limit", SECOND, variables={"inferops_deployment": "digits-ap"})
    assert refused(run, f"inferops_deployment is 'digits-ap' and --limit is '{SECOND}'"), run.output


def test_a_limit_may_be_a_file(playbooks: Playbooks, tmp_path: Path) -> None:
    hosts = tmp_path / "hosts"
    hosts.write_text(f"{SECOND}\n", encoding="utf-8")
    run = playbooks.run("inferops.aws.logs", "--limit", f"@{hosts}").succeeded()
    assert {host for host, _task, _outcome in run.results} == {SECOND}

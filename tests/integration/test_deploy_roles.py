# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Roles work by themselves in a playbook that users write, and bring the runner with them."""

from __future__ import annotations

from pathlib import Path

import pytest

from sandbox.client import Sandbox
from tests.integration.playbooks import CANARY, Playbooks, Run
from tests.sandbox.deployment import Account

PLAYBOOK = """---
- name: By a list of roles
  hosts: canary
  connection: local
  gather_facts: false
  vars:
    ansible_python_interpreter: "{{ ansible_playbook_python }}"
  roles:
    - inferops.aws.model_store

- name: By a task
  hosts: canary
  connection: local
  gather_facts: false
  vars:
    ansible_python_interpreter: "{{ ansible_playbook_python }}"
  tasks:
    - name: Keep the models elsewhere
      ansible.builtin.include_role:
        name: inferops.aws.model_store
      vars:
        model_store_bucket: elsewhere-models-111111111111-eu-central-1

    - name: Take an API away, twice
      ansible.builtin.include_role:
        name: inferops.aws.http_api
      vars:
        http_api_state: absent
      loop: [first, again]
"""
BUCKETS = {"alone-models-111111111111-eu-central-1", "elsewhere-models-111111111111-eu-central-1"}
ACCESS_LOGS = ("/aws/vendedlogs/apigateway/alone", "/aws/apigateway/alone")


@pytest.fixture(scope="module")
def run(playbooks: Playbooks, sandbox: Sandbox, admin: Account, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """By somebody who may not ask for what is tagged, where there is the access log of an earlier version."""
    for group in ACCESS_LOGS:
        admin.client("logs").create_log_group(logGroupName=group)
    playbook: Path = tmp_path_factory.mktemp("users") / "playbook.yml"
    playbook.write_text(PLAYBOOK, encoding="utf-8")
    with sandbox.fault(service="resourcegroupstaggingapi", status=403, error_code="AccessDeniedException"):
        return playbooks.run(playbook, "-vvv", variables={"inferops_name": "alone"}).succeeded()


def test_a_role_works_by_itself(run: Run, dev: Account) -> None:
    created = [(host, outcome) for host, task, outcome in run.results if task.startswith("Present | Create the bucket")]
    assert created == [(CANARY, "changed")] * 2
    for bucket in BUCKETS:
        assert dev.client("s3").list_objects_v2(Bucket=bucket)["KeyCount"] == 1


def test_a_role_brings_the_runner_in(run: Run) -> None:
    assert run.output.count("FORK ansible_collections.amazon.aws.plugins.modules.s3_bucket") == 2
    assert "in its own process" not in run.output


def test_that_nobody_could_say_whether_the_name_is_free_is_a_warning_once(run: Run) -> None:
    asked = [one for one in run.requests if one["operation"] == "GetResources"]
    assert len(asked) == 1
    said = " ".join(run.output.split())
    assert "Whether another deployment is called alone in eu-central-1 of account 111111111111 could not be" in said


def test_a_role_that_is_taken_away_takes_the_log_of_an_earlier_version_with_it(run: Run) -> None:
    deleted = [one for one in run.requests if one["operation"] == "DeleteLogGroup"]
    assert len(deleted) == len(ACCESS_LOGS)
    outcomes = [outcome for _host, task, outcome in run.results if task.startswith("Absent | Delete the log group")]
    assert outcomes == ["changed", "ok"]

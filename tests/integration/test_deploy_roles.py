# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Roles work by themselves in a playbook that users write, and bring the runner with them."""

from __future__ import annotations

from pathlib import Path

import pytest

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
"""
BUCKETS = {"alone-models-111111111111-eu-central-1", "elsewhere-models-111111111111-eu-central-1"}


@pytest.fixture(scope="module")
def run(playbooks: Playbooks, tmp_path_factory: pytest.TempPathFactory) -> Run:
    playbook: Path = tmp_path_factory.mktemp("users") / "playbook.yml"
    playbook.write_text(PLAYBOOK, encoding="utf-8")
    return playbooks.run(playbook, "-vvv", variables={"inferops_name": "alone"}).succeeded()


def test_a_role_works_by_itself(run: Run, dev: Account) -> None:
    created = [(host, outcome) for host, task, outcome in run.results if task.startswith("Present | Create the bucket")]
    assert created == [(CANARY, "changed")] * 2
    for bucket in BUCKETS:
        assert dev.client("s3").list_objects_v2(Bucket=bucket)["KeyCount"] == 1


def test_a_role_brings_the_runner_in(run: Run) -> None:
    assert run.output.count("FORK ansible_collections.amazon.aws.plugins.modules.s3_bucket") == 2
    assert "in its own process" not in run.output

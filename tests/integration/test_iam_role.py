# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What changes of a role that exists: its permissions boundary goes when it is emptied, its path cannot."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.playbooks import CANARY, Playbooks, Run
from tests.sandbox.deployment import Account

NAME = "bounded"
ROLE = f"{NAME}-eu-central-1-lambda"
PLAYBOOK = """---
- name: Keep the role again and again
  hosts: canary
  gather_facts: false
  tasks:
    - name: Keep it
      ansible.builtin.include_role:
        name: inferops.aws.iam
        apply:
          check_mode: "{{ step.check | default(false) }}"
      vars:
        iam_permissions_boundary: "{{ step.boundary | default('') }}"
        iam_path: "{{ step.path | default('/inferops/') }}"
      loop:
        - boundary: "{{ boundary }}"
        - check: true
        - {}
        - {}
        - path: /other/
      loop_control:
        loop_var: step

    - name: Go on with what others get
      ansible.builtin.debug:
        var: iam_lambda_role_arn
"""


@pytest.fixture(scope="module")
def boundary(admin: Account) -> Iterator[str]:
    """The ARN of a policy that bounds."""
    document = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "logs:*", "Resource": "*"}]}
    iam = admin.client("iam")
    arn = iam.create_policy(PolicyName=NAME, Path="/inferops/", PolicyDocument=json.dumps(document))["Policy"]["Arn"]
    yield str(arn)
    iam.delete_role_policy(RoleName=ROLE, PolicyName="inference")
    iam.delete_role(RoleName=ROLE)
    iam.delete_policy(PolicyArn=arn)


@pytest.fixture(scope="module")
def run(playbooks: Playbooks, boundary: str, tmp_path_factory: pytest.TempPathFactory) -> Run:
    playbook: Path = tmp_path_factory.mktemp("users") / "playbook.yml"
    playbook.write_text(PLAYBOOK, encoding="utf-8")
    return playbooks.run(playbook, variables={"inferops_name": NAME, "boundary": boundary})


def test_a_boundary_goes_when_its_variable_is_emptied(run: Run, admin: Account) -> None:
    assert run.writes() == ["iam:CreateRole", "iam:PutRolePolicy", "iam:DeleteRolePermissionsBoundary"]
    assert changed(run, "Take away a permissions boundary") == [True, True]
    assert changed(run, "Create the role") == [True, False, False, False, False]
    assert "PermissionsBoundary" not in admin.client("iam").get_role(RoleName=ROLE)["Role"]


def test_a_path_that_aws_cannot_give_is_refused_and_no_arn_is_handed_on_that_leads_nowhere(run: Run) -> None:
    assert run.status != 0
    assert run.failures[CANARY].startswith("iam_path is '/other/'; allowed: /inferops/, since the role")
    assert changed(run, "Go on") == []


def changed(run: Run, task: str) -> list[bool]:
    """Whether a task changed something, each time it came."""
    return [outcome == "changed" for _host, name, outcome in run.results if name.rpartition(" | ")[2].startswith(task)]

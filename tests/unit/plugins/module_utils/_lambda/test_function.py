# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is particular about a function."""

from __future__ import annotations

from typing import Any

from ansible_collections.inferops.aws.plugins.module_utils._engine.planning import plan
from ansible_collections.inferops.aws.plugins.module_utils._engine.steps import Current, Plan
from ansible_collections.inferops.aws.plugins.module_utils._lambda.function import FUNCTION

NAME = {"function_name": "digits"}


def with_new_code(**more: Any) -> Plan:
    wanted = {**NAME, "code_sha256": "new", **more}
    return plan(FUNCTION, wanted, Current(attributes=NAME, fields={"code_sha256": "old"}))


def test_an_architecture_and_a_key_go_along_with_new_code() -> None:
    """AWS falls back to its own choice where an update of the code leaves them out."""
    along = {"architectures": ["arm64"], "source_kms_key_arn": "key"}
    (step,) = with_new_code(**along, zip_file=b"").steps
    assert step.params == {**NAME, **along, "zip_file": b""}


def test_configuration_goes_before_code_and_both_are_awaited() -> None:
    steps = with_new_code(timeout=9, zip_file=b"zip").steps
    assert [step.call.operation for step in steps] == ["UpdateFunctionConfiguration", "UpdateFunctionCode"]
    assert [step.call.wait.path if step.call.wait else "" for step in steps] == ["last_update_status"] * 2


def test_an_empty_variable_is_a_variable() -> None:
    there = Current(attributes=NAME, fields={"environment": {"A": "1"}})
    (step,) = plan(FUNCTION, {**NAME, "environment": {"A": "1", "B": ""}}, there).steps
    assert step.params == {**NAME, "environment": {"variables": {"A": "1", "B": ""}}}
    given = {**NAME, "role": "r", "package_type": "Zip", "environment": {"B": ""}}
    (step,) = plan(FUNCTION, given, None).steps
    assert step.params["environment"] == {"variables": {"B": ""}}

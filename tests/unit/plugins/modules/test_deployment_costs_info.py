# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the module finds of a deployment, asks for, and returns."""

from __future__ import annotations

import json
from typing import Any

import pytest
from ansible.module_utils.testing import patch_module_args

from ansible_collections.inferops.aws.plugins.module_utils._costs import prices
from ansible_collections.inferops.aws.plugins.modules import deployment_costs_info
from tests.unit.plugins.module_utils._scan.fake import OURS, FakeAws, refusal

FUNCTION = "arn:aws:lambda:eu-central-1:111111111111:function:digits"
ANSWERS: dict[str, Any] = {
    "GetResources": {"ResourceTagMappingList": []},
    "ListFunctions": {"Functions": [{"FunctionName": "digits", "FunctionArn": FUNCTION, "MemorySize": 1024}]},
    "ListTags": {"Tags": OURS},
    "ListProvisionedConcurrencyConfigs": {
        "ProvisionedConcurrencyConfigs": [{"RequestedProvisionedConcurrentExecutions": 2}]
    },
    "DescribeLogGroups": refusal("AccessDeniedException", "not authorized to perform: logs:DescribeLogGroups on x"),
}


def run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], fake: FakeAws, **options: Any
) -> dict[str, Any]:
    monkeypatch.setattr(deployment_costs_info, "connect", lambda _module: fake)
    arguments = {"deployment": "digits-eu", "region": "eu-central-1", **options}
    with patch_module_args({**arguments, "_ansible_check_mode": True}), pytest.raises(SystemExit):
        deployment_costs_info.main()
    result: dict[str, Any] = json.loads(capsys.readouterr().out)
    return result


def test_says_what_a_deployment_costs_and_what_it_could_not_see(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    result = run(monkeypatch, capsys, FakeAws(ANSWERS))
    usd = 2 * 730 * 3600 * prices.catalogue().price("eu-central-1", "lambda.provisioned.x86_64").usd
    assert result["usd_per_month"] == pytest.approx(usd)
    assert result["lines"][0]["line"] == "provisioned concurrency"
    assert f"deployment digits-eu costs: {usd:.2f} $ a month without requests" in result["summary"]
    assert [entry["kind"] for entry in result["not_checked"]] == ["log_group"]
    assert "log group in eu-central-1: not permitted, it takes logs:DescribeLogGroups" in str(result["warnings"])
    (function,) = result["resources"]
    assert (function["kind"], function["name"], function["arn"]) == ("lambda_function", "digits", FUNCTION)


def test_a_savings_plan_counts(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    given = {"savings_plan_percent": {"lambda": "12"}, "as_of": ""}
    usual, cheaper = (run(monkeypatch, capsys, FakeAws(ANSWERS), prices=each) for each in ({}, given))
    assert cheaper["usd_per_month"] == pytest.approx(0.88 * usual["usd_per_month"])


def test_looks_at_the_kinds_named_only(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    fake = FakeAws(ANSWERS)
    run(monkeypatch, capsys, fake, kinds=["lambda_function", "iam_role"])
    listed = {operation for operation in fake.operations() if operation.startswith(("List", "Describe", "GetApis"))}
    assert listed == {"ListFunctions", "ListTags", "ListProvisionedConcurrencyConfigs"}


def test_a_deployment_of_which_nothing_exists_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    result = run(monkeypatch, capsys, FakeAws({"GetResources": {"ResourceTagMappingList": []}}))
    assert result["summary"] == "nothing of deployment digits-eu exists in eu-central-1"
    assert (result["resources"], result["usd_per_month"], result["changed"]) == ([], 0, False)


def test_a_kind_that_there_is_not_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    result = run(monkeypatch, capsys, FakeAws(), kinds=["server"])
    assert result["failed"]
    assert result["msg"].startswith("kinds has 'server'; allowed: http_api, ")

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The life of a deployment, in the order of these tests: made, left alone, changed, damaged, repaired."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.integration import playbooks as pb, prober
from tests.integration.playbooks import CANARY, CANARY_REGION, SECOND, SECOND_REGION, Deployment, Playbooks, Run
from tests.sandbox.deployment import Account

REGIONS = {CANARY: CANARY_REGION, SECOND: SECOND_REGION}
CHANGE = {
    "inference_lambda_memory_size": 640,
    "inference_lambda_environment": {"LOG_LEVEL": "debug"},
    "http_api_throttling_burst_limit": 77,
    "http_api_cors_configuration": {"allow_origins": ["https://digits.example.com"], "allow_methods": ["POST"]},
}
"""One of each kind: a number and an environment variable of the function, a throttle and an origin of the API."""

CHANGE_AS_DIFF = {
    "-memory_size: 512",
    "+memory_size: 640",
    "-LOG_LEVEL: info",
    "+LOG_LEVEL: debug",
    "-throttling_burst_limit: 200",
    "+throttling_burst_limit: 77",
    "+- https://digits.example.com",
}
CHANGE_AS_WRITES = [
    "lambda:UpdateFunctionConfiguration",
    "lambda:PublishVersion",
    "lambda:UpdateAlias",
    "apigatewayv2:UpdateApi",
    "apigatewayv2:UpdateStage",
    "lambda:UpdateAlias",
]
"""The alias moves before the test; after it, it is described as what clients invoke."""


@pytest.fixture(scope="module")
def walk(playbooks: Playbooks) -> Deployment:
    return pb.describe(playbooks, "walk")


@pytest.fixture(scope="module")
def first(walk: Deployment) -> Run:
    return walk.deploy().succeeded()


@pytest.fixture(scope="module")
def unchanged(walk: Deployment, first: Run) -> Run:
    assert first.status == 0
    return walk.deploy().succeeded()


def test_check_mode_writes_nothing_to_an_empty_account(walk: Deployment) -> None:
    """What is not there cannot be looked up by the tasks that follow; the run may end early, but it writes nothing."""
    run = walk.deploy("--check", "--diff", "--limit", "canary")
    assert run.writes() == []
    assert run.invocations() == []


def test_first_deployment_answers_in_every_region(first: Run, dev: Account) -> None:
    assert ("digits-eu", "Hold the endpoint against the contract", "ok") in first.results
    for region in REGIONS.values():
        assert prober.invoke(prober.endpoint(dev.client("apigatewayv2", region), "walk")) == 200


def test_nothing_of_it_is_deprecated(first: Run) -> None:
    assert first.deprecated == []


def test_the_canary_is_through_before_the_next_wave_begins(first: Run) -> None:
    regions = [request["region"] for request in first.requests if request["write"]]
    assert set(regions) == set(REGIONS.values())
    assert regions.index(SECOND_REGION) == regions.count(CANARY_REGION)


def test_one_build_has_the_same_digest_in_every_region(first: Run, dev: Account) -> None:
    assert first.status == 0
    digests = [digest_of(dev, region) for region in REGIONS.values()]
    assert digests[0] == digests[1]


def test_nothing_changes_when_nothing_changed(unchanged: Run) -> None:
    assert unchanged.changed == []
    assert unchanged.writes() == []
    assert unchanged.invocations() == []


def test_results_are_the_same_without_the_runner(walk: Deployment, unchanged: Run) -> None:
    without = walk.deploy("--limit", "canary", "-vvv", environment={"INFEROPS_RUNNER": "0"}).succeeded()
    assert "FORK ansible_collections" not in without.output
    assert without.results == [result for result in unchanged.results if result[0] == CANARY]
    assert without.writes() == []


def test_check_mode_shows_a_change_and_writes_nothing(walk: Deployment, first: Run) -> None:
    assert first.status == 0
    run = walk.deploy("--check", "--diff", "--limit", "canary", **CHANGE).succeeded()
    assert set(pb.lines_of_diff(run)) >= CHANGE_AS_DIFF
    assert run.writes() == []
    assert run.invocations() == []


def test_a_change_makes_its_updates_only_and_clients_notice_nothing(walk: Deployment, first: Run, dev: Account) -> None:
    assert first.status == 0
    walk.variables |= CHANGE
    with prober.probing(prober.endpoint(dev.client("apigatewayv2"), "walk")) as statuses:
        run = walk.deploy("--diff").succeeded()
    for region in REGIONS.values():
        assert run.writes(region=region) == CHANGE_AS_WRITES
        assert [(one["function"], one["qualifier"]) for one in run.invocations(region=region)] == [("walk", "2")]
    assert set(pb.lines_of_diff(run)) >= CHANGE_AS_DIFF
    assert len(statuses) > 3
    assert set(statuses) == {200}


def test_a_changed_line_of_the_handler_makes_one_new_version(walk: Deployment, first: Run, dev: Account) -> None:
    assert first.status == 0
    before = digest_of(dev, CANARY_REGION)
    walk.edit(lambda text: text + "\n# Another line.\n")
    run = walk.deploy("--limit", "canary").succeeded()
    assert run.writes() == ["lambda:UpdateFunctionCode", "lambda:PublishVersion", *["lambda:UpdateAlias"] * 2]
    assert digest_of(dev, CANARY_REGION) != before


def test_a_deleted_stage_and_a_deleted_alias_are_repaired_and_nothing_else(
    walk: Deployment, first: Run, admin: Account
) -> None:
    """With an alias goes its resource policy, and with that the permission of the API to invoke it."""
    assert first.status == 0
    apis, functions = admin.client("apigatewayv2"), admin.client("lambda")
    url = prober.endpoint(apis, "walk")
    api = re.sub(r"^\w+://(\w+)\..*", r"\1", url)
    apis.delete_stage(ApiId=api, StageName="$default")
    functions.delete_alias(FunctionName="walk", Name="live")
    assert prober.invoke(url) != 200
    run = walk.deploy("--limit", "canary").succeeded()
    assert run.writes() == [
        "lambda:CreateAlias",
        "apigatewayv2:CreateStage",
        "lambda:AddPermission",
        "lambda:UpdateAlias",
    ]
    assert prober.invoke(url) == 200


def test_the_access_log_of_an_earlier_version_is_moved_by_one_change_and_kept(
    walk: Deployment, first: Run, admin: Account
) -> None:
    """Earlier versions had it below /aws/apigateway/, which AWS's limit for policies of log groups counts."""
    assert first.status == 0
    apis, logs = admin.client("apigatewayv2"), admin.client("logs")
    api = next(item["ApiId"] for item in apis.get_apis()["Items"] if item["Name"] == "walk")
    place = "arn:aws:logs:eu-central-1:111111111111:log-group:/aws"
    earlier, now = "/aws/apigateway/walk", "/aws/vendedlogs/apigateway/walk"
    logs.create_log_group(logGroupName=earlier)
    settings = apis.get_stage(ApiId=api, StageName="$default")["AccessLogSettings"]
    assert settings["DestinationArn"] == f"{place}/vendedlogs/apigateway/walk"
    moved_back = {**settings, "DestinationArn": f"{place}/apigateway/walk"}
    apis.update_stage(ApiId=api, StageName="$default", AccessLogSettings=moved_back)
    logs.delete_log_group(logGroupName=now)
    run = walk.deploy("--limit", "canary").succeeded()
    assert run.writes() == ["logs:CreateLogGroup", "logs:PutRetentionPolicy", "apigatewayv2:UpdateStage"]
    assert apis.get_stage(ApiId=api, StageName="$default")["AccessLogSettings"] == settings
    found = {name for page in logs.get_paginator("describe_log_groups").paginate() for name in names_of(page)}
    assert {earlier, now} <= found


def test_an_api_that_asks_who_calls_is_tested_with_signed_requests(walk: Deployment, first: Run, dev: Account) -> None:
    assert first.status == 0
    run = walk.deploy("--limit", "canary", http_api_authorization_type="AWS_IAM").succeeded()
    assert set(run.writes()) == {"apigatewayv2:UpdateRoute"}
    tested = [one for one in run.requests if one["service"] == "apigateway-invoke"]
    assert len(tested) > 100
    assert not {one["status"] for one in tested} & {401, 403}
    assert prober.invoke(prober.endpoint(dev.client("apigatewayv2"), "walk")) == 403


def test_another_account_is_one_variable_away(walk: Deployment) -> None:
    run = walk.deploy("--limit", "canary", "-e", "sandbox_account=prod").succeeded()
    writes = [request for request in run.requests if request["write"]]
    assert {request["account"] for request in writes} == {"222222222222"}
    created = {request["operation"] for request in writes}
    assert {"CreateBucket", "CreateRole", "CreateFunction", "CreateApi"} <= created


def names_of(page: dict[str, Any]) -> list[str]:
    """The names of the log groups on a page of them."""
    return [group["logGroupName"] for group in page["logGroups"]]


def digest_of(account: Account, region: str) -> str:
    """The digest of the code that clients get."""
    functions = account.client("lambda", region)
    return str(functions.get_function_configuration(FunctionName="walk", Qualifier="live")["CodeSha256"])

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a plan, a deployment, a status and a destroy say of costs, in the order of a deployment's life."""

from __future__ import annotations

import pytest

from ansible_collections.inferops.aws.plugins.module_utils._costs import prices
from ansible_collections.inferops.aws.plugins.module_utils._scan import running
from ansible_collections.inferops.aws.plugins.module_utils._scan.calling import Aws
from sandbox.client import Sandbox
from tests.integration import playbooks as pb
from tests.integration.planting import Planted, listed, plant
from tests.integration.playbooks import CANARY, CANARY_REGION, Deployment, Playbooks, Run
from tests.sandbox.deployment import Account

ONLY = ("--limit", "canary")
KEPT = {"inference_lambda_provisioned_concurrent_executions": 2, "inference_lambda_memory_size": 1024}
LOAD = {"compare_options_requests_per_hour": 100, "compare_options_seconds_per_request": 0.5}
USD = 2 * 730 * 3600 * prices.catalogue().price(CANARY_REGION, "lambda.provisioned.x86_64").usd
"""What two environments of a GB cost a month."""


@pytest.fixture(scope="module")
def priced(playbooks: Playbooks) -> Deployment:
    return pb.describe(playbooks, "priced", **LOAD)


@pytest.fixture(scope="module")
def deployed(priced: Deployment) -> Run:
    return priced.deploy(*ONLY).succeeded()


def told(run: Run, task: str = "What it costs") -> str:
    """Return what a task showed."""
    (text,) = [
        event["result"]["msg"] for event in run.events if event["event"] == "runner_on_ok" and event["task"] == task
    ]
    return str(text)


def row(text: str, label: str) -> list[str]:
    """Return the amounts of the first line that begins with a label."""
    line = next(line for line in text.splitlines() if line.strip().startswith(label))
    return line.strip().removeprefix(label).split()


def test_a_plan_of_what_does_not_exist_ends_with_its_costs(priced: Deployment) -> None:
    run = priced.deploy("--check", *ONLY, **KEPT).succeeded()
    assert run.results[-1] == (CANARY, "What it costs", "ok")
    assert run.writes() == []
    text = told(run)
    assert "now: nothing of it exists" in text
    assert row(text, "$ a month without a request") == [f"{USD:.2f}"]
    assert row(text, "Lambda function priced: provisioned concurrency")[-1] == f"{USD:.2f}"
    assert row(text, "S3 bucket priced-models-111111111111-eu-central-1: objects")
    assert row(text, "HTTP API priced: HTTP API requests")
    assert "$ a month with 73,000 requests" in text
    assert "1,000 requests at a time (Lambda function priced), 100 requests a second (HTTP API priced)" in text
    assert "not billed: IAM role priced-eu-central-1-lambda" in text


def test_a_deployment_ends_with_a_line_and_asks_nothing_for_it(deployed: Run) -> None:
    text = told(deployed)
    assert text.startswith("digits-eu as planned costs ")
    assert "\n" not in text
    asked = {request["operation"] for request in deployed.requests}
    assert not asked & {"ListObjectVersions", "DescribeImages"}


def test_a_plan_of_a_change_shows_the_difference_and_writes_nothing(priced: Deployment, deployed: Run) -> None:
    assert deployed.status == 0
    run = priced.deploy("--check", *ONLY, **KEPT).succeeded()
    text = told(run)
    assert run.writes() == []
    assert row(text, "$ a month without a request")[1:] == [f"{USD:.2f}", f"+{USD:.2f}"]
    assert row(text, "Lambda function priced: provisioned concurrency")[-2:] == ["-", f"{USD:.2f}"]
    assert row(text, "S3 bucket priced-models-111111111111-eu-central-1: objects")[-2:] == ["<0.0001", "<0.0001"]
    without = priced.deploy("--check", *ONLY, environment={"INFEROPS_RUNNER": "0"}, **KEPT).succeeded()
    assert told(without) == text


def test_a_plan_of_nothing_new_has_no_difference(priced: Deployment, deployed: Run) -> None:
    assert deployed.status == 0
    run = priced.deploy("--check", *ONLY).succeeded()
    assert run.changed == []
    assert {line.split()[-1] for line in told(run).splitlines() if line.startswith("$ ")} == {"-"}


def test_what_may_not_be_read_is_named_and_stops_nothing(sandbox: Sandbox, priced: Deployment, deployed: Run) -> None:
    assert deployed.status == 0
    with sandbox.fault(service="s3", operation="ListObjectVersions", status=403, error_code="AccessDenied"):
        run = priced.deploy("--check", *ONLY).succeeded()
    assert "not priced: S3 bucket priced-models-111111111111-eu-central-1: not permitted" in told(run)


def test_a_region_without_prices_is_named(priced: Deployment) -> None:
    run = priced.deploy("--check", *ONLY, inferops_region="ap-south-1").succeeded()
    assert "there are no prices for ap-south-1, only for" in told(run)


def test_status_says_what_runs_and_destroy_what_it_ended_by_the_prices_that_the_variables_name(
    playbooks: Playbooks, priced: Deployment, deployed: Run
) -> None:
    assert deployed.status == 0
    priced.deploy(*ONLY, **KEPT).succeeded()
    name = {"inferops_name": "priced", "compare_options_savings_plan_percent": {"lambda": 50}}
    usd = f"{USD / 2:.2f}"
    shown = told(playbooks.run("inferops.aws.status", *ONLY, variables=name).succeeded())
    amount, *mostly = row(shown, f"{CANARY}")[1:]
    assert amount == usd
    assert " ".join(mostly) == f"Lambda function priced: provisioned concurrency {usd}"

    planned = playbooks.run("inferops.aws.destroy", "--check", *ONLY, variables=name).succeeded()
    assert f"would end: {usd} $ a month without requests" in told(planned, "What went and what stays")
    assert planned.writes() == []
    destroyed = playbooks.run("inferops.aws.destroy", *ONLY, variables=name).succeeded()
    text = told(destroyed, "What went and what stays")
    assert f"ended: {usd} $ a month without requests" in text
    assert f"(Lambda function priced: provisioned concurrency {usd})" in text


def test_what_is_kept_costs_on_after_a_destroy(admin: Account, unique: str) -> None:
    planted = Planted(unique, f"{unique}-eu", CANARY_REGION)
    plant(admin, planted, retain_bucket=True)
    aws = Aws(admin.client, CANARY_REGION)
    result = running.destroy(aws, {"name": planted.deployment, "wait_timeout": 20}, check_mode=False)
    assert [line["resource"] for line in result["costs_kept"]["lines"]] == [f"S3 bucket {planted.bucket}"]
    assert "goes on: <0.0001 $ a month without requests" in result["summary"]
    tags = {"TagSet": listed(planted.of("model_store"))}
    admin.client("s3", CANARY_REGION).put_bucket_tagging(Bucket=planted.bucket, Tagging=tags)
    rest = running.destroy(aws, {"name": planted.deployment, "wait_timeout": 20}, check_mode=False)
    assert [line["resource"] for line in rest["costs_ended"]["lines"]] == [f"S3 bucket {planted.bucket}"]

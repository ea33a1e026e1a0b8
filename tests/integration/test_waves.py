# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Waves: what the canary does not pass, the next region never sees. The tests go through one deployment's life."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.client import Sandbox
from tests.integration import playbooks as pb, prober
from tests.integration.playbooks import CANARY, CANARY_REGION, SECOND, SECOND_REGION, Deployment, Playbooks, Run
from tests.sandbox.deployment import Account

GATEWAY = "apigateway-invoke"
BEFORE_ALL_WAVES = "Check the variables of all roles and say who we are"


@pytest.fixture(scope="module")
def waves(playbooks: Playbooks) -> Deployment:
    return pb.describe(playbooks, "waves", verify_wait=3)


@pytest.fixture(scope="module")
def failed_first(waves: Deployment, sandbox: Sandbox) -> Run:
    with sandbox.fault(service=GATEWAY, region=CANARY_REGION, status=503):
        return waves.deploy()


@pytest.fixture(scope="module")
def deployed(waves: Deployment, failed_first: Run) -> Run:
    assert failed_first.status != 0
    return waves.deploy().succeeded()


def test_a_first_deployment_that_fails_says_that_there_is_nothing_to_go_back_to(failed_first: Run) -> None:
    assert failed_first.status != 0
    said = failed_first.failures[CANARY]
    assert said.startswith(f"{CANARY} was not deployed: ")
    assert "503" in said
    assert "no version before" in said
    assert len(asked(failed_first)) == 2, "what is new may need some seconds"
    assert failed_first.writes(region=SECOND_REGION) == []


def test_it_is_finished_by_running_again_and_tested_in_full(deployed: Run, dev: Account) -> None:
    """Nothing is made a second time, but the canary has yet to pass what it did not pass before."""
    assert deployed.writes(region=CANARY_REGION) == ["lambda:UpdateAlias"]
    assert len(asked(deployed)) > 100
    assert "lambda:CreateFunction" in deployed.writes(region=SECOND_REGION)
    for region in (CANARY_REGION, SECOND_REGION):
        assert prober.invoke(prober.endpoint(dev.client("apigatewayv2", region), "waves")) == 200


def test_one_failing_request_in_ten_ends_the_rollout(
    waves: Deployment, deployed: Run, sandbox: Sandbox, dev: Account
) -> None:
    assert deployed.status == 0
    with (
        waves.edited(lambda text: text + "\n# One in ten.\n"),
        sandbox.fault(service=GATEWAY, region=CANARY_REGION, every=10, status=500),
    ):
        run = waves.deploy()
    assert_rolled_back(run, dev, "1")
    assert "500" in run.failures[CANARY]


def test_a_wrong_answer_ends_the_rollout(waves: Deployment, deployed: Run, dev: Account) -> None:
    assert deployed.status == 0
    with waves.edited(lambda text: text.replace('{"status": "ok"', '{"status": "fine"'), "contract.py"):
        # Waves that are named, as one does it on the command line.
        run = waves.deploy("-e", "inferops_waves=canary,wave_2")
    assert_rolled_back(run, dev, "1")
    assert "ping" in run.failures[CANARY]
    assert len(asked(run)) == 1, "where only the code is new, nothing passes by waiting"


def test_a_version_that_fails_the_warm_up_gets_no_traffic(waves: Deployment, deployed: Run, dev: Account) -> None:
    assert deployed.status == 0
    with waves.edited(lambda text: text.replace('{"warmup": "confirmed"}', 'event["missing"]')):
        run = waves.deploy()
    assert run.status != 0
    assert version(dev) == "1"
    assert "lambda:UpdateAlias" not in run.writes()
    assert len(run.invocations(region=CANARY_REGION)) == 1
    assert run.writes(region=SECOND_REGION) == []


def asked(run: Run) -> list[dict[str, Any]]:
    """The requests to the canary's API."""
    return [one for one in run.requests if one["service"] == GATEWAY and one["region"] == CANARY_REGION]


def assert_rolled_back(run: Run, account: Account, before: str) -> None:
    assert run.status != 0
    assert run.failures[CANARY].startswith(f"{CANARY} was not deployed: ")
    assert f"back at version {before}" in run.failures[CANARY]
    assert version(account) == before
    assert run.writes(region=CANARY_REGION)[-1] == "lambda:UpdateAlias"
    assert run.writes(region=SECOND_REGION) == []
    assert {task for host, task, _outcome in run.results if host == SECOND} == {BEFORE_ALL_WAVES}


def version(account: Account) -> str:
    """The version that clients get; whoever asks wants no weights left either."""
    alias = account.client("lambda").get_alias(FunctionName="waves", Name="live")
    assert not alias.get("RoutingConfig", {}).get("AdditionalVersionWeights")
    return str(alias["FunctionVersion"])

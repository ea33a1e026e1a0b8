# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A release with traffic steps and provisioned concurrency, which AWS does not let meet on one alias.

The version before keeps what is provisioned for it until the new one has passed its test; so going back is nothing but
moving the alias. The tests go through one deployment's life: a first release, a second, a third that goes back, a
fourth that is interrupted, a fifth that is interrupted and overtaken by a sixth.
"""

from __future__ import annotations

import itertools
import signal
from typing import Any

import pytest

from sandbox.client import Sandbox
from tests.integration import playbooks as pb
from tests.integration.playbooks import CANARY, Deployment, Playbooks, Run
from tests.sandbox.deployment import Account

STEPS = [0.1, 0.5]
AFTER_THE_TEST = ["lambda:UpdateAlias", "lambda:DeleteProvisionedConcurrencyConfig"]
"""The alias is described as one that clients can trust, or moved back; then the version that is out lets go."""


def writes_of_a_release(steps: int) -> list[str]:
    """Up to the test: the new version is provisioned before it gets traffic, first in steps, then all of it."""
    return [
        "lambda:UpdateFunctionCode",
        "lambda:PublishVersion",
        "lambda:PutProvisionedConcurrencyConfig",
        *["lambda:UpdateAlias"] * steps,
        "lambda:UpdateAlias",
    ]


@pytest.fixture(scope="module")
def release(playbooks: Playbooks) -> Deployment:
    return pb.describe(
        playbooks,
        "release",
        inference_lambda_provisioned_concurrent_executions=2,
        inference_lambda_reserved_concurrent_executions=4,
        inference_lambda_traffic_steps=STEPS,
        inference_lambda_versions_to_keep=3,
        verify_requests=50,
    )


@pytest.fixture(scope="module")
def first(release: Deployment) -> Run:
    return release.deploy("--limit", "canary").succeeded()


@pytest.fixture(scope="module")
def second(release: Deployment, first: Run) -> Run:
    assert first.status == 0
    release.edit(lambda text: text + "\n# The second version.\n")
    return release.deploy("--limit", "canary").succeeded()


def test_the_first_version_is_provisioned_and_gets_all_traffic_at_once(first: Run) -> None:
    concerning = [write for write in first.writes() if write.startswith("lambda:")]
    assert concerning == [
        "lambda:CreateFunction",
        "lambda:PublishVersion",
        "lambda:PutProvisionedConcurrencyConfig",
        "lambda:PutFunctionConcurrency",
        "lambda:CreateAlias",
        "lambda:AddPermission",
        "lambda:UpdateAlias",
    ]


def test_a_release_never_meets_the_error_of_weighted_aliases(second: Run) -> None:
    assert second.writes() == writes_of_a_release(len(STEPS)) + AFTER_THE_TEST
    refused = [
        one for one in second.requests if one["service"] == "lambda" and one["via"] == "front" and one["status"] >= 400
    ]
    assert {one["operation"] for one in refused} <= {"GetProvisionedConcurrencyConfig"}


def test_the_alias_moves_when_the_new_version_is_ready(second: Run) -> None:
    operations = [one["operation"] for one in second.requests if one["service"] == "lambda"]
    moved = operations.index("UpdateAlias")
    waited = operations[operations.index("PutProvisionedConcurrencyConfig") : moved]
    assert waited.count("GetProvisionedConcurrencyConfig") > 1
    warmed = [one["id"] for one in second.invocations(qualifier="2")]
    assert len(warmed) == 1
    assert warmed[0] < next(one["id"] for one in second.requests if one["operation"] == "UpdateAlias")


def test_the_version_before_lets_go_after_the_test(second: Run) -> None:
    """Nothing that going back needs is taken away while the test may still fail."""
    tested = [one["id"] for one in second.requests if one["service"] == "apigateway-invoke"]
    *_moves, trusted = [one["id"] for one in second.requests if one["operation"] == "UpdateAlias"]
    (let_go,) = [one["id"] for one in second.requests if one["operation"] == "DeleteProvisionedConcurrencyConfig"]
    assert len(tested) > 50
    assert tested[-1] < trusted < let_go


def test_each_step_sees_the_new_version_answer(second: Run) -> None:
    """As many invocations of the alias as meet the share with a probability of 99 %."""
    ids = [one["id"] for one in second.requests if one["operation"] == "UpdateAlias"]
    sent = [one["id"] for one in second.invocations(qualifier="live")]
    between = [sum(start < number < end for number in sent) for start, end in itertools.pairwise(ids)]
    assert between == [44, 7, 0]


def test_only_the_released_version_is_provisioned(second: Run, dev: Account) -> None:
    assert second.status == 0
    assert provisioned(dev) == {"2": 2}
    assert alias(dev) == "2"


def test_nothing_is_left_to_do(release: Deployment, second: Run) -> None:
    assert second.status == 0
    run = release.deploy("--limit", "canary").succeeded()
    assert run.changed == []
    assert run.writes() == []


def test_a_failed_release_goes_back_to_a_version_that_stayed_provisioned(
    release: Deployment, second: Run, dev: Account, sandbox: Sandbox
) -> None:
    assert second.status == 0
    with (
        release.edited(lambda text: text + "\n# The third version.\n"),
        sandbox.fault(service="apigateway-invoke", every=5, status=500),
    ):
        run = release.deploy("--limit", "canary", inference_lambda_traffic_steps=[0.5])
    assert run.status != 0
    assert "back at version 2" in run.failures[CANARY]
    assert run.writes() == writes_of_a_release(1) + AFTER_THE_TEST
    assert alias(dev) == "2"
    assert provisioned(dev) == {"2": 2}


def test_a_release_that_was_interrupted_between_two_steps_finishes(
    release: Deployment, second: Run, dev: Account
) -> None:
    """The alias shares traffic then, and both versions hold provisioned concurrency."""
    assert second.status == 0
    release.edit(lambda text: text + "\n# The fourth version.\n")
    release.variables["inference_lambda_traffic_steps"] = [0.5]
    started = release.start("--limit", "canary")
    started.wait_for("UpdateAlias")
    assert started.interrupt(signal.SIGKILL).status != 0
    assert set(provisioned(dev)) == {"2", "4"}
    release.deploy("--limit", "canary").succeeded()
    assert alias(dev) == "4"
    assert provisioned(dev) == {"4": 2}


def test_a_version_left_in_test_makes_room_for_another(release: Deployment, second: Run, dev: Account) -> None:
    """The limit has room for two versions: the one that clients got last and could trust, and the new one."""
    assert second.status == 0
    release.variables["inference_lambda_traffic_steps"] = []
    release.edit(lambda text: text + "\n# The fifth version.\n")
    started = release.start("--limit", "canary")
    started.wait_for("UpdateAlias")
    assert started.interrupt(signal.SIGKILL).status != 0
    assert set(provisioned(dev)) == {"4", "5"}
    release.edit(lambda text: text + "\n# The sixth version.\n")
    run = release.deploy("--limit", "canary").succeeded()
    writes = run.writes()
    assert writes[writes.index("lambda:UpdateAlias") :] == [
        "lambda:UpdateAlias",
        "lambda:DeleteProvisionedConcurrencyConfig",
        "lambda:PutProvisionedConcurrencyConfig",
        *["lambda:UpdateAlias"] * 2,
        "lambda:DeleteProvisionedConcurrencyConfig",
    ]
    assert "lambda:PutProvisionedConcurrencyConfig" not in writes[: writes.index("lambda:UpdateAlias")]
    assert alias(dev) == "6"
    assert provisioned(dev) == {"6": 2}


def test_versions_that_are_too_old_are_deleted(second: Run, dev: Account) -> None:
    """Three are kept, and the first is neither among the newest nor does the alias need it."""
    assert second.status == 0
    listed = dev.client("lambda").list_versions_by_function(FunctionName="release")["Versions"]
    assert {one["Version"] for one in listed} == {"$LATEST", "4", "5", "6"}


def alias(account: Account) -> str:
    """The version that has all traffic."""
    found = account.client("lambda").get_alias(FunctionName="release", Name="live")
    assert not found.get("RoutingConfig", {}).get("AdditionalVersionWeights")
    return str(found["FunctionVersion"])


def provisioned(account: Account) -> dict[str, Any]:
    """How much is provisioned and ready for each version."""
    configs = account.client("lambda").list_provisioned_concurrency_configs(FunctionName="release")
    return {
        one["FunctionArn"].rpartition(":")[2]: one["AvailableProvisionedConcurrentExecutions"]
        for one in configs["ProvisionedConcurrencyConfigs"]
    }

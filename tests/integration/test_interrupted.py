# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A run that was interrupted, run again, finishes: wherever it was, and however it was ended."""

from __future__ import annotations

import signal

import pytest

from sandbox.client import Sandbox
from tests.integration import playbooks as pb, prober
from tests.integration.playbooks import CANARY, Deployment, Playbooks, Run
from tests.sandbox.deployment import Account

POINTS = {
    "CreateFunction": signal.SIGKILL,
    "PublishVersion": signal.SIGINT,
    "CreateApi": signal.SIGINT,
    "CreateRoute": signal.SIGKILL,
}


GATEWAY = "apigateway-invoke"


@pytest.fixture(scope="module")
def deployment(playbooks: Playbooks) -> Deployment:
    return pb.describe(playbooks, "interrupted")


def test_a_run_that_was_interrupted_again_and_again_finishes(
    deployment: Deployment, dev: Account, sandbox: Sandbox
) -> None:
    """Each run is ended right after another operation; it gets there only past where the one before was ended."""
    # The calls that make an API follow each other too fast to get between them.
    with sandbox.fault(service="apigatewayv2", operation="Create*", latency_ms=500):
        for operation, number in POINTS.items():
            started = deployment.start("--limit", "canary")
            started.wait_for(operation)
            assert started.interrupt(number).status != 0
    finishing = deployment.deploy("--limit", "canary").succeeded()
    assert finishing.writes() != []
    assert prober.invoke(prober.endpoint(dev.client("apigatewayv2"), deployment.name)) == 200


def test_a_version_that_an_interrupted_run_did_not_test_is_tested_in_full_and_then_trusted(
    deployment: Deployment, dev: Account
) -> None:
    before = kill_in_test(deployment, dev)
    tested = deployment.deploy("--limit", "canary").succeeded()
    assert tested.writes() == ["lambda:UpdateAlias"]
    assert asked(tested) > 100
    version, description = alias(dev)
    assert version != before
    assert description == "What clients invoke"
    trusted = deployment.deploy("--limit", "canary").succeeded()
    assert (trusted.changed, trusted.writes()) == ([], [])
    assert asked(trusted) == 2


def test_a_version_that_an_interrupted_run_did_not_test_is_taken_back_when_it_fails(
    deployment: Deployment, dev: Account, sandbox: Sandbox
) -> None:
    before = kill_in_test(deployment, dev)
    with sandbox.fault(service=GATEWAY, every=10, status=500):
        failed = deployment.deploy("--limit", "canary")
    assert failed.status != 0
    assert f"back at version {before}" in failed.failures[CANARY]
    assert failed.writes() == ["lambda:UpdateAlias"]
    assert alias(dev) == (before, "What clients invoke")


def kill_in_test(deployment: Deployment, account: Account) -> str:
    """Release another version and kill the run right after it moved the alias; return the version before."""
    before, _description = alias(account)
    deployment.edit(lambda text: text + "\n# Another version.\n")
    started = deployment.start("--limit", "canary")
    started.wait_for("UpdateAlias")
    assert started.interrupt(signal.SIGKILL).status != 0
    version, description = alias(account)
    assert version != before
    assert description == f"In test; before it version {before}"
    return before


def alias(account: Account) -> tuple[str, str]:
    """The version that clients get, and how the alias is described."""
    found = account.client("lambda").get_alias(FunctionName="interrupted", Name="live")
    return str(found["FunctionVersion"]), str(found["Description"])


def asked(run: Run) -> int:
    """How many requests the API got."""
    return sum(one["service"] == GATEWAY for one in run.requests)

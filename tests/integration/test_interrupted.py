# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A run that was interrupted, run again, finishes: wherever it was, and however it was ended."""

from __future__ import annotations

import signal

import pytest

from tests.integration import playbooks as pb, prober
from tests.integration.playbooks import Playbooks
from tests.sandbox.deployment import Account

POINTS = {
    "killed": ("CreateBucket", "CreateFunction", "PublishVersion", "CreateApi", "CreateRoute"),
    "told_to_stop": ("CreateRole", "PublishVersion", "CreateStage"),
}
SIGNALS = {"killed": signal.SIGKILL, "told_to_stop": signal.SIGINT}


@pytest.mark.parametrize("how", POINTS)
def test_a_run_that_was_interrupted_again_and_again_finishes(how: str, playbooks: Playbooks, dev: Account) -> None:
    """Each run is ended right after another operation; it gets there only past where the one before was ended."""
    deployment = pb.describe(playbooks, how.replace("_", "-"))
    for operation in POINTS[how]:
        started = deployment.start("--limit", "canary")
        started.wait_for(operation)
        assert started.interrupt(SIGNALS[how]).status != 0
    finishing = deployment.deploy("--limit", "canary").succeeded()
    assert finishing.writes() != []
    assert prober.invoke(prober.endpoint(dev.client("apigatewayv2"), deployment.name)) == 200
    again = deployment.deploy("--limit", "canary").succeeded()
    assert again.changed == []
    assert again.writes() == []


def test_a_release_that_was_interrupted_between_two_steps_finishes(playbooks: Playbooks, dev: Account) -> None:
    """The alias shares traffic then, and the version before still holds provisioned concurrency."""
    deployment = pb.describe(
        playbooks,
        "halfway",
        inference_lambda_provisioned_concurrent_executions=1,
        inference_lambda_traffic_steps=[0.5],
    )
    deployment.deploy("--limit", "canary").succeeded()
    deployment.edit(lambda text: text + "\n# The second version.\n")
    started = deployment.start("--limit", "canary")
    started.wait_for("UpdateAlias")
    assert started.interrupt(signal.SIGKILL).status != 0
    deployment.deploy("--limit", "canary").succeeded()
    functions = dev.client("lambda")
    alias = functions.get_alias(FunctionName="halfway", Name="live")
    assert alias["FunctionVersion"] == "2"
    assert not alias.get("RoutingConfig", {}).get("AdditionalVersionWeights")
    configs = functions.list_provisioned_concurrency_configs(FunctionName="halfway")["ProvisionedConcurrencyConfigs"]
    assert [one["FunctionArn"].rpartition(":")[2] for one in configs] == ["2"]

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A run that was interrupted, run again, finishes: wherever it was, and however it was ended."""

from __future__ import annotations

import signal

from sandbox.client import Sandbox
from tests.integration import playbooks as pb, prober
from tests.integration.playbooks import Playbooks
from tests.sandbox.deployment import Account

POINTS = {
    "CreateFunction": signal.SIGKILL,
    "PublishVersion": signal.SIGINT,
    "CreateApi": signal.SIGINT,
    "CreateRoute": signal.SIGKILL,
}


def test_a_run_that_was_interrupted_again_and_again_finishes(
    playbooks: Playbooks, dev: Account, sandbox: Sandbox
) -> None:
    """Each run is ended right after another operation; it gets there only past where the one before was ended."""
    deployment = pb.describe(playbooks, "interrupted")
    # The calls that make an API follow each other too fast to get between them.
    with sandbox.fault(service="apigatewayv2", operation="Create*", latency_ms=500):
        for operation, number in POINTS.items():
            started = deployment.start("--limit", "canary")
            started.wait_for(operation)
            assert started.interrupt(number).status != 0
    finishing = deployment.deploy("--limit", "canary").succeeded()
    assert finishing.writes() != []
    assert prober.invoke(prober.endpoint(dev.client("apigatewayv2"), deployment.name)) == 200
    again = deployment.deploy("--limit", "canary").succeeded()
    assert again.changed == []
    assert again.writes() == []

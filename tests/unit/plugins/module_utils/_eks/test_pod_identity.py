# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which pods were admitted without credentials."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.inferops.aws.plugins.module_utils._eks.pod_identity import (
    CREDENTIALS,
    RESTARTED,
    without_credentials,
)

GIVEN = {"env": [{"name": "AWS_REGION", "value": "x"}, {"name": CREDENTIALS, "value": "http://169.254.170.23"}]}
LATER = {"annotations": {RESTARTED: "2026-11-21T12:00:00Z"}}


def pod(*containers: dict[str, Any], phase: str = "Running", **metadata: Any) -> dict[str, Any]:
    return {
        "metadata": {"name": "front-1", **metadata},
        "spec": {"containers": list(containers)},
        "status": {"phase": phase},
    }


def deployment(metadata: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"spec": {"template": {"metadata": metadata}}}


@pytest.mark.parametrize(
    ("one", "metadata", "told"),
    [
        (pod(GIVEN), None, False),
        (pod({}), None, True),
        (pod({"env": [{"name": "AWS_REGION", "value": "x"}]}), None, True),
        (pod(GIVEN, {}), None, True),
        (pod({}, phase="Pending"), None, True),
        (pod({}, phase="Failed"), None, False),
        (pod({}, deletionTimestamp="2026-11-21T12:00:00Z"), None, False),
        (pod({}), LATER, False),
        (pod({}, **LATER), LATER, True),
    ],
    ids=[
        "has them",
        "no environment",
        "another variable",
        "one container of two",
        "waits for a node",
        "has ended",
        "is ending",
        "from before the restart",
        "from after the restart",
    ],
)
def test_pods_that_stay_without_credentials(one: Any, metadata: Any, told: bool) -> None:
    assert without_credentials([one], deployment(metadata)) == ["front-1"] * told

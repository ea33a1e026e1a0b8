# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The places where the sandbox reaches into ministack are where they were."""

from __future__ import annotations

import subprocess

from sandbox import settings


def _run(where: settings.Settings, script: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(where.python), "-c", script],
        env={"PYTHONPATH": str(settings.CHECKOUT), "AUTH": "true"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_every_seam_is_where_it_was(sandbox_settings: settings.Settings) -> None:
    answer = _run(sandbox_settings, "from sandbox.server import seams; seams.check()")
    assert answer.returncode == 0, answer.stderr


def test_a_seam_that_moved_is_named(sandbox_settings: settings.Settings) -> None:
    script = (
        "import ministack.services.apigateway as module; from sandbox.server import seams;"
        "module._invoke_lambda_proxy = lambda event: None; seams.check()"
    )
    answer = _run(sandbox_settings, script)
    assert answer.returncode != 0
    assert "SeamMoved: ministack.services.apigateway._invoke_lambda_proxy" in answer.stderr

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module: what it says and whether it fails."""

from __future__ import annotations

import json
from typing import Any

import pytest
from ansible.module_utils.testing import patch_module_args

from ansible_collections.inferops.aws.plugins.modules import deployment

LEFT = {"label": "IAM role", "name": "runner", "region": "global", "why": "AccessDenied"}
RESULT = {"changed": True, "deployment": "digits-eu", "deleted": [], "kept": [], "not_checked": [], "diff": {}}


def run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], **result: Any
) -> tuple[int, dict[str, Any]]:
    monkeypatch.setattr(deployment, "connect", lambda _module: None)
    monkeypatch.setattr(deployment, "destroy", lambda _aws, _options, _check: {**RESULT, **result})
    arguments = {"name": "digits-eu", "state": "absent", "region": "eu-central-1"}
    with patch_module_args(arguments), pytest.raises(SystemExit) as ended:
        deployment.main()
    return int(ended.value.code or 0), json.loads(capsys.readouterr().out)


def test_fails_naming_each_that_is_left(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    status, result = run(monkeypatch, capsys, failed=[LEFT, {**LEFT, "name": "other"}])
    assert status == 1
    assert result["msg"] == (
        "2 resources of deployment digits-eu could not be deleted:"
        " IAM role runner in global: AccessDenied; IAM role other in global: AccessDenied"
    )
    assert result["changed"]


def test_warns_of_what_it_could_not_look_at(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    blind = {"label": "EKS cluster", "region": "eu-central-1", "reason": "denied"}
    status, result = run(monkeypatch, capsys, failed=[], not_checked=[blind])
    assert status == 0
    assert "EKS cluster in eu-central-1: denied" in str(result["warnings"])

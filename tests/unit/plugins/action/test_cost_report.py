# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The module gets the collection's template, which does not travel with it, unless the task has its own."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from ansible.playbook.task import Task

from ansible_collections.inferops.aws.plugins.action.cost_report import TEMPLATE, ActionModule


@pytest.mark.parametrize(
    ("options", "template"),
    [
        ({"path": "/reports/costs.html"}, TEMPLATE.read_text(encoding="utf-8")),
        ({"path": "/reports/costs.html", "template": ""}, TEMPLATE.read_text(encoding="utf-8")),
        ({"path": "/reports/costs.html", "template": "mine"}, "mine"),
    ],
)
def test_the_module_gets_a_template(options: dict[str, str], template: str, monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[dict[str, Any]] = []

    def execute(_self: ActionModule, module_name: str, module_args: dict[str, Any], **_more: Any) -> dict[str, Any]:
        called.append({"name": module_name, **module_args})
        return {"changed": True}

    monkeypatch.setattr(ActionModule, "_execute_module", execute)
    task = Task()
    task.args = options

    connection = SimpleNamespace(_shell=SimpleNamespace(tmpdir="made"))
    result = ActionModule(task, connection, None, None, None, None).run(task_vars={})

    assert result["changed"]
    assert called == [{"name": "inferops.aws.cost_report", **options, "template": template}]

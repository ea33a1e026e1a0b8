# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Give the module `cost_report` the template of the page, which lies beside the plugins and does not travel with it."""

from __future__ import annotations

import pathlib
import typing as t

from ansible.plugins.action import ActionBase

TEMPLATE = pathlib.Path(__file__).parents[2] / "templates" / "reports" / "costs.html.j2"


class ActionModule(ActionBase):
    """See the documentation of the module of the same name."""

    def run(self, tmp: str | None = None, task_vars: dict[str, t.Any] | None = None) -> dict[str, t.Any]:
        """Run the module with the collection's template unless the task has another."""
        result: dict[str, t.Any] = super().run(tmp, task_vars)
        arguments = dict(self._task.args)
        if not arguments.get("template"):
            arguments["template"] = TEMPLATE.read_text(encoding="utf-8")
        module = self._execute_module("inferops.aws.cost_report", module_args=arguments, task_vars=task_vars)
        return {**result, **module}

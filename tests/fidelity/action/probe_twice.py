# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An action plugin that runs the module of another name, twice, with a temporary folder of its own."""

from __future__ import annotations

import typing as t

from ansible.plugins.action import ActionBase


class ActionModule(ActionBase):
    """As amazon.aws.s3_object does."""

    TRANSFERS_FILES = True

    def run(self, tmp: str | None = None, task_vars: dict[str, t.Any] | None = None) -> dict[str, t.Any]:
        """Return what both runs returned."""
        result = super().run(tmp, task_vars)
        arguments = [{"behave": "echo", "value": 1}, {"behave": "use_tmpdir"}]
        result["both"] = [
            self._execute_module(module_name="inferops.aws.probe", module_args=given, task_vars=task_vars)
            for given in arguments
        ]
        result["stat"] = self._execute_module(
            module_name="ansible.builtin.stat", module_args={"path": "/"}, task_vars=task_vars
        )["stat"]["isdir"]
        return result

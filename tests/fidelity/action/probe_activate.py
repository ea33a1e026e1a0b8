# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What importing the action plugin `session` does, and nothing else of it."""

from __future__ import annotations

import typing as t

from ansible.plugins.action import ActionBase

from ..plugin_utils import _runner

_runner.activate()


class ActionModule(ActionBase):
    """Bring the runner in."""

    def run(self, tmp: str | None = None, task_vars: dict[str, t.Any] | None = None) -> dict[str, t.Any]:
        """Change nothing."""
        return {**super().run(tmp, task_vars), "changed": False}

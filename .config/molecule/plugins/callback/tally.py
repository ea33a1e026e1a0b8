# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write down every task that reported a change, so that a later task of the same play can read it."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
name: tally
type: aggregate
short_description: Writes down which tasks reported a change
description:
  - One JSON object a line, in the file that the environment variable E(MOLECULE_TALLY) names.
"""


class CallbackModule(CallbackBase):
    """Appends only: a playbook that a task starts counts into the same file."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "tally"
    CALLBACK_NEEDS_ENABLED = True

    def v2_runner_on_ok(self, result: Any) -> None:
        """Keep the task if it changed something or, in check mode, would have."""
        if not result.result.get("changed"):
            return
        file = Path(os.environ["MOLECULE_TALLY"])
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("a", encoding="utf-8") as tally:
            tally.write(json.dumps({"host": result.host.get_name(), "task": result.task.get_name()}) + "\n")

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a step left behind: tasks that reported a change, requests that wrote."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from ansible.plugins.lookup import LookupBase

from sandbox.client import Sandbox

DOCUMENTATION = """
name: evidence
short_description: What changed since a mark, by Ansible's own word and by the sandbox's request log
description:
  - Without a term, a mark, which says where the two logs end now.
  - With a mark, RV(changed), the tasks that reported a change since, and RV(writes), the requests that wrote since,
    each as C(service:Operation).
options:
  _terms:
    description: A mark that an earlier call returned.
    type: list
    elements: dict
"""


class LookupModule(LookupBase):
    """See DOCUMENTATION."""

    def run(self, terms: list[Any], **_given: Any) -> list[dict[str, Any]]:
        """Return one mark, or what came after the one that is given."""
        sandbox, tally = Sandbox(), _tally()
        if not terms:
            return [{"changed": len(tally), "requests": sandbox.mark()}]
        mark = terms[0]
        return [{"changed": tally[mark["changed"] :], "writes": sandbox.operations(mark["requests"], writes=True)}]


def _tally() -> list[str]:
    file = Path(os.environ["MOLECULE_TALLY"])
    return [json.loads(line)["task"] for line in file.read_text(encoding="utf-8").splitlines()] if file.exists() else []

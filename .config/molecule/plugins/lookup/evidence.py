# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a step left behind: tasks that reported a change, requests that wrote, which way modules ran."""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from pathlib import Path
from typing import Any

from ansible.plugins.lookup import LookupBase

from sandbox.client import Sandbox

DOCUMENTATION = """
name: evidence
short_description: What changed since a mark, by Ansible's word and the sandbox's, and which way modules ran
description:
  - Without a term, a mark, which says where the logs end now.
  - With a mark, RV(changed), the tasks that reported a change since; RV(writes), the requests that wrote since, each as
    C(service:Operation); RV(forks), how many modules ran in a fork of Ansible, and RV(processes), those of the runner's
    collections that ran in a process of their own instead, each as C(namespace.collection.name).
options:
  _terms:
    description: A mark that an earlier call returned.
    type: list
    elements: dict
"""

FORKED = re.compile(r" FORK ansible_collections\.(\w+\.\w+)\.plugins\.modules\.(\w+)$", re.M)
USED = re.compile(r"Using module file \S*/ansible_collections/(\w+/\w+)/plugins/modules/(\w+)\.py$", re.M)
"""What Ansible says with -vvv of a module that ran in the runner, and of each one, whichever way it ran."""


class LookupModule(LookupBase):
    """See DOCUMENTATION."""

    def run(self, terms: list[Any], **_given: Any) -> list[dict[str, Any]]:
        """Return one mark, or what came after the one that is given."""
        sandbox, tally, log = Sandbox(), _tally(), Path(os.environ["ANSIBLE_LOG_PATH"])
        if not terms:
            return [{"changed": len(tally), "requests": sandbox.mark(), "log": log.stat().st_size}]
        mark = terms[0]
        said = log.read_bytes()[mark["log"] :].decode()
        return [
            {
                "changed": tally[mark["changed"] :],
                "writes": sandbox.operations(mark["requests"], writes=True),
                **_ways(said),
            }
        ]


def _tally() -> list[str]:
    file = Path(os.environ["MOLECULE_TALLY"])
    return [json.loads(line)["task"] for line in file.read_text(encoding="utf-8").splitlines()] if file.exists() else []


def _ways(said: str) -> dict[str, Any]:
    """Tell which way the modules ran that a piece of Ansible's log is about."""
    forked, used = (
        Counter(f"{collection.replace('/', '.')}.{module}" for collection, module in pattern.findall(said))
        for pattern in (FORKED, USED)
    )
    return {"forks": forked.total(), "processes": sorted((used - forked).elements())}

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Template a role's variables with the filters of the collection, which Ansible finds in an installed one only."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar

from ansible_collections.inferops.aws.plugins.filter import kubernetes, network, nodes, pods, quantities

FILTERS = (kubernetes, network, nodes, pods, quantities)
ROLES = Path(__file__).parents[3] / "roles"
TAGS = {"inferops:managed-by": "inferops.aws", "inferops:deployment": "digits-eu"}
# What the first task of a role tells the others.
SESSION = {
    "account_id": "111111111111",
    "partition": "aws",
    "region": "eu-central-1",
    "environment": {},
    "tags": TAGS,
    "ownership": TAGS,
    "check_mode": False,
}


@functools.cache
def _read(role: str, part: str) -> Mapping[str, Any]:
    return dict(DataLoader().load_from_file(str(ROLES / role / part / "main.yml"), trusted_as_template=True))


def of_role(role: str) -> dict[str, Any]:
    """Return a role's defaults and variables, as templates."""
    return {**_read(role, "defaults"), **_read(role, "vars")}


def templar(variables: Mapping[str, Any]) -> Templar:
    """Return what templates with these variables."""
    made = Templar(DataLoader(), variables=dict(variables))
    # Templar.environment is deprecated: each time, Ansible goes through the stack for whom to tell.
    known = made._engine.environment.filters
    for each in FILTERS:
        for name, function in each.FilterModule().filters().items():
            known[f"inferops.aws.{name}"] = function
    return made

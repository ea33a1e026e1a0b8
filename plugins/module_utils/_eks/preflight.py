# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is asked of EKS before a role writes anything: each answer says what would be allowed, or is empty."""

from __future__ import annotations

from .._engine.api import Api
from .._engine.values import dig
from .cluster import CLUSTER, one_step
from .versions import STANDARD, offered

USABLE = ("ACTIVE", "UPDATING")
"""States of a cluster whose API server answers."""


def version_fault(api: Api, name: str, version: str, support: str) -> str:
    """Say which versions cluster *name* can have instead of *version*, under the support type *support*.

    A cluster keeps the version that it has, whatever its support.
    """
    found = api.find(CLUSTER.find, {"name": name})
    now = (found or {}).get("version")
    if now == version:
        return ""
    versions = offered(api)
    wanted = [item for item in versions if support != "STANDARD" or item["support"] == STANDARD]
    if version not in [item["version"] for item in wanted]:
        there = ", ".join(str(item["version"]) for item in wanted) or "none"
        kind = "supports as STANDARD" if support == "STANDARD" else "offers"
        return f"a version that EKS {kind} in this region, in quotes: {there}"
    step = one_step(version, now)
    return f"{now}, which cluster {name} has, or one next to it: {step}" if now and step else ""


def existing_fault(api: Api, name: str) -> str:
    """Say why cluster *name* cannot be used as it is."""
    found = api.find(CLUSTER.find, {"name": name})
    if found is None:
        return f"the name of a cluster of this account in {api.place['region']}; there is none of that name"
    state = str(dig(found, "status"))
    return "" if state in USABLE else f"a cluster that is ACTIVE; this one is {state}"

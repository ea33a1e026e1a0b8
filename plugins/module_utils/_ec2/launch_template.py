# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Launch templates: whether the newest version of one says what is wanted, and whose it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .._engine.tags import read_tags
from .._engine.values import covers

Found = Mapping[str, Any]
"""A launch template as amazon.aws.ec2_launch_template_info returns it."""


def version(found: Sequence[Found], wanted: Mapping[str, Any]) -> str:
    """Return the number of the newest version if it says all that is wanted, else an empty text.

    What it says beside that does not count: AWS adds the state of settings, and its defaults.
    """
    if not found:
        return ""
    newest = max(found[0]["versions"], key=lambda each: int(each["version_number"]))
    says = _comparable(newest["launch_template_data"])
    return str(newest["version_number"]) if covers(_comparable(wanted), says) else ""


def fault(found: Sequence[Found], ownership: Mapping[str, str]) -> str:
    """Say whose a launch template is if it does not bear our tags; empty if it does, or there is none."""
    if not found:
        return ""
    there = {name: found[0]["tags"].get(name) for name in ownership}
    if there == dict(ownership):
        return ""
    held = ", ".join(f"{name}={value}" for name, value in there.items() if value) or "none of our tags"
    return f"the launch template {found[0]['launch_template_name']} bears {held} and is left alone"


def _comparable(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a version says with tags as a map, and in a fixed order what has none."""
    interfaces = [
        {**each, "groups": sorted(each["groups"])} if each.get("groups") else dict(each)
        for each in data.get("network_interfaces") or ()
    ]
    tagged = {each["resource_type"]: read_tags(each.get("tags")) for each in data.get("tag_specifications") or ()}
    others = {name: part for name, part in data.items() if name not in ("network_interfaces", "tag_specifications")}
    return {**others, "network_interfaces": interfaces, "tag_specifications": sorted(tagged.items())}

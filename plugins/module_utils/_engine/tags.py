# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tags: which to set and which to take away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

RESERVED = "aws:"
"""Tags with this prefix belong to AWS; they are neither shown nor touched."""


def read_tags(value: Any) -> dict[str, str]:
    """Return tags as a map, whichever of its forms the API uses, without AWS's own."""
    if isinstance(value, list):
        value = {_first(tag, "key", "Key", "TagKey"): _first(tag, "value", "Value", "TagValue") for tag in value}
    return {name: text for name, text in (value or {}).items() if not name.startswith(RESERVED)}


def _first(tag: Mapping[str, str], *names: str) -> str:
    return next(tag[name] for name in names if name in tag)


def write_tags(tags: Mapping[str, str], listed: bool) -> Any:
    """Return tags in the form that the API takes."""
    return [{"key": name, "value": text} for name, text in tags.items()] if listed else dict(tags)


def planned_tags(wanted: Mapping[str, str] | None, current: Mapping[str, str], purge: bool) -> dict[str, str]:
    """Return the tags that will be there. With *wanted* None none is touched."""
    if wanted is None:
        return dict(current)
    return {**({} if purge else current), **wanted}


def tag_changes(planned: Mapping[str, str], current: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """Return the tags to set and the names of those to take away."""
    changed = {name: text for name, text in planned.items() if current.get(name) != text}
    return changed, sorted(set(current) - set(planned))

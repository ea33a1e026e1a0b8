# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Places in what AWS answers, such as ``Reservations[].Instances[].InstanceId``. Everything here is pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def gather(value: Any, place: str) -> list[Any]:
    """Return all that lies at *place*: ``name`` goes into a mapping, ``[]`` into a list, ``*`` into all values."""
    found = [value]
    for step in filter(None, place.replace("[]", ".[]").split(".")):
        found = [inner for outer in found for inner in _step(outer, step)]
    return found


def _step(value: Any, step: str) -> list[Any]:
    if step == "[]":
        return list(value) if isinstance(value, list) else []
    if not isinstance(value, Mapping):
        return []
    if step == "*":
        return list(value.values())
    return [value[step]] if value.get(step) is not None else []


def first(value: Any, place: str) -> Any:
    """Return the first thing at *place*, None if there is nothing; an empty place is nothing."""
    found = gather(value, place) if place else []
    return found[0] if found else None


def texts(value: Any, place: str) -> list[str]:
    """Return what lies at *place* as strings; nested data as its representation, in which names can be found."""
    return [item if isinstance(item, str) else repr(item) for item in gather(value, place) if item not in ("", None)]

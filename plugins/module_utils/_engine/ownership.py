# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whose a resource is: the option expect_tags, for what is found by a name that others may use too."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .errors import EngineError
from .steps import Current, Plan
from .table import Table
from .values import dig

OPTION = "expect_tags"


def lacking(expected: Mapping[str, str] | None, tags: Mapping[str, str]) -> dict[str, str]:
    """Return the expected tags that are not among *tags*, or have another value there."""
    return {name: text for name, text in (expected or {}).items() if tags.get(name) != text}


def _difference(missing: Mapping[str, str], tags: Mapping[str, str]) -> str:
    found = {name: repr(tags[name]) if name in tags else "missing" for name in missing}
    return ", ".join(f"{name} is {found[name]} instead of {text!r}" for name, text in sorted(missing.items()))


def ours(table: Table, wanted: Mapping[str, Any], current: Current | None) -> Current | None:
    """Return the resource that was found if it is meant, None if there is nothing of ours to delete.

    Raises EngineError for a resource that shall be there, is there, and is somebody else's.
    """
    if current is None or table.tags is None:
        return current
    missing = lacking(wanted.get(OPTION), current.tags)
    if not missing:
        return current
    if wanted.get("state") == "absent":
        return None
    raise EngineError(
        f"{table.label} {dig(current.attributes, table.tags.arn)} exists and is not the one that is meant, by "
        f"{OPTION}: {_difference(missing, current.tags)}. It was left as it is."
    )


def stays_ours(wanted: Mapping[str, Any], planned: Plan) -> None:
    """Raise EngineError where *planned* would leave a resource that the next run takes for somebody else's."""
    if planned.after is not None:
        missing = lacking(wanted.get(OPTION), planned.after.tags)
        if missing:
            raise EngineError(f"{OPTION}: tags must hold {', '.join(sorted(missing))} with the same value.")

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the corrections of EC2 say and ask alike: single parameters, refusals, filters of lists."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from .. import seams

MODULE = "ministack.services.ec2"

Record = dict[str, Any]
Fields = Mapping[str, Callable[[Record], Sequence[str]]]


def home() -> Any:
    """The module of ministack, which holds what exists in the account and region of the request."""
    return importlib.import_module(MODULE)


def value(parameters: Mapping[str, Any], name: str) -> str:
    """A parameter, empty if it was not given."""
    given = parameters.get(name, "")
    return str(given[0] if isinstance(given, list) and given else given or "")


def values(parameters: Mapping[str, Any], name: str) -> list[str]:
    """A parameter that is a list."""
    return list(seams.get(MODULE, "_parse_member_list")(parameters, name))


def refuse(code: str, message: str) -> Any:
    """An error response."""
    return seams.get(MODULE, "_error")(code, message, 400)


def violation(kind: str, name: str) -> Any:
    """What AWS says of something that others depend on."""
    return refuse("DependencyViolation", f"The {kind} '{name}' has dependencies and cannot be deleted.")


def narrowed(
    parameters: Mapping[str, Any],
    action: str,
    member: str,
    store: Mapping[str, Record],
    fields: Fields,
) -> dict[str, Any]:
    """The parameters of a list without filters that names what the filters would leave."""
    filters = seams.get(MODULE, "_parse_filters")(parameters)
    asked = set(values(parameters, member))
    found = [name for name, one in store.items() if (not asked or name in asked) and _fits(name, one, filters, fields)]
    # Asking for something that there cannot be finds none.
    return {"Action": action, **{f"{member}.{number}": name for number, name in enumerate(found or ["none"], 1)}}


def _fits(name: str, one: Record, filters: Mapping[str, list[str]], fields: Fields) -> bool:
    match = seams.get(MODULE, "_glob_match")
    if not seams.get(MODULE, "_resource_matches_tag_filters")(name, filters):
        return False
    held = {key: fields[key](one) if key in fields else () for key in filters if not key.startswith("tag")}
    return all(any(match(pattern, each) for pattern in filters[key] for each in held[key]) for key in held)

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The value that a field shall have, and the form in which a request carries it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .documents import write
from .field import Field
from .table import ID, Call, Ref
from .values import compact, is_empty


def target(item: Field, value: Any, present: Any) -> Any:
    """Return the value that *item* shall have if *value* is given and *present* is there, None if it is left alone."""
    if value is None:
        return None
    if item.merge and isinstance(value, Mapping) and value:
        value = {**(present or {}), **value}
    if is_empty(value) and item.reset is not None:
        value = item.reset
    if item.adapt:
        value = item.adapt(value, present)
    return item.trim(value) if item.trim else value


def form(item: Field, value: Any) -> Any:
    """Return *value* as *item* goes into any request."""
    if item.ref:
        return Ref(ID, (item.ref, value), item.link) if value else ""
    if item.document:
        return write(value)
    return item.encode(value) if item.encode else value


def changed_form(item: Field, value: Any, current: Any) -> Any:
    """Return *value* as *item* goes into a request that replaces *current*."""
    if item.delta:
        return item.delta(value, current)
    if item.blank is not None and isinstance(current, Mapping):
        value = {**{name: item.blank for name in current if name not in value}, **value}
    return form(item, value)


def goes_along(item: Field, call: Call, group: str) -> bool:
    """Say whether *call* for *group* carries *item* even where it does not differ."""
    if item.name in call.carry:
        return True
    kin = item.update == call.operation and (item.group == group or not call.apart)
    return kin and (not item.compared or group in call.together)


def is_set(item: Field, value: Any) -> bool:
    """Say whether *value* says anything at creation."""
    if item.document:
        return value not in (None, "")
    return not is_empty(value) if item.verbatim else compact(value) is not None

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Planning: a resource with its collections. Nothing here calls AWS."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from .errors import EngineError
from .problems import told
from .resource import Resource, delete, ensure
from .steps import Addition, Current, Plan, Step
from .table import Child, Table
from .values import UNKNOWN, dig
from .waits import is_broken


def _check_usable(table: Table, current: Current) -> None:
    """Refuse what AWS has given up: no write mends it."""
    for wait in table.settled:
        if is_broken(wait, current.attributes):
            seen = f"its state is {dig(current.attributes, wait.path)!r}"
            reason = told(dig(current.attributes, wait.reason)) if wait.reason else ""
            raise EngineError(
                f"{table.label} exists, and AWS has given it up; {seen}{': ' if reason else ''}{reason}. "
                "Delete it with state=absent once the reason is gone."
            )


def _check_references(resource: Resource, collections: Mapping[str, Mapping[str, Current]]) -> None:
    for item in resource.table.fields:
        name = resource.wanted.get(item.name) if item.ref else None
        if name and name not in collections.get(item.ref, {}):
            there = ", ".join(sorted(collections.get(item.ref, {}))) or "none"
            raise EngineError(f"{resource.name}{item.name} is {name!r}, which is not among the {item.ref}: {there}.")


def _collection(
    child: Child, wanted: Mapping[str, Any], found: Mapping[str, Current], outer: Mapping[str, Any]
) -> tuple[list[Resource], list[Resource]]:
    """Return the resources of a collection that shall be there, and those that shall go."""
    if wanted.get(child.option) is None:
        return [], []
    items = {item[child.key]: item for item in wanted[child.option]}
    if len(items) != len(wanted[child.option]):
        raise EngineError(f"{child.option}: every {child.key} may be listed once.")
    keep = [Resource(child.table, item, found.get(name), outer, (child.option, name)) for name, item in items.items()]
    extra = [name for name in found if name not in items] if wanted.get(child.purge) else []
    return keep, [Resource(child.table, {}, found[name], outer, (child.option, name)) for name in extra]


def _collections(root: Resource, after: Current) -> tuple[Step, ...]:
    """Plan all collections, entering what they will be into *after*: first all that come, then all that go."""
    steps: list[Step] = []
    deletions: list[Step] = []
    outer = {**root.outer, **(root.current.attributes if root.current else {})}
    outer = {name: value for name, value in outer.items() if value != UNKNOWN}
    for child in root.table.children:
        found = root.current.children.get(child.option, {}) if root.current else {}
        keep, drop = _collection(child, root.wanted, found, outer)
        planned = dict(found)
        for resource in keep:
            _check_references(resource, after.children)
            made, planned[resource.key[1]] = ensure(resource)
            steps.extend(made)
        for resource in drop:
            del planned[resource.key[1]]
            deletions.insert(0, delete(resource))
        after.children[child.option] = planned
    return (*steps, *deletions)


def plan(table: Table, wanted: Mapping[str, Any], current: Current | None) -> Plan:
    """Return the steps from *current* (None: absent) to *wanted*, the options of a module.

    Raises EngineError for what cannot be done: a change of something that is decided at creation, a
    reference to nothing, a missing option.
    """
    root = Resource(table, wanted, current, {})
    if wanted.get("state") == "absent":
        return Plan((delete(root),) if current else (), current, None)
    if current is not None:
        _check_usable(table, current)
    steps, after = ensure(root)
    if any(step.call is table.delete for step in steps):
        root = replace(root, current=None)
    steps = (*steps, *_collections(root, after))
    addition = table.extend(wanted, root.current, steps) if table.extend else Addition()
    after.attributes.update({name: new for name, (_old, new) in addition.attributes.items()})
    return Plan((*steps, *addition.steps), current, after, addition.attributes)

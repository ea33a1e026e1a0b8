# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Planning for one resource: from what is wanted and what is there to the calls between them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from .errors import EngineError
from .field import Field, Remove
from .sending import changed_form, form, goes_along, is_set, target
from .steps import Current, Step
from .table import ROOT, Call, Key, Ref, Table
from .tags import planned_tags, tag_changes, write_tags
from .values import UNKNOWN, is_empty, pick, put


@dataclass(frozen=True)
class Resource:
    """A table with what is wanted of one resource of it, what there is, and where it belongs."""

    table: Table
    wanted: Mapping[str, Any]
    current: Current | None
    outer: Mapping[str, Any]
    key: Key = ROOT

    @property
    def name(self) -> str:
        return f"{self.key[0]}[{self.key[1]}]." if self.key != ROOT else ""

    @property
    def present(self) -> Mapping[str, Any]:
        """The fields as they are."""
        return self.current.fields if self.current else {}

    def target(self, item: Field) -> Any:
        """Return the value that *item* shall have, None if it is left alone."""
        return target(item, self.wanted.get(item.name), self.present.get(item.name))

    def params(self, call: Call) -> dict[str, Any]:
        """Return the parameters that say which resource *call* is about."""
        own = self.current.attributes if self.current else {}
        scope = {**self.outer, **self.wanted, **own}
        sources = self.table.identity if call.params is None else call.params
        return {
            **{name: scope[source] if source in scope else Ref(source) for name, source in sources.items()},
            **call.constants,
        }


def _fields_after(resource: Resource) -> dict[str, Any]:
    """Return the fields as they will be; one that is the same in other words is left in those of AWS."""
    after = {}
    for item in resource.table.shown:
        value, present = resource.target(item), resource.present.get(item.name, item.default)
        stays = value is None or (resource.current is not None and item.agrees(value, present))
        after[item.name] = present if stays else value
    return after


def _changed(resource: Resource) -> list[Field]:
    targets = [(item, resource.target(item)) for item in resource.table.shown]
    return [
        item for item, value in targets if value is not None and not item.agrees(value, resource.present.get(item.name))
    ]


def _require(resource: Resource) -> None:
    documents = {item.name for item in resource.table.fields if item.document}
    values = {name: resource.wanted.get(name) for name in resource.table.required}
    missing = [
        resource.name + name
        for name, value in values.items()
        if (value is None if name in documents else is_empty(value))
    ]
    if missing:
        raise EngineError(f"{resource.table.label} does not exist; to create it, {', '.join(missing)} must be given.")


def _create(resource: Resource) -> Step:
    table = resource.table
    _require(resource)
    params = resource.params(table.create)
    changes = []
    for item in table.fields:
        value = target(item, resource.wanted.get(item.name), None)
        if item.compared and not is_empty(value):
            changes.append(resource.name + item.name)
        if item.sent and not item.later and is_set(item, value):
            put(params, item.create_place, form(item, value))
    tags = resource.wanted.get("tags")
    if table.tags and tags:
        put(params, table.tags.create, write_tags(tags, table.tags.listed))
        changes.append(resource.name + "tags")
    return Step(table.create, params, tuple(changes), resource.key)


def _removed(item: Field, value: Any, current: Any) -> list[dict[str, Any]] | None:
    """Return the parameters of every removal that takes *current* to *value*, None where updating does."""
    if item.remove is None or is_empty(current):
        return None
    if item.remove.each:
        return [{item.remove.each: name} for name in current if name not in value]
    return [{}] if is_empty(value) else None


def _removals(resource: Resource, item: Field, remove: Remove) -> Iterator[Step]:
    value = resource.target(item)
    call = Call(remove.operation)
    for extra in _removed(item, value, resource.present.get(item.name)) or []:
        yield Step(call, {**resource.params(call), **extra}, (resource.name + item.name,), resource.key)


def _needs_update(item: Field, resource: Resource) -> bool:
    """Say whether *item*, which differs, takes an update: not if removing is all there is to do."""
    value = resource.target(item)
    current = resource.present.get(item.name)
    if item.remove is None or _removed(item, value, current) is None:
        return True
    return bool(item.remove.each) and not item.agrees(value, pick(current or {}, value))


def _update(resource: Resource, call: Call, group: str, changed: Sequence[Field]) -> Step:
    params, current = resource.params(call), resource.present
    for item in resource.table.fields:
        value = resource.target(item)
        if item not in changed:
            value = current.get(item.name) if value is None else value
            if is_empty(value) or not goes_along(item, call, group):
                continue
        if item.sent and not (item.lapses and is_empty(value)):
            put(params, item.place, changed_form(item, value, current.get(item.name)))
    names = tuple(resource.name + item.name for item in changed)
    return Step(call, params, names, resource.key)


def _updates(resource: Resource, changed: Sequence[Field]) -> Iterator[Step]:
    for item in changed:
        if item.remove:
            yield from _removals(resource, item, item.remove)
    updating = [item for item in changed if _needs_update(item, resource)]
    for call in resource.table.updates:
        groups: dict[str, list[Field]] = {}
        for item in updating:
            if item.update == call.operation:
                groups.setdefault(item.group if call.apart else "", []).append(item)
        for group, fields in groups.items():
            yield _update(resource, call, group, fields)


def _tag_steps(resource: Resource, planned: Mapping[str, str]) -> Iterator[Step]:
    tags, current = resource.table.tags, resource.current
    if tags is None or current is None:
        return
    changed, gone = tag_changes(planned, current.tags)
    whose = {tags.target: current.attributes.get(tags.arn)}
    if gone:
        yield Step(Call(tags.unset), {**whose, "tag_keys": gone}, (resource.name + "tags",), resource.key)
    if changed:
        values = write_tags(changed, tags.listed)
        yield Step(Call(tags.set), {**whose, "tags": values}, (resource.name + "tags",), resource.key)


def delete(resource: Resource) -> Step:
    return Step(resource.table.delete, resource.params(resource.table.delete), ("state",), resource.key)


def _obstacles(resource: Resource, changed: Sequence[Field]) -> list[str]:
    """Tell of every change that AWS cannot make in place, and why."""
    obstacles = []
    for item in changed:
        value, current = resource.target(item), resource.present.get(item.name)
        reason = item.obstacle(value, current)
        if reason:
            obstacles.append(f"{resource.name}{item.name} cannot be changed from {current!r} to {value!r}: {reason}")
    return obstacles


def _replace(resource: Resource, obstacles: Sequence[str]) -> tuple[Step, ...]:
    """Return the deletion that has to come before another creation, if the user allows it."""
    allowed = resource.wanted.get("allow_replace")
    if not allowed:
        told = [*obstacles, *([] if allowed is None else ["With allow_replace=true it is deleted and created anew"])]
        raise EngineError(f"{resource.table.label}: {'. '.join(told)}.")
    return (delete(resource),)


def _created(resource: Resource) -> dict[str, Any]:
    """Return the attributes of what is to be created: what its names are is known, the rest AWS decides."""
    table = resource.table
    sources = table.identity if table.create.params is None else table.create.params
    names = {name: resource.wanted[source] for name, source in sources.items() if resource.wanted.get(source)}
    return {name: names.get(name, UNKNOWN) for name in table.returns}


def ensure(resource: Resource) -> tuple[tuple[Step, ...], Current]:
    """Return the steps that make *resource* what is wanted, and what it will be, without its collections."""
    current = resource.current
    purge = bool(resource.wanted.get("purge_tags", True))
    tags = planned_tags(resource.wanted.get("tags"), current.tags if current else {}, purge)
    known = _created(resource) if current is None else dict(current.attributes)
    after = Current(attributes=known, fields=_fields_after(resource), tags=tags)
    if current is None:
        return (_create(resource),), after
    changed = _changed(resource)
    obstacles = _obstacles(resource, changed)
    if obstacles:
        anew = replace(resource, current=None)
        return (*_replace(resource, obstacles), _create(anew)), ensure(anew)[1]
    return (*_updates(resource, changed), *_tag_steps(resource, tags)), after

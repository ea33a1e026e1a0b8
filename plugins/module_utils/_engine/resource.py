# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Planning for one resource: from what is wanted and what is there to the calls between them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from .errors import EngineError
from .steps import Current, Step
from .table import ID, ROOT, Call, Field, Key, Ref, Remove, Table
from .tags import planned_tags, tag_changes, write_tags
from .values import UNKNOWN, compact, is_empty, pick, put


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

    def params(self, call: Call) -> dict[str, Any]:
        """Return the parameters that say which resource *call* is about."""
        own = self.current.attributes if self.current else {}
        scope = {**self.outer, **self.wanted, **own}
        sources = self.table.identity if call.params is None else call.params
        return {
            **{name: scope[source] if source in scope else Ref(source) for name, source in sources.items()},
            **call.constants,
        }


def _target(item: Field, wanted: Mapping[str, Any], current: Current | None) -> Any:
    """Return the value that *item* shall have, None if it is left alone."""
    value = wanted.get(item.name)
    if value is None:
        return None
    if item.merge and isinstance(value, Mapping) and value:
        value = {**((current.fields.get(item.name) if current else None) or {}), **value}
    if is_empty(value) and item.reset is not None:
        value = item.reset
    return item.trim(value) if item.trim else value


def _sent(item: Field, value: Any, current: Any) -> Any:
    """Return *value* as *item* goes into a request that replaces *current*."""
    if item.ref:
        return Ref(ID, (item.ref, value), item.link) if value else ""
    if item.blank is not None and isinstance(current, Mapping):
        return {**{name: item.blank for name in current if name not in value}, **value}
    return value


def _fields_after(resource: Resource) -> dict[str, Any]:
    after = {}
    for item in resource.table.shown:
        value = _target(item, resource.wanted, resource.current)
        after[item.name] = resource.present.get(item.name, item.default) if value is None else value
    return after


def _changed(resource: Resource) -> list[Field]:
    targets = [(item, _target(item, resource.wanted, resource.current)) for item in resource.table.shown]
    return [
        item for item, value in targets if value is not None and not item.same(value, resource.present.get(item.name))
    ]


def _require(resource: Resource) -> None:
    missing = [resource.name + name for name in resource.table.required if is_empty(resource.wanted.get(name))]
    if missing:
        raise EngineError(f"{resource.table.label} does not exist; to create it, {', '.join(missing)} must be given.")


def _create(resource: Resource) -> Step:
    table = resource.table
    _require(resource)
    params = resource.params(table.create)
    changes = []
    for item in table.fields:
        value = _target(item, resource.wanted, None)
        if item.compared and not is_empty(value):
            changes.append(resource.name + item.name)
        if item.sent and compact(value) is not None:
            put(params, item.create_place, _sent(item, value, None))
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
    value = _target(item, resource.wanted, resource.current)
    call = Call(remove.operation)
    for extra in _removed(item, value, resource.present.get(item.name)) or []:
        yield Step(call, {**resource.params(call), **extra}, (resource.name + item.name,), resource.key)


def _needs_update(item: Field, resource: Resource) -> bool:
    """Say whether *item*, which differs, takes an update: not if removing is all there is to do."""
    value = _target(item, resource.wanted, resource.current)
    current = resource.present.get(item.name)
    if item.remove is None or _removed(item, value, current) is None:
        return True
    return bool(item.remove.each) and not item.same(value, pick(current or {}, value))


def _update(resource: Resource, call: Call, changed: Sequence[Field]) -> Step:
    params, current = resource.params(call), resource.present
    for item in resource.table.fields:
        along = item.name in call.carry or (item.update == call.operation and not item.compared)
        value = _target(item, resource.wanted, resource.current)
        if item not in changed:
            value = (value if value is not None else current.get(item.name)) if along else None
        if item.sent and value is not None and (item in changed or not is_empty(value)):
            put(params, item.place, _sent(item, value, current.get(item.name)))
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
        for fields in groups.values():
            yield _update(resource, call, fields)


def _tag_steps(resource: Resource, planned: Mapping[str, str]) -> Iterator[Step]:
    tags, current = resource.table.tags, resource.current
    if tags is None or current is None:
        return
    changed, gone = tag_changes(planned, current.tags)
    target = {tags.target: current.attributes.get(tags.arn)}
    if gone:
        yield Step(Call(tags.unset), {**target, "tag_keys": gone}, (resource.name + "tags",), resource.key)
    if changed:
        values = write_tags(changed, tags.listed)
        yield Step(Call(tags.set), {**target, "tags": values}, (resource.name + "tags",), resource.key)


def delete(resource: Resource) -> Step:
    return Step(resource.table.delete, resource.params(resource.table.delete), ("state",), resource.key)


def _replace(resource: Resource, frozen: Sequence[str]) -> tuple[Step, ...]:
    """Return the deletion that has to come before another creation, if the user allows it."""
    if not resource.wanted.get("allow_replace"):
        raise EngineError(
            f"{resource.table.label}: {', '.join(frozen)} cannot be changed, only decided at creation. "
            "With allow_replace=true it is deleted and created anew."
        )
    return (delete(resource),)


def ensure(resource: Resource) -> tuple[tuple[Step, ...], Current]:
    """Return the steps that make *resource* what is wanted, and what it will be, without its collections."""
    table, current = resource.table, resource.current
    purge = bool(resource.wanted.get("purge_tags", True))
    tags = planned_tags(resource.wanted.get("tags"), current.tags if current else {}, purge)
    known = dict.fromkeys(table.returns, UNKNOWN) if current is None else current.attributes
    after = Current(attributes=dict(known), fields=_fields_after(resource), tags=tags)
    if current is None:
        return (_create(resource),), after
    changed = _changed(resource)
    frozen = [resource.name + item.name for item in changed if not item.update]
    if frozen:
        anew = replace(resource, current=None)
        return (*_replace(resource, frozen), _create(anew)), ensure(anew)[1]
    return (*_updates(resource, changed), *_tag_steps(resource, tags)), after

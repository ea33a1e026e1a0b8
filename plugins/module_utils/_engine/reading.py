# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reading: what is there now, in the words of the options; and options, in the types of AWS."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .api import Api
from .documents import parse
from .ownership import OPTION
from .shapes import Shape, conform, member, project
from .steps import Current
from .table import Child, Field, Key, Table
from .tags import read_tags
from .values import dig, given

Names = Mapping[tuple[str, str], str]
"""Collection and request value to the name of an item there: the way back of Field.ref."""


def field_shape(api: Api, table: Table, field: Field) -> Shape | None:
    """Return the model of what *field* takes, None for one that is not sent in the form that it has as an option."""
    if not field.sent or field.ref or field.document or field.encode:
        return None
    if field.update and not field.delta:
        return member(api.input_shape(field.update), field.place)
    return member(api.input_shape(table.create.operation), field.create_place)


def conformed(api: Api, table: Table, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return *options* with left-out suboptions removed and every value in the type that AWS uses."""
    result = dict(options)
    for field in table.fields:
        shape = field_shape(api, table, field)
        value = options.get(field.name)
        value = parse(value) if field.document else given(value)
        result[field.name] = value if shape is None else conform(value, shape, field.name)
    for child in table.children:
        if options.get(child.option) is not None:
            result[child.option] = [conformed(api, child.table, item) for item in options[child.option]]
    for option in ("tags", OPTION):
        if result.get(option) is not None:
            result[option] = {str(name): str(text) for name, text in result[option].items()}
    return result


def _read(api: Api, table: Table, field: Field, described: Mapping[str, Any], names: Names) -> Any:
    value = field.read(described) if callable(field.read) else dig(described, field.read or field.place)
    if field.ref:
        return names.get((field.ref, value)) if value else None
    if field.document:
        return parse(value)
    shape = field_shape(api, table, field)
    value = value if shape is None else project(value, shape)
    return field.default if value is None else value


def _current(api: Api, table: Table, described: dict[str, Any], scope: Mapping[str, Any], names: Names) -> Current:
    for look in table.looks:
        if look.when(scope):
            described[look.name] = api.list(look.find, {**scope, **described})
    if table.derive:
        described.update(table.derive(described, scope))
    return Current(
        attributes=described,
        fields={field.name: _read(api, table, field, described, names) for field in table.shown},
        tags=read_tags(dig(described, table.tags.read)) if table.tags else {},
    )


def _children(api: Api, child: Child, scope: Mapping[str, Any], names: Names) -> dict[str, Current]:
    """Return a collection by name. Items without one, or with one that is taken, go by their identifier."""
    found: dict[str, Current] = {}
    for item in api.list(child.table.find, scope):
        name = item.get(child.identify)
        key = name if name and name not in found else item[child.table.id]
        found[key] = _current(api, child.table, item, scope, names)
    return found


def _links(table: Table, option: str, found: Mapping[str, Current]) -> dict[tuple[str, str], str]:
    """Return how the items of collection *option* look where others of *table* refer to them."""
    links = {field.link for other in table.children for field in other.table.fields if field.ref == option}
    ids = {child.option: child.table.id for child in table.children}
    return {
        (option, link.format(item.attributes.get(ids[option]))): name for link in links for name, item in found.items()
    }


def observe(api: Api, table: Table, options: Mapping[str, Any]) -> Current | None:
    """Return what AWS has of the resource that *options* name, with its collections; None if absent."""
    scope = {**options, **api.place}
    described = api.find(table.find, scope)
    if described is None:
        return None
    current = _current(api, table, described, scope, {})
    names: dict[Key, str] = {}
    inner = {**scope, **current.attributes}
    for child in table.children:
        found = _children(api, child, inner, names)
        current.children[child.option] = found
        names.update(_links(table, child.option, found))
    return current

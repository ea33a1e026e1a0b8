# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Conversions between Ansible's names and values and those of AWS, led by botocore's service model.

The model tells a structure, whose member names are converted, from a map, whose keys belong to the
user and are left alone: environment variables, tags and stage variables cannot be corrupted. It also
tells which values are secret.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from .errors import EngineError
from .values import HIDDEN

with suppress(ImportError):  # AnsibleAWSModule reports it before any of this is called
    from botocore import xform_name

Shape = Any
"""A botocore.model.Shape; its subclasses differ in ways that its type does not tell."""


def snake(name: str) -> str:
    """Return an API's name as Ansible writes it: ``KMSKeyArn`` is ``kms_key_arn``."""
    return str(xform_name(name))


def members(shape: Shape) -> dict[str, tuple[str, Shape]]:
    """Return the members of a structure by their snake case names, with their API names."""
    return {snake(name): (name, member) for name, member in getattr(shape, "members", {}).items()}


def member(shape: Shape, place: str) -> Shape | None:
    """Return the shape at *place* inside of *shape*, None where the model knows no such member."""
    for name in filter(None, place.split(".")):
        if name not in members(shape):
            return None
        shape = members(shape)[name][1]
    return shape


def _walk(value: Any, shape: Shape, structure: Callable[[Any, Shape], Any], again: Callable[[Any, Shape], Any]) -> Any:
    if shape.type_name == "structure" and isinstance(value, Mapping):
        return structure(value, shape)
    if shape.type_name == "map" and isinstance(value, Mapping):
        return {str(name): again(item, shape.value) for name, item in value.items()}
    if shape.type_name == "list" and isinstance(value, (list, tuple)):
        return [again(item, shape.member) for item in value]
    return value


def to_aws(value: Any, shape: Shape) -> Any:
    """Convert a request. A name that the model does not know is an error, never dropped."""

    def structure(item: Any, of: Shape) -> Any:
        known = members(of)
        unknown = sorted(set(item) - set(known))
        if unknown:
            raise EngineError(f"This botocore does not know {', '.join(unknown)} of {of.name}; a newer one may.")
        return {known[name][0]: to_aws(part, known[name][1]) for name, part in item.items()}

    return _walk(value, shape, structure, to_aws)


def from_aws(value: Any, shape: Shape) -> Any:
    """Convert an answer; points in time become ISO 8601 text."""

    def structure(item: Any, of: Shape) -> Any:
        return {snake(name): from_aws(item[name], part) for name, part in of.members.items() if name in item}

    return value.isoformat() if isinstance(value, datetime) else _walk(value, shape, structure, from_aws)


def project(value: Any, shape: Shape) -> Any:
    """Drop what AWS reports but does not take, such as the VPC that belongs to the subnets."""

    def structure(item: Any, of: Shape) -> Any:
        return {name: project(item[name], part) for name, (_api, part) in members(of).items() if name in item}

    return _walk(value, shape, structure, project)


def _text(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, (int, float)) else value


_SCALARS: dict[str, Callable[[Any], Any]] = {
    "string": _text,
    "integer": int,
    "long": int,
    "double": float,
    "float": float,
}


def conform(value: Any, shape: Shape, name: str) -> Any:
    """Give values in free-form options the type that AWS wants, so that they compare with its answers.

    Raises EngineError, naming the option and the value, for one that cannot be read as that type.
    """

    def structure(item: Any, of: Shape) -> Any:
        known = members(of)
        return {
            key: conform(part, known[key][1], f"{name}.{key}") if key in known else part for key, part in item.items()
        }

    def again(item: Any, of: Shape) -> Any:
        return conform(item, of, name)

    if value is None or isinstance(value, (bytes, Mapping, list, tuple)):
        return _walk(value, shape, structure, again)
    try:
        return _SCALARS.get(shape.type_name, lambda item: item)(value)
    except ValueError as error:
        raise EngineError(f"{name}: {value!r} cannot be read as {shape.type_name}.") from error


def redact(value: Any, shape: Shape) -> Any:
    """Return a request that may be shown: the model's secrets and binary data are hidden."""
    if shape.type_name == "blob":
        return HIDDEN
    if shape.metadata.get("sensitive"):
        return dict.fromkeys(value, HIDDEN) if isinstance(value, Mapping) else HIDDEN

    def structure(item: Any, of: Shape) -> Any:
        return {name: redact(part, of.members[name]) for name, part in item.items() if name in of.members}

    return _walk(value, shape, structure, redact)

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""EKS as botocore's model describes it: which operation a request is, and whether its parameters are allowed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import unquote

from .. import seams

MODULE = "ministack.services.eks"
_LABEL = re.compile(r"\{([^}]+)\}")
#: ARNs come decoded, with their slashes.
_WITH_SLASHES = frozenset({"principalArn", "policyArn", "resourceArn"})


@dataclass(frozen=True)
class Call:
    """One request: the operation, its parameters by botocore's names, the access key that signed it."""

    operation: str
    parameters: Mapping[str, Any]
    access_key: str

    def __getitem__(self, name: str) -> Any:
        return self.parameters[name]

    def get(self, name: str, default: Any = None) -> Any:
        found = self.parameters.get(name)
        return default if found is None else found


class Refused(Exception):
    """AWS would not do it: the error's code, text and HTTP status."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.code = code
        self.status = status

    @property
    def response(self) -> Any:
        return seams.get(MODULE, "_error")(self.status, self.code, str(self))


def invalid(message: str) -> Refused:
    return Refused("InvalidParameterException", message)


def in_use(message: str) -> Refused:
    return Refused("ResourceInUseException", message, 409)


def not_found(message: str) -> Refused:
    return Refused("ResourceNotFoundException", message, 404)


def answer(body: Mapping[str, Any]) -> Any:
    return seams.get(MODULE, "_json_resp")(200, body)


def identify(method: str, path: str, query: Mapping[str, Any], body: bytes, access_key: str) -> Call | None:
    """The call that a request is; None when no operation of EKS looks like it. Raises Refused for a body not JSON."""
    for pattern, operation in _routes(method):
        match = pattern.fullmatch(path)
        if match:
            return Call(operation, {**_sent(operation, query, body), **_in_path(operation, match)}, access_key)
    return None


def check(call: Call) -> None:
    """Hold the parameters against the model. Raises Refused naming the parameter, its value and what is allowed."""
    shape = _model().operation_model(call.operation).input_shape
    problem = next(_problems(shape, call.parameters, ""), None)
    if problem:
        raise invalid(f"1 validation error detected: {problem}")


@cache
def _model() -> Any:
    import botocore.session

    return botocore.session.Session().get_service_model("eks")


@cache
def _routes(method: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    found = []
    for name in _model().operation_names:
        http = _model().operation_model(name).http
        if http["method"] == method:
            path = http["requestUri"]
            found.append((len(_LABEL.sub("", path)), _pattern(path), name))
    found.sort(key=lambda entry: entry[0], reverse=True)
    return tuple((pattern, name) for _length, pattern, name in found)


def _pattern(path: str) -> re.Pattern[str]:
    parts = _LABEL.split(path)
    text = "".join(
        f"(?P<{part}>{'.+?' if part in _WITH_SLASHES else '[^/]+'})" if place % 2 else re.escape(part)
        for place, part in enumerate(parts)
    )
    return re.compile(text)


def _in_path(operation: str, match: re.Match[str]) -> dict[str, Any]:
    """What the path says, by the model's names, which are not always those in the path."""
    members = _model().operation_model(operation).input_shape.members.items()
    names = {one.serialization.get("name", name): name for name, one in members
             if one.serialization.get("location") == "uri"}  # fmt: skip
    return {names.get(label, label): unquote(value) for label, value in match.groupdict().items()}


def _sent(operation: str, query: Mapping[str, Any], body: bytes) -> dict[str, Any]:
    """What came in the query string and in the body, by the model's names."""
    shape = _model().operation_model(operation).input_shape
    found: dict[str, Any] = {}
    if body:
        try:
            found.update(json.loads(body))
        except (ValueError, TypeError):
            raise invalid("The request body is not JSON") from None
    for name, member in shape.members.items() if shape else ():
        key = member.serialization.get("name", name)
        if member.serialization.get("location") == "querystring" and key in query:
            found[name] = _of_query(member, query[key])
    return found


def _of_query(shape: Any, value: Any) -> Any:
    values = value if isinstance(value, list) else [value]
    if shape.type_name == "list":
        return values
    text = values[0]
    readers: dict[str, Callable[[str], Any]] = {"integer": int, "boolean": lambda word: word.lower() == "true"}
    return readers.get(shape.type_name, str)(text)


def _problems(shape: Any, value: Any, path: str) -> Iterator[str]:
    kinds: dict[str, Callable[[Any, Any, str], Iterator[str]]] = {
        "structure": _structure,
        "list": _list,
        "map": _map,
        "string": _string,
        "integer": _number,
        "long": _number,
    }
    yield from kinds[shape.type_name](shape, value, path) if shape and shape.type_name in kinds else ()


def _structure(shape: Any, value: Any, path: str) -> Iterator[str]:
    if not isinstance(value, Mapping):
        yield _failed(value, path, "Member must be a structure")
        return
    for name in shape.required_members:
        if value.get(name) is None:
            yield f"Value null at '{_join(path, name)}' failed to satisfy constraint: Member must not be null"
    for name, member in shape.members.items():
        if value.get(name) is not None:
            yield from _problems(member, value[name], _join(path, name))


def _list(shape: Any, value: Any, path: str) -> Iterator[str]:
    if not isinstance(value, list):
        yield _failed(value, path, "Member must be a list")
        return
    yield from _lengths(shape, len(value), value, path)
    for number, item in enumerate(value, 1):
        yield from _problems(shape.member, item, f"{path}.{number}.member")


def _map(shape: Any, value: Any, path: str) -> Iterator[str]:
    if not isinstance(value, Mapping):
        yield _failed(value, path, "Member must be a map")
        return
    yield from _lengths(shape, len(value), value, path)
    for key, item in value.items():
        yield from _problems(shape.key, key, f"{path}.{key}.key")
        yield from _problems(shape.value, item, f"{path}.{key}.value")


def _string(shape: Any, value: Any, path: str) -> Iterator[str]:
    if not isinstance(value, str):
        yield _failed(value, path, "Member must be a string")
        return
    allowed = shape.enum
    pattern = shape.metadata.get("pattern")
    yield from _lengths(shape, len(value), value, path)
    if allowed and value not in allowed:
        yield _failed(value, path, f"Member must satisfy enum value set: [{', '.join(allowed)}]")
    elif pattern and not re.fullmatch(pattern, value):
        yield _failed(value, path, f"Member must satisfy regular expression pattern: {pattern}")


def _number(shape: Any, value: Any, path: str) -> Iterator[str]:
    least, greatest = shape.metadata.get("min"), shape.metadata.get("max")
    if not isinstance(value, int):
        yield _failed(value, path, "Member must be a number")
    elif least is not None and value < least:
        yield _failed(value, path, f"Member must have value greater than or equal to {least}")
    elif greatest is not None and value > greatest:
        yield _failed(value, path, f"Member must have value less than or equal to {greatest}")


def _lengths(shape: Any, length: int, value: Any, path: str) -> Iterator[str]:
    least, greatest = shape.metadata.get("min"), shape.metadata.get("max")
    if least is not None and length < least:
        yield _failed(value, path, f"Member must have length greater than or equal to {least}")
    if greatest is not None and length > greatest:
        yield _failed(value, path, f"Member must have length less than or equal to {greatest}")


def _failed(value: Any, path: str, constraint: str) -> str:
    return f"Value '{value}' at '{path}' failed to satisfy constraint: {constraint}"


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name

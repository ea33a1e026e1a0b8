# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Values as AWS and people write them: places in nested data, emptiness, equality.

Everything here is pure. A *place* is a dotted path such as ``environment.variables``; the empty
place is the value itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

UNKNOWN = "(known after apply)"
"""What a plan shows for a value that only AWS can decide."""

HIDDEN = "(hidden)"
"""What is shown in the place of a value that may be a secret."""

Comparator = Callable[[Any, Any], bool]


def dig(value: Any, place: str) -> Any:
    """Return what lies at *place* in nested mappings, None where the way there ends."""
    for name in filter(None, place.split(".")):
        if not isinstance(value, Mapping):
            return None
        value = value.get(name)
    return value


def put(target: dict[str, Any], place: str, value: Any) -> None:
    """Store *value* at *place* in *target*, making the mappings on the way."""
    *parents, last = place.split(".")
    for name in parents:
        target = target.setdefault(name, {})
    target[last] = value


def is_empty(value: Any) -> bool:
    """Say whether AWS would treat *value* as not set. False and 0 are values."""
    return value is None or value in ("", [], {}, ())


def compact(value: Any) -> Any:
    """Drop what is not set, at every depth; a value with nothing left in it is None."""
    if isinstance(value, Mapping):
        value = {name: compact(item) for name, item in value.items()}
        value = {name: item for name, item in value.items() if item is not None}
    elif isinstance(value, (list, tuple)):
        value = [compact(item) for item in value]
    return None if is_empty(value) else value


def given(value: Any) -> Any:
    """Drop the suboptions that were left out (None), keep the ones that were given as empty."""
    if isinstance(value, Mapping):
        return {name: given(item) for name, item in value.items() if item is not None}
    if isinstance(value, list):
        return [given(item) for item in value]
    return value


def holds_unknown(value: Any) -> bool:
    """Say whether *value* is, or has anywhere in it, what only AWS can decide: nobody can ask AWS about that."""
    if isinstance(value, Mapping):
        return any(holds_unknown(part) for item in value.items() for part in item)
    if isinstance(value, (list, tuple)):
        return any(map(holds_unknown, value))
    return isinstance(value, str) and UNKNOWN in value


def pick(value: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """Return the entries of *value* that are called one of *names*."""
    return {name: value[name] for name in names if name in value}


def _sorted(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _sorted(item) for name, item in value.items()}
    if isinstance(value, list):
        return sorted((_sorted(item) for item in value), key=repr)
    return value


def _folded(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _folded(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_folded(item) for item in value]
    return value.casefold() if isinstance(value, str) else value


def _truthy(value: Any) -> Any:
    return {name: item for name, item in value.items() if item} if isinstance(value, Mapping) else value


def equal(wanted: Any, current: Any) -> bool:
    """Compare as AWS does: what is not set equals what is set to nothing."""
    return bool(compact(wanted) == compact(current))


def _numbers(value: Any) -> Any:
    """Return *value* with every number as JSON means it: 1 is 1.0, and neither is true."""
    if isinstance(value, Mapping):
        return {name: _numbers(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_numbers(item) for item in value]
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def identical(wanted: Any, current: Any) -> bool:
    """Compare what belongs to the user: every entry counts, also an empty one. Names have no order."""
    return repr(_by_name(_numbers(wanted))) == repr(_by_name(_numbers(current)))


def _by_name(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _by_name(value[name]) for name in sorted(value, key=str)}
    return [_by_name(item) for item in value] if isinstance(value, list) else value


def unordered(wanted: Any, current: Any) -> bool:
    """Compare lists, also lists inside of mappings, without regard to order."""
    return equal(_sorted(wanted), _sorted(current))


def unordered_flags(wanted: Any, current: Any) -> bool:
    """Compare mappings in which False and 0 mean the same as leaving the name out."""
    return unordered(_truthy(wanted), _truthy(current))


def caseless_flags(wanted: Any, current: Any) -> bool:
    """Compare as unordered_flags does, and without regard to upper and lower case."""
    return unordered_flags(_folded(wanted), _folded(current))


def covers(wanted: Any, current: Any) -> bool:
    """Compare what is wanted only: suboptions that AWS adds at any depth are no difference."""
    if isinstance(wanted, Mapping) and isinstance(current, Mapping):
        return all(covers(item, current.get(name)) for name, item in wanted.items())
    if isinstance(wanted, list) and isinstance(current, list) and len(wanted) == len(current):
        return all(map(covers, wanted, current))
    return equal(wanted, current)


def same_key(wanted: Any, current: Any) -> bool:
    """Compare KMS keys. AWS reports a key by its ARN, whichever way it was named: an alias tells nothing of that."""
    wanted, current = wanted or "", current or ""
    if wanted.startswith("alias/") or ":alias/" in wanted:
        return bool(current)
    return bool(wanted == current or (wanted and current.endswith(f":key/{wanted}")))

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What botocore knows of an operation, as the fields and options of a module.

    python tests/tools/fields.py lambda UpdateFunctionConfiguration FunctionName

prints the beginning of a table and of an argument spec for a new resource; the names that follow the
operation identify the resource and are left out. The tests of the tables use the same functions, so that
a member that a newer botocore brings is noticed.
"""

from __future__ import annotations

import sys
from functools import cache
from pprint import pformat
from typing import Any

import botocore.session
from botocore import xform_name

_TYPES = {"integer": "int", "long": "int", "double": "float", "float": "float", "boolean": "bool", "blob": "path"}


@cache
def service_model(service: str) -> Any:
    """Return botocore's model of a service."""
    return botocore.session.get_session().get_service_model(service)


def input_shape(service: str, operation: str) -> Any:
    """Return the shape of what an operation takes."""
    return service_model(service).operation_model(operation).input_shape


def argument(shape: Any) -> dict[str, Any]:
    """Return the argument spec of an option that takes *shape*."""
    if shape.type_name == "structure":
        needed = set(shape.required_members)
        options = {
            xform_name(name): {**argument(member), **({"required": True} if name in needed else {})}
            for name, member in shape.members.items()
        }
        return {"type": "dict", "options": options}
    if shape.type_name == "map":
        return {"type": "dict"}
    if shape.type_name == "list":
        inner = argument(shape.member)
        elements = {"elements": inner.pop("type")}
        return {"type": "list", **elements, **inner}
    choices = {"choices": list(shape.enum)} if getattr(shape, "enum", None) else {}
    return {"type": _TYPES.get(shape.type_name, "str"), **choices}


def sample(shape: Any, seed: int) -> Any:
    """Return a value that the model accepts; another *seed* gives another value."""
    if shape.type_name == "structure":
        return {xform_name(name): sample(member, seed) for name, member in shape.members.items()}
    if shape.type_name == "map":
        return {f"Some_Key-{seed}": sample(shape.value, seed)}
    if shape.type_name == "list":
        return [sample(shape.member, seed)]
    if shape.type_name == "boolean":
        return bool(seed % 2)
    if shape.type_name in ("integer", "long"):
        return int(shape.metadata.get("min", 0)) + 1 + seed
    if shape.type_name in ("double", "float"):
        return float(shape.metadata.get("min", 0)) + 1 + seed
    if shape.type_name == "blob":
        return f"bytes {seed}".encode()
    choices = getattr(shape, "enum", None)
    if choices:
        return choices[seed % len(choices)]
    return f"value-{seed}".ljust(int(shape.metadata.get("min", 0)), "x")


def main(service: str, operation: str, *identity: str) -> None:
    """Print the fields and the options of an operation."""
    members = {name: shape for name, shape in input_shape(service, operation).members.items() if name not in identity}
    for name in members:
        print(f'Field("{xform_name(name)}", "{operation}"),')
    print(pformat({xform_name(name): argument(shape) for name, shape in members.items()}, sort_dicts=False, width=120))


if __name__ == "__main__":
    main(*sys.argv[1:])

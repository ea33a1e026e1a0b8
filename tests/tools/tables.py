# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What every table must hold, whatever it describes."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field as default
from pathlib import Path
from typing import Any

from botocore import xform_name

from ansible_collections.inferops.aws.plugins.module_utils._engine.api import Api
from ansible_collections.inferops.aws.plugins.module_utils._engine.planning import plan
from ansible_collections.inferops.aws.plugins.module_utils._engine.shapes import member, to_aws
from ansible_collections.inferops.aws.plugins.module_utils._engine.steps import Current, Plan, Step
from ansible_collections.inferops.aws.plugins.module_utils._engine.table import Call, Field, Ref, Table
from tests.tools.cloud import Cloud
from tests.tools.fields import input_shape, sample

PACKAGE = "ansible_collections.inferops.aws.plugins.module_utils"
FOLDER = Path(__file__).resolve().parents[2] / "plugins" / "module_utils"


@dataclass(frozen=True)
class Described:
    """A table, and what a test has to know of it beside.

    *options* is the argument spec in which its options lie, *left_out* says for each operation which members have no
    option, and why; a dot leads into a structure. *given* are options that a creation needs. *samples* are an old and
    a new value for fields that do not take any value of the model. *causes* names, for a field that causes no update,
    one that it goes along with. *derived* are fields that the module makes of other options.
    """

    table: Table
    options: Mapping[str, Any]
    left_out: Mapping[str, Mapping[str, str]] = default(default_factory=dict)
    given: Mapping[str, Any] = default(default_factory=dict)
    samples: Mapping[str, tuple[Any, Any]] = default(default_factory=dict)
    causes: Mapping[str, str] = default(default_factory=dict)
    derived: tuple[str, ...] = ()

    def field(self, name: str) -> Field:
        return next(item for item in self.table.fields if item.name == name)

    def values(self, item: Field) -> tuple[Any, Any]:
        """Return two values of the option that differ."""
        shape = option_shape(self.table, item)
        if item.name in self.samples:
            return self.samples[item.name]
        return ("old", "new") if shape is None else (sample(shape, 0), sample(shape, 1))


def tables() -> dict[int, tuple[str, Table]]:
    """Return every table of the collection with the module it is in, by its identity."""
    found = {}
    for path in sorted(FOLDER.glob("_*/*.py")):
        if "_engine.table import" in path.read_text(encoding="utf-8"):
            module = importlib.import_module(f"{PACKAGE}.{path.parent.name}.{path.stem}")
            found |= {id(item): (module.__name__, item) for item in vars(module).values() if isinstance(item, Table)}
    return found


def operations(table: Table) -> list[Call]:
    """Return the calls that write settings of *table*, each once."""
    return list({call.operation: call for call in (table.create, *table.updates)}.values())


def _places(table: Table, call: Call) -> set[str]:
    """Return the places in *call* that the table writes."""
    creating = call.operation == table.create.operation
    places = {
        item.create_place if creating else item.place
        for item in table.fields
        if item.sent and (not item.later if creating else item.update == call.operation)
    }
    if creating and table.tags:
        places.add(table.tags.create)
    return places | set(table.identity if call.params is None else call.params) | set(call.constants)


def _unwritten(shape: Any, places: set[str], place: str = "", api: str = "") -> Iterator[str]:
    for name, inner in shape.members.items():
        here, there = f"{place}{xform_name(name)}", f"{api}{name}"
        if here in places:
            continue
        if any(other.startswith(f"{here}.") for other in places):
            yield from _unwritten(inner, places, f"{here}.", f"{there}.")
        else:
            yield there


def unaccounted(described: Described, call: Call) -> set[str]:
    """Return the members of *call* that the table neither writes nor leaves out with a reason."""
    table = described.table
    reasons = {**described.left_out.get(call.operation, {})}
    if call is table.create:
        reasons |= {name: why for update in table.updates for name, why in _reasons(described, update).items()}
    shape = input_shape(table.service, call.operation)
    tokens = {name for name, inner in shape.members.items() if inner.metadata.get("idempotencyToken")}
    return set(_unwritten(shape, _places(table, call))) - set(reasons) - tokens


def _reasons(described: Described, call: Call) -> Mapping[str, str]:
    return described.left_out.get(call.operation, {})


def unknown_reasons(described: Described) -> set[str]:
    """Return what is left out although the model does not have it."""
    return {
        f"{operation}.{dotted}"
        for operation, reasons in described.left_out.items()
        for dotted in reasons
        if member(input_shape(described.table.service, operation), _snake(dotted)) is None
    }


def _snake(dotted: str) -> str:
    return ".".join(xform_name(part) for part in dotted.split("."))


def option_shape(table: Table, item: Field) -> Any:
    """Return the shape that the option has, None where AWS takes another form of it."""
    if not item.sent or item.ref or item.document or item.encode:
        return None
    updates = item.update and not item.delta
    operation = item.update if updates else table.create.operation
    return member(input_shape(table.service, operation), item.place if updates else item.create_place)


def _api_name(shape: Any, place: str) -> str:
    """Return *place* inside of *shape* in the names of the API."""
    names = []
    for part in place.split("."):
        name = next(name for name in shape.members if xform_name(name) == part)
        names.append(name)
        shape = shape.members[name]
    return ".".join(names)


def differing_options(described: Described, item: Field) -> Iterator[str]:
    """Tell where the option of a field and the model differ, at any depth."""
    shape = option_shape(described.table, item)
    if shape is None or item.name in described.derived:
        return
    updates = item.update and not item.delta
    operation = item.update if updates else described.table.create.operation
    place = item.place if updates else item.create_place
    api = _api_name(input_shape(described.table.service, operation), place)
    left_out = described.left_out.get(operation, {})
    if item.name not in described.options:
        yield f"{item.name} is no option"
    else:
        yield from _differences(described.options[item.name], shape, left_out, item.name, api)


def _differences(
    spec: Mapping[str, Any], shape: Any, left_out: Mapping[str, str], place: str, api: str
) -> Iterator[str]:
    kinds = {"integer": "int", "long": "int", "double": "float", "boolean": "bool", "string": "str", "blob": "path"}
    kind = {"structure": "dict", "map": "dict", "list": "list"}.get(shape.type_name) or kinds[shape.type_name]
    if spec["type"] != kind:
        yield f"{place} is {spec['type']}, in the model {kind}"
    if shape.type_name == "list":
        yield from _differences({**spec, "type": spec["elements"]}, shape.member, left_out, place, api)
    elif shape.type_name == "structure":
        options = spec.get("options", {})
        for name, inner in shape.members.items():
            option = options.get(xform_name(name))
            if option is not None:
                yield from _differences(option, inner, left_out, f"{place}.{xform_name(name)}", f"{api}.{name}")
                if name in shape.required_members and not option.get("required"):
                    yield f"{place}.{xform_name(name)} is required in the model"
            elif f"{api}.{name}" not in left_out:
                yield f"{place} has no option {xform_name(name)}"
        yield from (
            f"{place}.{name} is not in the model" for name in options if name not in map(xform_name, shape.members)
        )
    elif not set(spec.get("choices", ())) <= set(getattr(shape, "enum", None) or spec.get("choices", ())):
        yield f"{place} has choices that are not in the model"


def _names(sources: Mapping[str, str]) -> dict[str, str]:
    return {source: f"the-{source}" for source in sources.values()}


def changing(described: Described, item: Field) -> tuple[Plan, Any]:
    """Plan the change of one field of a resource that exists; return the plan and the value wanted."""
    old, new = described.values(item)
    names = _names(described.table.identity)
    present: dict[str, Any] = {item.name: old} if item.compared else {}
    wanted = {**names, item.name: new, "wait": True}
    if not item.compared:
        cause = described.field(described.causes[item.name])
        present[cause.name], wanted[cause.name] = described.values(cause)
    return plan(described.table, wanted, Current(attributes=names, fields=present)), new


def creating(described: Described, item: Field) -> tuple[Step, Any]:
    """Plan the creation of a resource with one field; return the call that creates it and the value wanted."""
    table = described.table
    value = described.values(item)[1]
    names = _names(table.identity if table.create.params is None else table.create.params)
    steps = plan(table, {**names, **described.given, item.name: value}, None).steps
    return steps[0], value


def validate(cloud: Cloud, table: Table, step: Step) -> None:
    """Let botocore check the request of *step*; what it takes from another resource is any text."""
    api = Api(cloud.client(table.service))
    params = {name: "found" if isinstance(value, Ref) else value for name, value in step.params.items()}
    request = to_aws(params, api.input_shape(step.call.operation))
    cloud.expect(table.service, step.call.operation, request)
    api.call(step.call.operation, params)
    cloud.done()

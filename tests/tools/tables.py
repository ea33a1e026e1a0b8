# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What every table must hold, whatever it describes: used by the tests of each service."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from botocore import xform_name

from ansible_collections.inferops.aws.plugins.module_utils._engine.api import Api
from ansible_collections.inferops.aws.plugins.module_utils._engine.planning import plan
from ansible_collections.inferops.aws.plugins.module_utils._engine.shapes import member, to_aws
from ansible_collections.inferops.aws.plugins.module_utils._engine.steps import Current, Plan, Step
from ansible_collections.inferops.aws.plugins.module_utils._engine.table import Field, Table
from tests.tools.cloud import Cloud
from tests.tools.fields import input_shape, sample


def cases(*tables: Table) -> list[tuple[Table, Field]]:
    """Return every field of *tables* that has an update."""
    return [(table, field) for table in tables for field in table.fields if field.update]


def name_of(value: Any) -> str:
    """Name a case."""
    return str(value.label if isinstance(value, Table) else value.name)


def operations(table: Table) -> list[str]:
    """Return the operations that write settings of *table*."""
    return list(dict.fromkeys([table.create.operation, *(call.operation for call in table.updates)]))


def unaccounted(table: Table, operation: str) -> set[str]:
    """Return the members of *operation* that the table neither writes nor leaves out with a reason."""
    creating = operation == table.create.operation
    call = table.create if creating else next(call for call in table.updates if call.operation == operation)
    places = {
        (field.create_place if creating else field.place).split(".")[0]
        for field in table.fields
        if field.sent and (creating or field.update == operation)
    }
    places |= set(table.identity if call.params is None else call.params) | set(call.constants)
    left_out = {**table.left_out.get(operation, {})}
    if creating:
        for update in table.updates:
            left_out |= table.left_out.get(update.operation, {})
    members = input_shape(table.service, operation).members
    return {name for name in members if xform_name(name) not in places and name not in left_out}


def unknown_reasons(table: Table) -> set[str]:
    """Return what is left out although the model does not have it, or although it is written."""
    wrong = set()
    for operation, reasons in table.left_out.items():
        for dotted in reasons:
            place = ".".join(xform_name(part) for part in dotted.split("."))
            if member(input_shape(table.service, operation), place) is None:
                wrong.add(f"{operation}.{dotted}")
    return wrong


def value_shape(table: Table, field: Field) -> Any:
    """Return the shape that the field has in its update, None where it is not sent as it is."""
    return member(input_shape(table.service, field.update), field.place) if field.sent and not field.ref else None


def differing_options(
    spec: Mapping[str, Any], shape: Any, left_out: Mapping[str, str], place: str, api: str
) -> Iterator[str]:
    """Tell where an option's spec and the model differ, at any depth."""
    kinds = {"integer": "int", "long": "int", "double": "float", "boolean": "bool", "string": "str", "blob": "path"}
    kind = {"structure": "dict", "map": "dict", "list": "list"}.get(shape.type_name) or kinds[shape.type_name]
    if spec["type"] != kind:
        yield f"{place} is {spec['type']}, in the model {kind}"
    if shape.type_name == "list":
        yield from differing_options({**spec, "type": spec["elements"]}, shape.member, left_out, place, api)
    elif shape.type_name == "structure":
        options = spec.get("options", {})
        for name, inner in shape.members.items():
            option = options.get(xform_name(name))
            if option is not None:
                yield from differing_options(option, inner, left_out, f"{place}.{xform_name(name)}", f"{api}.{name}")
                if name in shape.required_members and not option.get("required"):
                    yield f"{place}.{xform_name(name)} is required in the model"
            elif f"{api}.{name}" not in left_out:
                yield f"{place} has no option {xform_name(name)}"
        yield from (
            f"{place}.{name} is not in the model" for name in options if name not in map(xform_name, shape.members)
        )
    elif not set(spec.get("choices", ())) <= set(getattr(shape, "enum", None) or spec.get("choices", ())):
        yield f"{place} has choices that are not in the model"


def change(table: Table, field: Field, more: Mapping[str, Any] | None = None) -> tuple[Plan, Any]:
    """Plan the change of one field of a resource that exists; return the plan and the value wanted."""
    shape = value_shape(table, field)
    old, new = ("old", "new") if shape is None else (sample(shape, 0), sample(shape, 1))
    identity = {source: f"the-{source}" for source in table.identity.values()}
    fields: dict[str, Any] = {field.name: old} if field.compared else {}
    current = Current(attributes=identity, fields=fields)
    wanted = {**identity, field.name: new, "wait": True, **(more or {})}
    return plan(table, wanted, current), new


def validate(cloud: Cloud, table: Table, step: Step) -> None:
    """Let botocore check the request of *step*."""
    api = Api(cloud.client(table.service))
    request = to_aws(step.params, api.input_shape(step.call.operation))
    cloud.expect(table.service, step.call.operation, request)
    api.call(step.call.operation, step.params)
    cloud.done()

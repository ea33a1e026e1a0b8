# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every setting of an HTTP API and of what belongs to it: an option or a reason, and the way to AWS."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.inferops.aws.plugins.module_utils._apigatewayv2.http_api import (
    AUTHORIZER,
    HTTP_API,
    INTEGRATION,
    ROUTE,
    STAGE,
)
from ansible_collections.inferops.aws.plugins.module_utils._engine.table import Field, Ref, Table
from ansible_collections.inferops.aws.plugins.module_utils._engine.values import dig
from ansible_collections.inferops.aws.plugins.modules.http_api import ARGUMENT_SPEC
from tests.tools.cloud import Cloud
from tests.tools.tables import (
    cases,
    change,
    differing_options,
    name_of,
    operations,
    unaccounted,
    unknown_reasons,
    validate,
    value_shape,
)

OPTIONS: dict[str, Any] = {
    "HTTP API": ARGUMENT_SPEC,
    "Authorizer": ARGUMENT_SPEC["authorizers"]["options"],
    "Integration": ARGUMENT_SPEC["integrations"]["options"],
    "Route": ARGUMENT_SPEC["routes"]["options"],
    "Stage": ARGUMENT_SPEC["stages"]["options"],
}
TABLES = [HTTP_API, AUTHORIZER, INTEGRATION, ROUTE, STAGE]


@pytest.mark.parametrize("table", TABLES, ids=name_of)
def test_every_member_has_an_option_or_a_reason(table: Table) -> None:
    assert {operation: unaccounted(table, operation) for operation in operations(table)} == {
        operation: set() for operation in operations(table)
    }


@pytest.mark.parametrize("table", TABLES, ids=name_of)
def test_reasons_are_about_members_that_exist(table: Table) -> None:
    assert unknown_reasons(table) == set()


@pytest.mark.parametrize("table", TABLES, ids=name_of)
def test_options_are_what_the_model_takes(table: Table) -> None:
    differences: list[str] = []
    for _table, field in cases(table):
        shape = value_shape(table, field)
        if shape is not None:
            api = {"default_route_settings": "DefaultRouteSettings"}.get(field.name, field.name)
            left_out = table.left_out.get(field.update, {})
            differences += differing_options(OPTIONS[table.label][field.name], shape, left_out, field.name, api)
    assert differences == []


@pytest.mark.parametrize(("table", "field"), cases(*TABLES), ids=name_of)
def test_a_change_of_one_setting_is_one_update(cloud: Cloud, table: Table, field: Field) -> None:
    planned, wanted = change(table, field)
    step = planned.steps[-1]
    carried = {next(item.place for item in table.fields if item.name == name) for name in step.call.carry}

    assert [step.call.operation for step in planned.steps] == [
        *([field.remove.operation] if field.remove and field.remove.each else []),
        field.update,
    ]
    assert step.changes == (field.name,)
    assert {name for name in step.params if name not in table.identity} - carried <= {field.place}
    value = dig(step.params, field.place)
    if field.ref:
        assert value == Ref("@id", (field.ref, wanted), field.link)
    else:
        assert {name: value[name] for name in wanted} == wanted if isinstance(wanted, dict) else value == wanted
        validate(cloud, table, step)

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every setting of Lambda's resources: what botocore knows has an option or a reason, and reaches AWS."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.inferops.aws.plugins.module_utils._engine.planning import plan
from ansible_collections.inferops.aws.plugins.module_utils._engine.shapes import member
from ansible_collections.inferops.aws.plugins.module_utils._engine.table import Field, Table
from ansible_collections.inferops.aws.plugins.module_utils._engine.values import dig
from ansible_collections.inferops.aws.plugins.module_utils._lambda.alias import ALIAS
from ansible_collections.inferops.aws.plugins.module_utils._lambda.concurrency import PROVISIONED, RESERVED
from ansible_collections.inferops.aws.plugins.module_utils._lambda.function import FUNCTION
from ansible_collections.inferops.aws.plugins.modules import lambda_alias, lambda_concurrency, lambda_function
from tests.tools.cloud import Cloud
from tests.tools.fields import input_shape, sample
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

MODULES: list[tuple[Table, Any]] = [
    (FUNCTION, lambda_function),
    (ALIAS, lambda_alias),
    (RESERVED, lambda_concurrency),
    (PROVISIONED, lambda_concurrency),
]
TABLES = [table for table, _module in MODULES]


@pytest.mark.parametrize("table", TABLES, ids=name_of)
def test_every_member_has_an_option_or_a_reason(table: Table) -> None:
    assert {operation: unaccounted(table, operation) for operation in operations(table)} == {
        operation: set() for operation in operations(table)
    }


@pytest.mark.parametrize("table", TABLES, ids=name_of)
def test_reasons_are_about_members_that_exist(table: Table) -> None:
    assert unknown_reasons(table) == set()


@pytest.mark.parametrize(("table", "module"), MODULES, ids=lambda item: getattr(item, "label", ""))
def test_options_are_what_the_model_takes(table: Table, module: Any) -> None:
    differences: list[str] = []
    for _table, field in cases(table):
        shape = value_shape(table, field)
        if shape is not None:
            spec = module.ARGUMENT_SPEC[field.name]
            left_out = table.left_out.get(field.update, {})
            differences += differing_options(spec, shape, left_out, field.name, field.name)
    assert differences == []


@pytest.mark.parametrize(("table", "field"), cases(*TABLES), ids=name_of)
def test_a_change_of_one_setting_is_one_update(cloud: Cloud, table: Table, field: Field) -> None:
    along = {} if field.compared else {"code_sha256": "new"}
    planned, wanted = change(table, field, along)

    (step,) = planned.steps

    assert step.call.operation == field.update
    assert step.changes == ((field.name,) if field.compared else ("code_sha256",))
    sent = {name for name in step.params if name not in table.identity}
    if field.sent:
        assert dig(step.params, field.place) == (field.trim(wanted) if field.trim else wanted)
        assert sent == {field.place.split(".")[0]}
        validate(cloud, table, step)
    else:
        assert sent == set()


@pytest.mark.parametrize("field", [field for field in FUNCTION.fields if field.sent], ids=lambda field: str(field.name))
def test_every_setting_is_part_of_the_creation(cloud: Cloud, field: Field) -> None:
    value = sample(member(input_shape("lambda", "CreateFunction"), field.create_place), 0)
    needed = {"function_name": "digits", "role": "arn", "package_type": "Zip", "zip_file": b"zip"}

    (step,) = plan(FUNCTION, {**needed, field.name: value}, None).steps

    assert step.call.operation == "CreateFunction"
    assert dig(step.params, field.create_place) == value
    validate(cloud, FUNCTION, step)


def test_an_architecture_and_a_key_go_along_with_new_code() -> None:
    """AWS falls back to its own choice where an update of the code leaves them out."""
    field = next(field for field in FUNCTION.fields if field.name == "code_sha256")
    planned, _wanted = change(
        FUNCTION, field, {"architectures": ["arm64"], "source_kms_key_arn": "key", "zip_file": b""}
    )

    assert planned.steps[0].params["architectures"] == ["arm64"]
    assert planned.steps[0].params["source_kms_key_arn"] == "key"


def test_configuration_goes_before_code_and_both_are_awaited() -> None:
    field = next(field for field in FUNCTION.fields if field.name == "code_sha256")
    planned, _wanted = change(FUNCTION, field, {"timeout": 9, "zip_file": b"zip"})

    assert [step.call.operation for step in planned.steps] == ["UpdateFunctionConfiguration", "UpdateFunctionCode"]
    assert [step.call.wait.path if step.call.wait else "" for step in planned.steps] == ["last_update_status"] * 2

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every setting of a repository: what botocore knows has an option or a reason, and reaches AWS."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.inferops.aws.plugins.module_utils._ecr.repository import REPOSITORY, same_encryption
from ansible_collections.inferops.aws.plugins.module_utils._engine.planning import plan
from ansible_collections.inferops.aws.plugins.module_utils._engine.shapes import member
from ansible_collections.inferops.aws.plugins.module_utils._engine.table import Field, Table
from ansible_collections.inferops.aws.plugins.module_utils._engine.values import dig
from ansible_collections.inferops.aws.plugins.modules import ecr_repository
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

ARN = "arn:aws:kms:eu-central-1:111111111111:key/1234"


@pytest.mark.parametrize("operation", operations(REPOSITORY))
def test_every_member_has_an_option_or_a_reason(operation: str) -> None:
    assert unaccounted(REPOSITORY, operation) - {"tags"} == set()


def test_reasons_are_about_members_that_exist() -> None:
    assert unknown_reasons(REPOSITORY) == set()


def test_options_are_what_the_model_takes() -> None:
    differences: list[str] = []
    for field in REPOSITORY.fields:
        shape = value_shape(REPOSITORY, field) if field.update else None
        shape = shape or member(input_shape("ecr", "CreateRepository"), field.create_place)
        spec = ecr_repository.ARGUMENT_SPEC[field.name]
        differences += differing_options(spec, shape, {}, field.name, field.name)
    assert differences == []


@pytest.mark.parametrize(("table", "field"), cases(REPOSITORY), ids=name_of)
def test_a_change_of_one_setting_is_one_update(cloud: Cloud, table: Table, field: Field) -> None:
    planned, wanted = change(table, field)
    (step,) = planned.steps
    assert step.call.operation == field.update
    assert dig(step.params, field.place) == wanted
    validate(cloud, table, step)


@pytest.mark.parametrize("field", REPOSITORY.fields, ids=name_of)
def test_every_setting_is_part_of_the_creation(cloud: Cloud, field: Field) -> None:
    value = sample(member(input_shape("ecr", "CreateRepository"), field.create_place), 0)
    (step,) = plan(REPOSITORY, {"name": "digits", field.name: value}, None).steps
    assert dig(step.params, field.create_place) == value
    validate(cloud, REPOSITORY, step)


@pytest.mark.parametrize(
    ("wanted", "current", "same"),
    [
        ({"encryption_type": "AES256"}, {"encryption_type": "AES256"}, True),
        ({"encryption_type": "AES256"}, {}, True),
        ({"encryption_type": "KMS"}, {"encryption_type": "AES256"}, False),
        ({"encryption_type": "KMS"}, {"encryption_type": "KMS", "kms_key": ARN}, True),
        ({"encryption_type": "KMS", "kms_key": ARN}, {"encryption_type": "KMS", "kms_key": ARN}, True),
        ({"encryption_type": "KMS", "kms_key": "1234"}, {"encryption_type": "KMS", "kms_key": ARN}, True),
        ({"encryption_type": "KMS", "kms_key": "alias/mine"}, {"encryption_type": "KMS", "kms_key": ARN}, True),
        ({"encryption_type": "KMS", "kms_key": "5678"}, {"encryption_type": "KMS", "kms_key": ARN}, False),
    ],
)
def test_a_key_is_the_same_however_it_is_named(wanted: Any, current: Any, same: bool) -> None:
    assert same_encryption(wanted, current) is same

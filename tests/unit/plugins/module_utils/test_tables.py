# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every setting of every resource: what botocore knows has an option or a reason, and reaches AWS.

What a test has to know of a table is in the folder tables, a file for each service. A table that is not there fails.
"""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.inferops.aws.plugins.module_utils._engine.table import Field, Ref
from ansible_collections.inferops.aws.plugins.module_utils._engine.values import dig
from tests.tools.cloud import Cloud
from tests.tools.tables import (
    Described,
    changing,
    creating,
    differing_options,
    operations,
    tables,
    unaccounted,
    unknown_reasons,
    validate,
)

from .tables import apigatewayv2, cloudwatch, ecr, eks, functions

ALL = [*apigatewayv2.TABLES, *cloudwatch.TABLES, *ecr.TABLES, *eks.TABLES, *functions.TABLES]


def name_of(value: Any) -> str:
    return str(value.table.label if isinstance(value, Described) else value.name)


def fields(updated: bool) -> list[tuple[Described, Field]]:
    """Return the fields of all tables that are part of an update, or of a creation by itself."""
    return [
        (described, item)
        for described in ALL
        for item in described.table.fields
        if (item.update if updated else item.sent and not item.later and not item.ref)
    ]


def is_plain(item: Field) -> bool:
    """Say whether the value of an option is sent as it is."""
    return not (item.document or item.encode or item.delta or item.adapt or item.trim or item.ref)


def test_every_table_is_tested() -> None:
    there = {id(described.table) for described in ALL}
    assert [f"{module}: {table.label}" for key, (module, table) in tables().items() if key not in there] == []
    assert len(there) == len(ALL)


@pytest.mark.parametrize("described", ALL, ids=name_of)
def test_every_member_has_an_option_or_a_reason(described: Described) -> None:
    found = {call.operation: unaccounted(described, call) for call in operations(described.table)}
    assert {operation: members for operation, members in found.items() if members} == {}


@pytest.mark.parametrize("described", ALL, ids=name_of)
def test_reasons_are_about_members_that_exist(described: Described) -> None:
    assert unknown_reasons(described) == set()


@pytest.mark.parametrize("described", ALL, ids=name_of)
def test_options_are_what_the_model_takes(described: Described) -> None:
    assert [told for item in described.table.fields for told in differing_options(described, item)] == []


@pytest.mark.parametrize(("described", "item"), fields(updated=True), ids=name_of)
def test_a_change_of_one_setting_is_one_update(cloud: Cloud, described: Described, item: Field) -> None:
    planned, wanted = changing(described, item)

    removals = [item.remove.operation] if item.remove and item.remove.each else []
    step = planned.steps[-1]
    assert [step.call.operation for step in planned.steps] == [*removals, item.update]
    cause = item if item.compared else described.field(described.causes[item.name])
    assert step.changes == (cause.name,)
    allowed = {part.place.split(".")[0] for part in (item, cause) if part.sent}
    allowed |= {described.field(name).place for name in step.call.carry}
    named = described.table.identity if step.call.params is None else step.call.params
    assert set(step.params) - set(named) - set(step.call.constants) <= allowed
    sent = dig(step.params, item.place)
    if item.ref:
        assert sent == Ref("@id", (item.ref, wanted), item.link)
        return
    if item.sent and is_plain(item):
        assert {name: sent[name] for name in wanted} == wanted if isinstance(wanted, dict) else sent == wanted
    if item.sent:
        assert sent is not None
        validate(cloud, described.table, step)


@pytest.mark.parametrize(("described", "item"), fields(updated=False), ids=name_of)
def test_every_setting_is_part_of_the_creation(cloud: Cloud, described: Described, item: Field) -> None:
    step, wanted = creating(described, item)

    assert step.call is described.table.create
    sent = dig(step.params, item.create_place)
    assert sent == wanted if is_plain(item) else sent is not None
    validate(cloud, described.table, step)

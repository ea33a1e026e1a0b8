# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whose a resource is."""

from __future__ import annotations

import re
from typing import Any

import pytest

from ansible_collections.inferops.aws.plugins.module_utils._engine.errors import EngineError
from ansible_collections.inferops.aws.plugins.module_utils._engine.ownership import ours, stays_ours
from ansible_collections.inferops.aws.plugins.module_utils._engine.steps import Current, Plan
from ansible_collections.inferops.aws.plugins.module_utils._engine.table import Call, Find, Table, Tags

TABLE = Table(
    label="Shelf",
    service="lambda",
    find=Find("GetFunction"),
    identity={},
    create=Call("CreateFunction"),
    delete=Call("DeleteFunction"),
    fields=(),
    tags=Tags(target="resource", arn="shelf_arn"),
)
MINE = {"expect_tags": {"owner": "me", "team": "a"}}
THEIRS = Current({"shelf_arn": "arn:1"}, tags={"owner": "you"})


def test_what_bears_the_tags_is_ours() -> None:
    found = Current(tags={"owner": "me", "team": "a", "more": "x"})
    assert ours(TABLE, MINE, found) is found
    assert ours(TABLE, MINE, None) is None


@pytest.mark.parametrize("options", [{}, {"expect_tags": None}, {"expect_tags": {}}])
def test_without_expectations_everything_is(options: dict[str, Any]) -> None:
    assert ours(TABLE, options, THEIRS) is THEIRS


def test_what_does_not_is_refused_by_its_arn_with_every_difference() -> None:
    said = "Shelf arn:1 exists and is not the one that is meant, by expect_tags: "
    said += "owner is 'you' instead of 'me', team is missing instead of 'a'. It was left as it is."
    with pytest.raises(EngineError, match=re.escape(said)):
        ours(TABLE, MINE, THEIRS)


def test_and_is_nothing_to_delete() -> None:
    assert ours(TABLE, {**MINE, "state": "absent"}, THEIRS) is None


def test_a_plan_after_which_it_would_not_be_ours_is_refused() -> None:
    stays_ours(MINE, Plan((), None, None))
    stays_ours(MINE, Plan((), None, Current(tags={"owner": "me", "team": "a"})))
    with pytest.raises(EngineError, match="expect_tags: tags must hold team with the same value"):
        stays_ours(MINE, Plan((), None, Current(tags={"owner": "me"})))

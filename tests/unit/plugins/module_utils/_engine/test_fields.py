# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How a field changes and in which form it is sent, on a table of a lamp: no AWS anywhere."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ansible_collections.inferops.aws.plugins.module_utils._engine.errors import EngineError
from ansible_collections.inferops.aws.plugins.module_utils._engine.planning import plan
from ansible_collections.inferops.aws.plugins.module_utils._engine.running import view
from ansible_collections.inferops.aws.plugins.module_utils._engine.steps import Current
from ansible_collections.inferops.aws.plugins.module_utils._engine.table import Call, Field, Find, Ref, Table, Wait
from ansible_collections.inferops.aws.plugins.module_utils._engine.values import UNKNOWN, unordered


def difference(wanted: dict[str, str], current: dict[str, str] | None) -> dict[str, Any]:
    there = current or {}
    return {"set": {name: text for name, text in wanted.items() if there.get(name) != text}}


def brighter(wanted: Any, current: Any) -> str:
    return "lamps only get brighter" if current and wanted < current else ""


def within(wanted: Any, current: Any) -> Any:
    return wanted if current is None else max(wanted, current - 1)


LAMP = Table(
    label="Lamp",
    service="room",
    find=Find("GetLamp", {"name": "name"}),
    identity={"name": "name"},
    create=Call("CreateLamp"),
    updates=(Call("UpdateLamp", apart=True, together=("place",)), Call("ReplaceBulb", carry=("socket",))),
    delete=Call("DeleteLamp"),
    fields=(
        Field("room", "UpdateLamp", "place"),
        Field("wall", "UpdateLamp", "place"),
        Field("hook", "UpdateLamp", "place", compared=False),
        Field("colour", "UpdateLamp", "colour"),
        Field("paint", "UpdateLamp", "colour", compared=False),
        Field("labels", "UpdateLamp", "labels", delta=difference, default={}),
        Field("switches", "UpdateLamp", "switches", encode=lambda on: [{"on": on}], same=unordered),
        Field("notes", "UpdateLamp", "notes", verbatim=True),
        Field("plan", "UpdateLamp", "plan", document=True),
        Field("watts", "ReplaceBulb", fixed=brighter),
        Field("height", "UpdateLamp", "height", adapt=within),
        Field("socket", "ReplaceBulb", lapses=True),
        Field("haste", "ReplaceBulb", compared=False, later=True),
        Field("material", fixed="nobody recasts a lamp"),
    ),
    returns=("name", "serial"),
)
NAME = {"name": "l"}


def change(wanted: dict[str, Any], **fields: Any) -> list[tuple[str, dict[str, Any]]]:
    planned = plan(LAMP, {**NAME, **wanted}, Current(attributes=dict(NAME), fields=fields))
    sent = [{name: value for name, value in step.params.items() if name != "name"} for step in planned.steps]
    return [(step.call.operation, params) for step, params in zip(planned.steps, sent, strict=True)]


def create(**wanted: Any) -> dict[str, Any]:
    (step,) = plan(LAMP, {**NAME, **wanted}, None).steps
    return {name: value for name, value in step.params.items() if name != "name"}


def test_a_group_that_aws_takes_as_a_whole_is_sent_whole() -> None:
    assert change({"room": "hall"}, room="attic", wall="north") == [("UpdateLamp", {"room": "hall", "wall": "north"})]


def test_what_goes_along_goes_with_its_own_group_only() -> None:
    wanted = {"colour": "red", "hook": 2, "paint": "gloss"}
    assert change(wanted, room="attic") == [("UpdateLamp", {"colour": "red", "paint": "gloss"})]


def test_differences_are_sent_to_what_exists_and_all_to_what_is_new() -> None:
    wanted = {"labels": {"a": "1", "b": "2"}}
    assert change(wanted, labels={"a": "1"}) == [("UpdateLamp", {"labels": {"set": {"b": "2"}}})]
    assert create(**wanted) == wanted


def test_the_form_of_a_request_is_that_of_a_creation_too() -> None:
    assert change({"switches": ["a"]}, switches=[]) == [("UpdateLamp", {"switches": [{"on": ["a"]}]})]
    assert create(switches=["a"]) == {"switches": [{"on": ["a"]}]}


@pytest.mark.parametrize(
    ("wanted", "current", "same"),
    [
        ({"a": ""}, {}, False),
        ({}, {"a": ""}, False),
        ({}, None, True),
        ({"a": "1", "b": "2"}, {"b": "2", "a": "1"}, True),
    ],
)
def test_every_entry_of_a_map_of_the_users_own_counts(wanted: Any, current: Any, same: bool) -> None:
    assert (change({"notes": wanted}, notes=current) == []) is same


def test_an_empty_entry_is_created_and_shown() -> None:
    assert create(notes={"a": ""}) == {"notes": {"a": ""}}
    shown = view(LAMP, plan(LAMP, {**NAME, "notes": {"a": ""}, "plan": {"b": []}}, None).after)
    assert (shown["notes"], shown["plan"]) == ({"a": ""}, {"b": []})


@pytest.mark.parametrize(
    ("wanted", "current", "same"),
    [
        ({"a": 1, "b": [None]}, {"b": [None], "a": 1.0}, True),
        ({"a": 1}, {"a": True}, False),
        ({"a": None}, {}, False),
        ({"a": [1, 2]}, {"a": [2, 1]}, False),
        ({}, None, True),
    ],
)
def test_documents_are_compared_by_what_they_say(wanted: Any, current: Any, same: bool) -> None:
    assert (change({"plan": wanted}, plan=current) == []) is same


def test_documents_are_sent_as_text() -> None:
    assert change({"plan": {"a": [], "b": None}}, plan=None) == [("UpdateLamp", {"plan": '{"a": [], "b": null}'})]
    assert create(plan={"a": []}) == {"plan": '{"a": []}'}


def test_a_reason_depends_on_the_change() -> None:
    assert change({"watts": 60}, watts=40, socket="E27") == [("ReplaceBulb", {"watts": 60, "socket": "E27"})]
    with pytest.raises(EngineError) as refused:
        change({"watts": 40, "material": "tin"}, watts=60, material="brass")
    assert refused.value.message == (
        "Lamp: watts cannot be changed from 60 to 40: lamps only get brighter. "
        "material cannot be changed from 'brass' to 'tin': nobody recasts a lamp."
    )


def test_the_value_that_is_meant_may_depend_on_the_present_one() -> None:
    assert change({"height": 1}, height=5) == [("UpdateLamp", {"height": 4})]
    assert create(height=1) == {"height": 1}


def test_a_setting_lapses_where_an_update_leaves_it_out() -> None:
    assert change({"socket": ""}, socket="E27") == [("ReplaceBulb", {})]
    assert change({"socket": "E14", "haste": True}, socket="E27") == [("ReplaceBulb", {"socket": "E14", "haste": True})]


def test_what_comes_later_is_no_part_of_a_creation() -> None:
    assert create(haste=True, watts=40) == {"watts": 40}


def test_the_name_of_what_is_to_be_created_is_known() -> None:
    after = plan(LAMP, NAME, None).after
    assert after is not None
    assert after.attributes == {"name": "l", "serial": UNKNOWN}


def test_what_is_the_same_in_other_words_is_shown_in_those_of_aws() -> None:
    planned = plan(LAMP, {**NAME, "switches": ["b", "a"]}, Current(dict(NAME), {"switches": ["a", "b"]}))
    assert planned.after is not None
    assert (planned.steps, planned.after.fields["switches"]) == ((), ["a", "b"])


BROKEN = Wait("lit", "GetLamp", {"name": Ref("name")}, "state", ("On",), ("Broken",), "issues", final=True)


def test_what_aws_has_given_up_is_refused_unless_it_is_to_go() -> None:
    table = replace(LAMP, settled=(BROKEN,))
    there = Current(attributes={**NAME, "state": "Broken", "issues": [{"code": "Fuse", "message": "Blown."}]})
    with pytest.raises(EngineError) as refused:
        plan(table, NAME, there)
    assert refused.value.message == (
        "Lamp exists, and AWS has given it up; its state is 'Broken': Fuse: Blown. "
        "Delete it with state=absent once the reason is gone."
    )
    assert [step.call.operation for step in plan(table, {**NAME, "state": "absent"}, there).steps] == ["DeleteLamp"]

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Planning, on a table of a shelf with books: no AWS anywhere."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.inferops.aws.plugins.module_utils._engine.errors import EngineError
from ansible_collections.inferops.aws.plugins.module_utils._engine.planning import plan
from ansible_collections.inferops.aws.plugins.module_utils._engine.steps import Current, Plan
from ansible_collections.inferops.aws.plugins.module_utils._engine.table import (
    ID,
    Call,
    Child,
    Field,
    Find,
    Ref,
    Remove,
    Table,
    Tags,
)
from ansible_collections.inferops.aws.plugins.module_utils._engine.values import UNKNOWN

AUTHOR = Table(
    label="Author",
    service="shelf",
    find=Find("ListAuthors", items="authors"),
    identity={"shelf_id": "shelf_id", "author_id": "author_id"},
    id="author_id",
    create=Call("CreateAuthor", params={"shelf_id": "shelf_id", "name": "name"}),
    delete=Call("DeleteAuthor"),
    fields=(Field("born"),),
)
BOOK = Table(
    label="Book",
    service="shelf",
    find=Find("ListBooks", items="books"),
    identity={"shelf_id": "shelf_id", "book_id": "book_id"},
    id="book_id",
    create=Call("CreateBook", params={"shelf_id": "shelf_id", "title": "title"}),
    updates=(Call("UpdateBook"),),
    delete=Call("DeleteBook"),
    fields=(
        Field("author", "UpdateBook", param="author_id", ref="authors", link="authors/{}"),
        Field("pages", "UpdateBook"),
    ),
)
SHELF = Table(
    label="Shelf",
    service="shelf",
    find=Find("GetShelf", {"name": "name"}),
    identity={"shelf_id": "shelf_id"},
    id="shelf_id",
    create=Call("CreateShelf"),
    updates=(Call("PaintShelf", carry=("gloss",)), Call("MoveShelf", apart=True)),
    delete=Call("DeleteShelf"),
    required=("colour",),
    tags=Tags(target="arn", arn="shelf_arn"),
    fields=(
        Field("colour", "PaintShelf"),
        Field("gloss", "PaintShelf"),
        Field("paint_tin", "PaintShelf", compared=False),
        Field("floor", "MoveShelf", group="floor"),
        Field("room", "MoveShelf", group="room", param="place.room"),
        Field("size", "MoveShelf", merge=True),
        Field("material"),
        Field("lamp", "MoveShelf", remove=Remove("RemoveLamp")),
        Field("notes", "MoveShelf", remove=Remove("RemoveNote", each="key")),
        Field("labels", "MoveShelf", blank=""),
        Field("rail", "MoveShelf", reset={"kind": "none"}, default={"kind": "none"}),
    ),
    children=(
        Child("authors", "name", "name", AUTHOR, "purge_authors"),
        Child("books", "title", "title", BOOK, "purge_books"),
    ),
    returns=("shelf_id", "shelf_arn"),
)
THERE = {"shelf_id": "s-1", "shelf_arn": "arn:s-1"}


def current(tags: dict[str, str] | None = None, **fields: Any) -> Current:
    return Current(attributes=dict(THERE), fields=fields, tags=tags or {})


def written(planned: Plan) -> list[tuple[str, dict[str, Any]]]:
    return [
        (step.call.operation, {name: value for name, value in step.params.items() if name != "shelf_id"})
        for step in planned.steps
    ]


@pytest.mark.parametrize(
    "fields",
    [
        {"colour": "red"},
        {"colour": None},
        {"gloss": ""},
        {"lamp": {}},
        {"labels": {}},
        {"rail": {}},
        {"rail": {"kind": "none"}},
    ],
)
def test_nothing_to_do(fields: dict[str, Any]) -> None:
    assert plan(SHELF, fields, current(colour="red", rail={"kind": "none"})).steps == ()


def test_creates_with_everything_that_is_given() -> None:
    planned = plan(SHELF, {"colour": "red", "room": "hall", "lamp": {}, "paint_tin": 7, "tags": {"a": "1"}}, None)
    assert written(planned) == [
        ("CreateShelf", {"colour": "red", "place": {"room": "hall"}, "paint_tin": 7, "tags": {"a": "1"}})
    ]
    assert planned.steps[0].params["shelf_id"] == Ref("shelf_id")
    assert set(planned.steps[0].changes) == {"colour", "room", "tags"}


def test_what_aws_decides_is_unknown_and_defaults_are_known() -> None:
    after = plan(SHELF, {"colour": "red"}, None).after
    assert after is not None
    assert after.attributes == {"shelf_id": UNKNOWN, "shelf_arn": UNKNOWN}
    assert (after.fields["colour"], after.fields["rail"]) == ("red", {"kind": "none"})


def test_refuses_to_create_without_what_is_needed() -> None:
    with pytest.raises(EngineError, match="Shelf does not exist; to create it, colour must be given"):
        plan(SHELF, {"gloss": "matt"}, None)


def test_one_call_for_all_settings_of_an_operation_with_what_it_would_reset() -> None:
    planned = plan(SHELF, {"colour": "blue", "paint_tin": 7}, current(colour="red", gloss="matt"))
    assert written(planned) == [("PaintShelf", {"colour": "blue", "gloss": "matt", "paint_tin": 7})]
    assert planned.steps[0].changes == ("colour",)


def test_one_call_for_each_kind_of_change_where_aws_wants_it() -> None:
    planned = plan(SHELF, {"colour": "blue", "floor": 2, "room": "hall"}, current(colour="red", floor=1))
    assert written(planned) == [
        ("PaintShelf", {"colour": "blue"}),
        ("MoveShelf", {"floor": 2}),
        ("MoveShelf", {"place": {"room": "hall"}}),
    ]


def test_suboptions_that_are_left_out_keep_their_value() -> None:
    planned = plan(SHELF, {"size": {"width": 3}}, current(size={"width": 2, "height": 9}))
    assert written(planned) == [("MoveShelf", {"size": {"width": 3, "height": 9}})]
    assert plan(SHELF, {"size": {"width": 2}}, current(size={"width": 2, "height": 9})).steps == ()


def test_an_empty_value_sends_what_resets() -> None:
    assert written(plan(SHELF, {"rail": {}}, current(rail={"kind": "gold"}))) == [
        ("MoveShelf", {"rail": {"kind": "none"}})
    ]
    assert written(plan(SHELF, {"gloss": ""}, current(gloss="matt"))) == [("PaintShelf", {"gloss": ""})]


def test_removal_has_an_operation_of_its_own() -> None:
    there = current(lamp={"watts": 5})
    assert written(plan(SHELF, {"lamp": {}}, there)) == [("RemoveLamp", {})]
    assert written(plan(SHELF, {"lamp": {"watts": 6}}, there)) == [("MoveShelf", {"lamp": {"watts": 6}})]


def test_removal_name_by_name() -> None:
    there = current(notes={"a": 1, "b": 2})
    assert written(plan(SHELF, {"notes": {"b": 2}}, there)) == [("RemoveNote", {"key": "a"})]
    assert written(plan(SHELF, {"notes": {"b": 3}}, there)) == [
        ("RemoveNote", {"key": "a"}),
        ("MoveShelf", {"notes": {"b": 3}}),
    ]
    assert written(plan(SHELF, {"notes": {"a": 1, "b": 2, "c": 3}}, there)) == [
        ("MoveShelf", {"notes": {"a": 1, "b": 2, "c": 3}})
    ]


def test_names_that_left_a_map_are_blanked() -> None:
    planned = plan(SHELF, {"labels": {"b": "2"}}, current(labels={"a": "1", "b": "2"}))
    assert written(planned) == [("MoveShelf", {"labels": {"a": "", "b": "2"}})]
    assert planned.after is not None
    assert planned.after.fields["labels"] == {"b": "2"}


def test_what_is_decided_at_creation_is_refused() -> None:
    told = "Shelf: material cannot be changed from 'pine' to 'oak': it is decided at creation."
    with pytest.raises(EngineError) as refused:
        plan(SHELF, {"colour": "red", "material": "oak"}, current(material="pine"))
    assert refused.value.message == told
    with pytest.raises(EngineError) as refused:
        plan(SHELF, {"colour": "red", "material": "oak", "allow_replace": False}, current(material="pine"))
    assert refused.value.message == f"{told[:-1]}. With allow_replace=true it is deleted and created anew."


def test_or_replaced_with_all_that_belongs_to_it() -> None:
    there = current(colour="red", material="pine", gloss="matt")
    wanted = {"colour": "red", "material": "oak", "allow_replace": True, "books": [{"title": "Emma"}]}
    planned = plan(SHELF, wanted, there)
    assert [step.call.operation for step in planned.steps] == ["DeleteShelf", "CreateShelf", "CreateBook"]
    assert planned.steps[0].params == {"shelf_id": "s-1"}
    assert planned.steps[2].params["shelf_id"] == Ref("shelf_id")
    assert planned.after is not None
    assert planned.after.attributes["shelf_id"] == UNKNOWN
    assert planned.after.fields["gloss"] is None


def test_absent() -> None:
    assert written(plan(SHELF, {"state": "absent"}, current())) == [("DeleteShelf", {})]
    assert plan(SHELF, {"state": "absent"}, current()).after is None
    assert plan(SHELF, {"state": "absent"}, None).steps == ()


def test_tags() -> None:
    there = current(tags={"a": "1", "b": "2"})
    assert plan(SHELF, {}, there).steps == ()
    assert [step.params for step in plan(SHELF, {"tags": {"a": "9"}}, there).steps] == [
        {"arn": "arn:s-1", "tag_keys": ["b"]},
        {"arn": "arn:s-1", "tags": {"a": "9"}},
    ]
    kept = plan(SHELF, {"tags": {"a": "9"}, "purge_tags": False}, there)
    assert [step.call.operation for step in kept.steps] == ["TagResource"]
    assert kept.after is not None
    assert kept.after.tags == {"a": "9", "b": "2"}


def shelf_with_books() -> Current:
    there = current(colour="red")
    there.children["authors"] = {"Austen": Current({"author_id": "a-1"}, {"born": 1775})}
    there.children["books"] = {
        "Emma": Current({"book_id": "b-1"}, {"author": "Austen", "pages": 400}),
        "Evelina": Current({"book_id": "b-2"}, {"author": None, "pages": 500}),
    }
    return there


def test_collections_of_a_new_resource() -> None:
    wanted = {"colour": "red", "authors": [{"name": "Eliot"}], "books": [{"title": "Romola", "author": "Eliot"}]}
    planned = plan(SHELF, wanted, None)
    assert [(step.call.operation, step.target) for step in planned.steps] == [
        ("CreateShelf", ("", "")),
        ("CreateAuthor", ("authors", "Eliot")),
        ("CreateBook", ("books", "Romola")),
    ]
    assert planned.steps[2].params == {
        "shelf_id": Ref("shelf_id"),
        "title": "Romola",
        "author_id": Ref(ID, ("authors", "Eliot"), "authors/{}"),
    }


def test_collections_create_update_and_last_of_all_delete() -> None:
    wanted = {
        "authors": [{"name": "Eliot"}],
        "purge_authors": True,
        "books": [{"title": "Emma", "author": "Eliot"}, {"title": "Romola"}],
        "purge_books": True,
    }
    planned = plan(SHELF, wanted, shelf_with_books())
    assert [(step.call.operation, step.target[1]) for step in planned.steps] == [
        ("CreateAuthor", "Eliot"),
        ("UpdateBook", "Emma"),
        ("CreateBook", "Romola"),
        ("DeleteBook", "Evelina"),
        ("DeleteAuthor", "Austen"),
    ]
    assert planned.steps[1].params["book_id"] == "b-1"
    assert planned.steps[1].changes == ("books[Emma].author",)
    assert planned.after is not None
    assert set(planned.after.children["books"]) == {"Emma", "Romola"}


def test_a_collection_that_is_left_out_or_not_purged_keeps_what_it_has() -> None:
    assert plan(SHELF, {"purge_books": True}, shelf_with_books()).steps == ()
    assert (
        plan(SHELF, {"books": [{"title": "Emma", "pages": 400}], "purge_books": False}, shelf_with_books()).steps == ()
    )


def test_references_must_lead_somewhere() -> None:
    with pytest.raises(EngineError, match=r"books\[Emma\].author is 'Bronte', which is not among the authors: Austen"):
        plan(SHELF, {"books": [{"title": "Emma", "author": "Bronte"}]}, shelf_with_books())


def test_names_in_a_collection_are_unique() -> None:
    with pytest.raises(EngineError, match="books: every title may be listed once"):
        plan(SHELF, {"books": [{"title": "Emma"}, {"title": "Emma"}]}, shelf_with_books())


def test_a_collection_has_frozen_settings_too() -> None:
    with pytest.raises(EngineError, match=r"Author: authors\[Austen\].born cannot be changed"):
        plan(SHELF, {"authors": [{"name": "Austen", "born": 1776}]}, shelf_with_books())

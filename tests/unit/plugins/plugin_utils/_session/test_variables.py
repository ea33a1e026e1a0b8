# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest

from ansible_collections.inferops.aws.plugins.plugin_utils._session import variables


@pytest.mark.parametrize(
    ("option", "value", "sentence"),
    [
        ({"type": "int"}, "many", "x is 'many'; allowed: a whole number"),
        ({"type": "int"}, "1.5", "x is '1.5'; allowed: a whole number"),
        ({"type": "float"}, "fast", "x is 'fast'; allowed: a number"),
        ({"type": "bool"}, "perhaps", "x is 'perhaps'; allowed: true or false"),
        ({"type": "bool"}, 2, "x is 2; allowed: true or false"),
        ({"type": "dict"}, 3, "x is 3; allowed: a dictionary"),
        ({"type": "str"}, ["a"], "x is ['a']; allowed: text"),
        ({"type": "str", "choices": ["Zip", "Image"]}, "zip", "x is 'zip'; allowed: Zip, Image"),
        ({"type": "str", "choices": ["", "a", "b"]}, "c", "x is 'c'; allowed: a, b, or nothing"),
        ({"type": "list", "elements": "int"}, [1, "two"], "x is [1, 'two']; allowed: a list, each item a whole number"),
        (
            {"type": "list", "elements": "str"},
            "a, b",
            """x is 'a, b'; allowed: a list, each item text; -e takes it as '{"x": ["a", "b"]}'""",
        ),
        (
            {"type": "list", "elements": "str", "choices": ["a", "b"]},
            "['a']",
            """x is "['a']"; allowed: a list out of a, b; -e takes it as '{"x": ["a"]}'""",
        ),
        ({"type": "list", "elements": "dict"}, "a", "x is 'a'; allowed: a list, each item a dictionary"),
        (
            {"type": "list", "elements": "str", "no_log": True},
            "hunter2",
            "x is set to a secret value; allowed: a list, each item text",
        ),
        ({"type": "str", "required": True}, "", "x is not set, but needed; allowed: text"),
        ({"type": "int", "no_log": True}, "hunter2", "x is set to a secret value; allowed: a whole number"),
    ],
)
def test_a_wrong_value_is_named_with_what_is_allowed(option: dict, value: object, sentence: str) -> None:
    assert variables.mistyped({"x": option}, {"x": value}) == [sentence]


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ({"type": "int"}, "512"),
        ({"type": "bool"}, "yes"),
        ({"type": "float"}, 1),
        ({"type": "list", "elements": "str"}, ["a", 5]),
        ({"type": "list", "elements": "str"}, ""),
        ({"type": "str"}, 5),
        ({"type": "int"}, None),
        ({"type": "path"}, ""),
    ],
)
def test_what_can_be_read_as_the_type_is_accepted(option: dict, value: object) -> None:
    assert variables.mistyped({"x": option}, {"x": value}) == []


def test_text_is_taken_for_a_list_by_whom_splits_it() -> None:
    declared = {"x": {"type": "list", "elements": "str"}}
    assert variables.mistyped(declared, {"x": "a,b"}, text_as_list=True) == []


KNOWN = {"inferops_region", "inferops_name", "http_api_stage", "iam_path", "model_store_file"}
PREFIXES = {"http_api_", "iam_", "model_store_"}


def test_an_unknown_variable_under_our_prefix_is_reported_with_the_nearest_name() -> None:
    assert variables.misspelt({"inferops_regoin": 1}, KNOWN) == [
        "inferops_regoin is no variable of this collection; did you mean inferops_region?"
    ]


def test_an_unknown_variable_under_our_prefix_is_reported_without_a_nearest_name() -> None:
    assert variables.misspelt({"inferops_quota_of_gpus": 1}, KNOWN) == [
        "inferops_quota_of_gpus is no variable of this collection"
    ]


def test_a_prefix_that_is_a_roles_alone_is_as_good_as_ours() -> None:
    held = {"compare_options_memory_mb": 1, "compare_options_memory_mib": 1, "http_api_stag": 1}
    assert variables.misspelt(held, {"compare_options_memory_mib"}, ("inferops_", "compare_options_")) == [
        "compare_options_memory_mb is no variable of this collection; did you mean compare_options_memory_mib?"
    ]


def test_under_a_role_prefix_only_lookalikes_are_reported() -> None:
    held = {"http_api_stag": 1, "iam_users_of_another_tool": 1, "http_api_result": 1, "http_api__internal": 1}
    assert variables.lookalikes(held, KNOWN, PREFIXES) == [
        "http_api_stag is no variable of this collection; did you mean http_api_stage?"
    ]


def test_checks_report_what_fails_with_the_value_held(tmp_path) -> None:
    empty = tmp_path / "model.json"
    empty.touch()
    checks = [
        {"variable": "memory", "passes": False, "allowed": "128 to 10240 MB"},
        {"variable": "timeout", "passes": True, "allowed": "1 to 900 seconds"},
        {"variable": "model", "file": str(empty), "allowed": "a file with something in it"},
        {"variable": "context", "directory": str(tmp_path / "gone"), "allowed": "a folder"},
        {"variable": "bucket", "value": "Digits", "passes": False, "allowed": "lower-case letters"},
        {"faults": {"timeout": "", "memory": "an even number", "bucket": "one of yours"}},
    ]
    held = {"memory": 64, "model": str(empty), "context": str(tmp_path / "gone"), "bucket": ""}
    assert variables.unmet(checks, held.get, lambda value: value) == [
        "memory is 64; allowed: 128 to 10240 MB",
        f"model is {str(empty)!r}; allowed: a file with something in it",
        f"context is {str(tmp_path / 'gone')!r}; allowed: a folder",
        "bucket is 'Digits'; allowed: lower-case letters",
        "memory is 64; allowed: an even number",
        "bucket is ''; allowed: one of yours",
    ]


def test_only_a_message_has_what_it_says_rendered() -> None:
    rendered: list[object] = []

    def template(value: object) -> object:
        rendered.append(value)
        return value

    checks = [
        {"variable": "timeout", "value": "v", "passes": True, "allowed": "1 to 900 seconds"},
        {"variable": "memory", "value": "w", "passes": False, "allowed": "128 to 10240 MB"},
    ]
    assert variables.unmet(checks, {}.get, template) == ["memory is 'w'; allowed: 128 to 10240 MB"]
    assert rendered == [True, False, "w", "128 to 10240 MB"]


def test_one_problem_is_the_message_and_several_are_a_list() -> None:
    assert variables.message(["a is wrong"]) == "a is wrong"
    assert variables.message(["a is wrong", "b is wrong"]) == (
        "2 variables need attention:\n- a is wrong\n- b is wrong"
    )


@pytest.mark.parametrize(
    "tags",
    [
        {"aws:team": "a"},
        {"AWS:team": "a"},
        {"inferops:deployment": "a"},
        {"": "a"},
        {"k" * 129: "a"},
        {"semi;colon": "a"},
        {"team": "v" * 257},
        {"team": ["a"]},
    ],
)
def test_a_tag_that_aws_or_the_collection_cannot_have_is_reported(tags: dict[str, object]) -> None:
    assert variables.bad_tags("inferops_tags", tags) == [f"inferops_tags is {tags!r}; allowed: {variables.TAGS}"]


def test_ordinary_tags_are_fine() -> None:
    tags = {"team": "digits", "cost-center": 4711, "Grüße @ home": "", "awsome": True, "k" * 128: "v" * 256}
    assert variables.bad_tags("inferops_tags", tags) == []
    assert variables.bad_tags("inferops_tags", "reported as no dictionary already") == []


def test_a_number_is_text_where_text_is_declared() -> None:
    assert variables.as_declared({"type": "str"}, 111111111111) == "111111111111"
    assert variables.as_declared({"type": "str"}, True) is True
    assert variables.as_declared({"type": "int"}, 5) == 5
    assert variables.as_declared({"type": "str"}, None) is None


def test_a_relative_path_is_refused_since_nobody_agrees_where_it_begins() -> None:
    declared = {"model": {"type": "path"}, "home": {"type": "path"}, "prefix": {"type": "str"}}
    held = {"model": "model/model.json", "home": "~/model.json", "prefix": "models"}
    assert variables.relative_paths(declared, held) == [
        "model is 'model/model.json'; allowed: an absolute path, such as one that begins with {{ inventory_dir }}"
    ]


def test_a_playbook_that_deploys_takes_no_role_away() -> None:
    assert variables.unwanted_states({"iam": "present"}) == []
    (sentence,) = variables.unwanted_states({"http_api": "absent"})
    assert sentence.startswith("http_api_state is 'absent'; allowed: present, since this playbook deploys.")
    assert "inferops.aws.destroy" in sentence

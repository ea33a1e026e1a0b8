# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Places, emptiness and equality."""

from __future__ import annotations

import pytest

from ansible_collections.inferops.aws.plugins.module_utils._engine import values
from ansible_collections.inferops.aws.plugins.module_utils._engine.values import Comparator


def test_dig_and_put_agree() -> None:
    target: dict[str, object] = {"a": {"x": 1}}
    values.put(target, "a.b.c", 2)
    assert target == {"a": {"x": 1, "b": {"c": 2}}}
    assert values.dig(target, "a.b.c") == 2
    assert values.dig(target, "a.x.c") is None
    assert values.dig(target, "") is target


def test_what_is_left_out_goes_what_is_empty_stays() -> None:
    assert values.given({"a": None, "b": {"c": None, "d": ""}, "e": [{"f": None}]}) == {"b": {"d": ""}, "e": [{}]}


@pytest.mark.parametrize(
    ("same", "wanted", "current", "expected"),
    [
        (values.equal, "", None, True),
        (values.equal, {"target_arn": ""}, None, True),
        (values.equal, False, None, False),
        (values.equal, 0, None, False),
        (values.equal, ["a", "b"], ["b", "a"], False),
        (values.unordered, ["a", "b"], ["b", "a"], True),
        (values.unordered, {"x": ["a", "b"]}, {"x": ["b", "a"]}, True),
        (values.unordered, ["a"], ["a", "a"], False),
        (values.unordered_flags, {"a": "x"}, {"a": "x", "flag": False, "age": 0}, True),
        (values.unordered_flags, {"a": "x"}, {"a": "x", "flag": True}, False),
        (values.caseless_flags, {"headers": ["X-A", "b"]}, {"headers": ["B", "x-a"]}, True),
        (values.covers, {"a": {"b": 1}}, {"a": {"b": 1, "c": 2}, "d": 3}, True),
        (values.covers, [{"a": 1}], [{"a": 1, "b": 2}], True),
        (values.covers, [{"a": 1}], [], False),
        (values.covers, {"a": 2}, {"a": 1}, False),
        (values.identical, {"a": "", "b": [1]}, {"b": [1.0], "a": ""}, True),
        (values.identical, {"a": ""}, {}, False),
        (values.identical, [1], [True], False),
        (values.same_key, "alias/mine", "arn:aws:kms:::key/1", True),
        (values.same_key, "alias/mine", None, False),
        (values.same_key, "1", "arn:aws:kms:::key/1", True),
        (values.same_key, "2", "arn:aws:kms:::key/1", False),
        (values.same_key, "", None, True),
        (values.same_key, "", "arn:aws:kms:::key/1", False),
    ],
)
def test_comparators(same: Comparator, wanted: object, current: object, expected: bool) -> None:
    assert same(wanted, current) is expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (values.UNKNOWN, True),
        (f"arn:aws:lambda:eu-central-1:111111111111:function:digits:{values.UNKNOWN}", True),
        ({"names": ["a", values.UNKNOWN]}, True),
        ({values.UNKNOWN: 0.1}, True),
        ({"name": "known", "count": 1, "none": None, "names": ["a"]}, False),
    ],
)
def test_what_only_aws_can_decide_is_found_anywhere(value: object, expected: bool) -> None:
    assert values.holds_unknown(value) is expected

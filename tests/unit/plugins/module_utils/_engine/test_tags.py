# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tags."""

from __future__ import annotations

from ansible_collections.inferops.aws.plugins.module_utils._engine import tags


def test_reads_both_forms_without_those_of_aws() -> None:
    assert tags.read_tags({"a": "1", "aws:cloudformation:stack-name": "x"}) == {"a": "1"}
    assert tags.read_tags([{"key": "a", "value": "1"}, {"key": "aws:x", "value": "y"}]) == {"a": "1"}
    assert tags.read_tags(None) == {}


def test_writes_both_forms() -> None:
    assert tags.write_tags({"a": "1"}, listed=False) == {"a": "1"}
    assert tags.write_tags({"a": "1"}, listed=True) == [{"key": "a", "value": "1"}]


def test_none_touches_nothing_and_purge_takes_away() -> None:
    there = {"a": "1", "b": "2"}
    assert tags.planned_tags(None, there, purge=True) == there
    assert tags.planned_tags({}, there, purge=True) == {}
    assert tags.planned_tags({"a": "3"}, there, purge=True) == {"a": "3"}
    assert tags.planned_tags({"a": "3"}, there, purge=False) == {"a": "3", "b": "2"}


def test_changes() -> None:
    assert tags.tag_changes({"a": "1", "c": "3"}, {"a": "1", "b": "2"}) == ({"c": "3"}, ["b"])

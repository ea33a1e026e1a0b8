# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Text that says something in JSON or YAML."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.inferops.aws.plugins.module_utils._engine.documents import parse, write


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"a": [], "b": null}', {"a": [], "b": None}),
        ("a: []\nb:\n", {"a": [], "b": None}),
        ("", None),
        (None, None),
        ({"a": 1}, {"a": 1}),
        ("a: [", "a: ["),
        ("plain", "plain"),
    ],
)
def test_parse(text: Any, said: Any) -> None:
    assert parse(text) == said


def test_write_keeps_what_is_empty_and_the_order() -> None:
    assert write({"b": [], "a": None}) == '{"b": [], "a": null}'
    assert write("as it is") == "as it is"

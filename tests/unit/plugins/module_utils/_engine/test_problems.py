# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reasons in one line."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.inferops.aws.plugins.module_utils._engine.problems import told


@pytest.mark.parametrize(
    ("reason", "text"),
    [
        (None, ""),
        ("No space.", "No space."),
        ([], ""),
        ([{"code": "A", "message": "One.", "resource_ids": ["r", "s"]}, {"message": "Two"}], "A: One (r, s); Two"),
        ([{"error_code": "E", "error_message": "Three."}], "E: Three"),
        ([{"data_path": "/x", "message": "Odd"}], "Odd"),
    ],
)
def test_told(reason: Any, text: str) -> None:
    assert told(reason) == text

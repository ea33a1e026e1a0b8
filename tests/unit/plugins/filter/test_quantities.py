# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Quantities of Kubernetes beside each other."""

from __future__ import annotations

import pytest

from ansible_collections.inferops.aws.plugins.filter.quantities import quantity_exceeds


@pytest.mark.parametrize(
    ("value", "most", "kind", "exceeds"),
    [
        ("1Gi", "1023Mi", "memory", True),
        ("1Gi", "1024Mi", "memory", False),
        ("0.3", "250m", "cpu", True),
        ("250m", "0.25", "cpu", False),
        ("much", "1Gi", "memory", False),
        ("1Gi", "", "memory", False),
    ],
)
def test_a_quantity_exceeds_a_smaller_one(value: str, most: str, kind: str, exceeds: bool) -> None:
    assert quantity_exceeds(value, most, kind) is exceeds

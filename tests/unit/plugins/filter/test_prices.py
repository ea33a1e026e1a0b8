# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A list price as a template gets it."""

from __future__ import annotations

from ansible_collections.inferops.aws.plugins.filter.prices import unit_price


def test_a_price_and_none() -> None:
    assert unit_price("eu-central-1", "nat.hour") == 0.052
    assert unit_price("nowhere", "nat.hour") is None
    assert unit_price("eu-central-1", "nothing.hour") is None

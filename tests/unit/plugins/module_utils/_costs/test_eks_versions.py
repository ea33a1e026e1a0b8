# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How EKS supports a version on a day."""

from __future__ import annotations

import datetime
import itertools
from typing import Any

import pytest

from ansible_collections.inferops.aws.plugins.module_utils._costs.eks_versions import (
    calendar,
    newest_standard,
    support,
    version,
)
from ansible_collections.inferops.aws.plugins.module_utils._costs.errors import CostError

day = datetime.date.fromisoformat


@pytest.mark.parametrize(
    ("name", "on", "expected"),
    [
        ("1.36", "2026-11-21", "standard"),
        ("1.34", "2026-11-21", "standard"),
        ("1.34", "2026-12-01", "standard"),
        ("1.34", "2026-12-02", "extended"),
        ("1.33", "2026-11-21", "extended"),
        ("1.31", "2026-11-26", "extended"),
        ("1.31", "2026-11-27", "ended"),
        ("1.30", "2026-11-21", "ended"),
        ("1.36", "2026-06-01", "unknown"),
        ("1.37", "2026-09-30", "unknown"),
        ("1.37", "2026-10-01", "standard"),
        ("1.37", "2027-11-30", "standard"),
        ("1.37", "2027-12-01", "unknown"),
    ],
)
def test_support_changes_with_the_day(name: str, on: str, expected: str) -> None:
    assert support(name, day(on)) == expected


@pytest.mark.parametrize(
    ("on", "newest"),
    [
        ("2024-10-01", "1.31"),
        ("2026-06-01", "1.35"),
        ("2026-11-21", "1.37"),
        ("2030-01-01", None),
        ("2020-01-01", None),
    ],
)
def test_the_newest_version_with_standard_support(on: str, newest: str | None) -> None:
    assert newest_standard(day(on)) == newest


def test_the_calendar_is_in_order_and_extended_support_is_a_year() -> None:
    versions = list(calendar().values())
    for earlier, later in itertools.pairwise(versions):
        assert int(later.name.partition(".")[2]) == int(earlier.name.partition(".")[2]) + 1
        assert earlier.released < later.released
        assert earlier.standard_until < later.standard_until
    for each in versions:
        assert each.extended_until == each.standard_until.replace(year=each.standard_until.year + 1)


@pytest.mark.parametrize("name", ["1.99", "latest", "", None, 1.3, 1.36])
def test_a_version_that_the_calendar_does_not_have_is_refused(name: Any) -> None:
    with pytest.raises(CostError, match=r"^kubernetes_version is .*; allowed: one of 1\.28, .*, 1\.37, in quotes$"):
        support(name, day("2026-11-21"))


def test_the_variable_that_named_the_version_is_in_the_message() -> None:
    with pytest.raises(CostError, match=r"^eks_cluster_version is '2'; allowed"):
        version("2", "eks_cluster_version")

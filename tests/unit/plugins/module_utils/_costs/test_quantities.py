# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Quantities of Kubernetes, in the units of the packing."""

from __future__ import annotations

import pytest

from ansible_collections.inferops.aws.plugins.module_utils._costs.errors import CostError
from ansible_collections.inferops.aws.plugins.module_utils._costs.quantities import mebibytes, millicores


@pytest.mark.parametrize(
    ("written", "expected"),
    [("250m", 250), ("0.5", 500), (".1", 100), ("2", 2000), (1, 1000), ("0.0001", 1), ("1.5m", 2)],
)
def test_cpu(written: str, expected: int) -> None:
    assert millicores("cpu", written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("256Mi", 256),
        ("1Gi", 1024),
        ("0.5Gi", 512),
        ("1Ki", 1),
        ("1048576", 1),
        ("1G", 954),
        ("500M", 477),
        ("1Ti", 1024**2),
    ],
)
def test_memory(written: str, expected: int) -> None:
    assert mebibytes("memory", written) == expected


@pytest.mark.parametrize("written", ["", "250 m", "-1", "1Gi", "m", None, "1e3", "0x1"])
def test_what_is_no_cpu_is_refused(written: str | None) -> None:
    with pytest.raises(CostError, match=r"pods' cpu .*a CPU quantity such as 250m or 0\.5"):
        millicores("pods' cpu", written)


@pytest.mark.parametrize("written", ["", "256MB", "-1Mi", "250m", "Mi", None])
def test_what_is_no_memory_is_refused(written: str | None) -> None:
    with pytest.raises(CostError, match=r"memory .*a memory quantity such as 256Mi or 1Gi"):
        mebibytes("memory", written)

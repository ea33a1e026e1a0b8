# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Latencies as three numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that at least `percent` per cent of the values do not exceed (nearest rank)."""
    return sorted(values)[max(math.ceil(percent / 100 * len(values)), 1) - 1]


def summary(milliseconds: Sequence[float]) -> dict[str, float | int]:
    """Count, p50, p95 and maximum; zeros when nothing was measured."""
    if not milliseconds:
        return {"count": 0, "p50": 0.0, "p95": 0.0, "max": 0.0}
    named = {name: round(percentile(milliseconds, rank), 2) for name, rank in (("p50", 50), ("p95", 95), ("max", 100))}
    return {"count": len(milliseconds), **named}

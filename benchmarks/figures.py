# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What was measured, and the bars it is held against."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """Something measured, in the unit that its name says, and what it may be at most."""

    name: str
    value: float
    limit: float

    @property
    def is_met(self) -> bool:
        return self.value <= self.limit


def report(figures: Sequence[Figure]) -> bool:
    """Print each figure with its bar; return whether all are met."""
    width = max(len(figure.name) for figure in figures)
    print()
    for figure in figures:
        verdict = "met" if figure.is_met else "MISSED"
        print(f"{figure.name:<{width}} {figure.value:8.3f}  (at most {figure.limit:g}) {verdict}")
    return all(figure.is_met for figure in figures)

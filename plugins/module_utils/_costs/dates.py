# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How old the prices are that bills are made of: a catalogue is as new as its newest price, a bill is not."""

from __future__ import annotations

import collections.abc as c

from .catalogue import Catalogue
from .compare import Comparison
from .line import Bill
from .training import Training

MATTERS = 0.01
"""A price with a smaller share of every bill says nothing of how old they are."""


def oldest(bills: c.Iterable[Bill], region: str, catalogue: Catalogue) -> str:
    """Return the date of the oldest price that is a hundredth of a bill or more; nothing without such a price."""
    keys = {line.key for bill in bills for line in bill.lines if line.cost.usd >= MATTERS * bill.total.usd > 0}
    return min((catalogue.price(region, key).as_of for key in keys), default="")


def bills(comparison: Comparison, training: Training | None) -> list[Bill]:
    """Return the bills of all options and of all ways to train."""
    ways = training.costs if training else ()
    return [*(each.bill for each in comparison.feasible if each.bill), *(Bill(way.lines) for way in ways)]


def oldest_of(comparison: Comparison, training: Training | None) -> str:
    """Return the date of the oldest price that matters in a comparison; nothing without a bill."""
    return oldest(bills(comparison, training), comparison.region, comparison.catalogue)


def dated(as_of: str, oldest_as_of: str) -> str:
    """Return the date of a catalogue, and beside it that of the oldest price that matters if it is another."""
    return f"{as_of}, the oldest that matters of {oldest_as_of}" if "" < oldest_as_of < as_of else as_of

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Numbers and words as the charts and the page write them."""

from __future__ import annotations

from .._costs.words import money

STEPS = ((1e9, " billion"), (1e6, " million"))


def dollars(usd: float) -> str:
    """Return dollars for a label: whole ones from a hundred on."""
    return f"{usd:,.0f} $" if usd >= 100 else f"{money(usd)} $"


def round_number(number: float) -> str:
    """Return a number of the axis: 10,000 or 100 million."""
    for size, name in STEPS:
        if number >= size:
            return f"{number / size:,.6g}{name}"
    return f"{number:,.6g}"


def short_number(number: float) -> str:
    """Return the same for a narrow axis: 10 k or 100 M."""
    for size, name in ((1e9, " G"), (1e6, " M"), (1e3, " k")):
        if number >= size:
            return f"{number / size:,.6g}{name}"
    return f"{number:,.6g}"


def unit_price(usd: float) -> str:
    """Return the price of one unit with all of its digits."""
    text = f"{usd:.12f}".rstrip("0")
    return text + "0" * max(0, 2 - len(text.partition(".")[2]))


def amount(number: float) -> str:
    """Return a quantity, whole from a thousand on."""
    return f"{number:,.0f}" if number >= 1000 else f"{number:,.4g}"


def number_of_minutes(minutes: float) -> str:
    """Return minutes with as many digits as matter."""
    return f"{minutes:,.0f}" if minutes >= 100 else f"{minutes:.3g}"

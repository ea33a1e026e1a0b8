# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The one kind of error that the cost model raises for what it was given."""

from __future__ import annotations

import collections.abc as c
import typing as t


class CostError(Exception):
    """Something given to the model cannot be used; the message says what, what it held and what is allowed."""


class MissingPriceError(CostError):
    """The catalogue has no price for what was asked; the message names service, region and how to get it."""

    def __init__(self, key: str, service: str, region: str) -> None:
        self.key = key
        self.region = region
        super().__init__(f"no price for {service} ({key}) in {region}; run: {refresh(region, [key])}")


def refresh(region: str, keys: c.Iterable[str] = ()) -> str:
    """Return the command that gets prices, without keys all of a region."""
    chosen = ",".join(keys)
    command = f"ansible-playbook inferops.aws.refresh_prices -e refresh_prices_regions={region}"
    return f"{command} -e refresh_prices_keys={chosen}" if chosen else command


def refuse(name: str, value: t.Any, allowed: str) -> CostError:
    """Word a bad input the one way it is worded everywhere in this collection."""
    if value is None:
        return CostError(f"{name} is not set, but needed; allowed: {allowed}")
    return CostError(f"{name} is {shown(value)}; allowed: {allowed}")


def shown(value: t.Any) -> str:
    """Return a value as a message has it."""
    try:
        return repr(value)
    except ValueError:  # Python writes down no whole number of more than 4300 digits
        return "a number with thousands of digits"


def message(error: CostError) -> str:
    """Return what an error says, as a list if it names several things."""
    lines = str(error).splitlines()
    if len(lines) == 1:
        return lines[0]
    return f"{len(lines)} values need attention:\n" + "\n".join(f"- {line}" for line in lines)

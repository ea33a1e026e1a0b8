# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What it costs if a node group may grow further than before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._engine.values import dig

MOST = "scaling_config.max_size"


def dearer(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None, region: str) -> list[str]:
    """Return a warning if the most nodes become more, with what the added ones cost a month at list price.

    *before* and *after* are the settings of the group, None where it does not exist: a new one is no growth.
    """
    now, then = dig(before, MOST), dig(after, MOST)
    if not isinstance(now, int) or not isinstance(then, int) or then <= now:
        return []
    added = then - now
    what = f"{added} more node{'s' * (added > 1)}"
    return [f"scaling_config.max_size rises from {now} to {then}: {_priced(what, added, after or {}, region)}."]


def _priced(what: str, added: int, group: Mapping[str, Any], region: str) -> str:
    # A run in which nothing grows need not wait for the prices.
    from .._costs.prices import catalogue
    from .._costs.units import HOURS_PER_MONTH

    prices, types = catalogue(), group.get("instance_types") or []
    known = {name: prices.price(region, f"ec2.{name}").usd for name in types if prices.has(region, f"ec2.{name}")}
    if not known or len(known) < len(types):
        missing = ", ".join(name for name in types if name not in known) or "unknown types"
        return f"{what} will be paid for, how much is not known, as there is no price for {missing} in {region}"
    dearest = max(known, key=lambda name: known[name])
    a_month = added * known[dearest] * HOURS_PER_MONTH
    beside = "at the on-demand list price, before volumes, addresses and traffic"
    if group.get("capacity_type") == "SPOT":
        beside += "; on Spot less"
    return f"{what} of {dearest} cost{'s' * (added == 1)} up to {a_month:,.2f} USD a month, {beside}"

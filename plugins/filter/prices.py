# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""List prices out of the packaged catalogue."""

from __future__ import annotations

import typing as t


def unit_price(region: str, key: str) -> float | None:
    """Return what one unit costs in a region, in US dollars; None where the catalogue does not know it."""
    # Most runs ask for no price and need not wait for the catalogue.
    from ansible_collections.inferops.aws.plugins.module_utils._costs.prices import catalogue

    prices = catalogue()
    return prices.price(region, key).usd if prices.has(region, key) else None


class FilterModule:
    """The filters of this file."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Return the filters by name."""
        return {"unit_price": unit_price}

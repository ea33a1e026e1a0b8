# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the role of networks asks: what is wrong with its variables, and what has to be done."""

from __future__ import annotations

import typing as t

from ansible_collections.inferops.aws.plugins.module_utils._network import (
    belongings,
    cidrs,
    existing,
    images,
    needs,
    plan,
)

from .prices import unit_price

PRICES = {"endpoint": "vpc_endpoint.hour", "nat": "nat.hour", "ipv4": "ipv4.hour"}


def endpoint_gap(given: t.Sequence[str], option: str, region: str, zones: int, auto_mode: bool = False) -> str:
    """Say which interface endpoints are missing where there is neither NAT nor public nodes, and the prices."""
    if not needs.missing(given, option):
        return ""
    prices = {name: unit_price(region, key) for name, key in PRICES.items()}
    return needs.gap(given, option, zones, prices, auto_mode=bool(auto_mode))


class FilterModule:
    """The filters of this file."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Return the filters by name."""
        return {
            "cidr_fault": cidrs.fault,
            "cidr_can_be_carved": cidrs.can_be_carved,
            "subnet_cidrs_fault": cidrs.subnets_fault,
            "endpoint_gap": endpoint_gap,
            "existing_network": existing.described,
            "image_fault": images.image_fault,
            "network_plan": plan.plan,
            "network_belongings": belongings.belongings,
        }

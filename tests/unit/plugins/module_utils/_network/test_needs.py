# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which interface endpoints are missing, and what each way out costs."""

from __future__ import annotations

from ansible_collections.inferops.aws.plugins.module_utils._network import needs

PRICES = {"endpoint": 0.01, "nat": 0.05, "ipv4": 0.005}


def test_what_is_there_is_not_missing() -> None:
    assert needs.missing(needs.NODES, "eks") == []
    assert needs.missing(needs.NODES, "eks_lambda") == ["lambda"]
    assert needs.gap(needs.NODES, "eks", 2, PRICES) == ""


def test_the_ways_out_with_their_prices_an_hour() -> None:
    given = [each for each in needs.NODES if each not in ("sts", "logs")]
    assert needs.gap(given, "eks", 3, PRICES) == (
        "without NAT and public nodes, also sts, logs (2 endpoints in 3 zones are 0.06 $ an hour); or network_nat"
        " single (a NAT gateway is 0.055 $ an hour with its address, and what goes through it); or network_nodes public"
        " (the public address of each node is 0.005 $ an hour)"
    )


def test_a_price_that_is_not_known_is_said_to_be() -> None:
    told = needs.gap([], "eks", 2, {"endpoint": None, "nat": 0.05, "ipv4": None})
    assert "18" not in told
    assert "9 endpoints in 2 zones are not priced" in told
    assert "a NAT gateway is not priced with its address" in told

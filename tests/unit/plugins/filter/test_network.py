# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filters of the role of networks, by the names that the role calls them by."""

from __future__ import annotations

from ansible_collections.inferops.aws.plugins.filter.network import FilterModule
from ansible_collections.inferops.aws.plugins.module_utils._network import needs

FILTERS = FilterModule().filters()


def test_the_gap_is_told_with_the_prices_of_the_region() -> None:
    told = FILTERS["endpoint_gap"](["ecr.api"], "eks_lambda", "eu-central-1", 2)
    assert "also ec2, ecr.dkr, eks" in told
    assert "lambda (9 endpoints in 2 zones are 0.216 $ an hour)" in told
    assert "a NAT gateway is 0.057 $ an hour with its address" in told


def test_where_a_price_is_not_known_it_says_so() -> None:
    assert "2 zones are not priced" in FILTERS["endpoint_gap"]([], "eks", "ap-south-2", 2)


def test_no_gap_asks_for_no_price() -> None:
    assert FILTERS["endpoint_gap"](list(needs.NODES), "eks", "nowhere", 2) == ""


def test_what_is_wrong_with_addresses() -> None:
    assert FILTERS["cidr_fault"]("10.0.1.0/16") == "10.0.1.0/16 has host bits, its network is 10.0.0.0/16"
    assert (
        FILTERS["subnet_cidrs_fault"](["10.0.0.0/20"], "10.0.0.0/16", [], 2) == "there are 1 for 2 availability zones"
    )
    assert not FILTERS["cidr_can_be_carved"]("10.0.0.0/28")

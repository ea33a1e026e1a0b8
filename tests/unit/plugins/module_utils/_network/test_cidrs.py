# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Blocks of addresses that AWS takes and those it refuses."""

from __future__ import annotations

from ipaddress import IPv4Network

import pytest

from ansible_collections.inferops.aws.plugins.module_utils._network import cidrs


@pytest.mark.parametrize(
    ("block", "words"),
    [
        ("10.0.0.0/16", ""),
        ("10.0.0.0/28", ""),
        ("10.0.1.0/16", "10.0.1.0/16 has host bits, its network is 10.0.0.0/16"),
        ("10.0.0.0/15", "not between /16 and /28"),
        ("10.0.0.0/29", "not between /16 and /28"),
        ("10.0.0.0", "not between /16 and /28"),
        ("10.0.0.256/16", "is no IPv4 network"),
        ("fd00::/56", "is no IPv4 network"),
        ("", "is no IPv4 network"),
    ],
)
def test_a_block(block: str, words: str) -> None:
    assert words in cidrs.fault(block)
    assert bool(cidrs.fault(block)) == bool(words)


@pytest.mark.parametrize(
    ("blocks", "others", "words"),
    [
        (["10.0.0.0/20", "10.0.16.0/20"], ["10.0.128.0/20"], ""),
        (["10.0.0.0/20"], [], "there are 1 for 2 availability zones"),
        (["10.0.0.0/20", "10.1.0.0/20"], [], "10.1.0.0/20 is not in 10.0.0.0/16"),
        (["10.0.0.0/20", "10.0.8.0/21"], [], "10.0.0.0/20 and 10.0.8.0/21 overlap"),
        (["10.0.0.0/20", "10.0.16.0/20"], ["10.0.16.0/24"], "10.0.16.0/20 and 10.0.16.0/24 overlap"),
        (["10.0.0.1/20", "10.0.16.0/20"], [], "host bits"),
        (["10.0.0.0/20", "10.0.16.0/20"], ["nonsense"], ""),
    ],
)
def test_the_blocks_of_a_tier(blocks: list[str], others: list[str], words: str) -> None:
    told = cidrs.subnets_fault(blocks, "10.0.0.0/16", others, 2)
    assert words in told
    assert bool(told) == bool(words)


@pytest.mark.parametrize(("network", "can"), [("10.0.0.0/24", True), ("10.0.0.0/25", False), ("nonsense", True)])
def test_what_can_be_carved(network: str, can: bool) -> None:
    assert cidrs.can_be_carved(network) is can


def test_what_is_carved_fills_the_network_and_nothing_twice() -> None:
    blocks = [IPv4Network(each) for tier in cidrs.TIERS for each in cidrs.carved("10.8.0.0/20", tier)]
    assert len(blocks) == 16
    assert sum(each.num_addresses for each in blocks) == IPv4Network("10.8.0.0/20").num_addresses
    assert all(each.subnet_of(IPv4Network("10.8.0.0/20")) for each in blocks)


def test_what_is_taken_is_not_carved() -> None:
    assert cidrs.carved("10.0.0.0/16", "public", ["10.0.128.0/24", "10.0.160.0/19"])[:2] == [
        "10.0.144.0/20",
        "10.0.192.0/20",
    ]

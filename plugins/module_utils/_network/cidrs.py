# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Blocks of addresses: what AWS takes, and how a network is carved into subnets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from ipaddress import IPv4Network
from itertools import combinations

LARGEST, SMALLEST = 16, 28
"""Prefix lengths that AWS takes for a VPC and for a subnet (VPC user guide, "VPC CIDR blocks")."""

SHARE = 4
"""Each subnet gets a sixteenth of the network, so that eight zones have room for a private and a public one."""

ZONES = 2 ** (SHARE - 1)
"""For how many zones a network is carved."""

TIERS = ("private", "public")
"""The private subnets lie in the lower half of the network, the public ones in the upper half."""


def fault(block: str) -> str:
    """Say why AWS would not take *block* as it is written; empty if it would."""
    try:
        network = IPv4Network(block)
    except ValueError:
        return _unreadable(block)
    if "/" not in block or not LARGEST <= network.prefixlen <= SMALLEST:
        return f"{block} is not between /{LARGEST} and /{SMALLEST}"
    return ""


def _unreadable(block: str) -> str:
    try:
        meant = IPv4Network(block, strict=False)
    except ValueError:
        return f"{block} is no IPv4 network"
    return f"{block} has host bits, its network is {meant}"


def subnets_fault(blocks: Sequence[str], network: str, others: Sequence[str], zones: int) -> str:
    """Say what is wrong with the *blocks* of one tier in *network*, beside the *others* of the other tier.

    Empty if nothing is: one block for each of the *zones*, all in the network, none in another.
    """
    wrong = next(filter(None, map(fault, blocks)), "")
    if wrong or fault(network) or any(map(fault, others)):
        return wrong  # what is wrong with the other variables is said of those
    if len(blocks) != zones:
        return f"there are {len(blocks)} for {zones} availability zones"
    outside = [block for block in blocks if not IPv4Network(block).subnet_of(IPv4Network(network))]
    if outside:
        return f"{outside[0]} is not in {network}"
    return next((f"{one} and {two} overlap" for one, two in _overlapping(blocks, others)), "")


def _overlapping(blocks: Sequence[str], others: Sequence[str]) -> Iterator[tuple[str, str]]:
    pairs = [*combinations(blocks, 2), *((block, other) for block in blocks for other in others)]
    return (pair for pair in pairs if IPv4Network(pair[0]).overlaps(IPv4Network(pair[1])))


def can_be_carved(network: str) -> bool:
    """Say whether the subnets carved out of *network* are large enough for AWS. True of what is no network."""
    return bool(fault(network)) or IPv4Network(network).prefixlen + SHARE <= SMALLEST


def carved(network: str, tier: str, taken: Iterable[str] = ()) -> list[str]:
    """Return the blocks of *tier* in *network* that overlap nothing of what is *taken*, in ascending order."""
    blocks = list(IPv4Network(network).subnets(prefixlen_diff=SHARE))
    start = ZONES * TIERS.index(tier)
    used = [IPv4Network(block) for block in taken]
    return [str(block) for block in blocks[start : start + ZONES] if not any(block.overlaps(one) for one in used)]

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the role of EKS clusters asks about networks."""

from __future__ import annotations

import pytest

from ansible_collections.inferops.aws.plugins.filter.kubernetes import is_world, networks_fault


@pytest.mark.parametrize(
    ("blocks", "fault"),
    [
        (["203.0.113.0/24", "2001:db8::/32", "0.0.0.0/0"], ""),
        ([], ""),
        (["203.0.113.0/24", "203.0.113.7/24"], "203.0.113.7/24 has host bits, its network is 203.0.113.0/24"),
        (["home"], "home is no network"),
        (["203.0.113.7"], "203.0.113.7 has no prefix length"),
    ],
)
def test_the_first_that_is_no_network_is_told(blocks: list[str], fault: str) -> None:
    assert networks_fault(blocks) == fault


@pytest.mark.parametrize("world", ["0.0.0.0/0", "::/0"])
def test_every_address_is_recognized(world: str) -> None:
    assert is_world(["203.0.113.0/24", world])
    assert not is_world(["203.0.113.0/24", "0.0.0.1/0", "home"])


def test_halves_make_a_whole() -> None:
    assert is_world(["128.0.0.0/1", "2001:db8::/32", "0.0.0.0/2", "64.0.0.0/2"])
    assert not is_world(["0.0.0.0/1", "8000::/1"])

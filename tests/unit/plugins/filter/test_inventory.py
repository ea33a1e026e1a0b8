# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which hosts a run is about, and which deployments the inventory says should exist in an account."""

from __future__ import annotations

import re

import pytest
from ansible.errors import AnsibleFilterError

from ansible_collections.inferops.aws.plugins.filter.inventory import chosen_hosts, inventory_deployments

ACCOUNT = "111111111111"
SESSION = {"account_id": ACCOUNT, "region": "eu-central-1", "tags": {"inferops:deployment": "named"}}


def test_a_session_says_it_best_and_variables_stand_in_for_it() -> None:
    hosts = {
        "a": {"ansible_facts": {"inferops_session": SESSION}},
        "b": {"inferops_region": "us-west-2"},
        "c": {"inferops_region": "us-east-1", "inferops_deployment": "mine", "inferops_expected_account_id": ACCOUNT},
        "elsewhere": {"inferops_region": "us-east-1", "inferops_expected_account_id": "222222222222"},
        "no_region": {},
        "priced": {"inferops_region": "us-east-1", "compare_options_free_tier": True, "compare_options_as_of": ""},
    }
    assert inventory_deployments(hosts, hosts, ACCOUNT) == [
        {"deployment": "named", "region": "eu-central-1"},
        {"deployment": "b", "region": "us-west-2"},
        {"deployment": "mine", "region": "us-east-1"},
        {"deployment": "priced", "region": "us-east-1", "prices": {"free_tier": True}},
    ]


GROUPS = {"all": ["us", "eu"], "canary": ["eu"], "wave_2": ["us"], "ungrouped": []}


def test_hosts_are_chosen_in_the_order_of_the_inventory() -> None:
    assert chosen_hosts(["eu", "us"], GROUPS, {"inferops_target": None}) == ["us", "eu"]
    assert chosen_hosts(["eu"], GROUPS, {"inferops_target": "canary"}) == ["eu"]


@pytest.mark.parametrize(
    ("hosts", "named", "said"),
    [
        ([], {"inferops_target": "ue", "--limit": None}, "inferops_target is 'ue', which"),
        ([], {"inferops_target": "eu", "--limit": "us"}, "inferops_target is 'eu' and --limit is 'us', which"),
        (["eu", "us"], {"inferops_target": ""}, "inferops_target is '', which"),
    ],
)
def test_to_choose_no_host_is_refused_with_what_could_be_chosen(
    hosts: list[str], named: dict[str, str | None], said: str
) -> None:
    allowed = "chooses no host; allowed: a pattern of hosts or groups of the inventory: canary, wave_2, us, eu"
    with pytest.raises(AnsibleFilterError, match=f"^{re.escape(f'{said} {allowed}')}$"):
        chosen_hosts(hosts, GROUPS, named)


def test_of_a_large_inventory_only_some_names_are_shown() -> None:
    with pytest.raises(AnsibleFilterError, match=r"inventory: 0, 1, .*, 10, 11, \.\.\.$"):
        chosen_hosts([], {"all": [str(number) for number in range(100)]}, {"inferops_target": "x"})


def test_an_inventory_without_hosts_is_a_pattern_of_none() -> None:
    assert chosen_hosts([], {"all": []}, {"inferops_target": None}) == ["all:!all"]

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible.errors import AnsibleFilterError

from ansible_collections.inferops.aws.plugins.filter.waves import wave_hosts, wave_sizes

HOSTS = ["ap", "eu", "us-1", "us-2"]
WAVES = {"all": HOSTS, "wave_10": ["ap"], "wave_2": ["us-1", "us-2"], "canary": ["eu"], "ungrouped": []}


def test_the_canary_comes_first_then_the_waves_by_number() -> None:
    assert wave_hosts(WAVES, "lambda_api", HOSTS) == ["eu", "us-1", "us-2", "ap"]
    assert wave_sizes(WAVES, "lambda_api", HOSTS) == [1, 2, 1]


def test_hosts_in_no_wave_come_last() -> None:
    groups = {"all": HOSTS, "canary": ["eu"]}
    assert wave_hosts(groups, "lambda_api", HOSTS) == ["eu", "ap", "us-1", "us-2"]
    assert wave_sizes(groups, "lambda_api", HOSTS) == [1, 3]


def test_a_group_of_the_options_name_has_its_hosts() -> None:
    groups = {**WAVES, "lambda_api": ["us-1", "ap"]}
    assert wave_hosts(groups, "lambda_api", HOSTS) == ["us-1", "ap"]
    assert wave_sizes(groups, "lambda_api", HOSTS) == [1, 1]


def test_waves_stay_apart_when_only_some_hosts_are_chosen() -> None:
    assert wave_hosts(WAVES, "lambda_api", ["ap", "us-2"]) == ["us-2", "ap"]
    assert wave_sizes(WAVES, "lambda_api", ["ap", "us-2"]) == [1, 1]


def test_a_host_in_two_waves_goes_with_the_first() -> None:
    groups = {"all": HOSTS, "canary": ["eu"], "wave_2": ["eu", "us-1"]}
    assert wave_sizes(groups, "lambda_api", ["eu", "us-1"]) == [1, 1]


def test_without_waves_all_go_at_once() -> None:
    assert wave_hosts({"all": HOSTS}, "lambda_api", HOSTS) == HOSTS
    assert wave_sizes({"all": HOSTS}, "lambda_api", HOSTS) == [4]


@pytest.mark.parametrize("waves", [["wave_2", "canary"], "wave_2, canary"])
def test_waves_can_be_named(waves: list[str] | str) -> None:
    assert wave_hosts(WAVES, "lambda_api", HOSTS, waves) == ["us-1", "us-2", "eu", "ap"]
    assert wave_sizes(WAVES, "lambda_api", HOSTS, waves) == [2, 1, 1]


def test_waves_can_be_done_without() -> None:
    assert wave_sizes(WAVES, "lambda_api", HOSTS, []) == [4]


def test_a_wave_that_is_no_group_is_refused() -> None:
    with pytest.raises(AnsibleFilterError, match="inferops_waves has 'wave_3'; allowed: groups of the inventory"):
        wave_hosts(WAVES, "lambda_api", HOSTS, ["canary", "wave_3"])


def test_to_choose_no_host_at_all_is_refused() -> None:
    with pytest.raises(AnsibleFilterError, match="inferops_target, or --limit, chooses no host"):
        wave_hosts({"all": HOSTS, **WAVES}, "lambda_api", [])


def test_an_inventory_without_hosts_is_a_pattern_of_none() -> None:
    assert wave_hosts({"all": []}, "lambda_api", []) == ["all:!all"]
    assert wave_sizes({"all": []}, "lambda_api", []) == [1]

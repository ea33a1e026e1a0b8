# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible.errors import AnsibleFilterError

from ansible_collections.inferops.aws.plugins.filter.waves import wave_pattern, wave_sizes

HOSTS = ["eu", "us-1", "us-2", "ap"]


def test_the_canary_comes_first_then_the_waves_by_number_then_all_others() -> None:
    groups = {"all": HOSTS, "wave_10": ["ap"], "wave_2": ["us-1", "us-2"], "canary": ["eu"], "ungrouped": []}
    assert wave_pattern(groups, "lambda_api") == "canary:wave_2:wave_10:all"
    assert wave_sizes(groups, "lambda_api") == [1, 2, 1, "100%"]


def test_a_group_of_the_options_name_limits_pattern_and_sizes_to_its_hosts() -> None:
    groups = {"all": HOSTS, "canary": ["eu"], "wave_2": ["us-1", "us-2"], "lambda_api": ["us-1", "ap"]}
    assert wave_pattern(groups, "lambda_api") == "canary:wave_2:all:&lambda_api"
    assert wave_sizes(groups, "lambda_api") == [1, "100%"]


def test_a_host_in_two_waves_counts_in_the_first() -> None:
    groups = {"all": HOSTS, "canary": ["eu"], "wave_2": ["eu", "us-1"]}
    assert wave_sizes(groups, "lambda_api") == [1, 1, "100%"]


def test_without_waves_all_go_at_once() -> None:
    assert wave_pattern({"all": HOSTS}, "lambda_api") == "all"
    assert wave_sizes({"all": HOSTS}, "lambda_api") == ["100%"]


def test_waves_can_be_named_or_done_without() -> None:
    groups = {"all": HOSTS, "canary": ["eu"], "europe": ["eu"], "america": ["us-1", "us-2"]}
    assert wave_pattern(groups, "lambda_api", ["america", "europe"]) == "america:europe:all"
    assert wave_sizes(groups, "lambda_api", ["america", "europe"]) == [2, 1, "100%"]
    assert wave_sizes(groups, "lambda_api", []) == ["100%"]


def test_named_waves_may_come_as_text_from_the_command_line() -> None:
    groups = {"all": HOSTS, "canary": ["eu"], "wave_2": ["us-1", "us-2"]}
    assert wave_sizes(groups, "lambda_api", "canary, wave_2") == [1, 2, "100%"]


def test_a_wave_that_is_no_group_is_refused() -> None:
    groups = {"all": HOSTS, "ungrouped": [], "canary": ["eu"], "wave_2": ["us-1", "us-2"]}
    with pytest.raises(AnsibleFilterError, match=r"inferops_waves has 'canry'; allowed: .*\(canary, wave_2\)"):
        wave_pattern(groups, "lambda_api", ["canry", "wave_2"])


def test_a_limited_run_still_sends_one_host_ahead() -> None:
    groups = {"all": HOSTS, "canary": ["eu", "ap"], "wave_2": ["us-1", "us-2"]}
    assert wave_sizes(groups, "lambda_api", None, "ap:wave_2") == [1, "100%"]
    assert wave_sizes(groups, "lambda_api", [], "ap:wave_2") == ["100%"]

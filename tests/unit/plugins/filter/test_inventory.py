# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which deployments the inventory says should exist in an account."""

from __future__ import annotations

from ansible_collections.inferops.aws.plugins.filter.inventory import inventory_deployments

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

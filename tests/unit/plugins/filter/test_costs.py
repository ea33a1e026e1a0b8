# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The costs of a plan as a playbook gets them."""

from __future__ import annotations

import json

import pytest
from ansible.errors import AnsibleFilterError

from ansible_collections.inferops.aws.plugins.filter import costs

FUNCTION = {"kind": "lambda_function", "name": "digits", "attributes": {"memory_mib": "512"}}


def test_figures_and_text_are_plain_values() -> None:
    found = costs.planned_costs([FUNCTION], "digits-eu", "eu-central-1")
    assert json.loads(json.dumps(found)) == found
    assert found["planned"]["usd_per_month"] == 0
    assert found["planned"]["usd_per_month_at_most"] > 10_000
    assert found["now"] is None
    assert found["missing"] == ["compare_options_requests_per_hour", "compare_options_seconds_per_request"]
    assert found["line"].startswith("digits-eu as planned costs 0.0000 $ a month without a request, ")
    assert found["text"].startswith("What digits-eu costs in eu-central-1, in USD")


def test_only_variables_of_the_workload_count() -> None:
    variables = {"compare_options_requests_per_hour": 10, "requests_per_hour": -1, "other": "x"}
    found = costs.planned_costs([FUNCTION], "digits-eu", "eu-central-1", variables)
    assert found["missing"] == ["compare_options_seconds_per_request"]


def test_what_exists_is_compared() -> None:
    existing = [
        {**FUNCTION, "attributes": {"memory_mib": 128}, "region": "eu-central-1", "arn": "arn:x", "problem": ""}
    ]
    found = costs.planned_costs([FUNCTION], "digits-eu", "eu-central-1", {}, existing)
    assert found["now"]["usd_per_month_at_most"] < found["planned"]["usd_per_month_at_most"]


def test_versions_of_kubernetes_are_judged_for_today(monkeypatch: pytest.MonkeyPatch) -> None:
    cluster = {"kind": "eks_cluster", "name": "digits", "attributes": {"version": "1.34"}}
    costs_of = {}
    for day in ("2026-12-01", "2026-12-02"):
        monkeypatch.setattr(costs, "today", lambda day=day: day)
        costs_of[day] = costs.planned_costs([cluster], "digits-eu", "eu-central-1")["planned"]["usd_per_month"]
    assert costs_of == {"2026-12-01": pytest.approx(73), "2026-12-02": pytest.approx(438)}


def test_a_resource_that_cannot_be_used_is_one_message() -> None:
    with pytest.raises(AnsibleFilterError, match="Lambda function digits: memory_mib is 1; allowed: a whole number"):
        costs.planned_costs([{**FUNCTION, "attributes": {"memory_mib": 1}}], "digits-eu", "eu-central-1")

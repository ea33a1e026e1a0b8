# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What published comparisons conclude, the model concludes too where their conditions hold."""

from __future__ import annotations

import pytest

from ansible_collections.inferops.aws.plugins.module_utils._costs.compare import compare
from ansible_collections.inferops.aws.plugins.module_utils._costs.rules import RULES
from ansible_collections.inferops.aws.plugins.module_utils._costs.workload import Workload
from tests.tools.published import AS_IN_2019, EKS_2019, EKS_2026, NOTHING_ELSE, price_list

ONE_USER_A_POD = AS_IN_2019._replace(front_end_requests_per_pod=1)


def users(number: int, seconds: float, requests_of_each: float) -> Workload:
    return NOTHING_ELSE._replace(
        requests=(number * requests_of_each,), seconds_per_request=seconds, concurrent_users=number
    )


@pytest.mark.parametrize("usd", [EKS_2019, EKS_2026], ids=["2019", "2026"])
@pytest.mark.parametrize(
    ("workload", "cheapest"),
    [
        pytest.param(users(4, 60, 30), "eks", id="few users with long inference"),
        pytest.param(users(40, 0.5, 60), "eks_lambda", id="many users with short inference"),
        pytest.param(users(4, 0.5, 60), "eks", id="never more than four pods"),
        pytest.param(users(8, 1, 60), "eks_lambda", id="eight pods, 8 minutes of Lambda an hour"),
        pytest.param(users(8, 2, 60), "eks", id="eight pods, 16 minutes of Lambda an hour"),
    ],
)
def test_inference_in_the_pods_or_in_lambda(workload: Workload, cheapest: str, usd: dict[str, float]) -> None:
    found = compare(workload, "us-west-2", ONE_USER_A_POD, price_list("us-west-2", usd), ["eks", "eks_lambda"])

    assert found.feasible[0].name == cheapest


@pytest.mark.parametrize(
    ("workload", "rules"),
    [
        (users(2, 60, 30), {"At most two users", "Never more than four pods", "Few users with long inference"}),
        (users(40, 0.5, 60), {"Many users with short inference"}),
        (users(20, 60, 30), set()),
    ],
)
def test_rules_of_thumb_speak_of_the_workloads_that_they_are_about(workload: Workload, rules: set[str]) -> None:
    speaking = [rule.text for rule in RULES if rule.speaks_of(workload)]

    assert len(speaking) == len(rules)
    assert all(any(text.startswith(rule) for text in speaking) for rule in rules)

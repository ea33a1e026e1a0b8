# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The break-even over pods, with the nodes and prices that a comparison has itself."""

from __future__ import annotations

import pytest

from ansible_collections.inferops.aws.plugins.module_utils._costs.breakeven import steps
from ansible_collections.inferops.aws.plugins.module_utils._costs.compare import Comparison, compare
from ansible_collections.inferops.aws.plugins.module_utils._costs.instances import instance
from ansible_collections.inferops.aws.plugins.module_utils._costs.packing import Pod, pods_per_node
from ansible_collections.inferops.aws.plugins.module_utils._costs.pod_steps import (
    function_price,
    node_price,
    pod_steps,
)
from ansible_collections.inferops.aws.plugins.module_utils._costs.settings import Settings
from ansible_collections.inferops.aws.plugins.module_utils._costs.units import UsdPerHour
from ansible_collections.inferops.aws.plugins.module_utils._costs.workload import Workload
from tests.tools.published import AS_IN_2019, EKS_2019, EVERYTHING, NOTHING_ELSE, price_list

REGION = "us-west-2"


def compared(settings: Settings, workload: Workload = NOTHING_ELSE, without: str = "") -> Comparison:
    usd = {key: each for key, each in {**EVERYTHING, **EKS_2019}.items() if key != without}
    return compare(workload, REGION, settings, price_list(REGION, usd), ["eks", "eks_lambda"])


def test_the_steps_of_2019_come_from_its_settings() -> None:
    found = pod_steps(compared(AS_IN_2019))
    assert found

    by_pods = {step.pods: round(step.minutes_per_hour, 1) for step in found.steps}

    assert [by_pods[pods] for pods in (4, 8, 10, 12, 16, 20)] == [0, 14.2, 28.5, 14.2, 28.5, 42.7]


def test_a_further_node_costs_its_volume_and_its_address_too() -> None:
    settings = Settings(instance_type="t3.medium", root_volume_gb=73, savings_plan_percent={"ec2": 50})

    assert node_price(compared(settings)).usd == pytest.approx(0.0418 / 2 + 73 * EVERYTHING["ebs.gp3"] / 730 + 0.005)


def test_an_hour_of_a_function_follows_its_memory_and_its_plan() -> None:
    settings = Settings(lambda_memory_mib=3008, savings_plan_percent={"lambda": 10})

    assert function_price(compared(settings)).usd == pytest.approx(0.17625 * 0.9, abs=1e-5)


def test_nodes_are_those_that_packing_finds() -> None:
    """The first node carries the system's pods as well, so it has room for fewer."""
    fit = pods_per_node(instance("t3.medium"), Pod(cpu_millicores=250, memory_mib=256))

    found = steps(13, fit, fit, UsdPerHour(0.0416), UsdPerHour(0.176))

    assert [step.pods for step in found if step.nodes_inference == 2] == [6, 7, 8, 9, 10, 11, 12]
    assert all(step.minutes_per_hour == 0 for step in found)


@pytest.mark.parametrize(
    ("settings", "without"),
    [
        pytest.param(Settings(instance_type="t3.medium", pod_cpu_millicores=4000), "", id="no pod fits"),
        pytest.param(Settings(instance_type="t3.medium"), "ec2.t3.medium", id="no price of a node"),
        pytest.param(Settings(instance_type="t3.medium"), "lambda.gb_second.x86_64", id="no price of a function"),
    ],
)
def test_without_nodes_or_prices_there_are_no_steps(settings: Settings, without: str) -> None:
    assert pod_steps(compared(settings, without=without)) is None

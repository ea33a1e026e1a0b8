# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where options swap, over load and over pods."""

from __future__ import annotations

import itertools
import math

import pytest

from ansible_collections.inferops.aws.plugins.module_utils._costs.breakeven import (
    Burst,
    curve,
    leads,
    loads,
    steps,
    swaps,
)
from ansible_collections.inferops.aws.plugins.module_utils._costs.compare import Comparison, compare
from ansible_collections.inferops.aws.plugins.module_utils._costs.errors import CostError
from ansible_collections.inferops.aws.plugins.module_utils._costs.settings import Settings
from ansible_collections.inferops.aws.plugins.module_utils._costs.units import UsdPerHour
from ansible_collections.inferops.aws.plugins.module_utils._costs.workload import Workload
from tests.tools.published import AS_IN_2019, EVERYTHING, price_list

REGION = "us-west-2"
BOTH = ("lambda_api", "eks")


def compared(workload: Workload, settings: Settings = AS_IN_2019) -> Comparison:
    return compare(workload, REGION, settings, price_list(REGION, EVERYTHING))


def cost(comparison: Comparison, name: str, load: float) -> float | None:
    return curve(comparison, [name], [load])[0].costs[name]


def test_left_of_a_swap_one_is_cheaper_and_right_of_it_the_other() -> None:
    found = compared(Workload(requests=(3600.0,), seconds_per_request=1))

    swap = swaps(found, *BOTH)[0]

    assert (swap.before, swap.then) == ("lambda_api", "eks")
    assert swap.requests_per_month == pytest.approx(3600 * 730 * swap.load)
    for load, first in ((swap.load * 0.999, "lambda_api"), (swap.load * 1.001, "eks")):
        costs = {name: cost(found, name, load) for name in BOTH}
        assert min(costs, key=lambda name: costs[name] or math.inf) == first


def test_a_swap_because_the_cheaper_one_cannot_do_it_any_more() -> None:
    found = compared(Workload(requests=(60.0,), seconds_per_request=1, concurrent_users=1))

    only = next(swap for swap in swaps(found, "ec2", "eks") if swap.before == "ec2")

    assert only.because == (
        "the busiest hour needs room for 3 requests at a time, 70 % of it in use; one t3.medium has room for 2"
    )


def test_options_that_grow_by_nodes_swap_more_than_once() -> None:
    found = compared(Workload(requests=(3600.0,), seconds_per_request=1), AS_IN_2019._replace(pods_per_node=30))

    order = [swap.then for swap in swaps(found, "eks_lambda", "eks")]

    assert all(one != other for one, other in itertools.pairwise(order))


def test_the_curve_has_the_load_itself_and_a_gap_where_an_option_ends() -> None:
    found = compared(Workload(requests=(3600.0,), seconds_per_request=1))

    points = curve(found, ["ec2", "lambda_api"], loads(decades=2, steps=10))

    there = next(point for point in points if point.load == 1)
    assert there.costs["lambda_api"] == pytest.approx(found.estimate("lambda_api").per_month.usd)
    assert points[0].costs["ec2"] is not None
    assert points[-1].costs["ec2"] is None


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("most", (0, 4, 10, 1.0, 1.0)),
        ("inference_per_node", (8, 0, 10, 1.0, 1.0)),
        ("front_end_per_node", (8, 4, -1, 1.0, 1.0)),
        ("function", (8, 4, 10, 1.0, 0.0)),
        ("function", (8, 4, 10, 1.0, math.nan)),
    ],
)
def test_steps_of_nothing_are_refused(name: str, arguments: tuple[int, int, int, float, float]) -> None:
    most, inference, front_end, node, function = arguments

    with pytest.raises(CostError, match=f"{name} is .*; allowed: more than 0"):
        steps(most, inference, front_end, UsdPerHour(node), UsdPerHour(function))


@pytest.mark.parametrize(
    ("burst", "minutes"),
    [
        pytest.param(Burst(work=1, baseline=0.4, credit=0.05), 0.0416 / 0.17625 * 60, id="within the baseline"),
        pytest.param(
            Burst(work=2, baseline=0.1, credit=0.05),
            (0.0416 - 2 * 0.1 * 0.05) / (0.17625 - 2 * 0.05) * 60,
            id="beyond it",
        ),
        pytest.param(Burst(work=4, baseline=0.1, credit=0.05), 8 * 60, id="credits cost more than functions"),
    ],
)
def test_work_beyond_the_baseline_of_burstable_nodes_moves_the_step(burst: Burst, minutes: float) -> None:
    found = steps(8, 4, 10, UsdPerHour(0.0416), UsdPerHour(0.17625), burst)

    assert found[3].minutes_per_hour == 0
    assert found[7].minutes_per_hour == pytest.approx(minutes)


def test_who_leads_is_the_cheapest_of_all_at_that_load() -> None:
    found = compared(Workload(requests=(3600.0,), seconds_per_request=1))

    order = leads(found)

    assert len(order) > 1
    assert all(one.name != other.name for one, other in itertools.pairwise(order))
    for lead in order:
        costs = curve(found, [each.name for each in found.estimates], [lead.load])[0].costs
        assert lead.name == min((name for name in costs if costs[name] is not None), key=lambda name: costs[name] or 0)


def test_who_leads_of_two_changes_where_the_two_swap() -> None:
    found = compared(Workload(requests=(3600.0,), seconds_per_request=1))
    two = found._replace(estimates=tuple(each for each in found.estimates if each.name in ("eks", "ec2")))

    order = leads(two)[1:]

    assert order
    assert [(lead.load, lead.name) for lead in order] == [(swap.load, swap.then) for swap in swaps(two, "eks", "ec2")]

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What must hold for every workload, tried with workloads made up by hypothesis."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import assume, given, settings as tried, strategies as st

from ansible_collections.inferops.aws.plugins.module_utils._costs.compare import Comparison, compare
from ansible_collections.inferops.aws.plugins.module_utils._costs.line import Bill
from ansible_collections.inferops.aws.plugins.module_utils._costs.options import OPTIONS
from ansible_collections.inferops.aws.plugins.module_utils._costs.packing import Pod, pods_per_node, pods_that_fit
from ansible_collections.inferops.aws.plugins.module_utils._costs.pod_steps import pod_steps
from ansible_collections.inferops.aws.plugins.module_utils._costs.settings import Settings
from ansible_collections.inferops.aws.plugins.module_utils._costs.units import Quantity, Unit, UnitError, UsdPerMonth
from ansible_collections.inferops.aws.plugins.module_utils._costs.workload import Workload
from tests.tools.published import EVERYTHING, price_list

REGION = "us-west-2"
CATALOGUE = price_list(REGION, EVERYTHING)

PROFILES = st.lists(st.floats(0, 20_000), min_size=1, max_size=24).filter(any).map(tuple)
# Hypothesis would make up every field of a named tuple, those with a default too; `_replace` keeps what is not named.
WORKLOADS = st.builds(
    Workload(requests=(1.0,), seconds_per_request=1)._replace,
    requests=PROFILES,
    seconds_per_request=st.floats(0.01, 100),
    vcpu_per_request=st.floats(0.1, 4),
    memory_mib=st.floats(64, 12_000),
    request_mib=st.floats(0, 8),
    response_mib=st.floats(0, 8),
    concurrent_users=st.integers(0, 50),
    storage_gb=st.floats(0, 1000),
    monthly_users=st.integers(0, 100_000),
    cold_start_percent=st.floats(0, 100),
    latency_limit_seconds=st.sampled_from([0, 0, 0, 200.0]),
    gpu=st.sampled_from([False, False, False, True]),
    pods=st.sampled_from([0, 0, 3, 1000]),
    seconds_measured=st.sampled_from([{}, {"lambda_api": 0.5, "eks": 2.0}]),
)
SETTINGS = st.builds(
    Settings()._replace,
    instance_type=st.sampled_from(["t3.medium", "m7i.large", "g4dn.xlarge"]),
    savings_plan_percent=st.sampled_from([{}, {"ec2": 28.0, "lambda": 12.0, "fargate": 20.0}]),
    minimum_copies=st.integers(1, 5),
    provisioned_concurrency=st.integers(0, 20),
    nat_gateways=st.integers(0, 3),
    free_tier=st.booleans(),
    load_balancer=st.sampled_from(["alb", "clb"]),
)


def compared(workload: Workload, settings: Settings) -> Comparison:
    return compare(workload, REGION, settings, CATALOGUE)


def bills(workload: Workload, settings: Settings) -> dict[str, Bill]:
    return {each.name: each.bill for each in compared(workload, settings).estimates if each.bill}


@tried(max_examples=150, deadline=None)
@given(WORKLOADS, SETTINGS)
def test_a_total_is_the_sum_of_lines_of_which_none_is_negative(workload: Workload, settings: Settings) -> None:
    for bill in bills(workload, settings).values():
        assert bill.total.usd == pytest.approx(sum(line.cost.usd for line in bill.lines))
        assert all(line.cost >= UsdPerMonth(0.0) for line in bill.lines)
        for line in bill.lines:
            price = CATALOGUE.price(REGION, line.key)
            assert line.quantity.unit is price.product.unit


@tried(max_examples=150, deadline=None)
@given(WORKLOADS, SETTINGS, st.floats(1, 50))
def test_more_load_never_costs_less(workload: Workload, settings: Settings, more: float) -> None:
    before, after = bills(workload, settings), bills(workload.times(more), settings)

    for name in before.keys() & after.keys():
        assert after[name].total.usd >= before[name].total.usd * (1 - 1e-9), name


@tried(max_examples=150, deadline=None)
@given(WORKLOADS, SETTINGS, st.integers(2, 4))
def test_how_often_the_profile_is_written_down_does_not_matter(
    workload: Workload, settings: Settings, times: int
) -> None:
    again = workload._replace(requests=workload.requests * times)

    before, after = bills(workload, settings), bills(again, settings)

    assert before.keys() == after.keys()
    for name, bill in before.items():
        assert after[name].total.usd == pytest.approx(bill.total.usd)


@tried(max_examples=100, deadline=None)
@given(WORKLOADS, SETTINGS, st.floats(1, 10_000))
def test_the_form_of_time_in_which_a_load_is_given_does_not_matter(
    workload: Workload, settings: Settings, requests: float
) -> None:
    """One hour, the hours of a day, those of a week: the same bills, in the same order."""
    forms = [workload._replace(requests=(requests,) * hours) for hours in (1, 24, 168)]

    found = [[(each.name, each.per_month.usd) for each in compared(form, settings).feasible] for form in forms]

    for again in found[1:]:
        assert dict(again) == pytest.approx(dict(found[0]))
    for cheaper, dearer in itertools.pairwise(compared(workload, settings).feasible):
        assert cheaper.per_hour <= dearer.per_hour
        assert cheaper.per_thousand
        assert dearer.per_thousand
        assert cheaper.per_thousand <= dearer.per_thousand


@tried(max_examples=150, deadline=None)
@given(
    pods=st.integers(1, 20),
    seconds=st.floats(0.01, 60),
    share=st.floats(0.001, 0.69),
    vcpu=st.sampled_from([0.2, 0.5, 1.0]),
    instance_type=st.sampled_from(["t3.medium", "m7i.large"]),
)
def test_the_steps_over_pods_are_where_the_bills_cross(
    pods: int, seconds: float, share: float, vcpu: float, instance_type: str
) -> None:
    """Below a step inference in Lambda has the smaller bill, above it inference in pods."""
    workload = Workload((share * pods * 3600 / seconds,), seconds, vcpu_per_request=vcpu, memory_mib=256, pods=pods)
    chosen = Settings(instance_type=instance_type, load_balancer="clb")
    comparison = compare(workload, REGION, chosen, CATALOGUE, ("eks", "eks_lambda"))
    in_pods, in_lambda = (comparison.estimate(name) for name in ("eks", "eks_lambda"))
    assume(in_pods.bill and in_lambda.bill)
    assert in_pods.bill
    assert in_lambda.bill
    gained = in_pods.bill.total.usd - in_lambda.bill.total.usd
    found = pod_steps(comparison, pods)
    assert found
    step = found.steps[-1]
    worked = max(workload.requests) * in_lambda.use.size.seconds / 60

    assert step.pods == pods
    assume(abs(gained) > 1e-6)
    assert (worked < step.minutes_per_hour) == (gained > 0)


@tried(max_examples=100, deadline=None)
@given(WORKLOADS, SETTINGS)
def test_nothing_is_lost_between_options(workload: Workload, settings: Settings) -> None:
    """Each option has a bill, or one reason, and never both."""
    found = compared(workload, settings).estimates

    assert {each.name for each in found} == set(OPTIONS)
    assert all(bool(each.bill) + bool(each.reason) + bool(each.unpriced) == 1 for each in found)


@tried(max_examples=100, deadline=None)
@given(WORKLOADS, SETTINGS)
def test_nodes_carry_their_pods(workload: Workload, settings: Settings) -> None:
    size = compared(workload, settings).estimate("eks_lambda").use.size
    assert size.instance
    fit = pods_per_node(size.instance, Pod(settings.front_end_pod_cpu_millicores, settings.front_end_pod_memory_mib))
    assert all(pods_that_fit(nodes, fit) >= pods for nodes, pods in zip(size.copies, size.pods, strict=True))


@pytest.mark.parametrize("unit", list(Unit))
def test_no_price_takes_a_quantity_of_another_unit(unit: Unit) -> None:
    for key in EVERYTHING:
        price = CATALOGUE.price(REGION, key)
        if price.product.unit is not unit:
            with pytest.raises(UnitError):
                price.cost(Quantity(1.0, unit))

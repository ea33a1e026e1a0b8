# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The model called with the inputs of published comparisons gives their figures; with like for like, the right ones."""

from __future__ import annotations

import pytest

from ansible_collections.inferops.aws.plugins.module_utils._costs.breakeven import steps
from ansible_collections.inferops.aws.plugins.module_utils._costs.compare import Estimate, compare
from ansible_collections.inferops.aws.plugins.module_utils._costs.instances import instance
from ansible_collections.inferops.aws.plugins.module_utils._costs.packing import Pod, pods_per_node
from ansible_collections.inferops.aws.plugins.module_utils._costs.settings import Settings
from ansible_collections.inferops.aws.plugins.module_utils._costs.units import Quantity, Unit, UsdPerHour, hours
from ansible_collections.inferops.aws.plugins.module_utils._costs.workload import Workload
from tests.tools.published import AS_IN_2019, EKS_2019, EKS_2026, NOTHING_ELSE, price_list

OREGON, PARIS, FRANKFURT = "us-west-2", "eu-west-3", "eu-central-1"


def estimated(name: str, workload: Workload, settings: Settings, region: str, usd: dict[str, float]) -> Estimate:
    found = compare(workload, region, settings, price_list(region, usd), [name]).estimates[0]
    assert found.bill, found.reason or found.unpriced
    return found


def line(found: Estimate, name: str) -> float:
    assert found.bill
    return next(each.cost.usd for each in found.bill.lines if each.name == name)


def with_pods(pods: int) -> Workload:
    return NOTHING_ELSE._replace(pods=pods)


WORKING_ALL_THE_TIME = NOTHING_ELSE._replace(requests=(3600.0,))
"""A request a second that takes a second."""


@pytest.mark.parametrize(
    ("name", "pods", "usd", "per_hour"),
    [
        ("ec2", 0, EKS_2019, 0.0418),
        ("eks", 4, EKS_2019, 0.2668),
        ("eks", 8, EKS_2019, 0.3086),
        ("eks_lambda", 10, EKS_2019, 0.2668),
        ("eks", 4, EKS_2026, 0.1666),
    ],
)
def test_an_hour_of_each_option_of_2019(name: str, pods: int, usd: dict[str, float], per_hour: float) -> None:
    found = estimated(name, with_pods(pods), AS_IN_2019, OREGON, usd)

    assert found.per_hour.usd == pytest.approx(per_hour, abs=1e-9)


@pytest.mark.parametrize(("usd", "per_hour"), [(EKS_2019, 0.425), (EKS_2026, 0.325)])
def test_an_hour_with_the_type_that_was_created_in_place_of_the_one_that_was_priced(
    usd: dict[str, float], per_hour: float
) -> None:
    settings = AS_IN_2019._replace(instance_type="m4.xlarge")

    found = estimated("eks", with_pods(4), settings, OREGON, {**usd, "ec2.m4.xlarge": 0.20})

    assert found.per_hour.usd == pytest.approx(per_hour, abs=1e-9)


def test_an_hour_behind_an_application_load_balancer() -> None:
    settings = AS_IN_2019._replace(load_balancer="alb")

    found = estimated("eks", with_pods(4), settings, OREGON, {**EKS_2026, "alb.hour": 0.0225})

    assert found.per_hour.usd == pytest.approx(0.1641, abs=1e-9)


@pytest.mark.parametrize(("architecture", "per_hour"), [("x86_64", 0.17625), ("arm64", 0.14100)])
def test_a_function_that_works_all_the_time(architecture: str, per_hour: float) -> None:
    settings = AS_IN_2019._replace(architecture=architecture)

    found = estimated("lambda_api", WORKING_ALL_THE_TIME, settings, OREGON, EKS_2019)

    assert found.per_hour.usd == pytest.approx(per_hour, abs=1e-5)


def test_the_break_even_of_2019_is_one_of_several_steps() -> None:
    found = steps(20, 4, 10, UsdPerHour(0.0418), UsdPerHour(0.176))

    by_pods = {step.pods: round(step.minutes_per_hour, 2) for step in found}
    assert by_pods == (
        dict.fromkeys(range(1, 5), 0.0)
        | dict.fromkeys(range(5, 9), 14.25)
        | dict.fromkeys(range(9, 11), 28.5)
        | dict.fromkeys(range(11, 13), 14.25)
        | dict.fromkeys(range(13, 17), 28.5)
        | dict.fromkeys(range(17, 21), 42.75)
    )
    assert found[7].hours_per_day == pytest.approx(5.7)


@pytest.mark.parametrize(
    ("node", "function", "minutes"),
    [
        (0.0416, 0.17625, 14.16),
        (0.0416, 0.1410, 17.70),
        # The node's two vCPUs work all the time: 1.6 vCPUs beyond the baseline at 0.05 $.
        (0.1216, 0.176, 41.45),
        # A further m4.xlarge costs as much as 1.135 hours of functions in each hour, which run beside each other.
        (0.20, 0.17625, 68.09),
    ],
)
def test_the_break_even_with_prices_of_today(node: float, function: float, minutes: float) -> None:
    assert steps(8, 4, 10, UsdPerHour(node), UsdPerHour(function))[7].minutes_per_hour == pytest.approx(
        minutes, abs=0.01
    )


def test_a_burstable_node_that_works_all_the_time_costs_three_times_its_price() -> None:
    both_vcpus = NOTHING_ELSE._replace(requests=(7200.0,))
    usd = {"ec2.t3.medium": 0.0416, "ec2.credits.t3": 0.05}

    settings = AS_IN_2019._replace(target_utilisation_percent=100)
    found = estimated("ec2", both_vcpus, settings, OREGON, usd)

    assert found.per_hour.usd == pytest.approx(0.1216)
    assert line(found, "burst credits") == pytest.approx(1.6 * 730 * 0.05)


def test_pods_of_a_quarter_vcpu_do_not_fit_as_the_comparison_had_them() -> None:
    pod = Pod(cpu_millicores=250)

    assert [
        (fit.first, fit.next) for fit in (pods_per_node(instance(name), pod) for name in ("t3.medium", "m4.xlarge"))
    ] == [
        (5, 7),
        (13, 15),
    ]


THREE_NODES = AS_IN_2019._replace(
    instance_type="t4g.xlarge", architecture="arm64", minimum_copies=3, load_balancer="alb"
)
PARIS_LIST = {"ec2.t4g.xlarge": 0.0949, "eks.cluster": 0.10, "alb.hour": 0.0}


def test_three_instances_in_paris() -> None:
    found = estimated("eks", with_pods(3), THREE_NODES, PARIS, PARIS_LIST)

    assert line(found, "instances") == pytest.approx(207.83, abs=0.005)


def test_three_control_planes_without_a_node_are_no_platform() -> None:
    control_plane = price_list(PARIS, PARIS_LIST).price(PARIS, "eks.cluster").cost(hours(730))

    assert (control_plane * 3).usd == pytest.approx(219.00)
    like_for_like = estimated("eks", with_pods(3), THREE_NODES, PARIS, PARIS_LIST)
    assert like_for_like.per_month.usd == pytest.approx(280.83, abs=0.005)


@pytest.mark.parametrize(
    ("bought", "total"),
    [
        pytest.param([("s3.storage", 500.0, 0.024), ("s3.get", 1_000_000.0, 0.00000042)], 12.42, id="object storage"),
        pytest.param([("s3.storage", 500.0, 0.024), ("s3.get", 20_000.0, 0.00000042)], 12.0084, id="as it was said"),
        pytest.param([("s3.storage", 500.0, 0.024)], 12.00, id="objects alone"),
        pytest.param([("s3.get", 1_000_000.0, 0.00000042)], 0.42, id="a million reads"),
        pytest.param([("s3.storage", 500.0, 0.024), ("s3.put", 20_000.0, 0.0000053)], 12.106, id="as writes"),
        pytest.param([("rds.gp3_multi_az", 500.0, 0.266)], 133.00, id="a database without an instance"),
        pytest.param([("rds.gp3", 500.0, 0.133)], 66.50, id="in one zone"),
        pytest.param(
            [("cognito.advanced", 10_000.0, 0.05), ("cognito.federated", 1_000.0 - 50, 0.015)], 514.25, id="users"
        ),
        pytest.param([("cognito.plus", 10_000.0, 0.02)], 200.00, id="the same users today"),
    ],
)
def test_the_parts_of_the_platform_in_paris(bought: list[tuple[str, float, float]], total: float) -> None:
    catalogue = price_list(PARIS, {key: usd for key, _amount, usd in bought})

    prices = [(catalogue.price(PARIS, key), amount) for key, amount, _usd in bought]

    assert sum(price.cost(Quantity(amount, price.product.unit)).usd for price, amount in prices) == pytest.approx(total)


def test_two_gateways_cost_more_than_the_demonstration_behind_them() -> None:
    settings = AS_IN_2019._replace(instance_type="t3.medium", nat_gateways=2)

    found = estimated("ec2", NOTHING_ELSE, settings, FRANKFURT, {"ec2.t3.medium": 0.048, "nat.hour": 0.052})

    assert line(found, "NAT gateways") == pytest.approx(75.92)


def test_a_quarter_of_a_vcpu_on_fargate_in_frankfurt() -> None:
    small = NOTHING_ELSE._replace(vcpu_per_request=0.25)
    usd = {"fargate.vcpu": 0.04656, "fargate.gb": 0.00511, "alb.hour": 0.027}

    found = estimated("fargate", small, AS_IN_2019._replace(load_balancer="alb"), FRANKFURT, usd)

    assert line(found, "Fargate vCPUs") + line(found, "Fargate memory") == pytest.approx(10.36, abs=0.005)
    assert line(found, "load balancer") == pytest.approx(19.71)


def test_two_provisioned_environments_before_the_first_request() -> None:
    settings = AS_IN_2019._replace(provisioned_concurrency=2)

    found = estimated(
        "lambda_api_provisioned", NOTHING_ELSE, settings, OREGON, {"lambda.provisioned.x86_64": 0.0000041667}
    )

    assert found.per_month.usd == pytest.approx(64.33, abs=0.005)
    assert found.fixed
    assert found.fixed.total == found.per_month


def test_a_cluster_in_extended_support_costs_six_times_as_much() -> None:
    settings = AS_IN_2019._replace(kubernetes_version="1.32", as_of="2026-11-21")

    found = estimated("eks", with_pods(1), settings, OREGON, {**EKS_2026, "eks.extended": 0.50})

    assert line(found, "EKS control plane") + line(found, "EKS extended support") == pytest.approx(0.60 * 730)


def test_units_of_the_published_sums_never_mix() -> None:
    price = price_list(PARIS, {"s3.storage": 0.024}).price(PARIS, "s3.storage")

    with pytest.raises(TypeError, match="billed by GB month, not by hour"):
        price.cost(Quantity(730, Unit.HOUR))

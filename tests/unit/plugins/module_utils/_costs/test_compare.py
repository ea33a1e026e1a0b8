# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What options cost side by side, and why some cannot be used."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.inferops.aws.plugins.module_utils._costs.compare import Comparison, compare
from ansible_collections.inferops.aws.plugins.module_utils._costs.errors import CostError
from ansible_collections.inferops.aws.plugins.module_utils._costs.options import ASPECTS, OPTIONS
from ansible_collections.inferops.aws.plugins.module_utils._costs.settings import Settings
from ansible_collections.inferops.aws.plugins.module_utils._costs.workload import Workload
from tests.tools.published import AS_IN_2019, EKS_2019, EVERYTHING, NOTHING_ELSE, price_list

REGION = "us-west-2"
USUAL = Workload(requests=(600.0,) * 24, seconds_per_request=0.5)


def compared(workload: Workload = USUAL, usd: dict[str, float] = EVERYTHING, **settings: t.Any) -> Comparison:
    return compare(workload, REGION, Settings(**{"as_of": "2026-11-21", **settings}), price_list(REGION, usd))


def changed(**fields: t.Any) -> Workload:
    return USUAL._replace(**fields)


def line(comparison: Comparison, option: str, name: str) -> float:
    found = comparison.estimate(option).bill
    assert found, comparison.estimate(option).reason or comparison.estimate(option).unpriced
    return next((each.cost.usd for each in found.lines if each.name == name), 0.0)


def test_every_option_has_a_bill_where_every_price_is_known() -> None:
    found = compared()

    assert {each.name for each in found.feasible} == set(OPTIONS)
    costs = [each.per_month.usd for each in found.feasible]
    assert costs == sorted(costs)
    for each in found.estimates:
        assert each.bill
        assert each.bill.total.usd == pytest.approx(sum(line.cost.usd for line in each.bill.lines))
        assert len(each.option.marks) == len(ASPECTS)


@pytest.mark.parametrize(
    ("option", "workload", "settings", "reason"),
    [
        pytest.param("lambda_api", changed(seconds_per_request=31), {}, "an HTTP API cuts at 30 s", id="timeout"),
        pytest.param("eks_lambda", changed(seconds_per_request=901), {}, "cuts at 900 s", id="timeout of Lambda"),
        pytest.param("lambda_api", changed(response_mib=7), {}, "a response has 7 MiB, a synchronous", id="payload"),
        pytest.param("lambda_api", changed(request_mib=11), {}, "an HTTP API takes 10", id="payload of the API"),
        pytest.param("lambda_api", changed(memory_mib=11_000), {}, "a function has 10240 at most", id="memory"),
        pytest.param("lambda_api", changed(memory_mib=600), {"lambda_memory_mib": 512}, "is 512", id="memory set"),
        pytest.param("lambda_api", changed(concurrent_users=1001), {}, "lambda_concurrency_quota is 1000", id="quota"),
        pytest.param("lambda_api", changed(gpu=True), {}, "needs a GPU", id="GPU"),
        pytest.param("fargate", changed(gpu=True), {}, "needs a GPU", id="GPU on Fargate"),
        pytest.param("fargate", changed(memory_mib=300_000), {}, "more than any Fargate task has", id="task"),
        pytest.param("eks", changed(gpu=True), {}, "m7i.large has none", id="GPU on nodes"),
        pytest.param(
            "sagemaker",
            changed(gpu=True),
            {},
            "ml.m5.large has none; one that has is ml.g6.xlarge",
            id="GPU of SageMaker",
        ),
        pytest.param("eks", changed(memory_mib=9_000), {}, "no pod fits on m7i.large: too little memory", id="pods"),
        pytest.param("eks", USUAL, {"pod_cpu_millicores": 5000}, "too little cpu", id="CPU of a pod"),
        pytest.param("eks", USUAL, {"kubernetes_version": "1.28"}, "EKS ended Kubernetes 1.28", id="version"),
        pytest.param("eks", USUAL, {"kubernetes_version": "1.35", "as_of": "2031-01-01"}, "ended", id="version later"),
        pytest.param(
            "eks",
            changed(requests=(100_000.0,), seconds_per_request=10, pods=1),
            {},
            "the busiest hour needs 397 pods, pods is 1",
            id="too few pods",
        ),
        pytest.param(
            "eks_lambda",
            changed(requests=(100_000.0,), seconds_per_request=10, pods=1),
            {"front_end_requests_per_pod": 10},
            "the busiest hour needs 40 pods, pods is 1",
            id="too few pods of the front end",
        ),
        pytest.param(
            "lambda_api",
            changed(seconds_per_request=20, init_seconds=15),
            {},
            "one request takes 35 s, 15 s of them for a cold start, an HTTP API cuts at 30 s",
            id="timeout with a cold start",
        ),
        pytest.param(
            "lambda_api",
            changed(latency_limit_seconds=1.5, init_seconds=10, cold_start_percent=20, seconds_per_request=0.1),
            {},
            "20 % of the requests take 10.1 s with a cold start",
            id="too many cold starts",
        ),
        pytest.param("sagemaker", USUAL, {"architecture": "arm64"}, "ml.m5.large is x86_64", id="ml architecture"),
        pytest.param("sagemaker_serverless", USUAL, {"architecture": "arm64"}, "runs on x86_64", id="arm64 serverless"),
        pytest.param("eks", changed(pods=40), {"maximum_copies": 3}, "maximum_copies is 3", id="too many nodes"),
        pytest.param(
            "ec2",
            changed(concurrent_users=3),
            {},
            "needs room for 3 requests at a time, 70 % of it in use; one m7i.large has room for 2",
            id="users",
        ),
        pytest.param("ec2", changed(memory_mib=9_000), {}, "m7i.large has 7577 MiB to use", id="memory of an instance"),
        pytest.param("ec2", USUAL, {"architecture": "arm64"}, "architecture is arm64", id="architecture"),
        pytest.param("sagemaker", USUAL, {"ml_instance_type": "ml.t3.medium"}, "cannot host an endpoint", id="hosting"),
        pytest.param("sagemaker", changed(seconds_per_request=61), {}, "cuts at 60 s; sagemaker_async", id="60 s"),
        pytest.param("sagemaker_serverless", changed(memory_mib=6200), {}, "a serverless endpoint has 1 to 6", id="GB"),
        pytest.param("sagemaker_serverless", changed(concurrent_users=201), {}, "runs 200", id="200 at a time"),
        pytest.param("sagemaker_async", changed(seconds_per_request=3601), {}, "cuts at 3600 s", id="an hour"),
        pytest.param(
            "sagemaker_async",
            changed(requests=(0.0, 600.0), latency_limit_seconds=5),
            {},
            "from zero the first answer takes minutes",
            id="from zero",
        ),
        pytest.param(
            "lambda_api",
            changed(latency_limit_seconds=0.6),
            {"lambda_memory_mib": 885},
            "one request takes 0.999 s here, latency_limit_seconds is 0.6",
            id="latency",
        ),
    ],
)
def test_an_option_that_cannot_do_it_says_why(
    option: str, workload: Workload, settings: dict[str, t.Any], reason: str
) -> None:
    found = compared(workload, **settings).estimate(option)

    assert found.bill is None
    assert reason in found.reason


@pytest.mark.parametrize(
    ("option", "settings", "name"),
    [
        ("ec2", Settings(instance_type="m4.xlarge"), "m4.xlarge"),
        ("sagemaker", Settings(ml_instance_type="ml.g5.xlarge"), "ml.g5.xlarge"),
    ],
)
def test_an_instance_type_that_a_region_lacks(option: str, settings: Settings, name: str) -> None:
    found = compare(USUAL, "eu-west-3", settings, price_list("eu-west-3", EVERYTHING), [option]).estimates[0]

    assert found.reason == f"{name} is not offered in eu-west-3"


def test_an_option_without_a_price_is_listed_with_the_way_to_get_it() -> None:
    found = compared(usd={key: usd for key, usd in EVERYTHING.items() if key != "http_api.requests"})

    missing = found.estimate("lambda_api")
    assert missing.bill is None
    assert "no price for AmazonApiGateway (http_api.requests) in us-west-2; run: ansible-playbook" in missing.unpriced
    assert found.estimate("eks_lambda").bill


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"names": ["lambda"]}, "options is 'lambda'; allowed: ec2, eks,"),
        ({"region": "mars-1"}, "region is 'mars-1'; allowed: us-west-2"),
        ({"settings": Settings(instance_type="t3.medum")}, "instance_type is 't3.medum'; allowed: .*t3.medium"),
    ],
)
def test_what_is_unknown_is_refused(options: dict[str, t.Any], message: str) -> None:
    with pytest.raises(CostError, match=message):
        compare(**{"workload": USUAL, "region": REGION, "catalogue": price_list(REGION, EVERYTHING), **options})


def test_nodes_follow_the_load_hour_by_hour() -> None:
    by_day = changed(requests=(0.0,) * 12 + (7200.0,) * 12, seconds_per_request=10, memory_mib=64)

    size = compared(by_day, pod_cpu_millicores=250, instance_type="t3.medium").estimate("eks").use.size

    # 20 requests at a time of 40 s each on a quarter of a vCPU, 70 % in use.
    assert set(size.pods) == {0, 115}
    assert set(size.copies) == {1, 1 + 16}


def test_lambda_is_billed_by_the_second_and_for_its_starts() -> None:
    workload = NOTHING_ELSE._replace(requests=(1000.0,), cold_start_percent=2, init_seconds=3)

    found = compare(workload, REGION, AS_IN_2019, price_list(REGION, EKS_2019), ["lambda_api"])

    gb = 3008 / 1024
    assert line(found, "lambda_api", "Lambda duration") == pytest.approx(730_000 * gb * 0.0000166667)
    assert line(found, "lambda_api", "Lambda starts") == pytest.approx(730_000 * 0.02 * 3 * gb * 0.0000166667)


def test_what_finds_no_provisioned_environment_is_billed_on_demand() -> None:
    workload = changed(requests=(7200.0,), seconds_per_request=2)

    found = compared(workload, provisioned_concurrency=1)

    on_demand = line(found, "lambda_api", "Lambda duration")
    assert line(found, "lambda_api_provisioned", "Lambda duration beyond it") == pytest.approx(on_demand * 3 / 4)


def test_an_http_api_counts_large_requests_more_than_once() -> None:
    once, thrice = (line(compared(changed(request_mib=mib)), "lambda_api", "HTTP API requests") for mib in (0.5, 1.2))

    assert thrice == pytest.approx(3 * once)


def test_what_is_provisioned_has_headroom_and_is_kept_at_night() -> None:
    """0.917 requests at a time on average: one environment would be busy 92 % of the time, at an aim of 70."""
    found = compared(Workload(requests=(3300.0,), seconds_per_request=1, memory_mib=512))
    kept = line(found, "lambda_api_provisioned", "Lambda provisioned concurrency")
    size = found.estimate("lambda_api_provisioned").use.size
    fixed = found.estimate("lambda_api_provisioned").fixed
    price = EVERYTHING["lambda.provisioned.x86_64"]

    assert size.ready == 2
    assert kept == pytest.approx(2 * size.memory_mib / 1024 * 730 * 3600 * price)
    assert fixed
    assert fixed.total.usd >= kept


def test_a_few_cold_starts_may_miss_the_limit_of_latency() -> None:
    workload = changed(latency_limit_seconds=1.5, init_seconds=10, cold_start_percent=5)

    assert compared(workload).estimate("lambda_api").bill


def test_nat_gateways_are_billed_wherever_machines_need_them() -> None:
    found = compared(nat_gateways=2, public_ipv4=False)

    nat = 2 * 730 * EVERYTHING["nat.hour"]
    assert [line(found, name, "NAT gateways") for name in ("ec2", "eks", "fargate")] == pytest.approx([nat] * 3)


def test_the_free_gb_seconds_are_for_duration_and_starts_together() -> None:
    little = changed(requests=(100.0,), seconds_per_request=1, cold_start_percent=100, init_seconds=1)
    much = changed(requests=(100_000.0,), seconds_per_request=1, cold_start_percent=100, init_seconds=1)

    assert line(compared(little, free_tier=True), "lambda_api", "Lambda starts") == 0
    assert line(compared(much, free_tier=True), "lambda_api", "Lambda starts") == line(
        compared(much), "lambda_api", "Lambda starts"
    )
    assert line(compared(little, free_tier=True), "lambda_api", "Lambda requests") == 0
    assert line(compared(little, free_tier=True), "lambda_api_provisioned", "Lambda requests") > 0


def test_free_tier_and_savings_plans_count_only_when_asked_for() -> None:
    busy = changed(requests=(6000.0,))
    usual, free = compared(busy), compared(busy, free_tier=True)
    planned = compared(busy, savings_plan_percent={"lambda": 17})

    duration = "Lambda duration"
    assert line(usual, "lambda_api", duration) - line(free, "lambda_api", duration) == pytest.approx(
        400_000 * 0.0000166667
    )
    assert line(planned, "lambda_api", duration) == pytest.approx(0.83 * line(usual, "lambda_api", duration))
    assert line(planned, "eks", "instances") == line(usual, "eks", "instances")


def test_what_is_fixed_is_the_bill_without_a_request() -> None:
    found = compared()

    assert {each.name: round(each.fixed.total.usd, 2) for each in found.estimates if each.fixed}["lambda_api"] < 1
    for each in found.estimates:
        assert each.fixed
        assert each.fixed.total <= each.per_month
    assert line(found, "eks", "EKS control plane") == pytest.approx(73)


def test_what_was_measured_on_an_option_stands_before_what_is_worked_out() -> None:
    found = compared(changed(seconds_measured={"fargate": 2.0}))

    assert found.estimate("fargate").use.size.seconds == 2.0
    assert found.estimate("ec2").use.size.seconds == 0.5

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What people write for a workload and for settings, and the one message for each mistake."""

from __future__ import annotations

import datetime
import math
import typing as t

import pytest

from ansible_collections.inferops.aws.plugins.module_utils._costs.errors import CostError
from ansible_collections.inferops.aws.plugins.module_utils._costs.reading import (
    SETTINGS,
    WORKLOAD,
    read_settings,
    read_workload,
)
from ansible_collections.inferops.aws.plugins.module_utils._costs.settings import Settings
from ansible_collections.inferops.aws.plugins.module_utils._costs.workload import Workload

LEAST = {"requests_per_hour": 100, "seconds_per_request": 0.5}


def test_what_is_left_out_is_as_the_model_has_it() -> None:
    assert read_workload(LEAST) == Workload(requests=(100.0,), seconds_per_request=0.5)
    assert read_settings({}) == Settings()


def test_numbers_may_be_written_as_text_as_templates_leave_them() -> None:
    found = read_workload({"requests_per_hour": ["1", 2.5], "seconds_per_request": "0.5", "memory_mib": "1024"})

    assert (found.requests, found.seconds_per_request, found.memory_mib) == ((1.0, 2.5), 0.5, 1024)
    assert read_settings({"public_ipv4": "no", "nat_gateways": "2"}) == Settings(public_ipv4=False, nat_gateways=2)


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("requests_per_hour", -1, "numbers from 0 to 1,000,000,000"),
        ("requests_per_hour", 0, "not all of them 0"),
        ("requests_per_hour", [0, 0], "not all of them 0"),
        ("requests_per_hour", math.nan, "numbers from 0 to"),
        ("requests_per_hour", "many", "requests in each hour of a day"),
        ("requests_per_hour", [], "1 to 744 numbers"),
        ("requests_per_hour", [1] * 745, "1 to 744 numbers"),
        ("seconds_per_request", 0, "a number of seconds from 0.001 to 86,400"),
        ("seconds_per_request", -2, "a number of seconds"),
        ("seconds_per_request", math.nan, "a number of seconds"),
        ("seconds_per_request", math.inf, "a number of seconds"),
        ("seconds_per_request", "500ms", "a number of seconds"),
        ("seconds_per_request", True, "a number of seconds"),
        ("seconds_per_request", [1], "a number of seconds"),
        ("seconds_measured", {"lambda_api": "fast"}, "a number of seconds"),
        ("seconds_measured", 3, "a dictionary with a number of seconds"),
        ("seconds_per_request", 10**400, "a number of seconds"),
        ("seconds_per_request", "1_000", "a number of seconds"),
        ("seconds_per_request", "\u0661", "a number of seconds"),
        ("requests_per_hour", "1_000", "requests in each hour of a day"),
        ("requests_per_hour", 10**400, "requests in each hour of a day"),
        ("memory_mib", "2 GB", "a number of MiB from 16 to 786,432"),
        ("cold_start_percent", 101, "a number of per cent from 0 to 100"),
        ("pods", 1.5, "a whole number of pods"),
        ("gpu", "perhaps", "true or false"),
    ],
)
def test_a_bad_number_of_a_workload_is_named(name: str, value: t.Any, allowed: str) -> None:
    message = refused(read_workload, {**LEAST, name: value})

    assert message.startswith(f"x_{name}")
    assert f" is {value!r}; allowed: " in message or isinstance(value, dict)
    assert allowed in message
    assert "\n" not in message


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("target_utilisation_percent", 0, "a number of per cent from 1 to 100"),
        ("target_utilisation_percent", 120, "a number of per cent from 1 to 100"),
        ("savings_plan_percent", {"ec2": 101}, "a number of per cent from 0 to 100"),
        ("savings_plan_percent", {"rds": 10}, "keys are any of ec2, fargate, lambda, sagemaker"),
        ("architecture", "x86", "x86_64, arm64"),
        ("load_balancer", "nlb", "alb, clb"),
        ("lambda_memory_mib", 64, "0 to work it out, or 128 to 10240 MiB"),
        ("lambda_memory_mib", 20_000, "a whole number of MiB from 0 to 10,240"),
        ("instance_type", "m7.large", "an instance type that the cost model knows, such as m7i.large"),
        ("instance_type", ["m7i.large"], "text"),
        ("ml_instance_type", "m5.large", "ml.m5.large, "),
        ("kubernetes_version", "1.3", "1.37, in quotes"),
        ("as_of", "yesterday", "a date such as 2026-11-21"),
        ("as_of", "20261121", "a date such as 2026-11-21"),
        ("as_of", "2026-W47-6", "a date such as 2026-11-21"),
        ("as_of", "2026-11", "a date such as 2026-11-21"),
        ("as_of", 20261121, "a date such as 2026-11-21"),
        ("nat_gateways", 10**400, "a whole number of gateways"),
    ],
)
def test_a_bad_setting_is_named(name: str, value: t.Any, allowed: str) -> None:
    message = refused(read_settings, {name: value})

    assert message.startswith(f"x_{name}")
    assert allowed in message
    assert "\n" not in message


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (
            {"latency_limit_seconds": 0.2},
            "x_latency_limit_seconds is 0.2; allowed: at least x_seconds_per_request, 0.5, or nothing can",
        ),
        ({"pods": 3, "concurrent_users": 5}, "x_pods is 3; allowed: 0 where x_concurrent_users is set (5)"),
    ],
)
def test_what_cannot_be_true_at_once(values: dict[str, t.Any], message: str) -> None:
    assert refused(read_workload, {**LEAST, **values}).startswith(message)


def test_fewer_at_most_than_at_least() -> None:
    message = refused(read_settings, {"minimum_copies": 3, "maximum_copies": 2})

    assert message == "x_maximum_copies is 2; allowed: at least x_minimum_copies, 3"


def test_more_environments_than_the_account_may_have() -> None:
    message = refused(read_settings, {"provisioned_concurrency": 2000})

    assert message == "x_provisioned_concurrency is 2000; allowed: at most x_lambda_concurrency_quota, 1000"
    raised = read_settings({"provisioned_concurrency": 2000, "lambda_concurrency_quota": 2000})
    assert raised.provisioned_concurrency == 2000


def test_bounds_are_written_without_powers_of_ten() -> None:
    message = refused(read_workload, {**LEAST, "concurrent_users": -1})

    assert message == "x_concurrent_users is -1; allowed: a whole number of users from 0 to 1,000,000"


def test_everything_that_is_wrong_is_said_at_once() -> None:
    message = refused(read_workload, {"seconds_per_request": "500ms", "memory_mib": -1})

    assert [line.partition(" is ")[0] for line in message.splitlines()] == [
        "x_requests_per_hour",
        "x_seconds_per_request",
        "x_memory_mib",
    ]


def test_the_tables_are_about_the_fields_that_there_are() -> None:
    assert [*WORKLOAD] == [name for name in Workload._fields if name != "requests"]
    assert [*SETTINGS] == [*Settings._fields]


def test_a_number_that_python_does_not_write_down_is_refused_too() -> None:
    assert refused(read_workload, {**LEAST, "memory_mib": 10**5000}).startswith(
        "x_memory_mib is a number with thousands of digits; allowed: a number of MiB"
    )


@pytest.mark.parametrize("value", ["2026-11-21", datetime.date(2026, 11, 21)])
def test_a_day_may_be_a_date_as_yaml_reads_one(value: t.Any) -> None:
    assert read_settings({"as_of": value}).as_of == "2026-11-21"


@pytest.mark.parametrize("value", ["5", " 5 ", "5.", "+5", "0.5e1", ".5e+1"])
def test_a_number_may_be_written_in_the_usual_ways(value: str) -> None:
    assert read_workload({**LEAST, "seconds_per_request": value}).seconds_per_request == 5


def refused(read: t.Callable[..., t.Any], values: dict[str, t.Any]) -> str:
    with pytest.raises(CostError) as refusal:
        read(values, "x_")
    return str(refusal.value)

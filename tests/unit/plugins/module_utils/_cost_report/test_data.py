# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is worked out for a host before anything is drawn."""

from __future__ import annotations

import pytest

from ansible_collections.inferops.aws.plugins.module_utils._cost_report.data import (
    BreakEven,
    Section,
    given,
    grades,
)
from ansible_collections.inferops.aws.plugins.module_utils._cost_report.hosts import read_sections
from ansible_collections.inferops.aws.plugins.module_utils._cost_report.parts import OTHER, PARTS, part_of, parts
from ansible_collections.inferops.aws.plugins.module_utils._costs.errors import CostError
from ansible_collections.inferops.aws.plugins.module_utils._costs.options import OPTIONS
from ansible_collections.inferops.aws.plugins.module_utils._costs.settings import Settings
from tests.tools.reported import MOST, TODAY

LINES = {(line.name, line.key) for option in OPTIONS.values() for line in option.lines}


@pytest.mark.parametrize(("name", "key"), sorted(LINES))
def test_every_line_that_an_option_may_have_is_of_a_part(name: str, key: str) -> None:
    assert part_of(key.split("{")[0].rstrip(".")) != OTHER or key.startswith("{"), f"{name} ({key}) is of no part"


@pytest.mark.parametrize(
    ("key", "part"),
    [
        ("eks.cluster", "control plane"),
        ("eks.auto.m7i.large", "machines"),
        ("lambda.gb_second.arm64", "functions"),
        ("lambda.requests", "requests"),
        ("clb.hour", "network"),
        ("sagemaker.serverless_data", "traffic"),
        ("sagemaker.serverless", "functions"),
        ("nobody.knows", OTHER),
    ],
)
def test_the_longest_beginning_counts(key: str, part: str) -> None:
    assert part_of(key) == part


def test_parts_are_the_whole_bill(most: Section) -> None:
    for each in most.comparison.feasible:
        assert each.bill
        found = parts(each.bill)
        assert sum(found.values()) == pytest.approx(each.per_month.usd)
        assert list(found) == [part for part in PARTS if part in found]


def test_the_break_even_is_of_this_workload(most: Section) -> None:
    found = most.break_even
    assert isinstance(found, BreakEven)
    in_lambda = most.comparison.estimate("eks_lambda").use.size.demand.in_flight
    assert found.minutes == pytest.approx(60 * max(in_lambda))
    assert found.pods == max(most.comparison.estimate("eks").use.size.pods)
    assert len(found.steps) == 20


def test_without_break_even_there_is_a_reason(none: Section) -> None:
    assert none.break_even == f"eks: {none.comparison.estimate('eks').reason}"
    (without,) = read_sections([{**MOST, "options": ["ec2", "fargate"]}], TODAY)
    assert without.break_even == "eks was not asked for"


def test_only_what_is_not_as_usual_is_named() -> None:
    settings = Settings(free_tier=True, nat_gateways=2, savings_plan_percent={"ec2": 28.0})

    assert given(settings, Settings()) == [
        ("nat_gateways", "2"),
        ("free_tier", "yes"),
        ("savings_plan_percent", "ec2 28"),
    ]


def test_grades_are_counted(most: Section) -> None:
    found = grades(most.prices)

    assert sum(found.values()) == len(most.prices)
    assert set(found) <= set("ABCK")
    assert {price.region for price in most.prices} == {"us-west-2"}
    assert "sagemaker.training.ml.g4dn.xlarge" in {price.product.key for price in most.prices}


def test_a_range_says_whether_it_matters() -> None:
    host = {**MOST, "workload": {"requests_per_hour": 2000, "seconds_per_request": {"min": 0.1, "max": 2}}}

    (found,) = read_sections([host], TODAY)

    assert "the ranges given" in found.depends


@pytest.mark.parametrize(
    ("hosts", "says"),
    [
        ([], "hosts is []"),
        ([MOST, MOST], "hosts[].name is 'digits-us'; allowed: a name, which no other host of the report has"),
        ([{**MOST, "name": " "}], "hosts[].name is ' '"),
        ([{**MOST, "region": "mars-1"}], "hosts[digits-us].region is 'mars-1'; allowed: "),
        ([{**MOST, "settings": {"instance_type": "x9"}}], "'x9'"),
        ([{**MOST, "training": {"hours": 0}}], "hosts[digits-us].training.hours is 0"),
        ([{**MOST, "options": ["ec3"]}], "hosts[digits-us].options is 'ec3'"),
    ],
)
def test_hosts_that_cannot_be_used(hosts: list[dict[str, object]], says: str) -> None:
    with pytest.raises(CostError) as caught:
        read_sections(hosts, TODAY)

    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_what_is_wrong_with_several_hosts_is_said_at_once() -> None:
    wrong = {"requests_per_hour": -1, "seconds_per_request": "500ms"}
    hosts = [{**MOST, "workload": wrong}, {**MOST, "name": "other", "region": ""}]

    with pytest.raises(CostError) as caught:
        read_sections(hosts, TODAY)

    lines = str(caught.value).splitlines()
    assert [line.split(" is ")[0] for line in lines] == [
        "hosts[digits-us].workload.requests_per_hour",
        "hosts[digits-us].workload.seconds_per_request",
        "hosts[other].region",
    ]

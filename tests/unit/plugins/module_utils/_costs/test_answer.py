# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From plain values to plain values: the way in for the module and for scripts."""

from __future__ import annotations

import collections.abc as c
import json
import math
import re
import types
import typing as t
from pathlib import Path

import pytest

from ansible_collections.inferops.aws.plugins.module_utils._costs import prices
from ansible_collections.inferops.aws.plugins.module_utils._costs.answer import (
    OF_THE_MODULE,
    OF_THE_ROLE,
    Names,
    Question,
    answer,
)
from ansible_collections.inferops.aws.plugins.module_utils._costs.errors import CostError
from ansible_collections.inferops.aws.plugins.module_utils._costs.options import ASPECTS, OPTIONS
from tests.tools.published import EVERYTHING, price_list

REGION = "us-west-2"
TODAY = "2026-11-21"
WORKLOAD: c.Mapping[str, t.Any] = types.MappingProxyType(
    {"requests_per_hour": [500] * 12 + [4000] * 12, "seconds_per_request": 0.5}
)


@pytest.fixture(autouse=True)
def catalogue(monkeypatch: pytest.MonkeyPatch) -> dict[str, float]:
    """A catalogue in which every price is known; a test may take some away."""
    usd = dict(EVERYTHING)
    monkeypatch.setattr(prices, "catalogue", lambda: price_list(REGION, usd))
    return usd


def asked(workload: c.Mapping[str, t.Any] = WORKLOAD, **more: t.Any) -> dict[str, t.Any]:
    return answer(Question(REGION, workload, **more), TODAY)


def test_the_answer_is_plain() -> None:
    found = asked(training={"hours": 5})

    assert json.loads(json.dumps(found, allow_nan=False)) == found


def test_options_come_by_cost_and_their_lines_add_up() -> None:
    found = asked()

    assert {each["name"] for each in found["options"]} == set(OPTIONS)
    costs = [each["per_month"] for each in found["options"]]
    assert costs == sorted(costs)
    assert [found["cheapest"], found["next_best"]] == [each["name"] for each in found["options"][:2]]
    for each in found["options"]:
        assert each["feasible"]
        assert each["per_month"] == pytest.approx(math.fsum(line["per_month"] for line in each["lines"]))
        assert each["per_hour"] == pytest.approx(each["per_month"] / 730)
        assert each["per_thousand_requests"] == pytest.approx(each["per_month"] * 1000 / found["requests_per_month"])
        assert each["fixed_per_month"] <= each["per_month"]
        assert [mark["aspect"] for mark in each["marks"]] == list(ASPECTS)


def test_a_line_says_by_which_price_and_where_that_is_known_from() -> None:
    (option,) = asked(options=["lambda_api"])["options"]

    (line,) = (each for each in option["lines"] if each["name"] == "Lambda requests")
    assert line["quantity"] == pytest.approx(2250 * 730)
    assert line["per_month"] == pytest.approx(line["quantity"] * line["price"])
    assert (line["key"], line["unit"]) == ("lambda.requests", "request")
    assert (line["grade"], line["source"], line["as_of"]) == ("A", "published", "2019-12-31")


def test_an_option_that_is_out_has_a_reason_and_no_amounts(catalogue: dict[str, float]) -> None:
    del catalogue["sagemaker.async.ml.m5.large"]

    found = asked({"requests_per_hour": 20, "seconds_per_request": 45})

    by_name = {each["name"]: each for each in found["options"]}
    out, unpriced = by_name["lambda_api"], by_name["sagemaker_async"]
    assert (out["feasible"], out["per_month"], out["lines"]) == (False, None, [])
    assert out["reason"].startswith("one request takes 45 s, an HTTP API cuts at 30 s")
    assert (unpriced["feasible"], unpriced["per_month"], unpriced["reason"]) == (True, None, "")
    assert "-e refresh_prices_keys=sagemaker.async.ml.m5.large" in unpriced["unpriced"]


def test_swaps_are_between_the_best_two() -> None:
    found = asked(options=["fargate", "lambda_api"])

    assert found["swaps"]
    best_two = {found["cheapest"], found["next_best"]}
    assert all({swap["before"], swap["then"]} == best_two for swap in found["swaps"])
    assert found["sentence"] in found["report"]
    assert found["table"] in found["report"]


def test_somewhere_over_the_load_each_lead_begins() -> None:
    found = asked()

    assert found["cheapest"] in {lead["name"] for lead in found["leads"]}
    loads = [lead["requests_per_month"] for lead in found["leads"]]
    assert loads == sorted(loads)


def test_pods_have_their_steps() -> None:
    found = asked(settings={"instance_type": "t3.medium", "pod_cpu_millicores": 250, "pods_per_node": 4})["pod_steps"]

    assert [step["pods"] for step in found] == list(range(1, 21))
    assert all(step["hours_per_day"] == pytest.approx(step["minutes_per_hour"] * 24 / 60) for step in found)


def test_without_both_options_there_are_no_steps_between_them() -> None:
    assert asked(options=["eks", "lambda_api"])["pod_steps"] == []


def test_one_option_alone_has_no_second() -> None:
    found = asked(options=["ec2", "ec2"])

    assert (found["cheapest"], found["next_best"], found["swaps"], len(found["options"])) == ("ec2", None, [], 1)


def test_ranges_are_compared_in_the_middle_and_at_their_ends() -> None:
    workload = {"requests_per_hour": {"min": 100, "max": 7100}, "seconds_per_request": {"min": 0.01, "max": 1.5}}

    found = asked(workload)

    assert found["requests_per_month"] == pytest.approx(3600 * 730)
    assert found["options"][0]["size"]["seconds_per_request"] == pytest.approx(0.755)
    assert {name: found["inputs"]["workload"][name] for name in workload} == workload
    assert len(found["corners"]) == 4
    assert found["ranking_depends_on_ranges"]
    middle = (
        "All figures are those of the middle of the ranges given, requests_per_hour 3600, seconds_per_request 0.755"
    )
    assert f"{middle}. The ranking depends on them: " in found["report"]
    assert found["report"].index(middle) < found["report"].index(found["table"])
    assert not asked()["ranking_depends_on_ranges"]


def test_only_the_options_asked_for_count_at_the_ends_of_ranges() -> None:
    found = asked({**WORKLOAD, "seconds_per_request": {"min": 0.01, "max": 5}}, options=["eks"])

    assert {corner["cheapest"] for corner in found["corners"]} == {"eks"}
    assert not found["ranking_depends_on_ranges"]


def test_inputs_asked_again_have_the_same_answer() -> None:
    ranged = {**WORKLOAD, "memory_mib": {"min": 512, "max": 4096}}
    first = asked(ranged, settings={"savings_plan_percent": {"ec2": 28}}, training={"hours": 5}, options=["ec2", "eks"])

    again = answer(Question(**first["inputs"]), "2020-01-01")

    assert again == first


def test_the_example_of_the_documentation_runs(capsys: pytest.CaptureFixture[str]) -> None:
    text = (Path(__file__).parents[5] / "docs" / "costs.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```python\n(.*?)```", text, re.S)

    exec(compile(example.replace("eu-central-1", REGION), "docs/costs.md", "exec"), {})

    assert len(capsys.readouterr().out.splitlines()) == 1 + len(OPTIONS)


def test_today_counts_unless_another_day_is_named() -> None:
    assert asked()["inputs"]["settings"]["as_of"] == TODAY
    assert asked(settings={"as_of": "2027-01-01"})["inputs"]["settings"]["as_of"] == "2027-01-01"


def test_requests_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "traffic.txt"
    file.write_text("hour,requests\n0,10\n1,20\n")

    found = asked({"seconds_per_request": 0.5}, traffic_file=str(file))

    assert found["inputs"]["workload"]["requests_per_hour"] == [10, 20]


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (
            OF_THE_MODULE,
            ["region", "traffic_file", "workload.memory_mib", "settings.as_of", "training.hours", "options"],
        ),
        (
            OF_THE_ROLE,
            [
                "inferops_region",
                "compare_options_traffic_file",
                "compare_options_memory_mib",
                "compare_options_as_of",
                "compare_options_training.hours",
                "compare_options_options",
            ],
        ),
    ],
)
def test_everything_that_is_wrong_is_named_as_it_was_given(names: Names, said: list[str]) -> None:
    wrong = Question(
        region="us-west-3",
        workload={"seconds_per_request": 1, "memory_mib": "2 GB"},
        settings={"as_of": "soon"},
        training={"hours": -1},
        options=["ec3"],
        traffic_file="/nowhere/traffic.txt",
    )

    with pytest.raises(CostError) as refusal:
        answer(wrong, TODAY, names)

    assert [line.partition(" is ")[0] for line in str(refusal.value).splitlines()] == said


@pytest.mark.parametrize(
    ("question", "message"),
    [
        (
            Question("", WORKLOAD),
            "region is not set, but needed; allowed: us-west-2, the regions of the price catalogue",
        ),
        (Question(None, WORKLOAD), "region is not set, but needed"),
        (Question(REGION, {}), "workload.requests_per_hour is not set, but needed"),
        (
            Question(REGION, WORKLOAD, traffic_file="/nowhere/traffic.txt"),
            "traffic_file is '/nowhere/traffic.txt'; allowed: nothing where workload.requests_per_hour is set",
        ),
        (Question(REGION, {**WORKLOAD, "memory_mb": 1}), "workload.memory_mb is no option; did you mean memory_mib?"),
        (Question(REGION, WORKLOAD, {"instance": "m5.large"}), "settings.instance is no option"),
        (
            Question(REGION, WORKLOAD, training={"hour": 5, "hours": 5}),
            "training.hour is no option; did you mean hours?",
        ),
        (
            Question(REGION, {**WORKLOAD, "latency_limit_seconds": {"min": 0.1, "max": 9}}),
            "workload.latency_limit_seconds is 0.1; allowed: at least workload.seconds_per_request",
        ),
        (Question(REGION, WORKLOAD, catalogue_file="/nowhere/prices.json"), "catalogue_file"),
    ],
)
def test_what_cannot_be_used_is_refused(question: Question, message: str) -> None:
    with pytest.raises(CostError) as refusal:
        answer(question, TODAY)

    assert str(refusal.value).startswith(message)


HUGE = 10**400
DICTIONARY = "a dictionary of values by their names"


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"workload": None}, f"workload is None; allowed: {DICTIONARY}"),
        ({"workload": [1]}, f"workload is [1]; allowed: {DICTIONARY}"),
        ({"workload": {5: 1}}, f"workload is {{5: 1}}; allowed: {DICTIONARY}"),
        ({"settings": None}, f"settings is None; allowed: {DICTIONARY}"),
        ({"training": "hours"}, f"training is 'hours'; allowed: {DICTIONARY}"),
        ({"options": 5}, "options is 5; allowed: a list of any of ec2, "),
        ({"options": None}, "options is None; allowed: a list of any of ec2, "),
        ({"options": "ec2"}, "options is 'ec2'; allowed: a list of any of ec2, "),
        ({"options": [["ec2"]]}, "options is ['ec2']; allowed: ec2, "),
        ({"workload": {"seconds_per_request": 1}, "traffic_file": 5}, "traffic_file is 5; allowed: the path"),
        ({"catalogue_file": 5}, "catalogue_file is 5; allowed: the path of a file"),
        ({"catalogue_file": "a\0b"}, "catalogue_file: The price file 'a\\x00b' cannot be read: "),
        ({"region": ["us-west-2"]}, "region is ['us-west-2']; allowed: us-west-2"),
        ({"workload": {**WORKLOAD, "memory_mib": HUGE}}, f"workload.memory_mib is {HUGE}; allowed: a number of MiB"),
        ({"settings": {"nat_gateways": HUGE}}, f"settings.nat_gateways is {HUGE}; allowed: a whole number"),
        ({"training": {"hours": HUGE}}, f"training.hours is {HUGE}; allowed: a number of hours"),
    ],
)
def test_what_has_another_shape_is_one_message(given: dict[str, t.Any], message: str) -> None:
    with pytest.raises(CostError) as refusal:
        answer(Question(**{"region": REGION, "workload": WORKLOAD, **given}), TODAY)

    assert str(refusal.value).startswith(message)
    assert "\n" not in str(refusal.value)


def test_ends_of_ranges_may_be_written_as_text_as_templates_leave_them() -> None:
    workload = {"requests_per_hour": {"min": "100", "max": "7100"}, "seconds_per_request": {"min": "0.01", "max": "25"}}
    numbers = {name: {end: float(value) for end, value in each.items()} for name, each in workload.items()}

    found, same = asked(workload), asked(numbers)

    assert found["ranking_depends_on_ranges"]
    assert found["corners"] == same["corners"]
    assert found["report"] == same["report"]


def test_the_break_even_over_pods_is_told_to_who_compares_both_sides_of_it() -> None:
    told = "Inference in Lambda costs less than in the pods of EC2 + EKS"

    assert told in asked(options=["eks", "eks_lambda"])["report"]
    assert told not in asked(options=["eks", "lambda_api"])["report"]

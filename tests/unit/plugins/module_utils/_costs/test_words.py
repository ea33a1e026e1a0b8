# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A comparison in sentences and tables."""

from __future__ import annotations

import math
import re
import typing as t

import pytest

from ansible_collections.inferops.aws.plugins.module_utils._costs import words
from ansible_collections.inferops.aws.plugins.module_utils._costs.breakeven import Step, Swap, leads, steps, swaps
from ansible_collections.inferops.aws.plugins.module_utils._costs.compare import Comparison, compare
from ansible_collections.inferops.aws.plugins.module_utils._costs.options import ASPECTS, OPTIONS
from ansible_collections.inferops.aws.plugins.module_utils._costs.reading import read_workload
from ansible_collections.inferops.aws.plugins.module_utils._costs.rules import RULES, Rule
from ansible_collections.inferops.aws.plugins.module_utils._costs.settings import Settings
from ansible_collections.inferops.aws.plugins.module_utils._costs.training import Job, compare_training
from ansible_collections.inferops.aws.plugins.module_utils._costs.units import UsdPerHour
from ansible_collections.inferops.aws.plugins.module_utils._costs.workload import Workload
from tests.tools.published import EVERYTHING, price_list

REGION = "us-west-2"
USUAL = Workload(requests=(2000.0,) * 24, seconds_per_request=0.5)


def compared(workload: Workload = USUAL, names: t.Collection[str] = tuple(OPTIONS), without: str = "") -> Comparison:
    usd = {key: each for key, each in EVERYTHING.items() if not without or not key.startswith(without)}
    return compare(workload, REGION, Settings(as_of="2026-11-21"), price_list(REGION, usd), names)


def rows(text: str) -> dict[str, str]:
    """The lines of a table by their first word."""
    return {line.split()[0]: line for line in text.splitlines()[2:]}


@pytest.mark.parametrize(
    ("usd", "text"),
    [(1234.5, "1,234.50"), (1, "1.00"), (0.0754, "0.0754"), (0, "0.0000"), (-3, "-3.00")],
)
def test_money_is_rounded_so_that_small_amounts_differ(usd: float, text: str) -> None:
    assert words.money(usd) == text


@pytest.mark.parametrize(
    ("number", "text"),
    [(3_140_000, "3.14 million"), (2e9, "2 billion"), (45_000, "45,000"), (12.4, "12"), (0.25, "0.25")],
)
def test_large_numbers_are_said_as_people_say_them(number: float, text: str) -> None:
    assert words.count(number) == text


def test_numbers_of_a_table_end_under_their_titles() -> None:
    assert words.table([("a", "usd"), ("long", "1.50"), ("b", "12.00")], right=(1,)) == (
        "a       usd\n-----------\nlong   1.50\nb     12.00"
    )


def test_the_table_has_a_line_for_every_option() -> None:
    comparison = compared()

    found = rows(words.costs(comparison))

    assert set(found) == set(OPTIONS)
    best = comparison.feasible[0]
    assert words.money(best.per_month.usd) in found[best.name]
    assert words.money(best.per_hour.usd) in found[best.name]
    assert best.per_thousand
    assert words.money(best.per_thousand.usd) in found[best.name]
    assert best.fixed
    assert words.money(best.fixed.total.usd) in found[best.name]
    assert found[best.name].endswith(best.option.title)


def test_the_table_says_why_an_option_is_out_and_which_price_is_missing() -> None:
    too_long = Workload(requests=(20.0,), seconds_per_request=45)

    found = rows(words.costs(compared(too_long, without="sagemaker.async")))

    assert "no: one request takes 45 s, an HTTP API cuts at 30 s" in found["lambda_api"]
    assert found["sagemaker_async"].endswith(
        "not priced: no price for AmazonSageMaker (sagemaker.async.ml.m5.large) in us-west-2"
    )


def test_all_missing_prices_are_got_with_one_command() -> None:
    assert words.missing(compared()) == ""
    assert words.missing(compared(without="sagemaker.serverless")) == (
        "Prices are missing in us-west-2. Get them with: ansible-playbook inferops.aws.refresh_prices"
        " -e refresh_prices_regions=us-west-2 -e refresh_prices_keys=sagemaker.serverless,sagemaker.serverless_data"
    )


def test_one_sentence_for_who_decides() -> None:
    comparison = compared(names=["ec2", "lambda_api"])
    best, other = comparison.feasible[:2]
    found = swaps(comparison, best.name, other.name)

    text = words.sentence(comparison, found)

    assert text[0].isupper()
    assert f"{best.option.title[1:]} costs {words.money(best.per_month.usd)} $ a month in us-west-2, the least" in text
    assert f"next comes {other.option.title} with {words.money(other.per_month.usd)} $; " in text
    assert text.endswith(".")
    assert text.count(". ") == 0
    nearest = min(found, key=lambda swap: abs(math.log(swap.load)))
    assert f" {words.count(nearest.requests_per_month)} requests a month" in text


@pytest.mark.parametrize(
    ("found", "said"),
    [
        ([], "; where both can serve it, between a thousandth and a thousand times of this load, they do not swap."),
        (
            [Swap(2.0, 3e6, "lambda_api", "ec2")],
            "; from 3 million requests a month on (2 times this load) one EC2 instance costs less.",
        ),
        (
            [Swap(0.5, 7e5, "lambda_api", "ec2")],
            "; below 700,000 requests a month (0.5 times this load) Lambda behind an HTTP API costs less.",
        ),
        (
            [Swap(3.0, 4e6, "ec2", "eks", "one m7i.large serves 2")],
            "(3 times this load) one EC2 instance cannot do it (one m7i.large serves 2).",
        ),
        (
            [Swap(2.0, 3e6, "lambda_api", "ec2"), Swap(4.0, 6e6, "ec2", "lambda_api")],
            "costs less; they swap 1 more time beyond that, since capacity grows in steps.",
        ),
    ],
)
def test_where_two_options_swap(found: list[Swap], said: str) -> None:
    assert said in words.sentence(compared(), found)


def test_a_sentence_without_a_second_or_without_any_option() -> None:
    assert "no other option can serve this workload" in words.sentence(compared(names=["ec2"]), [])
    impossible = Workload(requests=(1.0,), seconds_per_request=5000)
    assert words.sentence(compared(impossible, ["lambda_api"]), []).startswith("None of the options can serve")


def test_the_least_is_only_the_least_of_what_has_a_price() -> None:
    assert "the least; " in words.sentence(compared(), [])
    assert "the least of what has a price; " in words.sentence(compared(without="sagemaker.serverless"), [])


def test_the_break_even_over_pods_is_told_as_steps() -> None:
    found = steps(20, 4, 10, UsdPerHour(0.0418), UsdPerHour(0.176))

    assert words.over_pods(found).partition(", for ")[2] == (
        "1 to 4 pods: never; 5 to 8 pods: below 14.25; 9 to 10 pods: below 28.5; 11 to 12 pods: below 14.25;"
        " 13 to 16 pods: below 28.5; 17 to 20 pods: below 42.75."
    )
    many = words.over_pods(steps(20, 1, 10, UsdPerHour(0.0418), UsdPerHour(0.176)))
    assert "; 5 pods: below 57; ...; 20 pods: below 256.5." in many
    assert words.over_pods([]) == ""


def test_every_mark_has_its_reason() -> None:
    lines = words.judgements(["ec2", "eks"]).splitlines()[2:]

    assert len(lines) == 2 * len(ASPECTS)
    assert all(re.search(r" (good|fair|poor)  \w", line) for line in lines)


def test_the_rules_that_speak_of_a_workload_are_marked() -> None:
    lines = words.rules(compared()).splitlines()

    assert len(lines) == len(RULES)
    assert lines[0].startswith("* At most two users at a time")
    assert lines[-1].startswith("  Nobody to run machines")


def test_the_lines_of_a_bill_add_up_to_its_total() -> None:
    best = compared().feasible[0]
    assert best.bill

    lines = words.bill_of(best).splitlines()

    assert len(lines) == len(best.bill.lines) + 3
    assert lines[-1].split() == ["total", words.money(best.per_month.usd)]
    assert words.bill_of(compared(Workload((1.0,), 45.0), ["lambda_api"]).estimates[0]).startswith("one request takes")


def test_training_in_a_table() -> None:
    usd = {
        "ec2.g4dn.xlarge": 0.526,
        "ebs.gp3": 0.08,
        "sagemaker.training.ml.g4dn.xlarge": 0.736,
        "sagemaker.notebook.ml.g4dn.xlarge": 0.736,
    }

    text = words.training(compare_training(Job(hours=5, runs_per_month=2), REGION, price_list(REGION, usd)))

    found = rows(text)
    assert found["sagemaker"].split()[:4] == ["sagemaker", "5", "3.68", "7.36"]
    assert "set spot_saving_percent" in found["ec2_spot"]
    assert found["notebook"].split()[:4] == ["notebook", "5", "268.64", "537.28"]
    *_table, note, not_counted = text.splitlines()
    assert note.startswith("A run in a notebook costs its share of the notebook's month")
    assert not_counted.startswith("Not counted: data transfer; ")


def test_without_a_notebook_nothing_is_said_of_it() -> None:
    usd = {"ec2.g4dn.xlarge": 0.526, "ebs.gp3": 0.08}

    text = words.training(compare_training(Job(hours=5), REGION, price_list(REGION, usd)))

    assert "share of the notebook's month" not in text


def test_the_whole_report_and_what_holds_for_every_workload() -> None:
    comparison = compared(without="sagemaker.serverless")

    text = words.report(comparison, [], leads(comparison), [Step(1, 1, 1, 0.0)], "The ranking depends on it.")

    parts = [part.partition(" ")[0] for part in text.split("\n\n")]
    assert parts[1:] == ["The", "Inference", "The", "option", "List", "Prices", "Rules"]
    always = words.for_every_workload(["ec2"])
    assert "What the options are good and bad at:" in always
    assert all(f"- {each}" in always for each in words.NOT_COUNTED)


@pytest.mark.parametrize(
    ("workload", "marked"),
    [
        pytest.param({"requests_per_hour": 100, "seconds_per_request": 1}, "* At most two users at a time", id="holds"),
        pytest.param(
            {"requests_per_hour": 100, "seconds_per_request": 1, "gpu": True},
            "! At most two users at a time",
            id="cannot be used",
        ),
        pytest.param(
            {"requests_per_hour": 100_000, "seconds_per_request": 1},
            "  At most two users at a time",
            id="speaks of others",
        ),
    ],
)
def test_a_rule_is_marked_by_whether_it_speaks_of_the_workload_and_holds(
    workload: dict[str, t.Any], marked: str
) -> None:
    found = words.rules(compare(read_workload(workload, ""), "us-east-1"))

    assert any(line.startswith(marked) for line in found.splitlines())


def test_a_rule_that_favours_what_costs_more_is_wrong_here() -> None:
    rule = Rule("A", ("eks",), lambda _workload: True, over=("eks_lambda",))

    assert rule.holds({"eks": 100.0, "eks_lambda": 110.0})
    assert not rule.holds({"eks": 100.0, "eks_lambda": 90.0})
    assert rule.holds({"eks": 100.0, "eks_lambda": None})
    assert rule.holds({"lambda_api": 1.0})

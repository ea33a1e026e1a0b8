# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Training compared: the reference figures, what keeps a way from having a price, and sums."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, strategies as st

from ansible_collections.inferops.aws.plugins.module_utils._costs.catalogue import Catalogue, Price, Product, Tier
from ansible_collections.inferops.aws.plugins.module_utils._costs.errors import CostError
from ansible_collections.inferops.aws.plugins.module_utils._costs.training import (
    WAYS,
    Job,
    compare_training,
    read_job,
)
from ansible_collections.inferops.aws.plugins.module_utils._costs.units import Unit

REGION = "eu-west-3"
GPU = {
    "ec2.g4dn.xlarge": 0.5,
    "sagemaker.training.ml.g4dn.xlarge": 0.7,
    "sagemaker.notebook.ml.g4dn.xlarge": 0.8,
    "ebs.gp3": 0.1,
}
SPOT = {"ec2.spot.g4dn.xlarge": 0.2}


def catalogue(prices: dict[str, float]) -> Catalogue:
    """A catalogue of made-up prices in one region."""
    products = {key: Product(key, "a service", Unit.GB_MONTH if "ebs" in key else Unit.HOUR) for key in prices}
    found = {
        (REGION, key): Price(products[key], REGION, (Tier(float("inf"), usd),), "A", "a test", "2026-11-21")
        for key, usd in prices.items()
    }
    return Catalogue(found, products, "2026-11-21")


def month(job: Job, prices: dict[str, float], way: str) -> float:
    cost = compare_training(job, REGION, catalogue(prices)).cost(way)
    assert cost.per_month is not None, cost.problem
    return cost.per_month.usd


def test_three_instances_for_a_month() -> None:
    job = Job(hours=730, instance_type="c5.xlarge", runs_per_month=3, storage_gb=0)
    assert month(job, {"ec2.c5.xlarge": 0.0949}, "ec2") == pytest.approx(207.831)


def test_their_volumes() -> None:
    job = Job(hours=730, instance_type="c5.xlarge", runs_per_month=3, storage_gb=50)
    volumes = compare_training(job, REGION, catalogue({"ec2.c5.xlarge": 0, "ebs.gp3": 0.0928})).cost("ec2").lines[1]
    assert (volumes.name, volumes.key, volumes.quantity.unit) == ("volumes", "ebs.gp3", Unit.GB_MONTH)
    assert volumes.cost.usd == pytest.approx(13.92)


def test_a_hundred_scientists_with_three_notebooks_each() -> None:
    job = Job(hours=1, instance_type="c5.xlarge", notebooks=300, notebook_hours_per_day=10, notebook_days_per_month=5)
    assert job.notebook_hours == 15_000
    assert month(job, {"sagemaker.notebook.ml.c5.xlarge": 0.242}, "notebook") == pytest.approx(3630.00)


def test_notebooks_for_as_many_hours_as_the_instances() -> None:
    job = Job(hours=1, instance_type="c5.xlarge", notebooks=3)
    assert job.notebook_hours == pytest.approx(2190)
    assert month(job, {"sagemaker.notebook.ml.c5.xlarge": 0.242}, "notebook") == pytest.approx(529.98)


def test_an_hour_of_the_smallest_notebook() -> None:
    job = Job(hours=1, instance_type="t3.medium", notebook_hours_per_day=1, notebook_days_per_month=1)
    assert month(job, {"sagemaker.notebook.ml.t3.medium": 0.05}, "notebook") == pytest.approx(0.05)


def test_all_ways_for_one_job() -> None:
    job = Job(hours=4, runs_per_month=10, storage_gb=73, scaling_efficiency_percent=80, spot_saving_percent=60)
    found = compare_training(job, REGION, catalogue(GPU | SPOT))
    costs: dict[str, Any] = {
        each.way.name: (each.hours_per_run, each.per_month and each.per_month.usd) for each in found.costs
    }
    assert costs == {
        "ec2": (4, pytest.approx(40 * 0.5 + 73 * 40 / 730 * 0.1)),
        "ec2_spot": (4, pytest.approx(40 * 0.2 + 73 * 40 / 730 * 0.1)),
        "sagemaker": (4, pytest.approx(40 * 0.7)),
        "sagemaker_two": (2.5, pytest.approx(50 * 0.7)),
        "sagemaker_spot": (4, pytest.approx(40 * 0.7 * 0.4)),
        "notebook": (4, pytest.approx(730 * 0.8)),
    }
    run = found.cost("ec2").per_run
    assert run is not None
    assert run.usd == pytest.approx(2.04)
    assert found.cheapest is found.cost("ec2_spot")


def test_spot_without_a_price_takes_the_saving_from_the_price_on_demand() -> None:
    job = Job(hours=10, storage_gb=0, spot_saving_percent=70)
    assert month(job, GPU, "ec2_spot") == pytest.approx(10 * 0.5 * 0.3)


def test_the_saving_that_was_said_stands_before_a_spot_price() -> None:
    job = Job(hours=10, storage_gb=0, spot_saving_percent=70)

    assert month(job, {**GPU, **SPOT}, "ec2_spot") == pytest.approx(10 * 0.5 * 0.3)


def test_a_spot_price_of_ec2_is_not_taken_for_sagemaker() -> None:
    found = compare_training(Job(hours=10, storage_gb=0), REGION, catalogue(GPU | SPOT))
    assert found.cost("ec2_spot").lines[0].key == "ec2.spot.g4dn.xlarge"
    assert found.cost("sagemaker_spot").problem.startswith("cannot be priced: spot prices")


def test_spot_is_not_guessed() -> None:
    found = compare_training(Job(hours=10), REGION, catalogue(GPU))
    for way in ("ec2_spot", "sagemaker_spot"):
        assert found.cost(way).problem == (
            "cannot be priced: spot prices change by the hour and are in no price list;"
            " set spot_saving_percent to what spot saves there"
        )
        assert found.cost(way).per_month is None
    assert found.cheapest is found.cost("ec2")


def test_a_missing_price_keeps_only_its_own_way_from_a_cost() -> None:
    without = {key: usd for key, usd in GPU.items() if "training" not in key}
    found = compare_training(Job(hours=10), REGION, catalogue(without))
    for way in ("sagemaker", "sagemaker_two"):
        problem = found.cost(way).problem
        assert problem.startswith(
            "cannot be priced: no price for AmazonSageMaker (sagemaker.training.ml.g4dn.xlarge) in eu-"
        )
        assert found.cost(way).lines == ()
    assert found.cost("ec2").per_month
    assert found.cost("notebook").per_month


@pytest.mark.parametrize(
    ("name", "way", "problem"),
    [
        ("m7g.large", "sagemaker", "SageMaker has no ml.m7g.large for training jobs"),
        ("t2.medium", "sagemaker_two", "SageMaker has no ml.t2.medium for training jobs"),
        ("m5.large", "notebook", "SageMaker has no ml.m5.large for notebooks"),
    ],
)
def test_what_sagemaker_does_not_have(name: str, way: str, problem: str) -> None:
    found = compare_training(Job(hours=1, instance_type=name), REGION, catalogue({f"ec2.{name}": 1, "ebs.gp3": 1}))
    assert found.cost(way).problem == problem
    assert found.cheapest is found.cost("ec2")


def test_a_notebook_that_is_stopped_too_early_does_not_run_the_job() -> None:
    job = Job(hours=4, runs_per_month=10, notebook_hours_per_day=1, notebook_days_per_month=20)
    found = compare_training(job, REGION, catalogue(GPU)).cost("notebook")
    assert found.problem == "the runs take 40 hours a month, the notebooks run for 20"


def test_what_is_not_counted_is_said() -> None:
    found = compare_training(Job(hours=1), REGION, catalogue(GPU))
    assert "the volumes, which SageMaker bills at a price of its own" in found.cost("sagemaker").not_counted
    assert "the volumes, which SageMaker bills at a price of its own" not in found.cost("ec2").not_counted
    assert "work that is done again after an interruption" in found.cost("ec2_spot").not_counted


def test_plain_values() -> None:
    found = compare_training(Job(hours=2, runs_per_month=5), REGION, catalogue(GPU)).as_dict()
    assert json.loads(json.dumps(found)) == found
    assert (found["region"], found["job"]["hours"], found["cheapest"]) == (REGION, 2, "ec2")
    assert [each["name"] for each in found["costs"]] == [way.name for way in WAYS]
    first, spot = found["costs"][:2]
    assert first["usd_per_month"] == pytest.approx(sum(line["usd_per_month"] for line in first["lines"]))
    assert first["usd_per_run"] == pytest.approx(first["usd_per_month"] / 5)
    assert first["lines"][0] == {
        "name": "instances",
        "key": "ec2.g4dn.xlarge",
        "quantity": 10,
        "unit": "hour",
        "usd_per_month": 5,
    }
    assert (spot["usd_per_run"], spot["usd_per_month"], spot["lines"]) == (None, None, [])


def test_what_people_write() -> None:
    job = read_job({"hours": "2.5", "instance_type": "m5.xlarge", "notebooks": 3, "storage_gb": 0}, "training_")
    assert job == Job(hours=2.5, instance_type="m5.xlarge", notebooks=3, storage_gb=0)
    assert read_job({"hours": 1}) == Job(hours=1)


@pytest.mark.parametrize(
    ("values", "messages"),
    [
        ({}, ["training_hours is not set, but needed; allowed: a number of hours from 0.01 to 8,760"]),
        ({"hours": 0}, ["training_hours is 0; allowed: a number of hours from 0.01 to 8,760"]),
        ({"hours": float("nan")}, ["training_hours is nan; allowed: a number of hours from 0.01 to 8,760"]),
        (
            {"hours": -1, "scaling_efficiency_percent": 101, "instance_type": "g4dn.xlarg"},
            [
                "training_hours is -1; allowed: a number of hours from 0.01 to 8,760",
                "training_scaling_efficiency_percent is 101; allowed: a number of per cent from 1 to 100",
                (
                    "training_instance_type is 'g4dn.xlarg'; allowed: an instance type that the cost model knows,"
                    " such as g4dn.xlarge, g4dn.8xlarge, g4dn.4xlarge"
                ),
            ],
        ),
        ({"hours": 1, "instance_type": 5}, ["training_instance_type is 5; allowed: text"]),
    ],
)
def test_what_cannot_be_used_is_said_once_each(values: dict[str, Any], messages: list[str]) -> None:
    with pytest.raises(CostError) as caught:
        read_job(values, "training_")
    assert str(caught.value).splitlines() == messages


def test_an_unknown_region_or_type_is_refused() -> None:
    with pytest.raises(CostError, match=r"region is 'mars-1'; allowed: eu-west-3"):
        compare_training(Job(hours=1), "mars-1", catalogue(GPU))
    with pytest.raises(CostError, match=r"instance_type is 'x'; allowed"):
        compare_training(Job(hours=1, instance_type="x"), REGION, catalogue(GPU))


@given(
    st.builds(
        Job(hours=1)._replace,  # Job itself would get made-up numbers of notebooks, too
        hours=st.floats(0.01, 500),
        runs_per_month=st.floats(0.01, 1000),
        storage_gb=st.floats(0, 1000),
        scaling_efficiency_percent=st.floats(1, 100),
        spot_saving_percent=st.floats(0, 90),
    ),
    st.booleans(),
)
def test_totals_are_the_sum_of_lines_and_two_instances_never_save_money(job: Job, with_spot: bool) -> None:
    found = compare_training(job, REGION, catalogue(GPU | SPOT if with_spot else GPU))
    for each in found.costs:
        assert bool(each.problem) == (not each.lines)
        if each.per_month and each.per_run:
            assert each.per_month.usd == pytest.approx(sum(line.cost.usd for line in each.lines))
            assert each.per_run.usd * job.runs_per_month == pytest.approx(each.per_month.usd)
    one, two = found.cost("sagemaker"), found.cost("sagemaker_two")
    assert one.per_month is not None
    assert two.per_month is not None
    assert two.per_month.usd >= one.per_month.usd * (1 - 1e-9)
    assert two.hours_per_run >= one.hours_per_run / 2

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Lines over load are the model's own costs, jumps are upright, and the cheapest is the cheapest."""

from __future__ import annotations

import itertools
import math

import pytest

from ansible_collections.inferops.aws.plugins.module_utils._cost_report.curves import NARROW, Trace
from ansible_collections.inferops.aws.plugins.module_utils._cost_report.data import Section
from ansible_collections.inferops.aws.plugins.module_utils._cost_report.hosts import read_sections
from ansible_collections.inferops.aws.plugins.module_utils._costs.breakeven import curve
from tests.tools.reported import MOST, TODAY


def traced(section: Section, name: str) -> Trace:
    return next(each for each in section.traces if each.name == name)


def costs(section: Section, requests: float) -> dict[str, float]:
    names = [each.name for each in section.comparison.estimates]
    found = curve(section.comparison, names, [requests / section.own_load])[0].costs
    return {name: usd for name, usd in found.items() if usd is not None}


@pytest.mark.parametrize("name", ["ec2", "eks", "lambda_api", "fargate"])
def test_points_are_what_the_model_says(most: Section, name: str) -> None:
    points = [point for piece in traced(most, name).pieces for point in piece.points]

    assert len(points) > 10
    for requests, usd in points[:: len(points) // 10]:
        assert costs(most, requests)[name] == pytest.approx(usd)


def test_a_further_node_is_an_upright_jump(most: Section) -> None:
    (piece,) = traced(most, "eks").pieces
    jumps = [
        (left, right)
        for left, right in itertools.pairwise(piece.points)
        if right[1] / left[1] > right[0] / left[0] * 1.01
    ]

    assert len(jumps) > 5
    assert all(right[0] / left[0] <= NARROW for left, right in jumps)


def test_every_node_near_the_own_load_is_an_upright_jump_even_where_cost_grows_less_than_load() -> None:
    host = {**MOST, "workload": {"requests_per_hour": 3000, "seconds_per_request": 9, "memory_mib": 2500}}
    (found,) = read_sections([{**host, "options": ["sagemaker_async"]}], TODAY)
    (piece,) = traced(found, "sagemaker_async").pieces
    near = [point for point in piece.points if found.own_load / 3 < point[0] < found.own_load * 3]
    jumps = [right[1] - left[1] for left, right in itertools.pairwise(near) if right[1] - left[1] > 20]

    instances = (near[-1][1] - near[0][1]) / min(jumps)
    assert len(jumps) == pytest.approx(instances, rel=0.1)


def test_a_line_ends_where_the_option_cannot_do_more(most: Section) -> None:
    (piece,) = traced(most, "ec2").pieces
    last = piece.points[-1][0]

    assert "one m7i.large has room for 2" in piece.reason
    assert "ec2" in costs(most, last)
    assert "ec2" not in costs(most, last * 1.001)


def test_a_line_that_goes_on_has_no_reason_to_end(most: Section) -> None:
    (piece,) = traced(most, "fargate").pieces

    assert piece.reason == ""
    assert piece.points[-1][0] == pytest.approx(1000 * most.own_load)


def test_stretches_follow_on_each_other_over_the_whole_chart(most: Section) -> None:
    assert most.stretches[0].low == pytest.approx(most.own_load / 1000)
    assert most.stretches[-1].high == pytest.approx(most.own_load * 1000)
    assert all(left.high == right.low for left, right in itertools.pairwise(most.stretches))
    assert all(left.name != right.name for left, right in itertools.pairwise(most.stretches))


def test_the_cheapest_changes_where_a_stretch_begins(most: Section) -> None:
    assert len(most.stretches) > 1
    for stretch in most.stretches:
        for requests in (stretch.low * 1.0001, math.sqrt(stretch.low * stretch.high), stretch.high / 1.0002):
            found = costs(most, requests)
            assert min(found, key=lambda name: found[name]) == stretch.name


def test_nothing_is_drawn_and_nothing_the_cheapest_where_no_option_works(none: Section) -> None:
    assert not any(trace.pieces for trace in none.traces)
    assert [stretch.name for stretch in none.stretches] == [None]

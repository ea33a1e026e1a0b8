# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Near the own load lines are those of the whole chart, cut where the picture is."""

from __future__ import annotations

import dataclasses

import pytest

from ansible_collections.inferops.aws.plugins.module_utils._cost_report.closeup import closeup
from ansible_collections.inferops.aws.plugins.module_utils._cost_report.data import Section
from ansible_collections.inferops.aws.plugins.module_utils._costs.breakeven import Swap, curve


@pytest.fixture
def near(most: Section) -> Section:
    return closeup(most)


def test_lines_go_from_a_tenth_to_ten_times_of_the_load(near: Section) -> None:
    for trace in near.traces:
        for piece in trace.pieces:
            assert piece.points[0][0] == pytest.approx(near.own_load / 10)
            if not piece.reason:
                assert piece.points[-1][0] == pytest.approx(near.own_load * 10)


@pytest.mark.parametrize("name", ["eks", "lambda_api", "fargate"])
@pytest.mark.parametrize("end", [0, -1])
def test_a_line_is_cut_at_what_the_model_says(near: Section, name: str, end: int) -> None:
    (piece,) = next(trace.pieces for trace in near.traces if trace.name == name)
    requests, usd = piece.points[end]

    (model,) = curve(near.comparison, [name], [requests / near.own_load])
    assert usd == pytest.approx(model.costs[name], rel=1e-6)


def test_only_what_ends_in_sight_has_a_reason(most: Section, near: Section) -> None:
    assert {name for name, _load, _reason in most.ends} > {"ec2"}
    assert [name for name, _load, _reason in near.ends] == ["ec2"]


def test_only_swaps_in_sight_are_marked(most: Section) -> None:
    swaps = tuple(Swap(load, load * most.own_load, "lambda_api", "fargate") for load in (0.05, 0.2, 5.0, 20.0))

    assert closeup(dataclasses.replace(most, swaps=swaps)).swaps == swaps[1:3]


def test_stretches_are_those_in_sight(sections: list[Section]) -> None:
    for section in sections:
        near = closeup(section)

        assert near.stretches[0].low == pytest.approx(section.own_load / 10)
        assert near.stretches[-1].high == pytest.approx(section.own_load * 10)
        for stretch in near.stretches:
            costs = curve(section.comparison, [stretch.name] if stretch.name else [], [stretch.low / section.own_load])
            assert stretch.usd == pytest.approx(costs[0].costs[stretch.name] if stretch.name else 0, rel=1e-6)

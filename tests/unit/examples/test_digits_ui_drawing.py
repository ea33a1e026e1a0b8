# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From strokes on the pad to what the model was trained on."""

from __future__ import annotations

import math
from typing import Any

import pytest
from app.model import Model
from app.settings import Settings
from app.source import load
from ui.drawing import Stroke, image, strokes


@pytest.fixture(scope="module")
def model() -> Model:
    return load(Settings())


def ring(x: float, y: float, size: float) -> Stroke:
    turns = [step * 2 * math.pi / 40 for step in range(41)]
    return [(x + 0.55 * size * math.sin(turn), y - size * math.cos(turn)) for turn in turns]


@pytest.mark.parametrize(("x", "y", "size"), [(0.5, 0.5, 0.4), (0.2, 0.25, 0.1), (0.85, 0.7, 0.2)])
def test_a_zero_is_a_zero_wherever_and_however_large_it_is(model: Model, x: float, y: float, size: float) -> None:
    drawn = image([ring(x, y, size)])
    assert len(drawn) == 64
    assert min(drawn) >= 0
    assert max(drawn) <= 16
    assert model.predict(drawn).label == 0


def test_a_one_is_a_one(model: Model) -> None:
    assert model.predict(image([[(0.4, 0.25), (0.5, 0.1), (0.5, 0.9)]])).label == 1


def test_a_seven_of_two_strokes_is_a_seven(model: Model) -> None:
    across: Stroke = [(0.35, 0.55), (0.65, 0.55)]
    assert model.predict(image([[(0.25, 0.1), (0.75, 0.1), (0.4, 0.9)], across])).label == 7


def test_a_dot_stays_a_dot() -> None:
    assert 0 < sum(image([[(0.5, 0.5)]])) < 40


@pytest.mark.parametrize("value", [None, "x", 1, [[["a", 1]]], [[[1]]], [[[2, 0]]], [[[float("nan"), 0]]], [None]])
def test_what_is_no_drawing_is_none(value: Any) -> None:
    assert strokes(value) is None


def test_more_points_than_a_digit_has_are_none() -> None:
    assert strokes([[[0.5, 0.5]] * 5001]) is None


def test_strokes_without_points_do_not_count() -> None:
    assert strokes([[], [[0.25, 1]]]) == [[(0.25, 1.0)]]

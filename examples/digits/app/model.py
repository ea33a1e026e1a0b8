# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The model: one hidden layer of rectified units, softmax on top; no library needed."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from operator import mul

FORMAT = "digits-1"
DECIMALS = 6


class ModelError(ValueError):
    """The model file is not one this code can serve."""


@dataclass(frozen=True)
class Layer:
    """Fully connected: a row of weights and a bias for each unit."""

    weights: tuple[tuple[float, ...], ...]
    biases: tuple[float, ...]

    def __call__(self, values: Sequence[float]) -> list[float]:
        return [sum(map(mul, row, values), bias) for row, bias in zip(self.weights, self.biases, strict=True)]


@dataclass(frozen=True)
class Prediction:
    """The most probable class and its probability, between 0 and 1."""

    label: int
    probability: float


@dataclass(frozen=True)
class Model:
    """A loaded model; `digest` is the sha256 of the file it came from."""

    digest: str
    brightest: float
    hidden: Layer
    output: Layer

    @property
    def inputs(self) -> int:
        return len(self.hidden.weights[0])

    def predict(self, instance: Sequence[float]) -> Prediction:
        """Classify one image, given as `inputs` finite numbers between 0 and `brightest`."""
        scaled = [value / self.brightest for value in instance]
        scores = self.output([max(value, 0.0) for value in self.hidden(scaled)])
        top = max(scores)
        # Relative to the top score, so that the largest power is 1 and nothing overflows.
        powers = [math.exp(score - top) for score in scores]
        return Prediction(label=scores.index(top), probability=round(1.0 / sum(powers), DECIMALS))


def _layer(content: dict[str, object]) -> Layer:
    weights, biases = content["weights"], content["biases"]
    if not isinstance(weights, list) or not isinstance(biases, list):
        raise TypeError("weights and biases are lists")
    layer = Layer(tuple(tuple(map(float, row)) for row in weights), tuple(map(float, biases)))
    if len(layer.weights) != len(layer.biases) or len({len(row) for row in layer.weights}) != 1:
        raise ValueError("rows of different lengths")
    return layer


def parse(text: bytes, digest: str) -> Model:
    """Read a model file; raises ModelError."""
    try:
        content = json.loads(text)
        if content["format"] != FORMAT:
            raise ValueError(f"the format is not {FORMAT}")
        hidden, output = map(_layer, content["layers"])
        if len(output.weights[0]) != len(hidden.weights):
            raise ValueError("the layers do not fit together")
        return Model(digest, float(content["brightest"]), hidden, output)
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise ModelError(f"The model file cannot be used: {type(error).__name__}: {error}") from error

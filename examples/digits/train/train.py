# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Train the digits classifier and write the files that are served and tested.

    python train/train.py            # writes model/model.json and data/held_out.json
    python train/train.py --check    # writes nothing; exits 1 when a committed file would change

The files come out the same, byte for byte, on any machine: weights, activations and gradients are kept on a grid
of 1/65536, where sums of products are exact in float64, so that the order in which a BLAS library adds them up
does not matter.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.datasets import load_digits

ROOT = Path(__file__).resolve().parent.parent
MODEL = ROOT / "model" / "model.json"
HELD_OUT = ROOT / "data" / "held_out.json"

SEED = 20
HELD_OUT_PER_CLASS = 30
CLASSES = 10
BRIGHTEST = 16
# Chosen by five-fold cross-validation on the training images; the held-out ones had no say.
HIDDEN, STEPS, RATE, MOMENTUM, DECAY = 32, 1500, 0.5, 0.9, 0.001
GRID = 65536.0
DECIMALS = 4

Array = NDArray[np.float64]


def on_grid(values: Array) -> Array:
    """Round to the grid on which sums are exact."""
    return np.rint(values * GRID) / GRID


def split(labels: list[int]) -> tuple[list[int], list[int]]:
    """Indices for training, and held out: as many of each class, one class after the other in turn."""
    order = list(range(len(labels)))
    random.Random(SEED).shuffle(order)
    per_class: list[list[int]] = [[] for _class in range(CLASSES)]
    for index in order:
        per_class[labels[index]].append(index)
    held_out = [members[rank] for rank in range(HELD_OUT_PER_CLASS) for members in per_class]
    kept = set(held_out)
    return [index for index in order if index not in kept], held_out


def with_bias(values: Array) -> Array:
    """A column of ones at the end, so that the last row of a weight matrix is the bias."""
    return np.hstack([values, np.ones((len(values), 1))])


def initial(rng: random.Random, rows: int, columns: int, spread: float) -> Array:
    """Random weights from the standard library's generator, whose stream is the same in every version."""
    return on_grid(np.array([[rng.uniform(-spread, spread) for _column in range(columns)] for _row in range(rows)]))


def fit(pixels: Array, targets: Array) -> tuple[Array, Array]:
    """Gradient descent with momentum on the cross-entropy of one hidden layer of rectified units."""
    rng = random.Random(SEED)
    images = with_bias(pixels / BRIGHTEST)
    first, second = initial(rng, images.shape[1], HIDDEN, 0.2), initial(rng, HIDDEN + 1, CLASSES, 0.3)
    speed_first, speed_second = np.zeros_like(first), np.zeros_like(second)
    for _step in range(STEPS):
        hidden = on_grid(np.maximum(images @ first, 0.0))
        scores = with_bias(hidden) @ second
        powers = on_grid(np.exp(scores - scores.max(axis=1, keepdims=True)))
        error = on_grid(powers / powers.sum(axis=1, keepdims=True)) - targets
        back = on_grid(error @ second[:-1].T) * (hidden > 0)
        slope_first = images.T @ back / len(images) + DECAY * first
        slope_second = with_bias(hidden).T @ error / len(images) + DECAY * second
        speed_first = on_grid(MOMENTUM * speed_first - RATE * slope_first)
        speed_second = on_grid(MOMENTUM * speed_second - RATE * slope_second)
        first, second = first + speed_first, second + speed_second
    return first, second


def layer(weights: Array) -> dict[str, list[object]]:
    """One layer as served: a row of weights for each unit, and its bias."""
    rounded = np.round(weights, DECIMALS) + 0.0  # adding zero turns -0.0 into 0.0
    return {"weights": rounded[:-1].T.tolist(), "biases": rounded[-1].tolist()}


def as_json(content: object) -> str:
    return json.dumps(content, separators=(",", ":")) + "\n"


def build() -> dict[Path, str]:
    """The text of every file this script is responsible for."""
    digits = load_digits()
    pixels: Array = digits.data
    labels = [int(label) for label in digits.target]
    training, held_out = split(labels)
    targets = np.eye(CLASSES)[[labels[index] for index in training]]
    layers = [layer(weights) for weights in fit(pixels[training], targets)]
    return {
        MODEL: as_json({"format": "digits-1", "brightest": BRIGHTEST, "layers": layers}),
        HELD_OUT: as_json(
            {
                "instances": pixels[held_out].astype(int).tolist(),
                "labels": [labels[index] for index in held_out],
            }
        ),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description="Train the digits classifier.")
    parser.add_argument("--check", action="store_true", help="compare with the committed files, write nothing")
    check: bool = parser.parse_args().check
    changed = 0
    for path, text in build().items():
        same = path.exists() and path.read_text(encoding="utf-8") == text
        changed += not same
        print(f"{path.relative_to(ROOT)}: {'unchanged' if same else 'differs' if check else 'written'}")
        if not check and not same:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
    return 1 if check and changed else 0


if __name__ == "__main__":
    sys.exit(main())

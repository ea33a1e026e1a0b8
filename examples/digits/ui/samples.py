# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Digits to pick: images of the training data's kind that the model was not trained on."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

SAMPLES = Path(__file__).resolve().parent / "samples.json"


@dataclass(frozen=True)
class Sample:
    """64 numbers from 0 to 16, and the digit that somebody wrote."""

    image: tuple[int, ...]
    label: int


@cache
def samples(label: int) -> tuple[Sample, ...]:
    """All images of one digit, in the order of the file."""
    content = json.loads(SAMPLES.read_text(encoding="utf-8"))
    rows = zip(content["instances"], content["labels"], strict=True)
    return tuple(Sample(tuple(image), label) for image, found in rows if found == label)

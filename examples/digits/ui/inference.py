# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The one way to the model: an image in, a prediction and its time out."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Protocol

from .endpoint import Endpoint
from .function import Function
from .problems import Problem
from .reply import Prediction, Reply, prediction
from .settings import Settings


class Model(Protocol):
    """Whatever answers the contract; `name` may be shown to everybody."""

    name: str

    def ask(self, body: bytes) -> Reply:
        """Send the body of POST /invocations; raises Problem."""


@dataclass(frozen=True)
class Outcome:
    """What the page shows: a prediction, or the sentence that says why there is none. `milliseconds` is for both."""

    milliseconds: float
    found: Prediction | None = None
    problem: str = ""


@cache
def model(settings: Settings) -> Model:
    """The model that the settings name, with its connections; the same for all visitors."""
    return Function(settings) if settings.function else Endpoint(settings)


def _log(level: str, **fields: object) -> None:
    """One JSON object a line, in one write, as the workload logs."""
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    sys.stdout.write(json.dumps({"time": now, "level": level, "event": "asked", **fields}, default=str) + "\n")
    sys.stdout.flush()


def classify(settings: Settings, image: Sequence[int]) -> Outcome:
    """Ask the model about one image of 64 numbers from 0 to 16. Never raises Problem: the outcome says it."""
    asked = model(settings)  # the first time takes a while, which is not the model's
    body = json.dumps({"instances": [list(image)]}).encode()
    started = time.perf_counter()
    try:
        reply = asked.ask(body)
        milliseconds = (time.perf_counter() - started) * 1000
        found = prediction(reply)
    except Problem as problem:
        milliseconds = (time.perf_counter() - started) * 1000
        _log("error", model=asked.name, ms=round(milliseconds, 1), problem=str(problem), reason=problem.detail)
        return Outcome(milliseconds, problem=str(problem))
    _log("info", model=asked.name, ms=round(milliseconds, 1), label=found.label)
    return Outcome(milliseconds, found)

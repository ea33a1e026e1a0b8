# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Ask the model from a terminal what the page would ask it: `python -m ui.ask`, with the page's own settings.

Sends the digits that people can pick, one by one, and exits 1 when one is not answered or too many are wrong.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import sys
from collections.abc import Sequence
from statistics import median

from .inference import Outcome, classify
from .samples import Sample, samples
from .settings import Settings, SettingsError, from_environment


def everyone() -> list[Sample]:
    """All digits that can be picked, one label after the other in turn."""
    by_label = [samples(label) for label in range(10)]
    return [sample for turn in zip(*by_label, strict=True) for sample in turn]


def _quietly(settings: Settings, sample: Sample) -> Outcome:
    with contextlib.redirect_stdout(io.StringIO()):
        return classify(settings, sample.image)


def ask(settings: Settings, asked: Sequence[Sample], min_accuracy: float) -> int:
    """Ask about each digit; returns the exit status."""
    outcomes = [_quietly(settings, sample) for sample in asked]
    problems = [outcome.problem for outcome in outcomes if outcome.found is None]
    if problems:
        print(f"{len(problems)} of {len(asked)} were not answered; the first: {problems[0]}", file=sys.stderr)
        return 1
    pairs = zip(outcomes, asked, strict=True)
    right = sum(outcome.found is not None and outcome.found.label == sample.label for outcome, sample in pairs)
    times = [outcome.milliseconds for outcome in outcomes]
    latency = f"latency median {median(times):.1f} ms, max {max(times):.1f} ms"
    print(f"{len(asked)} digits, accuracy {right / len(asked):.3f}, {latency}")
    return 0 if right / len(asked) >= min_accuracy else 1


def main(argv: Sequence[str] | None = None) -> int:
    """Read the arguments and ask."""
    parser = argparse.ArgumentParser(description="Ask the model what the page would ask it.")
    parser.add_argument("--limit", type=int, default=100, help="how many of the 100 digits")
    parser.add_argument("--min-accuracy", type=float, default=0.0, help="the share that has to be right")
    arguments = parser.parse_args(argv)
    try:
        settings = from_environment()
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 2
    return ask(settings, everyone()[: max(arguments.limit, 1)], arguments.min_accuracy)


if __name__ == "__main__":
    sys.exit(main())

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How long a deploy takes in which nothing changes, against the sandbox.

The variants run in turn (A B C A B C ...), so that a slow spell of the machine meets all of them; what counts are
the ratios within one turn. Times are wall seconds of the whole process.
"""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence

from .figures import Figure
from .variants import Variant, tool

SECONDS_BARS = {"lambda_api": 4.0, "eks_lambda": 7.0}
"""By option: in how many seconds a run ends that changes nothing in one region."""

RUNNER_BAR = 0.25
REGION_BAR = 0.5


def figures(option: str, runs: int, yardsticks: Sequence[Variant]) -> list[Figure]:
    """Time the option's playbook and the yardsticks, on a sandbox where nothing is left to change; print the table."""
    playbook = deploy(option).command
    one = Variant("one region", (*playbook, "--limit", "canary"))
    off = Variant("one region, runner off", one.command, {"INFEROPS_RUNNER": "0"})
    both = Variant("two regions in one wave", (*playbook, "-e", '{"inferops_waves": []}'))
    times = _timed([one, off, both, *yardsticks], runs)
    pairs = list(zip(times[one.name], times[both.name], strict=True))
    return [
        Figure("one region, seconds", statistics.median(times[one.name]), SECONDS_BARS[option]),
        Figure(
            "one region, share of the same with the runner off", _ratio(times[one.name], times[off.name]), RUNNER_BAR
        ),
        Figure("the further region, share of the first", statistics.median((b - a) / a for a, b in pairs), REGION_BAR),
    ]


def deploy(option: str) -> Variant:
    """Return the deploy of all regions."""
    return Variant("deploy", _playbook(f"deploy_{option}"))


def destroy() -> Variant:
    """Return the end of all that was deployed."""
    return Variant("destroy", (*_playbook("destroy"), "-e", "inferops_target=all"))


def _playbook(name: str) -> tuple[str, ...]:
    return (tool("ansible-playbook"), "-i", "inventories/sandbox", f"inferops.aws.{name}")


def _timed(variants: Sequence[Variant], runs: int) -> dict[str, list[float]]:
    times: dict[str, list[float]] = {variant.name: [] for variant in variants}
    for turn in range(1, runs + 1):
        for variant in variants:
            times[variant.name].append(variant.seconds())
            print(f"turn {turn} of {runs}: {variant.name} {times[variant.name][-1]:.2f} s", flush=True)
    _print(variants, times)
    return times


def _print(variants: Sequence[Variant], times: Mapping[str, Sequence[float]]) -> None:
    print(f"\n{'seconds':<42} {'min':>6} {'median':>7} {'max':>6}  command")
    for variant in variants:
        found = times[variant.name]
        print(f"{variant.name:<42} {min(found):6.2f} {statistics.median(found):7.2f} {max(found):6.2f}  {variant.line}")


def _ratio(first: Sequence[float], second: Sequence[float]) -> float:
    return statistics.median(a / b for a, b in zip(first, second, strict=True))

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How long a deploy takes in which nothing changes, against the sandbox.

The variants run in turn (A B C A B C ...), so that a slow spell of the machine meets all of them; what counts are
the ratios within one turn. Times are wall seconds of the whole process.
"""

from __future__ import annotations

import argparse
import statistics
from collections.abc import Mapping, Sequence

from sandbox import client

from . import yardstick
from .variants import Variant, tool

PLAYBOOK = (tool("ansible-playbook"), "-i", "inventories/sandbox", "inferops.aws.deploy_lambda_api")
ONE = Variant("one region", (*PLAYBOOK, "--limit", "canary"))
OFF = Variant("one region, runner off", (*PLAYBOOK, "--limit", "canary"), {"INFEROPS_RUNNER": "0"})
BOTH = Variant("two regions in one wave", (*PLAYBOOK, "-e", '{"inferops_waves": []}'))

SECONDS_BAR = 4.0
RUNNER_BAR = 0.25
REGION_BAR = 0.5


def main(arguments: Sequence[str] | None = None) -> int:
    """Time the variants and print them with the bars they are held against; returns 1 if a bar is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--runs", type=int, default=5, help="counted runs of each variant (default 5)")
    runs = parser.parse_args(arguments).runs
    print("Deploying, so that nothing is left to change", flush=True)
    Variant("deploy", PLAYBOOK).seconds()
    cdk = yardstick.variant(client.Sandbox())
    if cdk is None:
        print("Node is not installed: no cdk deploy to compare with")
    variants = [ONE, OFF, BOTH, *([cdk] if cdk else [])]
    times: dict[str, list[float]] = {variant.name: [] for variant in variants}
    for turn in range(1, runs + 1):
        for variant in variants:
            times[variant.name].append(variant.seconds())
            print(f"turn {turn} of {runs}: {variant.name} {times[variant.name][-1]:.2f} s", flush=True)
    return _report(variants, times)


def _report(variants: Sequence[Variant], times: Mapping[str, Sequence[float]]) -> int:
    print(f"\n{'seconds':<42} {'min':>6} {'median':>7} {'max':>6}  command")
    for variant in variants:
        found = times[variant.name]
        print(f"{variant.name:<42} {min(found):6.2f} {statistics.median(found):7.2f} {max(found):6.2f}  {variant.line}")
    pairs = list(zip(times[ONE.name], times[BOTH.name], strict=True))
    bars = (
        ("one region, seconds", statistics.median(times[ONE.name]), SECONDS_BAR),
        ("one region, share of the same with the runner off", _ratio(times[ONE.name], times[OFF.name]), RUNNER_BAR),
        ("the further region, share of the first", statistics.median((b - a) / a for a, b in pairs), REGION_BAR),
    )
    print()
    for name, value, limit in bars:
        print(f"{name:<52} {value:5.2f}  (at most {limit:.2f}) {'met' if value <= limit else 'MISSED'}")
    return int(any(value > limit for _name, value, limit in bars))


def _ratio(first: Sequence[float], second: Sequence[float]) -> float:
    return statistics.median(a / b for a, b in zip(first, second, strict=True))

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`make bench`: how long a deploy takes in which nothing changes, against the sandbox.

The variants run in turn (A B C A B C ...), so that a slow spell of the machine meets all of them; what counts are
the ratios within one turn. Times are wall seconds of the whole process.
"""

from __future__ import annotations

import argparse
import os
import shlex
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
PLAYBOOK = ("-i", "inventories/sandbox", "inferops.aws.deploy_lambda_api")
SECONDS_BAR = 4.0
RUNNER_BAR = 0.25
REGION_BAR = 0.5


@dataclass(frozen=True)
class Variant:
    """A command line to time."""

    name: str
    arguments: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)

    @property
    def line(self) -> str:
        """The command as one would type it in the checkout."""
        variables = [f"{name}={value}" for name, value in self.environment.items()]
        return " ".join([*variables, shlex.join(["ansible-playbook", *PLAYBOOK, *self.arguments])])


ONE = Variant("one region", ("--limit", "canary"))
OFF = Variant("one region, runner off", ("--limit", "canary"), {"INFEROPS_RUNNER": "false"})
BOTH = Variant("two regions in one wave", ("-e", '{"inferops_waves": []}'))
EMPTY = Variant("ansible-playbook alone (--version)", ("--version",))


def main(arguments: Sequence[str] | None = None) -> int:
    """Time the variants and print them with the bars they are held against; returns 1 if a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5, help="counted runs of each variant (default 5)")
    runs = parser.parse_args(arguments).runs
    variants = (ONE, OFF, BOTH, EMPTY)
    _warm_up()
    times: dict[str, list[float]] = {variant.name: [] for variant in variants}
    for turn in range(runs):
        for variant in variants:
            times[variant.name].append(_seconds(variant))
            print(f"turn {turn + 1} of {runs}: {variant.name} {times[variant.name][-1]:.2f} s", flush=True)
    return _report(variants, times)


def _warm_up() -> None:
    """Deploy, so that nothing is left to change."""
    subprocess.run([_ansible_playbook(), *PLAYBOOK], check=True, cwd=CHECKOUT, stdout=subprocess.DEVNULL)


def _seconds(variant: Variant) -> float:
    start = time.monotonic()
    done = subprocess.run(
        [_ansible_playbook(), *PLAYBOOK, *variant.arguments],
        cwd=CHECKOUT,
        env={**os.environ, **variant.environment},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"{variant.line} failed:\n{done.stdout}{done.stderr}")
    return time.monotonic() - start


def _report(variants: Sequence[Variant], times: Mapping[str, Sequence[float]]) -> int:
    print(f"\n{'variant':<36} {'min':>6} {'median':>7} {'max':>6}  command")
    for variant in variants:
        found = times[variant.name]
        print(f"{variant.name:<36} {min(found):6.2f} {statistics.median(found):7.2f} {max(found):6.2f}  {variant.line}")
    one = statistics.median(times[ONE.name])
    runner = _ratio(times[ONE.name], times[OFF.name])
    region = statistics.median((b - a) / a for a, b in zip(times[ONE.name], times[BOTH.name], strict=True))
    bars = (
        ("one region, seconds", one, SECONDS_BAR),
        ("one region, share of the time with the runner off", runner, RUNNER_BAR),
        ("each further region, share of the first", region, REGION_BAR),
    )
    print()
    for name, value, limit in bars:
        print(f"{name:<52} {value:5.2f}  (bar {limit:.2f}) {'met' if value <= limit else 'MISSED'}")
    return int(any(value > limit for _name, value, limit in bars))


def _ratio(first: Sequence[float], second: Sequence[float]) -> float:
    return statistics.median(a / b for a, b in zip(first, second, strict=True))


def _ansible_playbook() -> str:
    return str(Path(sys.executable).with_name("ansible-playbook"))


if __name__ == "__main__":
    sys.exit(main())

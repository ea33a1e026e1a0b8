# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run the benchmarks of a deployment option, and those of the cost model. `make bench` starts this."""

from __future__ import annotations

import argparse
import sys

from sandbox import client, lifecycle, settings

from . import control_plane, costs, nothing_changed, yardstick
from .figures import Figure, report


def main() -> int:
    """Measure and print the figures with their bars; returns 1 if one is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--option", choices=list(nothing_changed.SECONDS_BARS), default="lambda_api")
    parser.add_argument("--runs", type=int, default=5, help="counted runs of each variant (default 5)")
    given = parser.parse_args()
    where = settings.load()
    lifecycle.up(where, print)
    measured = [*costs.figures(), *_option(given.option, given.runs, where)]
    return 0 if report(measured) else 1


def _option(option: str, runs: int, where: settings.Settings) -> list[Figure]:
    """Deploy it where nothing else is, and measure what it is like when it is there."""
    print(f"Deploying {option}, so that nothing is left to change", flush=True)
    nothing_changed.destroy().seconds()
    nothing_changed.deploy(option).seconds()
    if option == "eks_lambda":
        return [*control_plane.figures(where), *nothing_changed.figures(option, runs, [])]
    cdk = yardstick.variant(client.Sandbox())
    if cdk is None:
        print("Node is not installed: no cdk deploy to compare with")
    return nothing_changed.figures(option, runs, [cdk] if cdk else [])


if __name__ == "__main__":
    sys.exit(main())

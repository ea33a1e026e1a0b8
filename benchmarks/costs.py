# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How fast the cost model is: its import, a thousand comparisons on one core, the playbook with no account.

Workloads are made up from a fixed seed, 24 hours each, over all regions of the catalogue and all options.
"""

from __future__ import annotations

import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable

from ansible_collections.inferops.aws.plugins.module_utils._costs import prices
from ansible_collections.inferops.aws.plugins.module_utils._costs.compare import compare
from ansible_collections.inferops.aws.plugins.module_utils._costs.workload import Workload

from .figures import Figure
from .variants import Variant, tool

RUNS = 5
SCENARIOS = 1000
MODEL = "ansible_collections.inferops.aws.plugins.module_utils._costs.compare"
PLAYBOOK = Variant(
    "compare_options, one host",
    (tool("ansible-playbook"), "-i", "inventories/sandbox", "inferops.aws.compare_options", "--limit", "canary"),
)
# Timed inside the interpreter, whose own start is not the model's.
IMPORT = f"import time; start = time.perf_counter(); import {MODEL}; print(time.perf_counter() - start)"

IMPORT_BAR = 0.050
SCENARIOS_BAR = 2.0
PLAYBOOK_BAR = 3.0


def figures() -> list[Figure]:
    """Measure each figure."""
    return [
        Figure("importing the cost model, seconds", _median(_import_seconds), IMPORT_BAR),
        Figure(f"{SCENARIOS} workloads x regions, seconds", _median(_scenario_seconds), SCENARIOS_BAR),
        Figure(f"{PLAYBOOK.line}, seconds", _median(PLAYBOOK.seconds), PLAYBOOK_BAR),
    ]


def _median(seconds: Callable[[], float]) -> float:
    return statistics.median(seconds() for _turn in range(RUNS))


def _import_seconds() -> float:
    done = subprocess.run([sys.executable, "-c", IMPORT], capture_output=True, text=True, check=True)
    return float(done.stdout)


def _scenario_seconds() -> float:
    chance = random.Random(2026)
    catalogue = prices.catalogue()
    workloads = [
        Workload(requests=tuple(chance.random() * 5000 for _hour in range(24)), seconds_per_request=chance.random() * 2)
        for _workload in range(SCENARIOS // len(catalogue.regions))
    ]
    start = time.perf_counter()
    for region in catalogue.regions:
        for workload in workloads:
            compare(workload, region)
    return time.perf_counter() - start

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A sandbox of the tests' own, and a small workload deployed on it."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

from tests.sandbox.cluster import api, here, mine, where
from tests.sandbox.deployment import Account, Workload, deploy
from tests.sandbox.fixtures import admin, dev, no_faults_left, profile, programs, sandbox, sandbox_settings, unique

__all__ = [
    "admin",
    "api",
    "dev",
    "here",
    "mine",
    "no_faults_left",
    "profile",
    "programs",
    "sandbox",
    "sandbox_settings",
    "unique",
    "where",
]


#: Files that start what they need for themselves; of the others, some share a cluster and the rest this sandbox.
ON_THEIR_OWN = ("test_eks", "test_kubernetes_lifecycle")


class Parts(LoadScopeScheduling):
    """Gives tests that share a sandbox to the same process. (pytest-xdist 3.8 has marks for it, which pytest 9.2 made
    ineffective: issue 1386 of pytest-xdist.)"""

    def _split_scope(self, nodeid: str) -> str:
        file = PurePosixPath(nodeid.partition("::")[0]).stem
        if file in ON_THEIR_OWN:
            return file
        return "cluster" if file.startswith("test_kubernetes") else "sandbox"


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Parts:
    """Where `pytest tests/sandbox --numprocesses` runs them in several processes, which `--dist` does not change."""
    return Parts(config, log)


@pytest.fixture(scope="session")
def workload(dev: Account) -> Workload:
    return deploy(dev, "shared")

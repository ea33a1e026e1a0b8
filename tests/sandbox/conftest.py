# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A sandbox of the tests' own, and a small workload deployed on it."""

from __future__ import annotations

import pytest

from tests.sandbox.cluster import api, here, mine, where
from tests.sandbox.deployment import Account, Workload, deploy
from tests.sandbox.fixtures import admin, dev, no_faults_left, profile, sandbox, sandbox_settings, unique

__all__ = [
    "admin",
    "api",
    "dev",
    "here",
    "mine",
    "no_faults_left",
    "profile",
    "sandbox",
    "sandbox_settings",
    "unique",
    "where",
]


@pytest.fixture(scope="session")
def workload(dev: Account) -> Workload:
    return deploy(dev, "shared")

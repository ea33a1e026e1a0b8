# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A sandbox of the tests' own, and playbooks that run against it.

A run of a playbook takes seconds. Tests of a module therefore share a deployment and go through its life in the order
in which they are written; each deployment has a name of its own, so that modules do not meet.
"""

from __future__ import annotations

import pytest

from sandbox import client
from tests.integration.playbooks import Playbooks
from tests.sandbox.fixtures import admin, dev, no_faults_left, profile, programs, sandbox, sandbox_settings, unique

__all__ = ["admin", "dev", "no_faults_left", "profile", "programs", "sandbox", "sandbox_settings", "unique"]


@pytest.fixture(scope="session")
def playbooks(sandbox: client.Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Playbooks:
    return Playbooks(sandbox, tmp_path_factory.mktemp("playbooks"))

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the tests of the page have in common: the model's own server, and pages that ask it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from app.server import Server
from app.settings import Settings
from app.workload import Workload

from tests.tools.serving import serving


@pytest.fixture
def model() -> Iterator[str]:
    """The URL of the workload's own server, which answers as a deployed one does."""
    with serving(Server(("127.0.0.1", 0), Workload(Settings()))) as running:
        yield f"http://127.0.0.1:{running.server_port}"

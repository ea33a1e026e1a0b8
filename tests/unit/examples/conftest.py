# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The digits workload, in the ways its users meet it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from app.server import Server
from app.settings import Settings
from app.workload import Workload

from tests.tools.serving import serving

EXAMPLE = Path(__file__).resolve().parents[3] / "examples" / "digits"


@pytest.fixture(scope="session")
def held_out() -> dict[str, Any]:
    """Images the model was not trained on, and what they show."""
    content: dict[str, Any] = json.loads((EXAMPLE / "data" / "held_out.json").read_text(encoding="utf-8"))
    return content


@pytest.fixture
def workload() -> Workload:
    """With limits small enough to be met."""
    return Workload(Settings(max_body_bytes=100_000, max_instances=120))


@pytest.fixture
def server(workload: Workload) -> Iterator[Server]:
    """The container's server on a port of the system's choice."""
    with serving(Server(("127.0.0.1", 0), workload)) as running:
        yield running

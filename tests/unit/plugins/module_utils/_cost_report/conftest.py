# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The sections of three hosts, worked out once."""

from __future__ import annotations

import pytest

from ansible_collections.inferops.aws.plugins.module_utils._cost_report.data import Section
from ansible_collections.inferops.aws.plugins.module_utils._cost_report.hosts import read_sections
from tests.tools.reported import FEW, MOST, NONE, TODAY


@pytest.fixture(scope="session")
def sections() -> list[Section]:
    return read_sections([MOST, FEW, NONE], TODAY)


@pytest.fixture
def most(sections: list[Section]) -> Section:
    return sections[0]


@pytest.fixture
def none(sections: list[Section]) -> Section:
    return sections[2]

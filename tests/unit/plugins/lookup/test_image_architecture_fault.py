# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The lookup about an image's architecture: what of its options reaches the question it asks."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.inferops.aws.plugins.lookup import image_architecture_fault
from ansible_collections.inferops.aws.plugins.plugin_utils._session import calls

IMAGE = "111111111111.dkr.ecr.eu-central-1.amazonaws.com/digits:1"
PROFILE = (("AWS_PROFILE", "vision"),)


class _Session:
    def __init__(self, environment: Any) -> None:
        self._environment = environment

    def client(self, service: str, region_name: str | None, config: Any) -> Any:
        return service, region_name, self._environment, config.retries["total_max_attempts"]


def test_image_architecture_and_environment_arrive(monkeypatch: pytest.MonkeyPatch) -> None:
    def fault(client: Any, image: str, architecture: str) -> str:
        return f"{image} {architecture} {client('eu-central-1')}"

    monkeypatch.setattr(image_architecture_fault, "fault", fault)
    monkeypatch.setattr(calls, "session", _Session)
    plugin = image_architecture_fault.LookupModule()
    monkeypatch.setattr(plugin, "get_option", {"architecture": "arm64"}.__getitem__)
    assert plugin.fault(IMAGE, PROFILE) == f"{IMAGE} arm64 {('ecr', 'eu-central-1', PROFILE, 1)}"

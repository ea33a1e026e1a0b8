# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Lookups of one host share what they ask AWS with; hosts and processes share nothing."""

from __future__ import annotations

import os
from typing import Any

import pytest

from ansible_collections.inferops.aws.plugins.plugin_utils._session import calls

HERE = (("AWS_REGION", "eu-central-1"),)
THERE = (("AWS_REGION", "us-west-2"),)


class Client:
    """EKS, which has every cluster."""

    def __init__(self, made: list[str]) -> None:
        made.append(os.environ["AWS_REGION"])


class Session:
    """boto3's, which knows who has asked it for a client."""

    made: list[str]

    def client(self, _service: str) -> Client:
        return Client(self.made)


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the regions in which a client was made, in their order."""
    Session.made = []
    monkeypatch.setattr(calls.boto3.session, "Session", Session)
    for kept in (calls._session, calls._api, calls._cluster):
        kept.cache_clear()
    return Session.made


def test_a_client_is_made_once_for_a_host(made: list[str]) -> None:
    assert calls.api("eks", HERE) is calls.api("eks", HERE)
    assert calls.ask(THERE)("eks") is not calls.api("eks", HERE)
    assert made == ["eu-central-1", "us-west-2"]


def test_a_fork_takes_no_connection_of_its_parent(made: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    of_parent = calls.api("eks", HERE)
    monkeypatch.setattr(os, "getpid", lambda: 1)
    assert calls.api("eks", HERE) is not of_parent
    assert len(made) == 2


def test_a_cluster_is_described_once(made: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def find(_ask: Any, name: str) -> dict[str, Any]:
        asked.append(name)
        return {"name": name}

    monkeypatch.setattr(calls.preflight, "cluster", find)
    assert calls.cluster("digits", HERE) == calls.cluster("digits", HERE) == {"name": "digits"}
    assert asked == ["digits"]
    assert made == []

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fixtures for whatever is tested against a sandbox: an instance of the tests' own, on free ports and in a temporary
folder, for the whole session. A conftest imports them by name."""

from __future__ import annotations

import functools
import uuid
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import boto3
import pytest

from sandbox import client, settings
from sandbox.kubernetes import binaries
from tests.sandbox.deployment import Account, free_settings, running

__all__ = ["admin", "dev", "no_faults_left", "profile", "programs", "sandbox", "sandbox_settings", "unique"]


@pytest.fixture(scope="session")
def sandbox_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[settings.Settings]:
    with running(free_settings(tmp_path_factory.mktemp("sandbox"))) as where:
        yield where


@pytest.fixture(scope="session")
def sandbox(sandbox_settings: settings.Settings) -> client.Sandbox:
    return client.Sandbox(sandbox_settings)


@pytest.fixture(scope="session")
def programs(request: pytest.FixtureRequest) -> Mapping[str, Path]:
    """Those of a control plane, by name. To build them takes minutes, more than any test waits for a cluster."""
    with request.config.pluginmanager.get_plugin("capturemanager").global_and_fixture_disabled():
        return binaries.ensure(functools.partial(print, flush=True))


@pytest.fixture(autouse=True)
def no_faults_left(request: pytest.FixtureRequest) -> Iterator[None]:
    yield
    if "sandbox" in request.fixturenames:
        request.getfixturevalue("sandbox").clear_faults()


@pytest.fixture(scope="session")
def profile(sandbox: client.Sandbox) -> Iterator[Callable[[str], Account]]:
    """Clients for a profile of the sandbox, with the credentials files that `up` wrote."""
    patch = pytest.MonkeyPatch()
    for name in ("AWS_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        patch.delenv(name, raising=False)
    for name, value in sandbox.environment.items():
        patch.setenv(name, value)
    made: dict[str, Account] = {}

    def get(name: str) -> Account:
        return made.setdefault(name, Account(boto3.Session(profile_name=name)))

    yield get
    patch.undo()


@pytest.fixture(scope="session")
def dev(profile: Callable[[str], Account]) -> Account:
    """The deployer of the development account."""
    return profile("sandbox-dev")


@pytest.fixture(scope="session")
def admin(profile: Callable[[str], Account]) -> Account:
    """Whoever may do everything in the development account."""
    return profile("sandbox-dev-admin")


@pytest.fixture
def unique() -> str:
    """A name that no other test uses."""
    return f"t-{uuid.uuid4().hex[:8]}"

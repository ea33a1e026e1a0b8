# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The one cluster that the tests of Kubernetes share: a control plane takes half a gigabyte and some seconds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from sandbox import settings
from tests.sandbox.kubernetes import Place, Server, account, place, sandbox_of_its_own, server, states, token

__all__ = ["CLUSTER", "GROUP", "api", "here", "mine", "where"]

CLUSTER, GROUP = "real", "workers"


@pytest.fixture(scope="session")
def where(programs: Mapping[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[settings.Settings]:
    """A sandbox with Kubernetes."""
    assert programs
    with sandbox_of_its_own(tmp_path_factory.mktemp("kubernetes"), "on") as made:
        yield made


@pytest.fixture(scope="session")
def here(where: settings.Settings) -> Place:
    """The administrator's account, with a cluster of two nodes in it."""
    made = place(account(where, "sandbox-dev-admin"))
    assert made.create_cluster(CLUSTER)["status"] == "CREATING"
    assert states(made.cluster_state(CLUSTER), "ACTIVE", "FAILED")[-1] == "ACTIVE"
    scaling = {"minSize": 1, "maxSize": 4, "desiredSize": 2}
    created = made.create_nodegroup(CLUSTER, GROUP, scalingConfig=scaling, labels={"size": "small"})
    assert created["status"] == "CREATING"
    assert states(made.nodegroup_state(CLUSTER, GROUP), "ACTIVE", "CREATE_FAILED")[-1] == "ACTIVE"
    return made


@pytest.fixture(scope="session")
def api(here: Place) -> Server:
    return server(here, CLUSTER)


@pytest.fixture
def mine(here: Place) -> str:
    """A token of whoever made the cluster."""
    return token(here.account.session, CLUSTER)

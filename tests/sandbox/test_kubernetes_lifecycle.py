# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Control planes end with what they belong to: their cluster, the emulator's memory, the sandbox."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import pytest

from sandbox import client, lifecycle, processes, settings
from sandbox.kubernetes import binaries
from tests.sandbox.kubernetes import Place, account, place, refusal, sandbox_of_its_own, states

linux = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


def _living(where: settings.Settings) -> int:
    """Processes beside the sandbox's own three."""
    state = lifecycle.read_state(where)
    return len(processes.members([], state["instance"]) - {process["pid"] for process in state["processes"]})


@linux
@pytest.mark.usefixtures("programs")
def test_deleting_resetting_and_crashing_leave_nothing(tmp_path: Path) -> None:
    with sandbox_of_its_own(tmp_path, "on") as where:
        here = place(account(where, "sandbox-dev-admin"))
        for name in ("first", "second"):
            here.create_cluster(name)
        for name in ("first", "second"):
            states(here.cluster_state(name), "ACTIVE")
        both = _living(where)
        _delete_with_its_nodes(here, "first")
        states(lambda: _living(where), both // 2)
        client.Sandbox(where).reset()
        states(lambda: _living(where), 0)
        assert not list(where.kubernetes_directory.glob("*/kwok"))
        here = place(account(where, "sandbox-dev-admin"))
        here.create_cluster("third")
        states(here.cluster_state("third"), "ACTIVE")
        assert here.eks.list_clusters()["clusters"] == ["third"]
        state = lifecycle.read_state(where)
        emulator = next(process for process in state["processes"] if process["name"] == "emulator")
        os.kill(emulator["pid"], signal.SIGKILL)
        lifecycle.down(where, lambda _text: None)
        assert processes.members([], state["instance"]) == set()
        assert not where.kubernetes_directory.exists()


def _delete_with_its_nodes(here: Place, cluster: str) -> None:
    """Delete a cluster in the right order; nothing that it used in the network is left."""
    compute = here.client("ec2")
    here.create_nodegroup(cluster, "nodes")
    states(here.nodegroup_state(cluster, "nodes"), "ACTIVE")
    assert refusal(here.eks.delete_cluster, name=cluster)[0] == "ResourceInUseException"
    deleted = here.eks.delete_nodegroup(clusterName=cluster, nodegroupName="nodes")["nodegroup"]
    assert deleted["status"] == "DELETING"
    states(here.nodegroup_state(cluster, "nodes"), "gone")
    assert here.client("autoscaling").describe_auto_scaling_groups()["AutoScalingGroups"] == []
    assert compute.describe_volumes()["Volumes"] == []
    assert here.eks.delete_cluster(name=cluster)["cluster"]["status"] == "DELETING"
    states(here.cluster_state(cluster), "gone")
    filters = [{"Name": "description", "Values": [f"Amazon EKS {cluster}", "ELB *"]}]
    assert compute.describe_network_interfaces(Filters=filters)["NetworkInterfaces"] == []


def test_a_cluster_without_programs_fails_and_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    empty = tmp_path / "bin"
    empty.mkdir()
    for name, value in (("PATH", str(empty)), ("XDG_CACHE_HOME", str(tmp_path)),
                        (binaries.MIRROR, "http://127.0.0.1:9")):  # fmt: skip
        monkeypatch.setenv(name, value)
    with sandbox_of_its_own(tmp_path / "sandbox", "on") as where:
        here = place(account(where, "sandbox-dev-admin"))
        here.create_cluster("without", deletionProtection=True)
        assert states(here.cluster_state("without"), "ACTIVE", "FAILED")[-1] == "FAILED"
        (issue,) = here.eks.describe_cluster(name="without")["cluster"]["health"]["issues"]
        assert "there is no Go on PATH" in issue["message"]
        assert "Install Go" in issue["message"]
        here.eks.delete_cluster(name="without")
        states(here.cluster_state("without"), "gone")

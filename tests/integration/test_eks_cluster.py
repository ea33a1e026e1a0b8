# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role eks_cluster through the life of a cluster: refused, interrupted, mended, changed, used, deleted."""

from __future__ import annotations

import signal
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from sandbox.client import Sandbox
from tests.integration.playbooks import CANARY, CANARY_REGION, Playbooks, Run, Started
from tests.sandbox.deployment import Account

NAME = "planes"
OPERATOR = "arn:aws:iam::111111111111:user/inferops-operator"
PLAY = """\
- name: Have a cluster, and ask its API server for something
  hosts: canary
  gather_facts: false
  vars:
    eks_cluster_kubeconfig_file: ""
  tasks:
    - name: Have a cluster
      ansible.builtin.include_role:
        name: inferops.aws.eks_cluster
        public: true

    - name: Ask its API server
      kubernetes.core.k8s_info:
        kind: Namespace
        name: kube-system
      module_defaults:
        group/kubernetes.core.k8s: "{{ eks_cluster_connection }}"
      register: asked
      failed_when: asked is failed or asked.resources | length != 1
      when:
        - eks_cluster_state == 'present'
        - eks_cluster_is_reachable
"""


@dataclass
class Cluster:
    """A cluster as an inventory would describe it."""

    playbooks: Playbooks
    play: Path
    variables: dict[str, Any]

    def start(self, *arguments: str, **variables: Any) -> Started:
        return self.playbooks.start(self.play, *arguments, variables={**self.variables, **variables})

    def run(self, *arguments: str, **variables: Any) -> Run:
        return self.start(*arguments, **variables).end()


@pytest.fixture(scope="module")
def cluster(playbooks: Playbooks, admin: Account, tmp_path_factory: pytest.TempPathFactory) -> Cluster:
    ec2 = admin.client("ec2", CANARY_REGION)
    vpc = ec2.create_vpc(CidrBlock="10.77.0.0/16")["Vpc"]["VpcId"]
    subnets = [
        ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.77.{number}.0/24", AvailabilityZone=CANARY_REGION + zone)["Subnet"]
        for number, zone in enumerate("ab")
    ]
    play = tmp_path_factory.mktemp("plays") / "cluster.yml"
    play.write_text(PLAY, encoding="utf-8")
    entry = {"principal_arn": OPERATOR, "access_policies": [{"policy_arn": "AmazonEKSViewPolicy"}]}
    variables = {
        "inferops_name": NAME,
        "inferops_option": "eks",
        "eks_cluster_version": "1.35",
        "eks_cluster_subnet_ids": [subnet["SubnetId"] for subnet in subnets],
        "eks_cluster_public_access_cidrs": ["203.0.113.0/24"],
        "eks_cluster_access_entries": [entry],
        "eks_cluster_logging": ["api"],
    }
    return Cluster(playbooks, play, variables)


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        ({"eks_cluster_version": "1.99"}, "eks_cluster_version is '1.99'; allowed: a version that EKS supports"),
        ({"eks_cluster_version": "1.31"}, "eks_cluster_version is '1.31'; allowed: a version that EKS supports"),
        ({"eks_cluster_version": "latest"}, "eks_cluster_version is 'latest'; allowed: a minor version in quotes"),
        ({"eks_cluster_public_access_cidrs": ["203.0.113.7/24"]}, "has host bits, its network is 203.0.113.0/24"),
        ({"eks_cluster_public_access_cidrs": []}, "eks_cluster_public_access_cidrs is []; allowed: the networks"),
        ({"eks_cluster_public_access_cidrs": ["0.0.0.0/0"]}, "unless eks_cluster_open_to_world is true"),
        ({"eks_cluster_existing_kubeconfig": "/dev/null"}, "the path of a kubeconfig whose cluster answers"),
        ({"eks_cluster_existing_name": "nobody"}, f"of this account in {CANARY_REGION}; there is none of that name"),
    ],
)
def test_bad_input_is_refused_in_one_sentence_before_anything_is_written(
    cluster: Cluster, variables: dict[str, Any], message: str
) -> None:
    refused = cluster.run(**variables)
    assert refused.status != 0
    assert message in refused.failures[CANARY]
    assert "\n" not in refused.failures[CANARY]
    assert refused.writes() == []


def test_a_check_in_an_empty_account_goes_through_and_writes_nothing(cluster: Cluster) -> None:
    planned = cluster.run("--check").succeeded()
    assert {task.rpartition(" | ")[2] for _host, task in planned.changed} == {
        "Create the roles with which EKS acts",
        "Create the log group of the control plane",
        "Create or update the cluster",
        "Let those in who are listed",
        "Install the add-ons",
    }
    assert planned.writes() == []


def test_a_run_that_was_killed_while_the_cluster_was_being_made_is_taken_up(cluster: Cluster, dev: Account) -> None:
    started = cluster.start()
    started.wait_for("CreateCluster")
    assert started.interrupt(signal.SIGKILL).status != 0
    assert described(dev)["status"] == "CREATING"
    finished = cluster.run().succeeded()
    assert "eks:CreateCluster" not in finished.writes()
    assert described(dev)["status"] == "ACTIVE"


def test_a_second_run_changes_nothing(cluster: Cluster) -> None:
    unchanged = cluster.run().succeeded()
    assert (unchanged.changed, unchanged.writes()) == ([], [])


def test_an_entry_that_somebody_deleted_is_made_again_and_nothing_else(cluster: Cluster, dev: Account) -> None:
    eks(dev).delete_access_entry(clusterName=NAME, principalArn=OPERATOR)
    assert cluster.run().succeeded().writes() == ["eks:CreateAccessEntry", "eks:AssociateAccessPolicy"]


def test_an_entry_that_is_no_longer_listed_goes_and_that_of_the_creator_stays(cluster: Cluster, dev: Account) -> None:
    assert cluster.run(eks_cluster_access_entries=[]).succeeded().writes() == ["eks:DeleteAccessEntry"]
    left = eks(dev).list_access_entries(clusterName=NAME)["accessEntries"]
    assert left == ["arn:aws:iam::111111111111:role/inferops-deployer"]
    cluster.run().succeeded()


def test_a_minor_version_cannot_be_skipped(cluster: Cluster) -> None:
    refused = cluster.run(eks_cluster_version="1.37")
    assert "EKS upgrades by one minor version at a time; the next one is '1.36'" in refused.failures[CANARY]
    assert refused.writes() == []


def test_another_version_and_other_logs_are_two_updates_in_place(cluster: Cluster, dev: Account) -> None:
    changed = cluster.run(eks_cluster_version="1.36", eks_cluster_logging=["audit"]).succeeded()
    assert changed.writes() == ["eks:UpdateClusterConfig", "eks:UpdateClusterVersion"]
    assert described(dev)["version"] == "1.36"
    kept = cluster.run(eks_cluster_version="", eks_cluster_logging=["audit"]).succeeded()
    assert kept.writes() == []


@pytest.mark.parametrize("way", ["name", "kubeconfig"])
def test_a_cluster_that_exists_is_reached_and_left_as_it_is(cluster: Cluster, sandbox: Sandbox, way: str) -> None:
    folder = Path(sandbox.settings.directory, "kubernetes")
    found = {"name": NAME, "kubeconfig": str(next(folder.glob(f"*{NAME}")) / "kubeconfig")}
    for state in ("present", "absent"):
        used = cluster.run(**{f"eks_cluster_existing_{way}": found[way], "eks_cluster_state": state}).succeeded()
        assert (used.changed, used.writes()) == ([], [])
        asked = [outcome for _host, task, outcome in used.results if task == "Ask its API server"]
        assert asked == ["ok" if state == "present" else "skipped"]


def test_absent_twice(cluster: Cluster) -> None:
    gone = cluster.run(eks_cluster_state="absent").succeeded()
    assert "eks:DeleteCluster" in gone.writes()
    again = cluster.run(eks_cluster_state="absent").succeeded()
    assert (again.changed, again.writes()) == ([], [])


def eks(account: Account) -> Any:
    return account.client("eks", CANARY_REGION)


def described(account: Account) -> Any:
    return eks(account).describe_cluster(name=NAME)["cluster"]

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The life of a deployment on Kubernetes, in the order of these tests: made, left alone, changed, damaged, ended."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from sandbox.client import Sandbox
from tests.integration import playbooks as pb
from tests.integration.playbooks import CANARY, CANARY_REGION, SECOND, SECOND_REGION, Deployment, Playbooks, Run
from tests.sandbox.deployment import Account

pytestmark = pytest.mark.usefixtures("programs")

NAME = "kube"
THEIRS = "theirs"
ACCOUNT = "111111111111"
CHANGE = {
    "eks_nodegroup_labels": {"team": "digits"},
    "eks_cluster_logging": ["audit"],
    "autoscaling_cpu_percent": 60,
    "front_end_memory_limit": "768Mi",
}
CHANGE_AS_WRITES = ["eks:UpdateClusterConfig", "eks:UpdateNodegroupConfig"]
FIRST_TASK = "Check the variables of all roles and say who we are"
# The variables of a host, and what its message says. The cluster of the walk is there when they are asked about.
MISTAKES: Mapping[str, tuple[Mapping[str, Any], tuple[str, ...]]] = {
    "public_for_nobody": (
        {"front_end_public": True, "front_end_plain_http": True},
        (
            "front_end_allowed_cidrs is []; allowed: the networks out of which it is reached",
            "when front_end_public is true",
        ),
    ),
    "certificate_of_another_region": (
        {"front_end_certificate_arn": f"arn:aws:acm:us-east-1:{ACCOUNT}:certificate/0f"},
        (
            "front_end_certificate_arn is 'arn:aws:acm:us-east-1:",
            "allowed: a certificate in eu-central-1, where the load",
        ),
    ),
    "image_for_other_nodes": (
        {"front_end_architecture": "arm64"},
        ("front_end_architecture is 'arm64'; allowed: amd64, which the nodes have",),
    ),
    "host_bits": (
        {"front_end_node_port": 31000, "front_end_node_port_cidrs": ["203.0.113.7/24"]},
        ("front_end_node_port_cidrs is ['203.0.113.7/24']; allowed: networks, each", "its network is 203.0.113.0/24"),
    ),
    "root": ({"front_end_user_id": 0}, ("front_end_user_id is 0; allowed: 1 or more; 0 is root",)),
    "maker_that_there_is_not": (
        {"front_end_load_balancer": "nginx"},
        ("front_end_load_balancer is 'nginx'; allowed: auto_mode, controller, cloud_provider, none, or nothing",),
    ),
    "name_of_another_deployment": (
        {"front_end_namespace": THEIRS, "front_end_load_balancer": "controller"},
        (
            "front_end_name is 'kube'; allowed: a name that no Deployment has in the namespace theirs",
            "that of one which this deployment made",
            "front_end_load_balancer is 'controller'; allowed: auto_mode, cloud_provider or none",
            "of which there is no Deployment",
        ),
    ),
    "another_maker": (
        {"front_end_load_balancer": "controller"},
        (
            "front_end_load_balancer is 'controller'; allowed: cloud_provider or none",
            "since Kubernetes lets nobody else",
        ),
    ),
    "auto_mode_instead_of_nodes": (
        {"eks_cluster_auto_mode": True},
        ("front_end_load_balancer is 'auto_mode'; allowed: none, since Kubernetes lets nobody else",),
    ),
}


@pytest.fixture(scope="module")
def walk(playbooks: Playbooks) -> Deployment:
    # The walk goes through a cluster's life; how nodes reach the internet is another test's.
    return pb.describe(
        playbooks, NAME, playbook=pb.DEPLOY_EKS, network_nat="none", network_nodes="public", verify_requests=20
    )


@pytest.fixture(scope="module")
def planned(walk: Deployment) -> Run:
    return walk.deploy("--check", "--limit", CANARY).succeeded()


@pytest.fixture(scope="module")
def first(walk: Deployment) -> Run:
    return walk.deploy().succeeded()


@pytest.fixture(scope="module")
def kubectl(first: Run, sandbox: Sandbox, programs: Mapping[str, Path]) -> Any:
    """Ask the canary's API server, as its administrator; the answer of `get` is parsed."""
    assert first.status == 0
    folder = sandbox.settings.kubernetes_directory / f"{ACCOUNT}-{CANARY_REGION}-{NAME}"

    def ask(*arguments: str) -> Any:
        command = [str(programs["kubectl"]), f"--kubeconfig={folder / 'kubeconfig'}", *arguments]
        output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        return json.loads(output) if "json" in arguments else output

    return ask


def test_a_plan_of_an_empty_account_writes_nothing_and_ends_well(planned: Run) -> None:
    assert planned.writes() == []
    assert "What it costs" in planned.output
    assert "EKS cluster" in planned.output


def test_nothing_of_it_is_deprecated(first: Run) -> None:
    assert first.deprecated == []


def test_the_canary_is_through_before_the_next_wave_begins(first: Run) -> None:
    regions = [request["region"] for request in first.requests if request["write"] and request["service"] == "eks"]
    assert set(regions) == {CANARY_REGION, SECOND_REGION}
    assert regions.index(SECOND_REGION) == regions.count(CANARY_REGION)
    for host in (CANARY, SECOND):
        assert (host, "Hold the endpoint against the contract", "ok") in first.results


def test_pods_of_the_page_run_behind_a_load_balancer_for_which_two_are_kept(kubectl: Any) -> None:
    (service,) = kubectl("get", "service", "-n", NAME, "-o", "json")["items"]
    assert service["status"]["loadBalancer"]["ingress"][0]["hostname"]
    assert service["metadata"]["annotations"]["service.beta.kubernetes.io/aws-load-balancer-internal"] == "true"
    assert service["spec"]["loadBalancerSourceRanges"] == ["10.0.0.0/16"]
    (scaler,) = kubectl("get", "hpa", "-n", NAME, "-o", "json")["items"]
    assert (scaler["spec"]["minReplicas"], scaler["spec"]["maxReplicas"]) == (2, 10)
    (budget,) = kubectl("get", "pdb", "-n", NAME, "-o", "json")["items"]
    assert budget["spec"]["maxUnavailable"] == 1


def test_its_pods_may_invoke_one_alias_and_nothing_else(first: Run, dev: Account) -> None:
    assert first.status == 0
    eks, iam = dev.client("eks", CANARY_REGION), dev.client("iam", CANARY_REGION)
    associations = eks.list_pod_identity_associations(clusterName=NAME, namespace=NAME)["associations"]
    (ours,) = [each for each in associations if each["serviceAccount"] == NAME]
    told = eks.describe_pod_identity_association(clusterName=NAME, associationId=ours["associationId"])
    role = told["association"]["roleArn"].rpartition("/")[2]
    assert iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"] == []
    (policy,) = iam.list_role_policies(RoleName=role)["PolicyNames"]
    (statement,) = iam.get_role_policy(RoleName=role, PolicyName=policy)["PolicyDocument"]["Statement"]
    assert statement["Action"] == "lambda:InvokeFunction"
    assert statement["Resource"] == f"arn:aws:lambda:{CANARY_REGION}:{ACCOUNT}:function:{NAME}:live"


def test_a_second_run_changes_nothing(walk: Deployment, first: Run) -> None:
    assert first.status == 0
    unchanged = walk.deploy().succeeded()
    assert unchanged.changed == []
    assert unchanged.writes() == []


def test_a_change_is_made_in_place_by_the_updates_it_takes(walk: Deployment, kubectl: Any) -> None:
    before = kubectl("get", "deployment", "-n", NAME, "-o", "json")["items"][0]["metadata"]["uid"]
    run = walk.deploy("--limit", CANARY, **CHANGE).succeeded()
    assert run.writes() == CHANGE_AS_WRITES
    deployment = kubectl("get", "deployment", "-n", NAME, "-o", "json")["items"][0]
    assert deployment["metadata"]["uid"] == before
    assert deployment["spec"]["template"]["spec"]["containers"][0]["resources"]["limits"]["memory"] == "768Mi"
    (scaler,) = kubectl("get", "hpa", "-n", NAME, "-o", "json")["items"]
    assert scaler["spec"]["metrics"][0]["resource"]["target"]["averageUtilization"] == 60


def test_what_somebody_deleted_or_changed_in_the_cluster_comes_back(walk: Deployment, kubectl: Any) -> None:
    walk.variables |= CHANGE
    kubectl("delete", "hpa,pdb", "--all", "-n", NAME)
    kubectl("set", "env", f"deployment/{NAME}", "INFERENCE_FUNCTION=arn:of:another", "-n", NAME)
    run = walk.deploy("--limit", CANARY).succeeded()
    assert run.writes() == []
    assert len(kubectl("get", "hpa,pdb", "-n", NAME, "-o", "json")["items"]) == 2
    container = kubectl("get", "deployment", "-n", NAME, "-o", "json")["items"][0]["spec"]["template"]["spec"][
        "containers"
    ][0]
    (function,) = [each["value"] for each in container["env"] if each["name"] == "INFERENCE_FUNCTION"]
    assert function.endswith(f":function:{NAME}:live")


@pytest.fixture(scope="module")
def refused(walk: Deployment, kubectl: Any, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """One run for all mistakes, each made by a host of its own, in the cluster of the walk."""
    kubectl("create", "namespace", THEIRS)
    kubectl("create", "deployment", NAME, "--image=registry.example.com/theirs:1", "-n", THEIRS)
    hosts = {name: variables for name, (variables, _says) in MISTAKES.items()}
    inventory = tmp_path_factory.mktemp("refused") / "hosts.json"
    of_the_walk = {"inferops_region": CANARY_REGION, "inferops_deployment": CANARY}
    inventory.write_text(json.dumps({"mistaken": {"vars": of_the_walk, "hosts": hosts}}), encoding="utf-8")
    # With another size of the function, which would be released before the web server's turn comes.
    return walk.deploy("-i", str(inventory), "--limit", "mistaken", inference_lambda_memory_size=512)


@pytest.mark.parametrize("name", MISTAKES)
def test_what_cannot_work_is_said_before_anything_is_written(refused: Run, name: str) -> None:
    assert (name, FIRST_TASK, "failed") in refused.results
    assert refused.writes() == []
    for part in MISTAKES[name][1]:
        assert part in refused.failures[name]


def test_what_somebody_else_has_in_the_cluster_is_as_it_was(refused: Run, kubectl: Any) -> None:
    assert refused.status != 0
    theirs = kubectl("get", "deployment", NAME, "-n", THEIRS, "-o", "json")
    assert theirs["spec"]["template"]["spec"]["containers"][0]["image"] == "registry.example.com/theirs:1"


def test_it_goes_without_a_trace_and_once_more_without_an_error(
    playbooks: Playbooks, walk: Deployment, first: Run
) -> None:
    """What Kubernetes has made goes first, then what the roles have; the proof is part of the playbook."""
    assert first.status == 0
    asked = {**walk.variables, "inferops_name": NAME, "inferops_target": "all"}
    gone = playbooks.run("inferops.aws.destroy", variables=asked).succeeded()
    writes = gone.writes()
    assert writes.index("eks:DeleteNodegroup") < writes.index("eks:DeleteCluster") < writes.index("ec2:DeleteVpc")
    assert playbooks.run("inferops.aws.destroy", variables=asked).succeeded().writes() == []

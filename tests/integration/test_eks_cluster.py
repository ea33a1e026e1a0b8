# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role eks_cluster through the life of a cluster: refused, interrupted, mended, changed, used, deleted."""

from __future__ import annotations

import json
import signal
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from sandbox.client import Sandbox
from tests.integration.playbooks import CANARY, CANARY_REGION, Playbooks, Run, Started
from tests.sandbox.deployment import Account

pytestmark = pytest.mark.usefixtures("programs")

NAME = "planes"
CREATOR = "arn:aws:iam::111111111111:role/inferops-deployer"
OPERATOR = "arn:aws:iam::111111111111:user/inferops-operator"
ADMIN_POLICY = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy"
WITH_BAD_POLICY = {"principal_arn": OPERATOR, "access_policies": [{"policy_arn": "EKSView"}]}
WITH_BAD_GROUP = {"principal_arn": OPERATOR, "kubernetes_groups": ["system:masters"]}

# The variables of a host that wants the cluster otherwise, and what its message says.
MISTAKES: Mapping[str, tuple[Mapping[str, Any], str]] = {
    "unknown_version": (
        {"eks_cluster_version": "1.99"},
        "eks_cluster_version is '1.99'; allowed: a version that EKS supports",
    ),
    "a_version_skipped": (
        {"eks_cluster_version": "1.37"},
        "EKS upgrades by one minor version at a time; the next one is '1.36'",
    ),
    "a_version_gone_back_to": (
        {"eks_cluster_version": "1.34"},
        f"eks_cluster_version is '1.34'; allowed: 1.35, which cluster {NAME} has, or a higher version",
    ),
    "host_bits": (
        {"eks_cluster_public_access_cidrs": ["203.0.113.7/24"]},
        "has host bits, its network is 203.0.113.0/24",
    ),
    "text_for_a_list": (
        {"eks_cluster_public_access_cidrs": "203.0.113.0/24"},
        "is '203.0.113.0/24'; allowed: a list, each item text; -e takes it as",
    ),
    "unknown_policy": (
        {"eks_cluster_access_entries": [WITH_BAD_POLICY]},
        "access policies of EKS; EKSView is none of Amazon",
    ),
    "group_of_kubernetes": (
        {"eks_cluster_access_entries": [WITH_BAD_GROUP]},
        f"kubernetes_groups that do not begin with system:, which EKS refuses; system:masters of {OPERATOR} does",
    ),
    "unknown_addon": (
        {"eks_cluster_addons": {"vpccni": {}}},
        "names of add-ons that EKS has for Kubernetes 1.35; vpccni is none; did you mean vpc-cni?",
    ),
    "unknown_version_of_an_addon": (
        {"eks_cluster_addons": {"coredns": {"addon_version": "1.11.1"}}},
        "for coredns an addon_version that EKS has for Kubernetes 1.35, which are v1.",
    ),
    "kubeconfig_of_somebody_else": (
        {"eks_cluster_kubeconfig_file": "/dev/null"},
        f"or the kubeconfig that was written here for arn:aws:eks:{CANARY_REGION}:111111111111:cluster/{NAME}; ",
    ),
    "kubeconfig_of_another_host": (
        {"eks_cluster_kubeconfig_file": "/dev/zero"},
        "eks_cluster_kubeconfig_file is '/dev/zero'; allowed: a path of its own for each host; this one is that of",
    ),
    "twin": (
        {"eks_cluster_kubeconfig_file": "/dev/zero"},
        "this one is that of kubeconfig_of_another_host too",
    ),
    "no_kubeconfig": (
        {"eks_cluster_existing_kubeconfig": "/dev/null"},
        "the path of a kubeconfig whose cluster answers",
    ),
    "no_cluster": (
        {"eks_cluster_existing_name": "nobody"},
        f"of this account in {CANARY_REGION}; there is none of that name",
    ),
    "a_cluster_that_lets_nobody_in": (
        {"eks_cluster_existing_name": NAME, "inferops_profile": "sandbox-dev-admin"},
        "a cluster whose API server is reached from here and lets in who runs this, which takes an access entry",
    ),
}
REFUSED = """\
- name: Have clusters that cannot be
  hosts: mistaken
  connection: local
  gather_facts: false
  roles:
    - role: inferops.aws.eks_cluster
"""
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

NODES = """\
- name: Have no nodes
  hosts: canary
  gather_facts: false
  roles:
    - role: inferops.aws.eks_nodegroup
      vars:
        eks_nodegroup_state: absent
"""

KEY = """\
- name: Have a key
  hosts: canary
  gather_facts: false
  tasks:
    - name: Say who we are
      inferops.aws.session:

    - name: Have a key
      ansible.builtin.include_role:
        name: inferops.aws.eks_cluster
        tasks_from: key.yml
        apply:
          environment: "{{ ansible_facts['inferops_session']['environment'] }}"
"""


@dataclass
class Cluster:
    """A cluster as an inventory would describe it."""

    playbooks: Playbooks
    play: Path
    variables: dict[str, Any]

    @property
    def kubeconfig(self) -> Path:
        """Where one is written when a run is told to."""
        return self.play.with_name("kubeconfig")

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


def test_a_check_in_an_empty_account_goes_through_and_writes_nothing(cluster: Cluster) -> None:
    planned = cluster.run("--check").succeeded()
    assert tasks(planned) == {
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


@pytest.fixture(scope="module")
def refused(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """One run for all mistakes, each a host, about the cluster that is there."""
    folder = tmp_path_factory.mktemp("mistakes")
    common = {**cluster.variables, "inferops_region": CANARY_REGION, "inferops_deployment": CANARY}
    hosts = {name: {**common, **variables} for name, (variables, _says) in MISTAKES.items()}
    inventory, play = folder / "hosts.json", folder / "refused.yml"
    inventory.write_text(json.dumps({"mistaken": {"hosts": hosts}}), encoding="utf-8")
    play.write_text(REFUSED, encoding="utf-8")
    return cluster.playbooks.run(play, "-i", str(inventory))


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_named_with_what_is_allowed(name: str, refused: Run) -> None:
    assert MISTAKES[name][1] in refused.failures[name]


def test_each_mistake_is_told_once_and_nothing_is_written(refused: Run) -> None:
    assert {name for name, message in refused.failures.items() if "variables need attention" in message} == {
        "kubeconfig_of_another_host",
        "twin",
    }
    assert refused.failures.keys() == MISTAKES.keys()
    assert refused.writes() == []


@pytest.mark.usefixtures("cluster")
def test_the_network_addon_marks_its_interfaces_as_the_deployments(dev: Account) -> None:
    addon = dev.client("eks", CANARY_REGION).describe_addon(clusterName=NAME, addonName="vpc-cni")["addon"]
    tags = json.loads(json.loads(addon["configurationValues"])["env"]["ADDITIONAL_ENI_TAGS"])
    assert tags == addon["tags"]


def test_an_entry_that_is_no_longer_listed_goes_and_comes_back_alone(cluster: Cluster, dev: Account) -> None:
    """That of the creator stays."""
    assert cluster.run(eks_cluster_access_entries=[]).succeeded().writes() == ["eks:DeleteAccessEntry"]
    left = eks(dev).list_access_entries(clusterName=NAME)["accessEntries"]
    assert left == [CREATOR]
    assert cluster.run().succeeded().writes() == ["eks:CreateAccessEntry", "eks:AssociateAccessPolicy"]


def test_the_creator_is_an_administrator_and_comes_back(cluster: Cluster, dev: Account) -> None:
    """By an entry of ours: the deployer may change no other."""
    of = {"clusterName": NAME, "principalArn": CREATOR}
    assert eks(dev).describe_access_entry(**of)["accessEntry"]["tags"]["inferops:creator"] == "true"
    assert policies(dev, CREATOR) == ["AmazonEKSClusterAdminPolicy"]
    eks(dev).delete_access_entry(**of)
    assert cluster.run().succeeded().writes() == ["eks:CreateAccessEntry", "eks:AssociateAccessPolicy"]
    assert policies(dev, CREATOR) == ["AmazonEKSClusterAdminPolicy"]


def test_listing_the_creator_takes_nothing_from_it(cluster: Cluster, dev: Account) -> None:
    listed = {"principal_arn": CREATOR, "access_policies": [{"policy_arn": "AmazonEKSViewPolicy"}]}
    others = cluster.variables["eks_cluster_access_entries"]
    added = cluster.run(eks_cluster_access_entries=[*others, listed]).succeeded()
    assert added.writes() == ["eks:AssociateAccessPolicy"]
    assert sorted(policies(dev, CREATOR)) == ["AmazonEKSClusterAdminPolicy", "AmazonEKSViewPolicy"]


def test_mending_the_creators_entry_leaves_it_what_the_list_says(cluster: Cluster, dev: Account) -> None:
    of = {"clusterName": NAME, "principalArn": CREATOR}
    listed = {"principal_arn": CREATOR, "kubernetes_groups": ["people"]}
    entries = [*cluster.variables["eks_cluster_access_entries"], listed]
    eks(dev).disassociate_access_policy(**of, policyArn=ADMIN_POLICY)
    mended = cluster.run(eks_cluster_access_entries=entries).succeeded()
    assert mended.writes() == ["eks:UpdateAccessEntry", "eks:AssociateAccessPolicy"]
    assert eks(dev).describe_access_entry(**of)["accessEntry"]["kubernetesGroups"] == ["people"]
    assert "AmazonEKSClusterAdminPolicy" in policies(dev, CREATOR)
    assert cluster.run(eks_cluster_access_entries=entries).succeeded().writes() == []
    eks(dev).update_access_entry(**of, kubernetesGroups=[])


def test_of_an_entry_of_somebody_else_nothing_but_policies_changes(cluster: Cluster, admin: Account) -> None:
    theirs = create_role(admin, f"{NAME}-theirs", "ec2.amazonaws.com")
    eks(admin).create_access_entry(clusterName=NAME, principalArn=theirs)
    others = cluster.variables["eks_cluster_access_entries"]
    listed = {"principal_arn": theirs, "kubernetes_groups": ["people"]}
    refused = cluster.run(eks_cluster_access_entries=[*others, listed])
    assert "is not the one that is meant, by expect_tags" in refused.output
    assert refused.writes() == []
    eks(admin).delete_access_entry(clusterName=NAME, principalArn=theirs)


def test_who_runs_it_does_not_lock_itself_out(cluster: Cluster, dev: Account, admin: Account) -> None:
    """Nor does it where its entry is one that was listed before."""
    of = {"clusterName": NAME, "principalArn": CREATOR}
    entry = eks(admin).describe_access_entry(**of)["accessEntry"]["accessEntryArn"]
    eks(admin).untag_resource(resourceArn=entry, tagKeys=["inferops:creator"])
    before = policies(dev, CREATOR)
    others = cluster.variables["eks_cluster_access_entries"]
    for entries in (others, [*others, {"principal_arn": CREATOR}]):
        cluster.run(eks_cluster_access_entries=entries).succeeded()
        assert policies(dev, CREATOR) == before
    eks(admin).tag_resource(resourceArn=entry, tags={"inferops:creator": "true"})


def test_another_version_and_other_logs_are_two_updates_in_place(cluster: Cluster, dev: Account) -> None:
    changed = cluster.run(eks_cluster_version="1.36", eks_cluster_logging=["audit"]).succeeded()
    assert changed.writes() == ["eks:UpdateClusterConfig", "eks:UpdateClusterVersion"]
    assert described(dev)["version"] == "1.36"
    file = str(cluster.kubeconfig)
    kept = cluster.run(
        eks_cluster_version="", eks_cluster_logging=["audit"], eks_cluster_kubeconfig_file=file
    ).succeeded()
    assert kept.writes() == []


@pytest.mark.parametrize(
    ("whose", "asks", "told"),
    [
        ("sandbox-dev", "get nodes", "No resources found"),
        ("sandbox-dev-user", "get configmaps --namespace kube-system", "kube-root-ca.crt"),
        (
            "sandbox-dev-user",
            "delete configmap kube-root-ca.crt --namespace kube-system",
            "Error from server (Forbidden)",
        ),
        ("sandbox-dev-admin", "get nodes", "You must be logged in to the server"),
    ],
    ids=["the deployer", "one who may look", "and may not delete", "one without an entry"],
)
def test_kubectl_enters_by_the_kubeconfig_as_whoever_has_an_entry(
    cluster: Cluster, sandbox: Sandbox, programs: Mapping[str, Path], whose: str, asks: str, told: str
) -> None:
    config = cluster.kubeconfig.with_name(whose)
    config.write_text(cluster.kubeconfig.read_text().replace("value: sandbox-dev\n", f"value: {whose}\n"))
    command = [str(programs["kubectl"]), "--kubeconfig", str(config), *asks.split()]
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(config.parent), **sandbox.environment}
    ended = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert told in ended.stdout + ended.stderr


@pytest.mark.parametrize("way", ["name", "kubeconfig"])
def test_a_cluster_that_exists_is_reached_and_left_as_it_is(cluster: Cluster, sandbox: Sandbox, way: str) -> None:
    folder = Path(sandbox.settings.directory, "kubernetes")
    found = {"name": NAME, "kubeconfig": str(next(folder.glob(f"*{NAME}")) / "kubeconfig")}
    for state in ("present", "absent"):
        used = cluster.run(**{f"eks_cluster_existing_{way}": found[way], "eks_cluster_state": state}).succeeded()
        assert (used.changed, used.writes()) == ([], [])
        asked = [outcome for _host, task, outcome in used.results if task == "Ask its API server"]
        assert asked == ["ok" if state == "present" else "skipped"]


@pytest.fixture(scope="module")
def group(cluster: Cluster, admin: Account) -> dict[str, str]:
    """A node group of the deployment, which no variable names."""
    made = {"clusterName": NAME, "nodegroupName": "old"}
    tags = {"inferops:managed-by": "inferops.aws", "inferops:deployment": CANARY}
    role = create_role(admin, f"{NAME}-nodes", "ec2.amazonaws.com")
    eks(admin).create_nodegroup(
        **made,
        nodeRole=role,
        subnets=cluster.variables["eks_cluster_subnet_ids"],
        scalingConfig={"minSize": 1, "maxSize": 1, "desiredSize": 1},
        tags=tags,
    )
    eks(admin).get_waiter("nodegroup_active").wait(**made, WaiterConfig={"Delay": 1})
    return made


AUTO_MODE = {"eks_cluster_auto_mode": True, "eks_cluster_version": "", "eks_cluster_logging": ["audit"]}
TAKES = "Remove the add-ons that are no longer named"


@pytest.mark.usefixtures("group")
def test_auto_mode_takes_nothing_from_the_nodes_of_a_node_group_and_says_that_it_stays(cluster: Cluster) -> None:
    planned = cluster.run("--check", **AUTO_MODE)
    assert TAKES not in tasks(planned)
    assert f"Beside Auto Mode the cluster {NAME} keeps these node groups of the deployment" in planned.output
    assert "they cost what they did: old (nodes: 1)" in " ".join(planned.output.split())


def test_what_the_last_nodes_left_goes_with_their_group(
    cluster: Cluster, admin: Account, group: dict[str, str], tmp_path: Path
) -> None:
    """It holds the cluster's security group, which EKS would leave behind. Other nodes would see to it themselves."""
    play = tmp_path / "nodes.yml"
    play.write_text(NODES, encoding="utf-8")
    left = leave_interface(admin, cluster, NAME)
    theirs = leave_interface(admin, cluster, f"{NAME}-2")

    def run(*arguments: str) -> Run:
        return cluster.playbooks.run(play, *arguments, variables=cluster.variables).succeeded()

    assert run().writes() == []
    eks(admin).delete_nodegroup(**group)
    eks(admin).get_waiter("nodegroup_deleted").wait(**group, WaiterConfig={"Delay": 1})
    planned = run("--check")
    assert planned.writes() == []
    gone = run()
    assert gone.writes() == ["ec2:DeleteNetworkInterface"]
    assert gone.changed == planned.changed == [(CANARY, "Leavings | Delete those that nodes of the cluster left")]
    assert (interfaces(admin, left), interfaces(admin, theirs)) == ([], [theirs])
    assert run().writes() == []
    admin.client("ec2", CANARY_REGION).delete_network_interface(NetworkInterfaceId=theirs)


def test_without_node_groups_auto_mode_needs_none_of_their_addons(cluster: Cluster) -> None:
    planned = cluster.run("--check", **AUTO_MODE)
    assert TAKES in tasks(planned)
    assert "Beside Auto Mode" not in planned.output


def test_absent_twice(cluster: Cluster) -> None:
    planned = cluster.run("--check", eks_cluster_state="absent").succeeded()
    assert planned.writes() == []
    gone = cluster.run(eks_cluster_state="absent").succeeded()
    assert gone.writes()[:2] == ["eks:UpdateClusterConfig", "eks:DeleteCluster"]
    assert tasks(gone) == {
        "End the logs of the control plane",
        "Delete the cluster",
        "Delete the roles that are ours",
        "Delete the log group",
    }
    assert gone.changed == planned.changed
    again = cluster.run(eks_cluster_state="absent").succeeded()
    assert (again.changed, again.writes()) == ([], [])


def test_a_key_that_aws_does_not_know_as_ours_yet_is_named_a_little_later(
    playbooks: Playbooks, sandbox: Sandbox, admin: Account, tmp_path: Path
) -> None:
    """AWS may take minutes to go by the tags of a new key: here what comes after its creation is denied once."""
    play = tmp_path / "key.yml"
    play.write_text(KEY, encoding="utf-8")
    with sandbox.fault(service="kms", operation="CreateAlias", status=403, error_code="AccessDeniedException", count=1):
        made = playbooks.run(play, variables={"inferops_name": "keyed"}).succeeded()
    assert made.writes() == ["kms:CreateKey", "kms:CreateAlias", "kms:CreateAlias", "kms:EnableKeyRotation"]
    assert playbooks.run(play, variables={"inferops_name": "keyed"}).succeeded().writes() == []
    kms = admin.client("kms", CANARY_REGION)
    kms.schedule_key_deletion(KeyId=kms.describe_key(KeyId="alias/inferops/keyed-eks")["KeyMetadata"]["KeyId"])


@pytest.mark.parametrize("state", ["present", "absent"])
def test_the_cluster_of_another_of_the_same_name_keeps_all_that_goes_by_it(
    cluster: Cluster, taken: str, state: str
) -> None:
    run = cluster.run(inferops_name=taken, eks_cluster_encryption_key="own", eks_cluster_state=state)
    assert run.writes() == []
    if state == "absent":
        assert run.succeeded().changed == []
    else:
        assert (
            f"eks_cluster_name is '{taken}'; allowed: a name that nobody else has taken; the cluster {taken} is"
            in (run.failures[CANARY])
        )


def test_what_a_cluster_of_another_left_is_kept_and_not_made_ours(cluster: Cluster, taken: str, admin: Account) -> None:
    eks(admin).delete_cluster(name=taken)
    eks(admin).get_waiter("cluster_deleted").wait(name=taken, WaiterConfig={"Delay": 1})
    refused = cluster.run(inferops_name=taken, eks_cluster_encryption_key="own")
    told = refused.failures[CANARY]
    assert f"the log group /aws/eks/{taken}/cluster is there and lacks " in told
    assert f"the role {taken}-{CANARY_REGION}-eks-cluster is there and lacks " in told
    kept = cluster.run(inferops_name=taken, eks_cluster_encryption_key="own", eks_cluster_state="absent").succeeded()
    admin.client("logs", CANARY_REGION).delete_log_group(logGroupName=f"/aws/eks/{taken}/cluster")
    admin.client("iam").delete_role(RoleName=f"{taken}-{CANARY_REGION}-eks-cluster")
    without = cluster.run(inferops_name=taken, eks_cluster_encryption_key="own")
    assert f"the key with the alias alias/inferops/{taken}-eks is there and lacks " in without.failures[CANARY]
    assert refused.writes() + kept.writes() + without.writes() == []


@pytest.fixture(scope="module")
def taken(cluster: Cluster, admin: Account) -> str:
    """The name of a cluster of somebody else, with a role, a log group and a key as ours would be named."""
    name = "taken"
    role = create_role(admin, f"{name}-{CANARY_REGION}-eks-cluster", "eks.amazonaws.com")
    logs, kms = admin.client("logs", CANARY_REGION), admin.client("kms", CANARY_REGION)
    logs.create_log_group(logGroupName=f"/aws/eks/{name}/cluster", tags={"owner": "them"})
    kms.create_alias(AliasName=f"alias/inferops/{name}-eks", TargetKeyId=kms.create_key()["KeyMetadata"]["KeyId"])
    subnets = {"subnetIds": cluster.variables["eks_cluster_subnet_ids"]}
    eks(admin).create_cluster(name=name, roleArn=role, resourcesVpcConfig=subnets)
    eks(admin).get_waiter("cluster_active").wait(name=name, WaiterConfig={"Delay": 1})
    return name


def leave_interface(account: Account, cluster: Cluster, name: str) -> str:
    """Leave a network interface as a node of a cluster of this name does that ends too fast."""
    ec2 = account.client("ec2", CANARY_REGION)
    made: str = ec2.create_network_interface(SubnetId=cluster.variables["eks_cluster_subnet_ids"][0])[
        "NetworkInterface"
    ]["NetworkInterfaceId"]
    ec2.create_tags(Resources=[made], Tags=[{"Key": "cluster.k8s.amazonaws.com/name", "Value": name}])
    return made


def interfaces(account: Account, name: str) -> list[str]:
    filters = [{"Name": "network-interface-id", "Values": [name]}]
    found = account.client("ec2", CANARY_REGION).describe_network_interfaces(Filters=filters)["NetworkInterfaces"]
    return [each["NetworkInterfaceId"] for each in found]


def create_role(account: Account, name: str, service: str) -> Any:
    statement = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    trust = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    return account.client("iam", CANARY_REGION).create_role(RoleName=name, AssumeRolePolicyDocument=trust)["Role"][
        "Arn"
    ]


def tasks(run: Run) -> set[str]:
    """What changed, or would, in a run that ended well."""
    return {task.rpartition(" | ")[2] for _host, task in run.succeeded().changed}


def policies(account: Account, principal: str) -> list[str]:
    found = eks(account).list_associated_access_policies(clusterName=NAME, principalArn=principal)
    return [each["policyArn"].rpartition("/")[2] for each in found["associatedAccessPolicies"]]


def eks(account: Account) -> Any:
    return account.client("eks", CANARY_REGION)


def described(account: Account) -> Any:
    return eks(account).describe_cluster(name=NAME)["cluster"]

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Cluster Autoscaler: a Deployment of it acts on the node group, as far as its role and its account may."""

from __future__ import annotations

import json
from typing import Any

from sandbox import client, settings
from sandbox.kubernetes import control_plane
from tests.sandbox.cluster import CLUSTER
from tests.sandbox.kubernetes import Place, Server, states, token

NAME, NAMESPACE, POOL = "cluster-autoscaler", "kube-system", "elastic"
TAG = f"k8s.io/cluster-autoscaler/{CLUSTER}"
LOOK = ["autoscaling:DescribeAutoScalingGroups", "autoscaling:DescribeAutoScalingInstances", "autoscaling:DescribeTags",
        "autoscaling:DescribeLaunchConfigurations", "autoscaling:DescribeScalingActivities", "eks:DescribeNodegroup",
        "ec2:DescribeImages", "ec2:DescribeInstanceTypes", "ec2:DescribeLaunchTemplateVersions",
        "ec2:GetInstanceTypesFromInstanceRequirements"]  # fmt: skip
TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": "pods.eks.amazonaws.com"},
            "Action": ["sts:AssumeRole", "sts:TagSession"],
            "Condition": {"StringEquals": {"aws:RequestTag/kubernetes-namespace": NAMESPACE}},
        }
    ],
}
ACT = ["autoscaling:SetDesiredCapacity", "autoscaling:TerminateInstanceInAutoScalingGroup"]
RULES = [
    {"apiGroups": [""], "resources": ["nodes"], "verbs": ["get", "list", "watch", "patch", "update"]},
    {"apiGroups": [""], "resources": ["pods", "services", "namespaces", "replicationcontrollers",
                                      "persistentvolumes", "persistentvolumeclaims"],
     "verbs": ["get", "list", "watch"]},
    {"apiGroups": [""], "resources": ["pods/eviction", "events", "configmaps", "endpoints", "pods/status"],
     "verbs": ["create", "get", "list", "watch", "update", "patch", "delete"]},
    {"apiGroups": ["apps", "batch", "policy", "storage.k8s.io", "resource.k8s.io"], "resources": ["*"],
     "verbs": ["get", "list", "watch", "patch"]},
    {"apiGroups": ["coordination.k8s.io"], "resources": ["leases"],
     "verbs": ["create", "get", "list", "watch", "update", "patch"]},
]  # fmt: skip


class Cluster:
    """The shared cluster, asked by its creator with a token that is always fresh."""

    def __init__(self, here: Place, api: Server) -> None:
        self._here, self._api = here, api

    def ask(self, path: str, method: str = "GET", body: Any = None, kind: str = "json") -> Any:
        status, answer = self._api.ask(token(self._here.account.session, CLUSTER), path, method, body, kind)
        assert status < 300, answer
        return answer

    def nodes(self) -> int:
        return len(self.ask(f"/api/v1/nodes?labelSelector=eks.amazonaws.com/nodegroup={POOL}")["items"])

    def running(self) -> int:
        return int(self.ask("/apis/apps/v1/namespaces/default/deployments/load")["status"].get("readyReplicas", 0))

    def scale(self, replicas: int) -> None:
        path = "/apis/apps/v1/namespaces/default/deployments/load"
        self.ask(path, "PATCH", {"spec": {"replicas": replicas}}, "merge-patch+json")


def test_nodes_come_for_pods_that_wait_and_go_when_they_are_gone(
    here: Place, api: Server, where: settings.Settings
) -> None:
    cluster, running = Cluster(here, api), client.Sandbox(where)
    here.create_nodegroup(CLUSTER, POOL, scalingConfig={"minSize": 0, "maxSize": 3, "desiredSize": 0},
                          labels={"pool": POOL})  # fmt: skip
    states(here.nodegroup_state(CLUSTER, POOL), "ACTIVE")
    here.eks.create_addon(clusterName=CLUSTER, addonName="eks-pod-identity-agent")
    states(here.addon_state(CLUSTER, "eks-pod-identity-agent"), "ACTIVE")
    _permit(here, "*", LOOK)
    _deploy(cluster)
    mark = running.mark()
    # A t3.medium has room for seven of them.
    cluster.ask("/apis/apps/v1/namespaces/default/deployments", "POST", _load(8))

    def refused() -> bool:
        asked = running.requests(mark, service="autoscaling", operation="SetDesiredCapacity")
        return any(one["error"] == "AccessDenied" for one in asked)

    states(refused, True)
    assert cluster.nodes() == 0
    _permit(here, "*", LOOK, ACT)
    states(lambda: (cluster.nodes(), cluster.running()), (2, 8))
    cluster.scale(40)
    states(cluster.nodes, 3)
    states(cluster.running, 21)
    cluster.scale(0)
    states(cluster.nodes, 0, patience=120)
    group = here.eks.describe_nodegroup(clusterName=CLUSTER, nodegroupName=POOL)["nodegroup"]
    assert group["scalingConfig"] == {"minSize": 0, "maxSize": 3, "desiredSize": 0}
    # With its Deployment it ends.
    cluster.ask(f"/apis/apps/v1/namespaces/{NAMESPACE}/deployments/{NAME}", "DELETE")
    states(lambda: NAME in {one.name for one in control_plane.recorded(where.kubernetes_directory)}, False)


def _permit(here: Place, resource: str, look: list[str], act: list[str] | None = None) -> None:
    """Let the autoscaler's role look, and act on this cluster's groups."""
    iam = here.client("iam")
    if not any(role["RoleName"] == NAME for role in iam.list_roles()["Roles"]):
        arn = iam.create_role(RoleName=NAME, AssumeRolePolicyDocument=json.dumps(TRUST))["Role"]["Arn"]
        identity = {"namespace": NAMESPACE, "serviceAccount": NAME, "roleArn": arn}
        here.eks.create_pod_identity_association(clusterName=CLUSTER, **identity)
    statements: list[dict[str, Any]] = [{"Effect": "Allow", "Action": look, "Resource": resource}]
    if act:
        condition = {"StringEquals": {f"aws:ResourceTag/{TAG}": "owned"}}
        statements.append({"Effect": "Allow", "Action": act, "Resource": resource, "Condition": condition})
    document = json.dumps({"Version": "2012-10-17", "Statement": statements})
    iam.put_role_policy(RoleName=NAME, PolicyName="scale", PolicyDocument=document)


def _deploy(cluster: Cluster) -> None:
    rbac = "/apis/rbac.authorization.k8s.io/v1"
    metadata = {"metadata": {"name": NAME}}
    cluster.ask(f"/api/v1/namespaces/{NAMESPACE}/serviceaccounts", "POST", {"kind": "ServiceAccount", **metadata})
    cluster.ask(f"{rbac}/clusterroles", "POST", {"kind": "ClusterRole", **metadata, "rules": RULES})
    reference = {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": NAME}
    subjects = [{"kind": "ServiceAccount", "name": NAME, "namespace": NAMESPACE}]
    binding = {"kind": "ClusterRoleBinding", **metadata, "roleRef": reference, "subjects": subjects}
    cluster.ask(f"{rbac}/clusterrolebindings", "POST", binding)
    discovery = f"--node-group-auto-discovery=asg:tag=k8s.io/cluster-autoscaler/enabled,{TAG}"
    container = {
        "name": NAME,
        "image": "registry.k8s.io/autoscaling/cluster-autoscaler:v1.36.1",
        "command": ["./cluster-autoscaler", "--cloud-provider=aws", discovery],
    }
    content = _deployment(NAME, 1, {"serviceAccountName": NAME, "containers": [container]})
    cluster.ask(f"/apis/apps/v1/namespaces/{NAMESPACE}/deployments", "POST", content)


def _load(replicas: int) -> dict[str, Any]:
    container = {"name": "load", "image": "load", "resources": {"requests": {"cpu": "250m"}}}
    return _deployment("load", replicas, {"nodeSelector": {"pool": POOL}, "containers": [container]})


def _deployment(name: str, replicas: int, pod: dict[str, Any]) -> dict[str, Any]:
    labels = {"app": name}
    template = {"metadata": {"labels": labels}, "spec": pod}
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": name},
        "spec": {"replicas": replicas, "selector": {"matchLabels": labels}, "template": template},
    }

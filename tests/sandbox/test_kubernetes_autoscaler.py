# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Cluster Autoscaler as the role autoscaling deploys it: with that role, policy, rights and arguments it acts."""

from __future__ import annotations

import json
from typing import Any

import yaml
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar, trust_as_template

from sandbox import client, settings
from sandbox.kubernetes import control_plane
from tests.sandbox.cluster import CLUSTER
from tests.sandbox.kubernetes import REGION, Place, Server, states, token

PROGRAM, POOL = "cluster-autoscaler", "elastic"
NAMESPACE, NAME = "kube-system", "scale-cluster-autoscaler"
ROLE = settings.CHECKOUT / "roles" / "autoscaling"
TEMPLATES = settings.CHECKOUT / "templates"
#: Where the API server has what the role applies.
PATHS = {
    "ServiceAccount": "/api/v1/namespaces/{}/serviceaccounts",
    "ClusterRole": "/apis/rbac.authorization.k8s.io/v1/clusterroles",
    "ClusterRoleBinding": "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings",
    "Role": "/apis/rbac.authorization.k8s.io/v1/namespaces/{}/roles",
    "RoleBinding": "/apis/rbac.authorization.k8s.io/v1/namespaces/{}/rolebindings",
    "Deployment": "/apis/apps/v1/namespaces/{}/deployments",
}


class Rendered:
    """What the role makes of its variables and the templates."""

    def __init__(self, account: str) -> None:
        self._loader = DataLoader()
        files = [str(ROLE / part / "main.yml") for part in ("defaults", "vars")]
        defaults, variables = (self._loader.load_from_file(file, trusted_as_template=True) for file in files)
        tags = {"inferops:managed-by": "inferops.aws", "inferops:deployment": "scale"}
        session = {"account_id": account, "partition": "aws", "region": REGION, "tags": tags, "environment": {}}
        of_others = {"inferops_name": "scale", "eks_cluster_name_found": CLUSTER, "eks_cluster_version_found": "1.35"}
        facts = {"ansible_facts": {"inferops_session": session}}
        self._variables = {**defaults, **variables, **of_others, **facts}

    def variable(self, name: str) -> Any:
        return Templar(self._loader, variables=self._variables).template(self._variables[name])

    def document(self, path: str, values: str) -> str:
        text = trust_as_template((TEMPLATES / path).read_text(encoding="utf-8"))
        templar = Templar(self._loader, variables=self.variable(values))
        return str(templar.template(text, escape_backslashes=False))

    def policy(self) -> dict[str, Any]:
        document: dict[str, Any] = json.loads(self.document(self.variable("autoscaling__policy"), "autoscaling__place"))
        return document

    def objects(self) -> list[dict[str, Any]]:
        text = self.document("kubernetes/cluster_autoscaler.yml.j2", "autoscaling__cluster_autoscaler_settings")
        return [each for each in yaml.safe_load_all(text) if each]


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
    rendered = Rendered(here.client("sts").get_caller_identity()["Account"])
    here.create_nodegroup(CLUSTER, POOL, scalingConfig={"minSize": 0, "maxSize": 3, "desiredSize": 0},
                          labels={"pool": POOL})  # fmt: skip
    states(here.nodegroup_state(CLUSTER, POOL), "ACTIVE")
    here.eks.create_addon(clusterName=CLUSTER, addonName="eks-pod-identity-agent")
    states(here.addon_state(CLUSTER, "eks-pod-identity-agent"), "ACTIVE")
    _make_role(here, rendered)
    whole = rendered.policy()
    acts = [each for each in whole["Statement"] if each["Sid"] == "ChangeTheNumberOfTheirNodes"]
    _permit(here, rendered, {**whole, "Statement": [each for each in whole["Statement"] if each not in acts]})
    for each in rendered.objects():
        cluster.ask(PATHS[each["kind"]].format(each["metadata"].get("namespace")), "POST", each)
    mark = running.mark()
    # A t3.medium has room for seven of them.
    cluster.ask("/apis/apps/v1/namespaces/default/deployments", "POST", _load(8))

    def refused() -> bool:
        asked = running.requests(mark, service="autoscaling", operation="SetDesiredCapacity")
        return any(one["error"] == "AccessDenied" for one in asked)

    states(refused, True)
    assert cluster.nodes() == 0
    _permit(here, rendered, whole)
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
    states(lambda: PROGRAM in {one.name for one in control_plane.recorded(where.kubernetes_directory)}, False)


def _make_role(here: Place, rendered: Rendered) -> None:
    """The role that only the service account of the autoscaler may take."""
    trust = rendered.document(rendered.variable("autoscaling__trust"), "autoscaling__place")
    name, path = rendered.variable("autoscaling__role_name"), rendered.variable("autoscaling__role_path")
    made = here.client("iam").create_role(RoleName=name, Path=path, AssumeRolePolicyDocument=trust)
    assert made["Role"]["Arn"] == rendered.variable("autoscaling__role_arn")
    identity = {"namespace": NAMESPACE, "serviceAccount": NAME, "roleArn": made["Role"]["Arn"]}
    here.eks.create_pod_identity_association(clusterName=CLUSTER, **identity)


def _permit(here: Place, rendered: Rendered, document: dict[str, Any]) -> None:
    name = rendered.variable("autoscaling__role_name")
    here.client("iam").put_role_policy(RoleName=name, PolicyName="nodes", PolicyDocument=json.dumps(document))


def _load(replicas: int) -> dict[str, Any]:
    container = {"name": "load", "image": "load", "resources": {"requests": {"cpu": "250m"}}}
    labels = {"app": "load"}
    template = {
        "metadata": {"labels": labels},
        "spec": {"nodeSelector": {"pool": POOL}, "containers": [container]},
    }
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "load"},
        "spec": {"replicas": replicas, "selector": {"matchLabels": labels}, "template": template},
    }

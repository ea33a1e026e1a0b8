# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Auto Mode: nodes come for pods that wait, of a type that holds them, and go; load balancers need no controller."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.cluster import CLUSTER
from tests.sandbox.kubernetes import Place, Server, refusal, states, token

DEPLOYMENTS, NODES = "/apis/apps/v1/namespaces/default/deployments", "/api/v1/nodes?labelSelector=karpenter.sh/nodepool"


def _configuration(enabled: bool, **compute: Any) -> dict[str, Any]:
    return {
        "computeConfig": {"enabled": enabled, **compute},
        "storageConfig": {"blockStorage": {"enabled": enabled}},
        "kubernetesNetworkConfig": {"elasticLoadBalancing": {"enabled": enabled}},
    }


@pytest.mark.parametrize(
    ("compute", "says"),
    [
        ({"nodePools": ["gpu"]}, "Invalid nodePools: gpu"),
        ({"nodePools": ["system"]}, "nodeRoleArn must be provided"),
        ({"nodeRoleArn": "arn:aws:iam::111111111111:role/eks-node"}, "nodePool value(s) must be provided"),
        ({"nodePools": ["system"], "nodeRoleArn": "arn:aws:iam::111111111111:role/none"}, "could not be assumed"),
    ],
)
def test_what_cannot_be_is_refused(here: Place, compute: dict[str, Any], says: str) -> None:
    wanted = _configuration(True, **compute)
    assert says in refusal(here.eks.update_cluster_config, name=CLUSTER, **wanted)[1]
    assert says in refusal(lambda: here.create_cluster("wrong", **wanted))[1]


def test_nodes_come_for_pods_and_go(here: Place, api: Server) -> None:
    def ask(path: str, method: str = "GET", body: Any = None, kind: str = "json") -> Any:
        status, answer = api.ask(token(here.account.session, CLUSTER), path, method, body, kind)
        assert status < 300, answer
        return answer

    def nodes() -> list[Any]:
        return list(ask(NODES)["items"])

    def instances() -> list[Any]:
        filters = [{"Name": "tag:karpenter.sh/nodepool", "Values": ["general-purpose"]},
                   {"Name": "instance-state-name", "Values": ["running"]}]  # fmt: skip
        found = here.client("ec2").describe_instances(Filters=filters)["Reservations"]
        return [one for reservation in found for one in reservation["Instances"]]

    update = here.eks.update_cluster_config
    pools = {"nodePools": ["general-purpose", "system"], "nodeRoleArn": here.node_role}
    here.updated(CLUSTER, update(name=CLUSTER, **_configuration(True, **pools)))
    assert here.eks.describe_access_entry(clusterName=CLUSTER, principalArn=here.node_role)["accessEntry"]
    labels = {"app": "auto"}
    pod = {
        "nodeSelector": {"eks.amazonaws.com/compute-type": "auto"},
        "containers": [{"name": "web", "image": "web", "resources": {"requests": {"cpu": "1", "memory": "1Gi"}}}],
    }
    template = {"metadata": {"labels": labels}, "spec": pod}
    spec = {"replicas": 3, "selector": {"matchLabels": labels}, "template": template}
    ask(DEPLOYMENTS, "POST", {"metadata": {"name": "auto"}, "spec": spec})
    states(lambda: ask(f"{DEPLOYMENTS}/auto")["status"].get("readyReplicas", 0), 3)
    (node,), (instance,) = nodes(), instances()
    assert node["spec"]["providerID"].endswith(instance["InstanceId"])
    # Three CPUs do not fit on a type with two.
    assert (instance["InstanceType"], instance["SubnetId"] in here.subnets) == ("c5.xlarge", True)
    ask(f"{DEPLOYMENTS}/auto", "PATCH", {"spec": {"replicas": 0}}, "merge-patch+json")
    states(lambda: (len(nodes()), len(instances())), (0, 0))
    ask(f"{DEPLOYMENTS}/auto", "DELETE")
    here.updated(CLUSTER, update(name=CLUSTER, **_configuration(False, nodePools=[], nodeRoleArn="")))

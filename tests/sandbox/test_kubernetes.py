# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A cluster with a real API server: who may enter, which nodes it has, what its add-ons and Services do."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from sandbox import client, lifecycle, processes, settings
from sandbox.kubernetes import nodes
from sandbox.kubernetes.capacity import quantity
from tests.sandbox.cluster import CLUSTER, GROUP
from tests.sandbox.deployment import environment_of
from tests.sandbox.kubernetes import (
    PATIENCE,
    Place,
    Server,
    account,
    refusal,
    states,
    token,
)

VIEW = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy"
DEPLOYER = "arn:aws:iam::111111111111:role/inferops-deployer"


def _nodes(api: Server, who: str) -> list[Any]:
    status, answer = api.ask(who, "/api/v1/nodes")
    assert status == 200, answer
    return list(answer["items"])


def _desired(here: Place) -> int:
    group = here.eks.describe_nodegroup(clusterName=CLUSTER, nodegroupName=GROUP)["nodegroup"]
    return int(group["scalingConfig"]["desiredSize"])


def _scaling_group(here: Place) -> str:
    group = here.eks.describe_nodegroup(clusterName=CLUSTER, nodegroupName=GROUP)["nodegroup"]
    return str(group["resources"]["autoScalingGroups"][0]["name"])


def test_the_creator_may_enter_and_a_made_up_token_may_not(api: Server, mine: str) -> None:
    assert api.ask(mine, "/api/v1/namespaces")[0] == 200
    assert api.ask("k8s-aws-v1.bm90aGluZw", "/api/v1/namespaces")[0] == 401
    assert api.ask(mine[:-6], "/api/v1/namespaces")[0] == 401


def test_a_token_is_good_for_its_cluster_only(here: Place, api: Server) -> None:
    assert api.ask(token(here.account.session, "another"), "/api/v1/namespaces")[0] == 401


def test_an_access_entry_lets_in_and_a_policy_says_what_for(
    here: Place, api: Server, mine: str, where: settings.Settings
) -> None:
    session, entry = account(where, "sandbox-dev").session, {"clusterName": CLUSTER, "principalArn": DEPLOYER}

    def status(path: str, method: str = "GET") -> int:
        return api.ask(token(session, CLUSTER), path, method)[0]

    pods = "/api/v1/namespaces/default/pods"
    assert status(pods) == 401
    here.eks.create_access_entry(**entry, kubernetesGroups=["visitors"])
    states(lambda: status(pods), 403)
    here.eks.associate_access_policy(**entry, policyArn=VIEW, accessScope={"type": "cluster"})
    states(lambda: status(pods), 200)
    assert status("/api/v1/namespaces/default/configmaps/kube-root-ca.crt", "DELETE") == 403
    assert here.eks.describe_access_entry(**entry)["accessEntry"]["username"].endswith("/{{SessionName}}")
    here.eks.disassociate_access_policy(**entry, policyArn=VIEW)
    states(lambda: status(pods), 403)
    here.eks.delete_access_entry(**entry)
    states(lambda: status(pods), 401)
    assert DEPLOYER not in here.eks.list_access_entries(clusterName=CLUSTER)["accessEntries"]
    assert api.ask(mine, pods)[0] == 200


def test_nodes_have_the_size_and_the_place_of_their_instances(here: Place, api: Server, mine: str) -> None:
    found = _nodes(api, mine)
    assert {node["status"]["allocatable"]["cpu"] for node in found} == {"1930m"}
    assert {node["status"]["allocatable"]["memory"] for node in found} == {"3246Mi"}
    assert {node["status"]["allocatable"]["pods"] for node in found} == {"17"}
    labels = [node["metadata"]["labels"] for node in found]
    assert {one["topology.kubernetes.io/zone"] for one in labels} == {"eu-central-1a", "eu-central-1b"}
    assert {(one[nodes.GROUP_LABEL], one["size"]) for one in labels} == {(GROUP, "small")}
    instances = {node["spec"]["providerID"].rpartition("/")[2] for node in found}
    described = here.client("ec2").describe_instances(InstanceIds=sorted(instances))["Reservations"]
    running = [one for reservation in described for one in reservation["Instances"]]
    assert {one["InstanceId"] for one in running if one["State"]["Name"] == "running"} == instances
    assert {one["SubnetId"] for one in running} == set(here.subnets)


def test_the_desired_capacity_makes_and_removes_nodes(here: Place, api: Server, mine: str) -> None:
    scaling, name = here.client("autoscaling"), _scaling_group(here)
    before = len(_nodes(api, mine))
    scaling.set_desired_capacity(AutoScalingGroupName=name, DesiredCapacity=before + 1)
    states(lambda: len(_nodes(api, mine)), before + 1)
    assert _desired(here) == before + 1
    victim = _nodes(api, mine)[0]["spec"]["providerID"].rpartition("/")[2]
    scaling.terminate_instance_in_auto_scaling_group(InstanceId=victim, ShouldDecrementDesiredCapacity=True)
    states(lambda: len(_nodes(api, mine)), before)
    assert victim not in {node["spec"]["providerID"].rpartition("/")[2] for node in _nodes(api, mine)}
    for value, bound in ((5, "above max value 4"), (0, "below min value 1")):
        code, text = refusal(scaling.set_desired_capacity, AutoScalingGroupName=name, DesiredCapacity=value)
        assert (code, bound in text) == ("ValidationError", True)


def test_labels_and_taints_change_in_place(here: Place, api: Server, mine: str) -> None:
    names = {node["metadata"]["name"] for node in _nodes(api, mine)}
    taint = {"key": "dedicated", "value": "web", "effect": "PREFER_NO_SCHEDULE"}
    of = {"clusterName": CLUSTER, "nodegroupName": GROUP}

    def update(**changes: Any) -> None:
        answer = here.eks.update_nodegroup_config(**of, **changes)
        here.updated(CLUSTER, answer, nodegroupName=GROUP)

    update(labels={"addOrUpdateLabels": {"tier": "front"}, "removeLabels": ["size"]},
           taints={"addOrUpdateTaints": [taint]})  # fmt: skip
    found = _nodes(api, mine)
    assert {node["metadata"]["name"] for node in found} == names
    assert {(one["metadata"]["labels"].get("tier"), one["metadata"]["labels"].get("size")) for one in found} == {
        ("front", None)
    }
    assert {(one["key"], one["effect"]) for node in found for one in node["spec"]["taints"]} == {
        ("dedicated", "PreferNoSchedule")
    }
    update(labels={"addOrUpdateLabels": {"size": "small"}}, taints={"removeTaints": [taint]})
    assert not any(node["spec"].get("taints") for node in _nodes(api, mine))


def test_an_upgrade_goes_one_minor_and_nodes_follow_when_asked(here: Place, api: Server, mine: str) -> None:
    update = here.eks.update_cluster_version
    assert "Unsupported Kubernetes minor version update" in refusal(update, name=CLUSTER, version="1.37")[1]
    here.updated(CLUSTER, update(name=CLUSTER, version="1.36"))
    assert here.eks.describe_cluster(name=CLUSTER)["cluster"]["version"] == "1.36"
    before = {node["metadata"]["uid"] for node in _nodes(api, mine)}
    assert {node["status"]["nodeInfo"]["kubeletVersion"][:5] for node in _nodes(api, mine)} == {"v1.35"}
    answer = here.eks.update_nodegroup_version(clusterName=CLUSTER, nodegroupName=GROUP)
    here.updated(CLUSTER, answer, nodegroupName=GROUP)
    after = _nodes(api, mine)
    assert {node["status"]["nodeInfo"]["kubeletVersion"][:5] for node in after} == {"v1.36"}
    assert before.isdisjoint({node["metadata"]["uid"] for node in after})
    assert len(after) == len(before)


def test_pods_get_credentials_when_they_are_admitted_and_not_later(here: Place, api: Server, mine: str) -> None:
    pods, early, late = "/api/v1/namespaces/default/pods", "too-early", "late-enough"

    def variables(path: str, method: str = "GET", name: str = "") -> list[str]:
        spec = {"serviceAccountName": "default", "containers": [{"name": "web", "image": "web"}]}
        pod = {"kind": "Pod", "metadata": {"name": name}, "spec": spec} if name else None
        status, answer = api.ask(mine, path, method, pod)
        assert status < 300, answer
        return [one["name"] for one in answer["spec"]["containers"][0].get("env", [])]

    def would_have() -> list[str]:
        return variables(f"{pods}?dryRun=All", "POST", late)

    assert variables(pods, "POST", early) == []
    role = here.role("asking", "pods.eks.amazonaws.com")
    of = {"namespace": "default", "serviceAccount": "default", "roleArn": role}
    made = here.eks.create_pod_identity_association(clusterName=CLUSTER, **of)["association"]
    states(would_have, ["AWS_CONTAINER_CREDENTIALS_FULL_URI"])
    assert variables(f"{pods}/{early}") == []
    here.eks.delete_pod_identity_association(clusterName=CLUSTER, associationId=made["associationId"])
    states(would_have, [])
    api.ask(mine, f"{pods}/{early}", "DELETE")


def test_addons_take_their_share_of_the_nodes(here: Place, api: Server, mine: str) -> None:
    for name in ("vpc-cni", "kube-proxy", "coredns"):
        assert here.eks.create_addon(clusterName=CLUSTER, addonName=name)["addon"]["status"] == "CREATING"
    for name in ("vpc-cni", "kube-proxy", "coredns"):
        assert states(here.addon_state(CLUSTER, name), "ACTIVE", "DEGRADED")[-1] == "ACTIVE"
    requests = [
        container["resources"].get("requests", {}).get("cpu")
        for pod in api.ask(mine, "/api/v1/namespaces/kube-system/pods")[1]["items"]
        for container in pod["spec"]["containers"]
        if pod["metadata"]["labels"]["k8s-app"] in ("aws-node", "kube-proxy", "coredns")
    ]
    # On each of two nodes the daemons, and coredns twice.
    assert sorted(requests) == ["100m"] * 4 + ["50m"] * 2
    here.eks.delete_addon(clusterName=CLUSTER, addonName="coredns")
    states(here.addon_state(CLUSTER, "coredns"), "gone")
    assert api.ask(mine, "/apis/apps/v1/namespaces/kube-system/deployments/coredns")[0] == 404


def test_an_autoscaler_follows_the_cpu_of_the_annotation(here: Place, api: Server, mine: str) -> None:
    here.eks.create_addon(clusterName=CLUSTER, addonName="metrics-server")
    _apply(api, mine, "/apis/apps/v1/namespaces/default/deployments", _web())
    _apply(api, mine, "/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers", _autoscaler())

    def replicas() -> int:
        found = api.ask(token(here.account.session, CLUSTER), "/apis/apps/v1/namespaces/default/deployments/web")[1]
        return int(found["spec"]["replicas"])

    states(replicas, 6, patience=3 * PATIENCE)
    status, top = api.ask(mine, "/apis/metrics.k8s.io/v1beta1/namespaces/default/pods")
    assert status == 200
    assert 0.9 < max(quantity(one["containers"][0]["usage"]["cpu"]) for one in top["items"]) < 1.1
    assert api.ask(mine, "/apis/metrics.k8s.io/v1beta1/nodes")[0] == 200


def _apply(api: Server, who: str, path: str, content: dict[str, Any]) -> None:
    status, answer = api.ask(who, path, "POST", content)
    assert status == 201, answer


def _web() -> dict[str, Any]:
    labels = {"app": "web"}
    container = {"name": "web", "image": "web", "resources": {"requests": {"cpu": "250m"}}}
    template = {
        "metadata": {"labels": labels, "annotations": {"kwok.x-k8s.io/usage-cpu": "1"}},
        "spec": {"containers": [container]},
    }
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "web"},
        "spec": {"replicas": 2, "selector": {"matchLabels": labels}, "template": template},
    }


def _autoscaler() -> dict[str, Any]:
    target = {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": 75}}
    return {
        "apiVersion": "autoscaling/v2",
        "kind": "HorizontalPodAutoscaler",
        "metadata": {"name": "web"},
        "spec": {
            "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"},
            "minReplicas": 2,
            "maxReplicas": 6,
            "metrics": [{"type": "Resource", "resource": target}],
        },
    }


def test_token_reviews_are_not_requests_of_anybody(api: Server, mine: str, where: settings.Settings) -> None:
    running = client.Sandbox(where)
    mark = running.mark()
    assert api.ask(mine[:-6], "/api/v1/namespaces")[0] == 401
    assert running.requests(mark) == []


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_control_planes_listen_on_the_loopback_only(api: Server, where: settings.Settings) -> None:
    del api
    ours = processes.members([], lifecycle.read_state(where)["instance"])
    inodes = {_socket(entry) for pid in ours for entry in Path(f"/proc/{pid}/fd").iterdir()}
    lines = [line.split() for table in ("tcp", "tcp6") for line in _table(table)]
    listening = {line[1].partition(":")[0] for line in lines if line[3] == "0A" and line[9] in inodes}
    assert listening == {"0100007F"}


def _table(name: str) -> list[str]:
    return Path(f"/proc/net/{name}").read_text(encoding="ascii").splitlines()[1:]


def _socket(entry: Path) -> str:
    try:
        return os.readlink(entry).removeprefix("socket:[").rstrip("]")
    except OSError:
        return ""


def test_status_names_the_control_planes(api: Server, where: settings.Settings) -> None:
    del api
    told = subprocess.run(
        [sys.executable, "-m", "sandbox", "status", "--json"],
        cwd=settings.CHECKOUT,
        env=environment_of(where),
        capture_output=True,
        text=True,
        check=True,
    )
    (plane,) = json.loads(told.stdout)["control_planes"]
    assert plane["cluster"] == f"111111111111-eu-central-1-{CLUSTER}"
    assert plane["processes"] >= 5
    assert plane["seconds"] > 0
    # Megabytes, where the system tells.
    assert plane["memory"] is None or 100 < plane["memory"] < 10_000

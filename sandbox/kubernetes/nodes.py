# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Nodes of an instance type's size. kwok keeps them Ready; pods on them run in name only."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .api import Api, ApiError

EFFECTS = {"NO_SCHEDULE": "NoSchedule", "NO_EXECUTE": "NoExecute", "PREFER_NO_SCHEDULE": "PreferNoSchedule"}
GROUP_LABEL = "eks.amazonaws.com/nodegroup"


@dataclass(frozen=True)
class InstanceType:
    """An instance type: its size, and how many pods its network interfaces have addresses for."""

    cpus: int
    memory_mib: int
    pods: int
    architecture: str = "amd64"
    gpus: int = 0

    @property
    def allocatable_cpu(self) -> int:
        """Thousandths of a CPU left for pods (nodeadm: 6 % of the first core is reserved, 1, 0.5, 0.5, then 0.25 %)."""
        shares = [60, 10, 5, 5] + [2.5] * max(0, self.cpus - 4)
        return self.cpus * 1000 - math.ceil(sum(shares[: self.cpus]))

    @property
    def allocatable_mib(self) -> int:
        """MiB left for pods: 7.5 % is taken by the machine, 255 + 11 a pod by the kubelet, 100 for eviction."""
        memory = self.memory_mib - (64 if self.architecture == "arm64" else 0)
        return memory - math.ceil(0.075 * memory) - (11 * self.pods + 255) - 100


_SMALL, _MEDIUM, _LARGE, _XLARGE = (2, 2048), (2, 4096), (2, 8192), (4, 16384)
#: Pods: network interfaces x (addresses of each - 1) + 2, from amazon-eks-ami's list.
INSTANCE_TYPES = {
    "t3.small": InstanceType(*_SMALL, 11),
    "t3.medium": InstanceType(*_MEDIUM, 17),
    "t3.large": InstanceType(*_LARGE, 35),
    "t3.xlarge": InstanceType(*_XLARGE, 58),
    "t3a.medium": InstanceType(*_MEDIUM, 17),
    "t4g.medium": InstanceType(*_MEDIUM, 17, "arm64"),
    "t4g.large": InstanceType(*_LARGE, 35, "arm64"),
    "m4.xlarge": InstanceType(*_XLARGE, 58),
    "m6g.large": InstanceType(*_LARGE, 29, "arm64"),
    "m7g.large": InstanceType(*_LARGE, 29, "arm64"),
    "m7g.xlarge": InstanceType(*_XLARGE, 58, "arm64"),
    "m7i-flex.large": InstanceType(*_LARGE, 29),
    "g4dn.xlarge": InstanceType(*_XLARGE, 29, gpus=1),
    "g5.xlarge": InstanceType(*_XLARGE, 58, gpus=1),
    "g6.xlarge": InstanceType(*_XLARGE, 58, gpus=1),
    **{f"{family}.large": InstanceType(*_LARGE, 29) for family in ("m5", "m6i", "m7i")},
    **{f"{family}.xlarge": InstanceType(*_XLARGE, 58) for family in ("m5", "m6i", "m7i")},
    **{f"{family}.large": InstanceType(*_MEDIUM, 29) for family in ("c5", "c6i", "c7i")},
    **{f"{family}.xlarge": InstanceType(4, 8192, 58) for family in ("c5", "c6i", "c7i")},
}


@dataclass(frozen=True)
class Machine:
    """What a node is made from: an instance of a node group."""

    instance: str
    name: str
    address: str
    region: str
    zone: str
    instance_type: str
    kubelet: str
    labels: Mapping[str, str]
    taints: tuple[Mapping[str, str], ...]


def manifest(machine: Machine) -> dict[str, Any]:
    """The Node that the machine's kubelet would register."""
    kind = INSTANCE_TYPES[machine.instance_type]
    pods = {"pods": str(kind.pods)}
    gpus = {"nvidia.com/gpu": str(kind.gpus)} if kind.gpus else {}
    allocatable = {"cpu": f"{kind.allocatable_cpu}m", "memory": f"{kind.allocatable_mib}Mi", **pods, **gpus}
    capacity = {"cpu": str(kind.cpus), "memory": f"{kind.memory_mib}Mi", **pods, **gpus}
    return {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {
            "name": machine.name,
            "labels": labels(machine),
            "annotations": {
                "kwok.x-k8s.io/node": "fake",
                "metrics.k8s.io/resource-metrics-path": f"/metrics/nodes/{machine.name}/metrics/resource",
            },
        },
        "spec": {"providerID": f"aws:///{machine.zone}/{machine.instance}", "taints": taints(machine)},
        "status": {
            "addresses": [
                {"type": "InternalIP", "address": machine.address},
                {"type": "Hostname", "address": machine.name},
                {"type": "InternalDNS", "address": machine.name},
                # Where kwok answers as every node's kubelet; metrics-server is told to go there.
                {"type": "ExternalDNS", "address": "localhost"},
            ],
            "allocatable": allocatable,
            "capacity": capacity,
            "nodeInfo": {
                "architecture": kind.architecture,
                "operatingSystem": "linux",
                "kubeletVersion": machine.kubelet,
                "kubeProxyVersion": "",
                "osImage": "Amazon Linux 2023 (simulated by kwok)",
                "kernelVersion": "6.12.0-kwok",
                "containerRuntimeVersion": "containerd://2.1.4-kwok",
                "bootID": "",
                "machineID": "",
                "systemUUID": "",
            },
        },
    }


def labels(machine: Machine) -> dict[str, str]:
    kind = INSTANCE_TYPES[machine.instance_type]
    return {
        **machine.labels,
        "kubernetes.io/hostname": machine.name,
        "kubernetes.io/os": "linux",
        "kubernetes.io/arch": kind.architecture,
        "node.kubernetes.io/instance-type": machine.instance_type,
        "topology.kubernetes.io/region": machine.region,
        "topology.kubernetes.io/zone": machine.zone,
    }


def taints(machine: Machine) -> list[dict[str, str]]:
    return [
        {"key": taint["key"], "value": taint.get("value", ""), "effect": EFFECTS[taint["effect"]]}
        for taint in machine.taints
    ]


def of_group(api: Api, group: str) -> list[dict[str, Any]]:
    """The nodes of a node group."""
    found: list[dict[str, Any]] = api.get("/api/v1/nodes", labelSelector=f"{GROUP_LABEL}={group}")["items"]
    return found


def is_ready(node: Mapping[str, Any]) -> bool:
    conditions = node.get("status", {}).get("conditions", [])
    return any(one["type"] == "Ready" and one["status"] == "True" for one in conditions)


def settle(api: Api, group: str, machines: list[Machine], dropped: frozenset[str] = frozenset()) -> None:
    """Make a group's nodes what its machines are: new ones, gone ones, labels and taints that changed.

    `dropped` are labels that the group no longer has.
    """
    wanted = {machine.name: machine for machine in machines}
    existing = {node["metadata"]["name"]: node for node in of_group(api, group)}
    for name in existing.keys() - wanted.keys():
        remove(api, name)
    for name, machine in wanted.items():
        if name not in existing:
            api.create(manifest(machine))
        else:
            _relabel(api, existing[name], machine, dropped)


def remove(api: Api, name: str) -> None:
    """Take a node away with its pods, as a drained and terminated instance goes."""
    path = f"/api/v1/nodes/{name}"
    try:
        api.merge(path, {"spec": {"unschedulable": True}})
    except ApiError as error:
        if error.status != 404:
            raise
        return
    for pod in api.get("/api/v1/pods", fieldSelector=f"spec.nodeName={name}")["items"]:
        metadata = pod["metadata"]
        api.delete(f"/api/v1/namespaces/{metadata['namespace']}/pods/{metadata['name']}", gracePeriodSeconds="0")
    api.delete(path)


def _relabel(api: Api, node: Mapping[str, Any], machine: Machine, dropped: frozenset[str]) -> None:
    changes: dict[str, Any] = {}
    current = node["metadata"].get("labels", {})
    fresh: dict[str, str | None] = dict(labels(machine))
    fresh |= {name: None for name in dropped if name in current and name not in fresh}
    if any(current.get(name) != value for name, value in fresh.items()):
        changes["metadata"] = {"labels": fresh}
    # Those that Kubernetes itself puts on a node stay.
    others = [one for one in node["spec"].get("taints", []) if "kubernetes.io/" in one["key"]]
    after = [*taints(machine), *others]
    if _comparable(node["spec"].get("taints", [])) != _comparable(after):
        changes["spec"] = {"taints": after}
    if changes:
        api.merge(f"/api/v1/nodes/{node['metadata']['name']}", changes)


def _comparable(given: list[dict[str, str]]) -> set[tuple[str, str, str]]:
    return {(one["key"], one.get("value", ""), one["effect"]) for one in given}

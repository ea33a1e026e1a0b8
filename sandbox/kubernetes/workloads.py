# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What add-ons put into a cluster: a Deployment or a DaemonSet each, and metrics-server, which really runs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..settings import HOST
from . import capacity
from .api import Api, ApiError
from .control_plane import free_ports

if TYPE_CHECKING:
    from .control_plane import ControlPlane

#: The shortest that metrics-server allows.
_RESOLUTION = "10s"
_SERVICE = "metrics-server"
_API_SERVICE = "v1beta1.metrics.k8s.io"


def apply(api: Api, namespace: str, name: str, image: str, replicas: int | None, requests: Mapping[str, str]) -> None:
    """Make or change a workload with one container: a DaemonSet when there is no number of replicas."""
    labels = {"k8s-app": name}
    tolerated = {"operator": "Exists", **({} if replicas is None else {"key": "CriticalAddonsOnly"})}
    pod = {
        "metadata": {"labels": labels},
        "spec": {
            "serviceAccountName": name,
            "priorityClassName": "system-cluster-critical" if replicas else "system-node-critical",
            "tolerations": [tolerated],
            "containers": [{"name": name, "image": image, "resources": {"requests": dict(requests)}}],
        },
    }
    account = {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": name, "namespace": namespace}}
    api.apply(account)
    api.apply(
        {
            "apiVersion": "apps/v1",
            "kind": "DaemonSet" if replicas is None else "Deployment",
            "metadata": {"name": name, "namespace": namespace, "labels": labels},
            "spec": {
                "selector": {"matchLabels": labels},
                "template": pod,
                **({} if replicas is None else {"replicas": replicas}),
            },
        }
    )


def remove(api: Api, namespace: str, name: str) -> None:
    for plural in ("deployments", "daemonsets"):
        api.delete(f"/apis/apps/v1/namespaces/{namespace}/{plural}/{name}", propagationPolicy="Background")
    api.delete(f"/api/v1/namespaces/{namespace}/serviceaccounts/{name}")


def is_available(api: Api, namespace: str, name: str, replicas: int | None) -> bool:
    """Whether a workload has the pods that it should have; a DaemonSet without nodes has."""
    plural = "daemonsets" if replicas is None else "deployments"
    try:
        found = api.get(f"/apis/apps/v1/namespaces/{namespace}/{plural}/{name}")
    except ApiError:
        return False
    status = found.get("status", {})
    if status.get("observedGeneration") != found["metadata"]["generation"]:
        return False
    if replicas is None:
        return bool(status.get("numberAvailable", 0) >= status.get("desiredNumberScheduled", 0))
    return bool(status.get("availableReplicas", 0) >= found["spec"]["replicas"])


def is_stuck(api: Api, namespace: str, name: str) -> bool:
    """Whether the scheduler found no node for a pod of a workload."""
    pods = api.get(f"/api/v1/namespaces/{namespace}/pods", labelSelector=f"k8s-app={name}")["items"]
    return any(map(capacity.is_waiting, pods))


def free_port() -> int:
    return free_ports(1)[0]


def metrics_arguments(plane: ControlPlane, port: int) -> list[str]:
    """metrics-server's flags: it asks kwok, which answers for every node's kubelet, over plain HTTP."""
    config = str(plane.kubeconfig)
    return [
        f"--bind-address={HOST}",
        f"--secure-port={port}",
        f"--kubeconfig={config}",
        f"--authentication-kubeconfig={config}",
        f"--authorization-kubeconfig={config}",
        f"--tls-cert-file={plane.pki / 'admin.crt'}",
        f"--tls-private-key-file={plane.pki / 'admin.key'}",
        "--kubelet-use-node-status-port",
        "--kubelet-preferred-address-types=ExternalDNS",
        "--deprecated-kubelet-completely-insecure",
        f"--metric-resolution={_RESOLUTION}",
        "--kubelet-request-timeout=5s",
    ]


def metrics_port(api: Api, namespace: str) -> int | None:
    """Where metrics-server listens, if it was offered before."""
    try:
        found = api.get(f"/api/v1/namespaces/{namespace}/services/{_SERVICE}")
    except ApiError:
        return None
    return int(found["spec"]["ports"][0]["port"])


def offer_metrics(api: Api, namespace: str, port: int) -> None:
    """Let the API server pass requests for metrics on to metrics-server, and let whoever may read pods read them."""
    for content in _offer(namespace, port):
        api.apply(content)


def withdraw_metrics(api: Api, namespace: str) -> None:
    api.delete(f"/apis/apiregistration.k8s.io/v1/apiservices/{_API_SERVICE}")
    api.delete(f"/api/v1/namespaces/{namespace}/services/{_SERVICE}")


def _offer(namespace: str, port: int) -> list[dict[str, Any]]:
    readers = {f"rbac.authorization.k8s.io/aggregate-to-{role}": "true" for role in ("view", "edit", "admin")}
    return [
        {
            "apiVersion": "v1",
            "kind": "Service",
            "metadata": {"name": _SERVICE, "namespace": namespace},
            "spec": {"type": "ExternalName", "externalName": "localhost", "ports": [{"name": "https", "port": port}]},
        },
        {
            "apiVersion": "apiregistration.k8s.io/v1",
            "kind": "APIService",
            "metadata": {"name": _API_SERVICE},
            "spec": {
                "group": "metrics.k8s.io",
                "version": "v1beta1",
                "groupPriorityMinimum": 100,
                "versionPriority": 100,
                "insecureSkipTLSVerify": True,
                "service": {"name": _SERVICE, "namespace": namespace, "port": port},
            },
        },
        {
            "apiVersion": "rbac.authorization.k8s.io/v1",
            "kind": "ClusterRole",
            "metadata": {"name": "system:aggregated-metrics-reader", "labels": readers},
            "rules": [
                {"apiGroups": ["metrics.k8s.io"], "resources": ["pods", "nodes"], "verbs": ["get", "list", "watch"]}
            ],
        },
    ]

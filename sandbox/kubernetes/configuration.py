# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What kwokctl is told: where the programs are, on which ports and addresses, with which flags."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..settings import HOST

#: How long the API server remembers the answer about a token: a removed access entry shows after this.
TOKEN_SECONDS = 5

#: An HPA that reacts in seconds, where the defaults take minutes.
_FAST_AUTOSCALING = {
    "horizontal-pod-autoscaler-sync-period": "2s",
    "horizontal-pod-autoscaler-initial-readiness-delay": "1s",
    "horizontal-pod-autoscaler-cpu-initialization-period": "1s",
    "horizontal-pod-autoscaler-downscale-stabilization": "10s",
}

_USAGE = (
    '"kwok.x-k8s.io/usage-{name}" in pod.metadata.annotations '
    '? Quantity(pod.metadata.annotations["kwok.x-k8s.io/usage-{name}"]) : Quantity("{default}")'
)
_OF_POD = {"namespace": "pod.metadata.namespace", "pod": "pod.metadata.name"}
_OF_CONTAINER = {**_OF_POD, "container": "container.name"}
#: The kubelet's resource metrics that metrics-server reads: name, of what, counter or gauge, labels, value.
_METRICS: tuple[tuple[str, str, str, dict[str, str], str], ...] = (
    ("container_start_time_seconds", "container", "gauge", _OF_CONTAINER, "pod.SinceSecond()"),
    ("container_cpu_usage_seconds_total", "container", "counter", _OF_CONTAINER,
     'pod.CumulativeUsage("cpu", container.name)'),
    ("container_memory_working_set_bytes", "container", "gauge", _OF_CONTAINER, 'pod.Usage("memory", container.name)'),
    ("pod_cpu_usage_seconds_total", "pod", "counter", _OF_POD, 'pod.CumulativeUsage("cpu")'),
    ("pod_memory_working_set_bytes", "pod", "gauge", _OF_POD, 'pod.Usage("memory")'),
    ("node_cpu_usage_seconds_total", "node", "counter", {}, 'node.CumulativeUsage("cpu")'),
    ("node_memory_working_set_bytes", "node", "gauge", {}, 'node.Usage("memory")'),
    ("scrape_error", "node", "gauge", {}, "0"),
)  # fmt: skip


@dataclass(frozen=True)
class Wanted:
    """One control plane: its ports, its programs, the file that says who is asked about tokens."""

    port: int
    etcd_port: int
    etcd_peer_port: int
    controller_manager_port: int
    scheduler_port: int
    kwok_port: int
    webhook: Path
    usage: Path
    service_cidr: str


def cluster(wanted: Wanted, programs: Mapping[str, Path]) -> str:
    """kwokctl's configuration file."""
    return _documents(_cluster(wanted, programs))


def usage() -> str:
    """kwok's configuration of what it measures. kwokctl would leave it out, because metrics-server comes later."""
    return _documents(_metric(), _usage())


def _documents(*parts: Mapping[str, Any]) -> str:
    """YAML documents, each written as JSON."""
    return "\n---\n".join(json.dumps(part, indent=1) for part in parts) + "\n"


def _cluster(wanted: Wanted, programs: Mapping[str, Path]) -> dict[str, Any]:
    return {
        "apiVersion": "config.kwok.x-k8s.io/v1alpha1",
        "kind": "KwokctlConfiguration",
        "options": {
            "runtime": "binary",
            "bindAddress": HOST,
            "kubeApiserverPort": wanted.port,
            "etcdPort": wanted.etcd_port,
            "etcdPeerPort": wanted.etcd_peer_port,
            "kubeControllerManagerPort": wanted.controller_manager_port,
            "kubeSchedulerPort": wanted.scheduler_port,
            "kwokControllerPort": wanted.kwok_port,
            "etcdBinary": str(programs["etcd"]),
            "kubeApiserverBinary": str(programs["kube-apiserver"]),
            "kubeControllerManagerBinary": str(programs["kube-controller-manager"]),
            "kubeSchedulerBinary": str(programs["kube-scheduler"]),
            "kwokControllerBinary": str(programs["kwok"]),
            "kubectlBinary": str(programs["kubectl"]),
        },
        "componentsPatches": [
            # What is lost with a crash is lost with the sandbox anyway.
            _patch("etcd", {"unsafe-no-fsync": "true"}),
            _patch(
                "kube-apiserver",
                {
                    "authentication-token-webhook-config-file": str(wanted.webhook),
                    "authentication-token-webhook-cache-ttl": f"{TOKEN_SECONDS}s",
                    "service-cluster-ip-range": wanted.service_cidr,
                },
            ),
            _patch("kube-controller-manager", _FAST_AUTOSCALING),
            _patch("kwok-controller", {"config": str(wanted.usage)}),
        ],
    }


def _patch(component: str, arguments: Mapping[str, str]) -> dict[str, Any]:
    extra = [{"key": key, "value": value, "override": False} for key, value in arguments.items()]
    return {"name": component, "extraArgs": extra}


def _metric() -> dict[str, Any]:
    metrics = [
        {
            "name": name,
            "dimension": dimension,
            "kind": kind,
            "help": name,
            "labels": [{"name": label, "value": source} for label, source in labels.items()],
            "value": value,
        }
        for name, dimension, kind, labels, value in _METRICS
    ]
    return {
        "apiVersion": "kwok.x-k8s.io/v1alpha1",
        "kind": "Metric",
        "metadata": {"name": "metrics-resource"},
        "spec": {"path": "/metrics/nodes/{nodeName}/metrics/resource", "metrics": metrics},
    }


def _usage() -> dict[str, Any]:
    """A pod uses what its annotations say."""
    defaults = {"cpu": "1m", "memory": "1Mi"}
    usage = {name: {"expression": _USAGE.format(name=name, default=least)} for name, least in defaults.items()}
    return {
        "apiVersion": "kwok.x-k8s.io/v1alpha1",
        "kind": "ClusterResourceUsage",
        "metadata": {"name": "usage-from-annotation"},
        "spec": {"usages": [{"usage": usage}]},
    }

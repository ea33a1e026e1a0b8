# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The add-ons that the sandbox knows: their versions, what they put into a cluster, and what can be configured.

Requests of CPU and memory are those of the add-ons' own manifests, so that what is left of a node for other pods is
what is left on AWS. The numbers of builds (-eksbuild.N) are examples.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from . import versions


@dataclass(frozen=True)
class Workload:
    """A Deployment or, without a number of replicas, a DaemonSet; the requests are of its one container."""

    name: str
    replicas: int | None
    requests: Mapping[str, str]


@dataclass(frozen=True)
class Release:
    """A version of an add-on and the minors of Kubernetes it is for."""

    version: str
    minors: tuple[int, ...]


@dataclass(frozen=True)
class Addon:
    """An add-on; `settings` are the properties of its configuration and their types in JSON schema."""

    name: str
    kind: str
    releases: tuple[Release, ...]
    workload: Workload
    settings: Mapping[str, str]
    service_account: str = ""
    policies: tuple[str, ...] = ()
    owner: str = "aws"
    publisher: str = "eks"
    namespace: str = "kube-system"
    architectures: tuple[str, ...] = field(default=("amd64", "arm64"))

    def for_version(self, kubernetes: str) -> list[str]:
        """The versions for a version of Kubernetes, the newest first."""
        minor = versions.minor_of(kubernetes)
        return [release.version for release in self.releases if minor in release.minors]


_ALL = tuple(versions.minor_of(version.name) for version in versions.VERSIONS)
_COMMON = {"affinity": "object", "nodeSelector": "object", "resources": "object", "tolerations": "array"}


def _releases(*names: str) -> tuple[Release, ...]:
    return tuple(Release(name, _ALL) for name in names)


def _of_kubernetes() -> tuple[Release, ...]:
    """kube-proxy has the version of its Kubernetes."""
    return tuple(
        Release(f"v{version.patch}-eksbuild.{build}", (version.minor,))
        for version in versions.VERSIONS
        for build in (3, 2)
    )


CATALOGUE = {
    addon.name: addon
    for addon in (
        Addon(
            "vpc-cni",
            "networking",
            _releases("v1.23.1-eksbuild.1", "v1.22.4-eksbuild.2"),
            Workload("aws-node", None, {"cpu": "50m"}),
            {**_COMMON, "env": "object", "init": "object", "enableNetworkPolicy": "string", "nodeAgent": "object"},
            "aws-node",
            ("arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy",),
        ),
        Addon(
            "coredns",
            "networking",
            _releases("v1.13.2-eksbuild.4", "v1.12.4-eksbuild.6"),
            Workload("coredns", 2, {"cpu": "100m", "memory": "70Mi"}),
            {**_COMMON, "autoScaling": "object", "corefile": "string", "replicaCount": "integer",
             "podDisruptionBudget": "object", "topologySpreadConstraints": "array"},
        ),
        Addon(
            "kube-proxy",
            "networking",
            _of_kubernetes(),
            Workload("kube-proxy", None, {"cpu": "100m"}),
            {**_COMMON, "ipvs": "object", "mode": "string"},
        ),
        Addon(
            "eks-pod-identity-agent",
            "security",
            _releases("v1.3.10-eksbuild.2", "v1.3.9-eksbuild.3"),
            Workload("eks-pod-identity-agent", None, {}),
            {**_COMMON, "agent": "object", "priorityClassName": "string"},
        ),
        Addon(
            "metrics-server",
            "observability",
            _releases("v0.9.0-eksbuild.1", "v0.8.1-eksbuild.3"),
            Workload("metrics-server", 2, {"cpu": "100m", "memory": "200Mi"}),
            {**_COMMON, "args": "array", "replicas": "integer", "podDisruptionBudget": "object",
             "topologySpreadConstraints": "array"},
            owner="community",
        ),
    )
}  # fmt: skip

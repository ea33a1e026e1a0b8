# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the roles of nodes and of autoscaling ask: what instance types are, what fits them, their launch template."""

from __future__ import annotations

import typing as t

from ansible.errors import AnsibleFilterError

from ansible_collections.inferops.aws.plugins.module_utils._costs import capacity, instances, quantities
from ansible_collections.inferops.aws.plugins.module_utils._costs.errors import CostError
from ansible_collections.inferops.aws.plugins.module_utils._costs.packing import Pod
from ansible_collections.inferops.aws.plugins.module_utils._ec2 import launch_template
from ansible_collections.inferops.aws.plugins.module_utils._eks import pod_identity
from ansible_collections.inferops.aws.plugins.module_utils._engine.ownership import lacking
from ansible_collections.inferops.aws.plugins.module_utils._network import leavings

X86_64 = "x86_64"
ARM64 = "arm64"
AMI_TYPES = {
    (X86_64, False): "AL2023_x86_64_STANDARD",
    (X86_64, True): "AL2023_x86_64_NVIDIA",
    (ARM64, False): "AL2023_ARM_64_STANDARD",
    (ARM64, True): "AL2023_ARM_64_NVIDIA",
}


def instance_architecture(names: t.Sequence[str]) -> str:
    """Return the architecture that all of the types have; empty if they differ, or one is not known."""
    found = {instances.known()[name].architecture if name in instances.known() else "" for name in names}
    return found.pop() if len(found) == 1 else ""


def ami_type(names: t.Sequence[str]) -> str:
    """Return the kind of Amazon Linux 2023 for nodes of these types; empty if that is not known."""
    architecture = instance_architecture(names)
    if not architecture:
        return ""
    return AMI_TYPES[architecture, any(instances.known()[name].gpus for name in names)]


def hpa_fault(
    replicas: int,
    nodes: int,
    instance_types: t.Sequence[str],
    cpu: str,
    memory: str,
    with_cluster_autoscaler: bool = False,
    nodes_are: str = "the most nodes",
    surge: int = 0,
) -> str:
    """Say how many pods so many nodes hold if that is fewer than the replicas; empty if they fit or are not known.

    *surge* is how many more there are during a rollout.
    """
    system = (*capacity.SYSTEM, capacity.CLUSTER_AUTOSCALER) if with_cluster_autoscaler else capacity.SYSTEM
    try:
        pod = Pod(quantities.millicores("cpu", cpu), quantities.mebibytes("memory", memory))
    except CostError as error:
        raise AnsibleFilterError(f"hpa_fault: {error}") from error
    room = capacity.fewest(instance_types, pod, system)
    return capacity.too_many(int(replicas), int(nodes), room, nodes_are, int(surge)) if room else ""


def with_annotations(
    results: t.Iterable[t.Mapping[str, t.Any]], annotations: t.Mapping[str, str]
) -> list[t.Mapping[str, t.Any]]:
    """Return, of what a loop has read by name, the results that have an object with these annotations."""
    return [
        result
        for result in results
        for found in result["resources"]
        if not lacking(annotations, found["metadata"].get("annotations") or {})
    ]


def quantity_fault(value: t.Any, kind: str) -> str:
    """Say what a quantity of Kubernetes would be, for what is none; empty if it is one."""
    readers = {"cpu": quantities.millicores, "memory": quantities.mebibytes}
    allowed = {"cpu": quantities.CPU, "memory": quantities.MEMORY}
    try:
        return "" if readers[kind](kind, value) else f"{allowed[kind]}, above 0"
    except CostError:
        return allowed[kind]


class FilterModule:
    """The filters of this file."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Return the filters by name."""
        return {
            "ami_type": ami_type,
            "hpa_fault": hpa_fault,
            "instance_architecture": instance_architecture,
            "launch_template_fault": launch_template.fault,
            "launch_template_version": launch_template.version,
            "left_by_nodes": leavings.left_by_nodes,
            "pods_without_credentials": pod_identity.without_credentials,
            "quantity_fault": quantity_fault,
            "with_annotations": with_annotations,
        }

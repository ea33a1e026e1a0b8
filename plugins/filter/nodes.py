# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the roles of nodes and of autoscaling ask: what instance types are, what fits them, their launch template."""

from __future__ import annotations

import typing as t

from ansible.errors import AnsibleFilterError

from ansible_collections.inferops.aws.plugins.module_utils._costs import capacity, quantities
from ansible_collections.inferops.aws.plugins.module_utils._costs.errors import CostError
from ansible_collections.inferops.aws.plugins.module_utils._costs.instances import Instance
from ansible_collections.inferops.aws.plugins.module_utils._costs.packing import Pod
from ansible_collections.inferops.aws.plugins.module_utils._ec2 import families, launch_template
from ansible_collections.inferops.aws.plugins.module_utils._eks import pod_identity
from ansible_collections.inferops.aws.plugins.module_utils._engine.ownership import lacking
from ansible_collections.inferops.aws.plugins.module_utils._network import leavings


def hpa_fault(
    replicas: int,
    nodes: int,
    instance_types: t.Sequence[str | t.Mapping[str, t.Any]],
    cpu: str,
    memory: str,
    with_cluster_autoscaler: bool = False,
    nodes_are: str = "the most nodes",
    surge: int = 0,
) -> str:
    """Say how many pods so many nodes hold if that is fewer than the replicas; empty if they fit or are not known.

    *instance_types* are names, or what the lookup instance_types returns. *surge* is how many more pods there are
    during a rollout.
    """
    described = [Instance(**each) for each in instance_types if isinstance(each, t.Mapping)]
    names = [each for each in instance_types if isinstance(each, str)] or [each.name for each in described]
    system = (*capacity.SYSTEM, capacity.CLUSTER_AUTOSCALER) if with_cluster_autoscaler else capacity.SYSTEM
    try:
        pod = Pod(quantities.millicores("cpu", cpu), quantities.mebibytes("memory", memory))
    except CostError as error:
        raise AnsibleFilterError(f"hpa_fault: {error}") from error
    room = capacity.fewest(names, pod, system, {each.name: each for each in described})
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
    allowed = {"cpu": quantities.CPU, "memory": quantities.MEMORY}
    try:
        return "" if quantities.READERS[kind](kind, value) else f"{allowed[kind]}, above 0"
    except CostError:
        return allowed[kind]


class FilterModule:
    """The filters of this file."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Return the filters by name."""
        return {
            "ami_type": families.ami_type,
            "hpa_fault": hpa_fault,
            "instance_architecture": families.common_architecture,
            "launch_template_fault": launch_template.fault,
            "launch_template_version": launch_template.version,
            "left_by_nodes": leavings.left_by_nodes,
            "pods_without_credentials": pod_identity.without_credentials,
            "quantity_fault": quantity_fault,
            "with_annotations": with_annotations,
        }

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether the nodes of a group can hold the pods that an autoscaler may ask for."""

from __future__ import annotations

import collections.abc as c
import dataclasses

from . import instances
from .packing import USUAL, Fit, Overhead, Pod, explain, pods_per_node, pods_that_fit

CLUSTER_AUTOSCALER = Pod(cpu_millicores=100, memory_mib=600)
"""What the Cluster Autoscaler requests, as in its project's own example for AWS."""

WITH_CLUSTER_AUTOSCALER = dataclasses.replace(
    USUAL,
    system_cpu_millicores=USUAL.system_cpu_millicores + CLUSTER_AUTOSCALER.cpu_millicores,
    system_memory_mib=USUAL.system_memory_mib + CLUSTER_AUTOSCALER.memory_mib,
    system_pods=USUAL.system_pods + 1,
)


def fewest(instance_types: c.Sequence[str], pod: Pod, overhead: Overhead) -> Fit | None:
    """Return how many pods fit a node of the type that holds the fewest: AWS may give any of a group's types.

    None if one of the types is not known here, since nothing can be said then.
    """
    known = instances.known()
    if not instance_types or any(name not in known for name in instance_types):
        return None
    fits = (pods_per_node(known[name], pod, overhead) for name in instance_types)
    return min(fits, key=lambda fit: (fit.next, fit.first))


def too_many(pods: int, nodes: int, fit: Fit, nodes_are: str) -> str:
    """Say how many pods so many nodes hold, with the arithmetic, if these are fewer; empty if all fit.

    `nodes_are` names the variable that the number of nodes is from.
    """
    most = pods_that_fit(nodes, fit)
    return "" if pods <= most else f"at most {most}, since {explain(pods, fit, nodes, most_is=nodes_are)}"

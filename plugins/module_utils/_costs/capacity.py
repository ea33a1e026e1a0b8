# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether the nodes of a group can hold the pods that an autoscaler may ask for."""

from __future__ import annotations

import collections.abc as c
import itertools
import typing as t

from . import instances
from .packing import USUAL, Fit, Overhead, Pod, explain, pods_per_node

SYSTEM = (*[Pod(cpu_millicores=100, memory_mib=70)] * 2, *[Pod(cpu_millicores=100, memory_mib=200)] * 2)
"""The system's pods in `USUAL`, one by one: those of coredns, and those of metrics-server."""

CLUSTER_AUTOSCALER = Pod(cpu_millicores=100, memory_mib=600)
"""What the Cluster Autoscaler requests, as in its project's own example for AWS."""


class Room(t.NamedTuple):
    """How many pods a number of nodes holds at least, wherever the system's pods are.

    `fit` is for nodes of which one has all of these. `spreads` are the ways to have them on several: on how many, and
    how many pods these nodes hold then.
    """

    fit: Fit
    spreads: tuple[tuple[int, int], ...]

    def pods(self, nodes: int) -> int:
        """Return how many pods so many nodes hold."""
        held = (pods + (nodes - used) * self.fit.next for used, pods in self.spreads if used <= nodes)
        return min(held, default=0)

    def nodes(self, pods: int) -> int:
        """Return the fewest nodes that hold so many pods, if any fits a node at all."""
        fewest_nodes = max(1, -(-pods // self.fit.next))
        return next(nodes for nodes in itertools.count(fewest_nodes) if self.pods(nodes) >= pods)


def overhead(system: c.Iterable[Pod]) -> Overhead:
    """Return what is not for the workload on a node that has these of the system's pods."""
    pods = list(system)
    return USUAL._replace(
        system_cpu_millicores=sum(pod.cpu_millicores for pod in pods),
        system_memory_mib=sum(pod.memory_mib for pod in pods),
        system_pods=len(pods),
    )


def fewest(
    instance_types: c.Sequence[str],
    pod: Pod,
    system: c.Sequence[Pod] = SYSTEM,
    described: c.Mapping[str, instances.Instance] | None = None,
) -> Room | None:
    """Return the room on nodes of the type that holds the fewest pods: AWS may give any of a group's types.

    `described` are types beside those that are known here. None if one is in neither, since nothing can be said then.
    """
    known = {**instances.known(), **(described or {})}
    if not instance_types or any(name not in known for name in instance_types):
        return None
    fits = (pods_per_node(known[name], pod, overhead(system)) for name in instance_types)
    fit = min(fits, key=lambda each: (each.next, each.first))
    return Room(fit, tuple(_spreads(known[fit.instance_type], pod, system)))


def too_many(pods: int, nodes: int, room: Room, nodes_are: str, surge: int = 0) -> str:
    """Say how many pods so many nodes hold, with the arithmetic, if these are fewer; empty if all fit.

    `nodes_are` names the variable that the number of nodes is from. `surge` is how many pods more there are while a
    rollout replaces them.
    """
    most, fit = room.pods(nodes), room.fit
    allowed = max(0, most - surge)
    if pods + surge <= most:
        return ""
    if not fit.next:
        return f"at most {allowed}, since {explain(pods, fit)}"
    taken = fit.first + (nodes - 1) * fit.next - most
    spread = f"; {taken} fewer if the system's pods are on several" if nodes and taken else ""
    needed = room.nodes(pods + surge)
    subject = "1 pod needs" if pods == 1 else f"{pods} pods need"
    if surge:
        subject = f"{pods} pod{'s' * (pods > 1)}, and {surge} more while a rollout replaces them, need"
    return (
        f"at most {allowed}, since {subject} {needed} node{'s' * (needed > 1)} of {fit.instance_type}"
        f" ({fit.why}{spread}), but {nodes_are} is {nodes}, which carries {most}"
    )


def _spreads(instance: instances.Instance, pod: Pod, system: c.Sequence[Pod]) -> c.Iterator[tuple[int, int]]:
    for parts in _partitions(tuple(system)):
        fits = [pods_per_node(instance, pod, overhead(part)) for part in parts]
        if all(fit.next for fit in fits):
            yield len(parts), sum(fit.first for fit in fits)


def _partitions(pods: tuple[Pod, ...]) -> c.Iterator[list[tuple[Pod, ...]]]:
    """Yield every way to part pods, on nodes that are all alike: 52 for five."""
    if not pods:
        yield []
        return
    first, *others = pods
    for parts in _partitions(tuple(others)):
        yield [(first,), *parts]
        for index, part in enumerate(parts):
            yield [*parts[:index], (first, *part), *parts[index + 1 :]]

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How many pods fit an EKS node, how many nodes some pods need, and which size of Fargate task carries something.

CPU is in millicores (m), memory in MiB (Mi); what a node offers is in `nodes`.
"""

from __future__ import annotations

import typing as t

from .errors import CostError, refuse
from .instances import Instance
from .nodes import Node, allocatable
from .units import MIB_PER_GB

KUBERNETES_ON_FARGATE_MIB = 256
"""What a pod on Fargate has for kubelet, kube-proxy and containerd:
https://docs.aws.amazon.com/eks/latest/userguide/fargate-pod-configuration.html"""


class Pod(t.NamedTuple):
    """What a pod requests; 0 is no request. GPUs are whole ones, or time slices where they are shared."""

    cpu_millicores: int
    memory_mib: int = 0
    gpus: int = 0


class Overhead(t.NamedTuple):
    """What is not for the workload's pods: on each node by daemon sets, on one of them by the system's pods.

    The daemon sets are vpc-cni (50m for its two containers), kube-proxy (100m) and that of Pod Identity, which requests
    nothing; the system's pods are two of coredns (100m, 70Mi) and two of metrics-server (100m, 200Mi), as EKS's
    add-ons have them.
    """

    daemon_cpu_millicores: int = 150
    daemon_memory_mib: int = 0
    daemon_pods: int = 3
    system_cpu_millicores: int = 400
    system_memory_mib: int = 540
    system_pods: int = 4


USUAL = Overhead()


class Share(t.NamedTuple):
    """How many pods one resource of a node carries: what there is, less what others take, by what a pod requests."""

    resource: str
    unit: str
    there: int
    taken: tuple[int, ...]
    requested: int

    @property
    def left(self) -> int:
        """What others leave; below 0 if they do not fit themselves."""
        return self.there - sum(self.taken)

    @property
    def pods(self) -> int:
        """How many pods it carries; below 0 if the others do not fit."""
        return self.left // max(self.requested, 1)

    def __str__(self) -> str:
        """Return the arithmetic, such as `(1930m - 150m - 400m) / 250m`, without the division if it is none."""
        terms = [f"{each}{self.unit}" for each in (self.there, *filter(None, self.taken))]
        left = " - ".join(terms)
        if self.left < 0 or not self.requested:
            return left
        return f"{f'({left})' if len(terms) > 1 else left} / {self.requested}{self.unit}"


class Fit(t.NamedTuple):
    """How many pods go on the first node, which carries the system's pods too, and on each further one.

    `bound_by` names what there is least of on a further node: cpu, memory, gpu or pods; `why` has the arithmetic.
    These and `instance_type` are empty if the numbers were simply given.
    """

    first: int
    next: int
    bound_by: str = ""
    why: str = ""
    instance_type: str = ""


def pods_per_node(
    instance: Instance,
    pod: Pod,
    overhead: Overhead = USUAL,
    *,
    prefix_delegation: bool = False,
    gpu_slices: int = 1,
) -> Fit:
    """Return how many such pods fit a node of a managed node group: none where the system's pods alone do not.

    :raises CostError: Something in `pod` or `overhead` is no whole number from 0.
    """
    _check_counts("pod", pod)
    _check_counts("overhead", overhead)
    node = allocatable(instance, prefix_delegation, gpu_slices)
    first = _scarcest(node, pod, overhead, system=True)
    further = _scarcest(node, pod, overhead, system=False)
    if first.pods < 0:
        return Fit(0, 0, first.resource, f"too little {first.resource} for the system's pods: {first}", instance.name)
    if further.pods <= 0:
        return Fit(0, 0, further.resource, f"too little {further.resource}: {further}", instance.name)
    why = (
        f"{first.pods} on the first, by {first.resource}: {first};"
        f" {further.pods} on each further, by {further.resource}: {further}"
    )
    return Fit(first.pods, further.pods, further.resource, why, instance.name)


def nodes_for(pods: int, fit: Fit) -> int:
    """Return the fewest nodes that carry so many pods, 1 for none: the system's pods need a node.

    :raises CostError: No number of nodes does.
    """
    _check_count("pods", pods)
    if pods <= fit.first:
        return 1
    if not fit.next:
        raise CostError(f"{pods} pods fit no number of nodes{_of(fit)}: {fit.why}")
    return 1 - (fit.first - pods) // fit.next


def pods_that_fit(nodes: int, fit: Fit) -> int:
    """Return how many pods so many nodes carry."""
    _check_count("nodes", nodes)
    return fit.first + (nodes - 1) * fit.next if nodes else 0


def explain(
    pods: int, fit: Fit, most_nodes: int | None = None, *, pods_are: str = "", most_is: str = "node maximum"
) -> str:
    """Return a sentence with the arithmetic: how many nodes some pods need, and whether so many are allowed.

    `pods_are` and `most_is` name the variables that the numbers are from, such as `HPA maximum`.
    """
    subject = f"{pods_are} {pods} needs" if pods_are else f"{pods} pods need"
    if not fit.next and pods > fit.first:
        return f"{subject} other nodes: no pod fits one{_of(fit)}: {fit.why}"
    needed = nodes_for(pods, fit)
    sentence = f"{subject} {needed} node{'s' * (needed > 1)}{_of(fit)}"
    sentence += f" ({fit.why})" if fit.why else ""
    if most_nodes is None or needed <= most_nodes:
        return sentence
    return f"{sentence}, but {most_is} is {most_nodes}, which carries {pods_that_fit(most_nodes, fit)}"


def _check_counts(what: str, counts: Pod | Overhead) -> None:
    for name, value in counts._asdict().items():
        _check_count(f"{what} {name}", value)


def _check_count(name: str, value: t.Any) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise refuse(name, value, "a whole number from 0")


def _of(fit: Fit) -> str:
    return f" of {fit.instance_type}" if fit.instance_type else ""


def _scarcest(node: Node, pod: Pod, overhead: Overhead, *, system: bool) -> Share:
    """Return the resource that carries the fewest pods, on a node with or without the system's pods.

    A resource that the pod does not request binds only if there is not enough of it for the others.
    """
    on = overhead
    cpu = (on.daemon_cpu_millicores, on.system_cpu_millicores * system)
    memory = (on.daemon_memory_mib, on.system_memory_mib * system)
    pods = (on.daemon_pods, on.system_pods * system)
    shares = (
        Share("cpu", "m", node.cpu_millicores, cpu, pod.cpu_millicores),
        Share("memory", "Mi", node.memory_mib, memory, pod.memory_mib),
        Share("gpu", "", node.gpus, (), pod.gpus),
        Share("pods", "", node.pods, pods, 1),
    )
    return min((each for each in shares if each.requested or each.left < 0), key=lambda each: each.pods)


class FargateSize(t.NamedTuple):
    """A size that Fargate has, and bills whatever of it is used."""

    vcpu: float
    gb: float


FARGATE_GB: dict[float, tuple[float, ...]] = {
    0.25: (0.5, 1, 2),
    0.5: (1, 2, 3, 4),
    1: tuple(range(2, 9)),
    2: tuple(range(4, 17)),
    4: tuple(range(8, 31)),
    8: tuple(range(16, 61, 4)),
    16: tuple(range(32, 121, 8)),
    32: (60, 120, 244),
}
"""The GB that go with each number of vCPUs in a task of ECS on Linux:
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html"""

MOST_VCPU_OF_A_POD = 16
"""EKS has the same sizes but the largest."""


def fargate_size(vcpu: float, gb: float, most_vcpu: float = 32) -> FargateSize | None:
    """Return the size of a task with the fewest vCPUs, and then GB, that has at least these; None if there is none."""
    sizes = (FargateSize(has, each) for has, memory in FARGATE_GB.items() for each in memory)
    return next((each for each in sizes if vcpu <= each.vcpu <= most_vcpu and gb <= each.gb), None)


def fargate_pod_size(pod: Pod) -> FargateSize | None:
    """Return the size that EKS on Fargate bills for a pod; None if there is none, as for a pod that wants a GPU.

    :raises CostError: A request is no whole number from 0.
    """
    _check_counts("pod", pod)
    if pod.gpus:
        return None
    gb = (pod.memory_mib + KUBERNETES_ON_FARGATE_MIB) / MIB_PER_GB
    return fargate_size(pod.cpu_millicores / 1000, gb, MOST_VCPU_OF_A_POD)

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What an EKS node offers to its pods, by instance type.

CPU is in millicores (m), memory in MiB (Mi). What the kubelet keeps for itself is taken from the code that writes
its configuration on Amazon Linux 2023: awslabs/amazon-eks-ami, nodeadm/internal/kubelet/config.go and
eni_max_pods.go, 2026-07-23. That an instance shows less memory than it is sold with, and that the reservation follows
the pods that interfaces allow however many there may be, is taken from aws/karpenter-provider-aws,
pkg/providers/instancetype/types.go, 2026-08-21; its published table of what is allocatable has the same figures.
"""

from __future__ import annotations

import typing as t

from .instances import Instance

EVICTION_MIB = 100
"""Below this much free memory the kubelet ends pods: evictionHard memory.available."""

ARM64_RESERVED_MIB = 64
"""Contiguous memory that Graviton instances keep from the operating system."""

VM_OVERHEAD_PERMILLE = 75
"""Share of the memory that firmware and kernel take: Karpenter's default, a little more than is seen."""

MANY_VCPUS = 30
MOST_PODS, MOST_PODS_OF_MANY_VCPUS = 110, 250
"""What managed node groups allow, whatever addresses there are:
https://docs.aws.amazon.com/eks/latest/userguide/cni-increase-ip-addresses-procedure.html"""

ADDRESSES_PER_PREFIX = 16

CPU_RESERVED = ((0, 1000, 600), (1000, 2000, 100), (2000, 4000, 50), (4000, 1_000_000_000, 25))
"""From and up to how many millicores the kubelet reserves how many ten-thousandths."""


class Node(t.NamedTuple):
    """What a node offers to all of its pods together."""

    cpu_millicores: int
    memory_mib: int
    pods: int
    gpus: int


def interface_pods(instance: Instance) -> int:
    """Return the pods that get an address of their own from interfaces, and two that use the node's."""
    return instance.enis * (instance.ipv4_per_eni - 1) + 2


def max_pods(instance: Instance, prefix_delegation: bool = False) -> int:
    """Return how many pods a node of a managed node group may have.

    With prefix delegation each address of an interface but its first becomes a prefix of sixteen; only instances of
    the Nitro system can.
    """
    most = MOST_PODS_OF_MANY_VCPUS if instance.vcpu > MANY_VCPUS else MOST_PODS
    addresses = instance.enis * (instance.ipv4_per_eni - 1)
    if prefix_delegation and instance.nitro:
        addresses *= ADDRESSES_PER_PREFIX
    return min(addresses + 2, most)


def kube_reserved_cpu(vcpu: int) -> int:
    """Return the millicores that the kubelet reserves: 6 % of the first core, 1 % of the second and less after."""
    millicores = vcpu * 1000
    return sum(
        int((min(millicores, end) - start) * share) // 10_000
        for start, end, share in CPU_RESERVED
        if millicores > start
    )


def kube_reserved_memory(instance: Instance) -> int:
    """Return the MiB that the kubelet reserves: 11 for each pod that interfaces allow, and 255."""
    return 11 * interface_pods(instance) + 255


def visible_memory(instance: Instance) -> int:
    """Return the MiB that the operating system sees, on the safe side."""
    mib = instance.memory_mib - (ARM64_RESERVED_MIB if instance.architecture == "arm64" else 0)
    return mib - -(-mib * VM_OVERHEAD_PERMILLE // 1000)


def allocatable(instance: Instance, prefix_delegation: bool = False, gpu_slices: int = 1) -> Node:
    """Return what a node offers to pods; each GPU counts as so many as it has time slices."""
    return Node(
        cpu_millicores=instance.vcpu * 1000 - kube_reserved_cpu(instance.vcpu),
        memory_mib=visible_memory(instance) - kube_reserved_memory(instance) - EVICTION_MIB,
        pods=max_pods(instance, prefix_delegation),
        gpus=instance.gpus * gpu_slices,
    )

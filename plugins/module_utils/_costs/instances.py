# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the instance types have: vCPUs, memory, network interfaces, GPUs, burst credits, and SageMaker's use of them.

Interfaces and addresses are those of awslabs/amazon-eks-ami (nodeadm's instance-info.jsonl, 2026-07-23), which are
the same in aws/amazon-vpc-cni-k8s (vpc_ip_resource_limit.go, 2026-08-20). vCPUs, memory and GPUs are those of the
instance type reference of aws/karpenter-provider-aws (2026-08-21). Baselines:
https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/burstable-credits-baseline-concepts.html. What SageMaker takes:
ProductionVariantInstanceType, TrainingInstanceType and (for notebooks) InstanceType in botocore 1.44.5.
"""

from __future__ import annotations

import collections.abc as c
import functools
import typing as t

from .errors import CostError, refuse

MlUse = t.Literal["hosting", "training", "notebook"]

MIB_PER_GIB = 1024
ML_PREFIX = "ml."


class Instance(t.NamedTuple):
    """An EC2 instance type. `enis` are the interfaces of the default network card, which is all that pods use.

    `baseline` is the share of each vCPU that is paid for with the instance, 0 where there is no such limit; what is
    used beyond it is billed by `credit_family`. `gpu_memory_mib` is that of each GPU.
    """

    name: str
    vcpu: int
    memory_mib: int
    architecture: str
    enis: int
    ipv4_per_eni: int
    gpus: int = 0
    gpu_memory_mib: int = 0
    baseline: float = 0.0
    previous_generation: bool = False
    nitro: bool = True

    @property
    def family(self) -> str:
        """What stands before the point."""
        return self.name.partition(".")[0]

    @property
    def credit_family(self) -> str:
        """Which price of credits is billed: of `ec2.credits.<family>`; empty for types without credits."""
        return self.family if self.baseline else ""


class MlInstance(t.NamedTuple):
    """A SageMaker instance type, the EC2 instance behind it, and what SageMaker takes it for."""

    name: str
    instance: Instance
    uses: frozenset[MlUse]

    @property
    def can_host(self) -> bool:
        """Whether an endpoint may run on it."""
        return "hosting" in self.uses

    @property
    def can_train(self) -> bool:
        """Whether a training job may run on it."""
        return "training" in self.uses

    @property
    def can_be_notebook(self) -> bool:
        """Whether a notebook instance may be of it."""
        return "notebook" in self.uses


_GENERAL, _COMPUTE, _MEMORY = 4, 2, 8
"""GiB per vCPU of families in which all sizes have the same share."""

_FAMILIES = {
    "m5": ("x86_64", _GENERAL, "8xlarge"),
    "m6i": ("x86_64", _GENERAL, "12xlarge"),
    "m7i": ("x86_64", _GENERAL, "12xlarge"),
    "m7i-flex": ("x86_64", _GENERAL, "12xlarge"),
    "m7g": ("arm64", _GENERAL, "12xlarge"),
    "m8g": ("arm64", _GENERAL, "12xlarge"),
    "c5": ("x86_64", _COMPUTE, "4xlarge"),
    "c6i": ("x86_64", _COMPUTE, "12xlarge"),
    "c7i": ("x86_64", _COMPUTE, "12xlarge"),
    "c7g": ("arm64", _COMPUTE, "12xlarge"),
    "c8g": ("arm64", _COMPUTE, "12xlarge"),
    "r5": ("x86_64", _MEMORY, "12xlarge"),
    "r6i": ("x86_64", _MEMORY, "12xlarge"),
    "r7i": ("x86_64", _MEMORY, "12xlarge"),
}
"""Families whose sizes are alike: architecture, GiB per vCPU, the largest size that is known here."""

_SIZES = {
    "large": (2, 3, 10),
    "xlarge": (4, 4, 15),
    "2xlarge": (8, 4, 15),
    "4xlarge": (16, 8, 30),
    "8xlarge": (32, 8, 30),
    "12xlarge": (48, 8, 30),
}
"""vCPUs, interfaces and addresses for each of them, in those families."""

_BURSTABLE = {
    "small": (2, 2, 3, 4, 0.2),
    "medium": (2, 4, 3, 6, 0.2),
    "large": (2, 8, 3, 12, 0.3),
    "xlarge": (4, 16, 4, 15, 0.4),
    "2xlarge": (8, 32, 4, 15, 0.4),
}
"""vCPUs, GiB, interfaces, addresses and baseline of t3, t3a and t4g."""

_XEN = {
    "t2.medium": (2, 4, 3, 6, 0.2),
    "t2.large": (2, 8, 3, 12, 0.3),
    "t2.xlarge": (4, 16, 3, 15, 0.225),
    "t2.2xlarge": (8, 32, 3, 15, 0.16875),
    "m4.large": (2, 8, 2, 10, 0.0),
    "m4.xlarge": (4, 16, 4, 15, 0.0),
    "m4.2xlarge": (8, 32, 4, 15, 0.0),
    "m4.4xlarge": (16, 64, 8, 30, 0.0),
}
"""The same for types that came before AWS's Nitro system."""

_GPU_MEMORY_MIB = {"g4dn": 16_384, "g5": 22_888, "g6": 22_888, "g6e": 45_776}

_GPU = {
    "g4dn.xlarge": (4, 16, 3, 10, 1),
    "g4dn.2xlarge": (8, 32, 3, 10, 1),
    "g4dn.4xlarge": (16, 64, 3, 10, 1),
    "g4dn.8xlarge": (32, 128, 4, 15, 1),
    "g4dn.12xlarge": (48, 192, 8, 30, 4),
    "g5.xlarge": (4, 16, 4, 15, 1),
    "g5.2xlarge": (8, 32, 4, 15, 1),
    "g5.4xlarge": (16, 64, 8, 30, 1),
    "g5.8xlarge": (32, 128, 8, 30, 1),
    "g5.12xlarge": (48, 192, 15, 50, 4),
    "g5.48xlarge": (192, 768, 7, 50, 8),
    "g6.xlarge": (4, 16, 4, 15, 1),
    "g6.2xlarge": (8, 32, 4, 15, 1),
    "g6.4xlarge": (16, 64, 8, 30, 1),
    "g6.8xlarge": (32, 128, 8, 30, 1),
    "g6.12xlarge": (48, 192, 8, 30, 4),
    "g6.48xlarge": (192, 768, 15, 50, 8),
    "g6e.xlarge": (4, 32, 4, 15, 1),
    "g6e.2xlarge": (8, 64, 4, 15, 1),
    "g6e.4xlarge": (16, 128, 8, 30, 1),
    "g6e.8xlarge": (32, 256, 8, 30, 1),
    "g6e.12xlarge": (48, 384, 10, 30, 4),
}
"""vCPUs, GiB, interfaces, addresses and GPUs."""

_ML_FAMILIES: dict[MlUse, str] = {
    "hosting": "t2 m4 m5 m6i m7i m8g c5 c6i c7i c7g c8g r5 r6i r7i g4dn g5 g6 g6e",
    "training": "t3 m4 m5 m6i m7i m7i-flex c5 c6i c7i r5 r6i r7i g4dn g5 g6 g6e",
    "notebook": "t2 t3 m4 m5 m6i m7i c5 c6i c7i r5 r6i r7i g4dn g5 g6 g6e",
}
_NOT_ML: dict[MlUse, str] = {
    "hosting": "m4.large m5.8xlarge r5.8xlarge",
    "training": "t3.small m4.large m5.8xlarge c5.large c6i.large",
    "notebook": "t3.small m4.large m5.large m5.8xlarge c5.large",
}
"""What SageMaker takes for each use: families, and the sizes of them that it does not."""


def _types() -> c.Iterator[Instance]:
    for family, (architecture, gib_per_vcpu, largest) in _FAMILIES.items():
        for size, (vcpu, enis, ipv4) in _SIZES.items():
            yield Instance(f"{family}.{size}", vcpu, vcpu * gib_per_vcpu * MIB_PER_GIB, architecture, enis, ipv4)
            if size == largest:
                break
    for family, architecture in (("t3", "x86_64"), ("t3a", "x86_64"), ("t4g", "arm64")):
        for size, (vcpu, gib, enis, ipv4, baseline) in _BURSTABLE.items():
            enis = 2 if (family, size) == ("t3a", "small") else enis
            name, mib = f"{family}.{size}", gib * MIB_PER_GIB
            yield Instance(name, vcpu, mib, architecture, enis, ipv4, baseline=baseline)
    for name, (vcpu, gib, enis, ipv4, baseline) in _XEN.items():
        xen = Instance(name, vcpu, gib * MIB_PER_GIB, "x86_64", enis, ipv4, baseline=baseline, nitro=False)
        yield xen._replace(previous_generation=xen.family == "m4")
    for name, (vcpu, gib, enis, ipv4, gpus) in _GPU.items():
        gpu_memory = _GPU_MEMORY_MIB[name.partition(".")[0]]
        yield Instance(name, vcpu, gib * MIB_PER_GIB, "x86_64", enis, ipv4, gpus, gpu_memory)


@functools.cache
def known() -> c.Mapping[str, Instance]:
    """Return all instance types by name."""
    return {each.name: each for each in _types()}


@functools.cache
def known_ml() -> c.Mapping[str, MlInstance]:
    """Return all SageMaker instance types by name: what SageMaker takes for nothing is not among them."""
    found = ((ML_PREFIX + each.name, each, _uses(each)) for each in known().values())
    return {name: MlInstance(name, each, uses) for name, each, uses in found if uses}


def instance(name: t.Any, variable: str = "instance_type") -> Instance:
    """Return an EC2 instance type; `variable` is who said its name, for the message.

    :raises CostError: No type is called so, or it is not known here.
    """
    return _named(known(), name, variable, "m7i.large")


def ml_instance(name: t.Any, variable: str = "ml_instance_type") -> MlInstance:
    """Return a SageMaker instance type, such as ml.m5.large.

    :raises CostError: No type is called so, or it is not known here.
    """
    return _named(known_ml(), name, variable, "ml.m5.large")


_Kind = t.TypeVar("_Kind")


def _named(kinds: c.Mapping[str, _Kind], name: t.Any, variable: str, example: str) -> _Kind:
    found = kinds.get(name) if isinstance(name, str) else None
    if found is None:
        raise _unknown(kinds, name, variable, example)
    return found


def _unknown(kinds: c.Iterable[str], name: t.Any, variable: str, example: str) -> CostError:
    import difflib  # only who misspells a name waits for it

    near = difflib.get_close_matches(str(name).strip().lower(), kinds, n=3, cutoff=0.5) or [example]
    return refuse(variable, name, f"an instance type that the cost model knows, such as {', '.join(near)}")


def _uses(host: Instance) -> frozenset[MlUse]:
    return frozenset(
        use
        for use, families in _ML_FAMILIES.items()
        if host.family in families.split() and host.name not in _NOT_ML[use].split()
    )

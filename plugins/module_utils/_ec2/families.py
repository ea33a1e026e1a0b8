# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the name of an instance type says of it: the architecture of its processors, and its accelerators.

https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html: after the generation, `g` stands for
AWS's own processors, which are ARM. Held against the 1363 types in the instance type reference of
aws/karpenter-provider-aws (2026-08-21), which has no exception.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

X86_64 = "x86_64"
ARM64 = "arm64"
NVIDIA = "NVIDIA"
NEURON = "NEURON"
STANDARD = "STANDARD"

AMI_TYPES = {
    (X86_64, STANDARD): "AL2023_x86_64_STANDARD",
    (X86_64, NVIDIA): "AL2023_x86_64_NVIDIA",
    (X86_64, NEURON): "AL2023_x86_64_NEURON",
    (ARM64, STANDARD): "AL2023_ARM_64_STANDARD",
    (ARM64, NVIDIA): "AL2023_ARM_64_NVIDIA",
}

# The first generation has a letter of its own; the last are NVIDIA's processors with its GPUs.
_ARM = re.compile(r"(a1|[a-z]+[0-9]+g[a-z]*|p[0-9]+e?-gb[0-9]+)[.]")
# Of the families with a GPU, g4ad has one of AMD.
_NVIDIA = re.compile(r"(?!g4ad)(p|g|gr)[0-9]")
_NEURON = re.compile(r"(inf|trn)[0-9]")


def architecture(name: str) -> str:
    """Return the architecture of an instance type, as EC2 calls it."""
    return ARM64 if _ARM.match(name) else X86_64


def common_architecture(names: Sequence[str]) -> str:
    """Return the architecture that all of the types have; empty if they differ or there are none."""
    found = {architecture(name) for name in names}
    return found.pop() if len(found) == 1 else ""


def ami_type(names: Sequence[str]) -> str:
    """Return the kind of Amazon Linux 2023 for nodes of these types; empty if there is none for all of them.

    Without one EKS takes that for x86_64 without GPUs, whatever the types are.
    """
    drivers = {_driver(name) for name in names} - {STANDARD} or {STANDARD}
    return AMI_TYPES.get((common_architecture(names), drivers.pop()), "") if len(drivers) == 1 else ""


def _driver(name: str) -> str:
    if _NVIDIA.match(name):
        return NVIDIA
    return NEURON if _NEURON.match(name) else STANDARD

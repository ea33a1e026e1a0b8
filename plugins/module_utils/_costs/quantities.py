# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Quantities as Kubernetes writes them: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/"""

from __future__ import annotations

import decimal
import re
import typing as t

from .errors import refuse

CPU = "a CPU quantity such as 250m or 0.5"
MEMORY = "a memory quantity such as 256Mi or 1Gi"

_NUMBER = r"\d+(?:\.\d+)?|\.\d+"
_CPU = re.compile(rf"({_NUMBER})(m?)")
_MEMORY = re.compile(rf"({_NUMBER})(Ki|Mi|Gi|Ti|k|M|G|T|)")
_BYTES = {
    "": 1,
    **{suffix: 1000**power for power, suffix in enumerate(("k", "M", "G", "T"), 1)},
    **{suffix: 1024**power for power, suffix in enumerate(("Ki", "Mi", "Gi", "Ti"), 1)},
}
_MIB = 1024**2


def millicores(name: str, value: t.Any) -> int:
    """Return a CPU quantity in thousandths of a core, rounded up as Kubernetes does.

    :raises CostError: It is none; the message calls it `name`.
    """
    found = _CPU.fullmatch(str(value))
    if found is None:
        raise refuse(name, value, CPU)
    return _up(decimal.Decimal(found[1]) * (1 if found[2] else 1000))


def mebibytes(name: str, value: t.Any) -> int:
    """Return a memory quantity in MiB, rounded up.

    :raises CostError: It is none; the message calls it `name`.
    """
    found = _MEMORY.fullmatch(str(value))
    if found is None:
        raise refuse(name, value, MEMORY)
    return _up(decimal.Decimal(found[1]) * _BYTES[found[2]] / _MIB)


READERS: t.Final = {"cpu": millicores, "memory": mebibytes}
"""What reads a quantity, by its kind."""


def _up(amount: decimal.Decimal) -> int:
    return int(amount.to_integral_value(decimal.ROUND_CEILING))

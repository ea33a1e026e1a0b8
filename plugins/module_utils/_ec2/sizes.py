# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What instance types have, for reckoning with pods: from the cost model, and of what it lacks from EC2."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .._costs.instances import Instance, known
from .._engine.api import Api
from .._engine.errors import EngineError
from .._engine.values import dig
from .instance_types import TYPES, architecture

UNKNOWN_TYPE = "InvalidInstanceType"


def sizes(api: Api, names: Sequence[str]) -> list[Instance]:
    """Return the types in their order; none if EC2 does not know one. It is asked of those that are not known here.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_InstanceTypeInfo.html
    """
    asked = [name for name in names if name not in known()]
    try:
        found = {item["instance_type"]: item for item in api.list(TYPES, {"names": asked})} if asked else {}
    except EngineError as error:
        if error.code == UNKNOWN_TYPE:
            return []
        raise
    if any(name not in found for name in asked):
        return []
    return [known()[name] if name in known() else _instance(found[name]) for name in names]


def _instance(item: Mapping[str, Any]) -> Instance:
    gpus = dig(item, "gpu_info.gpus") or []
    return Instance(
        name=item["instance_type"],
        vcpu=dig(item, "v_cpu_info.default_v_cpus"),
        memory_mib=dig(item, "memory_info.size_in_mi_b"),
        architecture=architecture(item),
        enis=_interfaces(item["network_info"]),
        ipv4_per_eni=dig(item, "network_info.ipv4_addresses_per_interface"),
        gpus=sum(each.get("count", 0) for each in gpus),
        nitro=item.get("hypervisor") != "xen",
    )


def _interfaces(network: Mapping[str, Any]) -> int:
    """Return the interfaces of the default network card, which is all that pods use."""
    default = network.get("default_network_card_index", 0)
    cards = [card for card in network.get("network_cards") or [] if card["network_card_index"] == default]
    return int((cards[0] if cards else network)["maximum_network_interfaces"])

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the role of EKS clusters asks: about networks, kubeconfigs, and the variables that are lists of dictionaries."""

from __future__ import annotations

import functools
import typing as t
from ipaddress import collapse_addresses, ip_network

from ansible_collections.inferops.aws.plugins.module_utils._kube import asking, kubeconfig


def networks_fault(blocks: t.Iterable[str]) -> str:
    """Say what is wrong with the first of the *blocks* that is no network; empty if all are networks."""
    return next((wrong for wrong in map(_network_fault, blocks) if wrong), "")


def _network_fault(block: str) -> str:
    try:
        ip_network(block)
    except ValueError:
        try:
            return f"{block} has host bits, its network is {ip_network(block, strict=False)}"
        except ValueError:
            return f"{block} is no network"
    return "" if "/" in str(block) else f"{block} has no prefix length"


def is_world(blocks: t.Iterable[str]) -> bool:
    """Say whether the *blocks* together hold every address of IPv4 or of IPv6."""
    networks = [ip_network(block) for block in blocks if not _network_fault(block)]
    by_version = ([network for network in networks if network.version == version] for version in (4, 6))
    return any(network.prefixlen == 0 for each in by_version for network in collapse_addresses(each))


@functools.cache
def kubeconfig_fault(path: str, context: str = "") -> str:
    """Say what is wrong with a kubeconfig; asked once in a process, since a check needs the sentence several times."""
    return asking.kubeconfig_fault(path, context)


class FilterModule:
    """The filters of this file."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Return the filters by name."""
        return {
            "networks_fault": networks_fault,
            "networks_are_world": is_world,
            "kubeconfig_fault": kubeconfig_fault,
            "kubeconfig_file_fault": kubeconfig.file_fault,
            "eks_kubeconfig": kubeconfig.kubeconfig,
        }

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is refused before AWS is asked anything: one message that names the option, what it held and what is allowed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from ipaddress import ip_network
from typing import Any

from .._engine.errors import EngineError
from .._engine.values import UNKNOWN, dig


def _networks(options: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield every CIDR block in the options of a cluster with the option that holds it."""
    for block in options.get("public_access_cidrs") or ():
        yield "public_access_cidrs", block
    if options.get("service_ipv4_cidr"):
        yield "service_ipv4_cidr", options["service_ipv4_cidr"]
    for kind in ("remote_node_networks", "remote_pod_networks"):
        for network in dig(options, f"remote_network_config.{kind}") or ():
            for block in network.get("cidrs") or ():
                yield f"remote_network_config.{kind}", block


def _check_network(option: str, block: str) -> None:
    try:
        ip_network(block)
    except ValueError as error:
        raise EngineError(
            f"{option}: {block!r} is not a CIDR block: {error}. Write the first address of the block and a prefix "
            "length, as in 203.0.113.0/24."
        ) from error


def _check_rollback(minutes: int | None) -> None:
    if minutes is not None and not 120 <= minutes <= 10080:
        raise EngineError(
            f"rollback_config.timeout_minutes is {minutes}; allowed: 120 to 10080, two hours to seven days."
        )


def check_cluster(options: Mapping[str, Any]) -> None:
    """Refuse options of a cluster that contradict themselves or are malformed."""
    _check_rollback(dig(options, "rollback_config.timeout_minutes"))
    for option, block in _networks(options):
        if UNKNOWN not in block:
            _check_network(option, block)
    if options.get("endpoint_public_access") is False:
        if options.get("public_access_cidrs"):
            raise EngineError(
                f"public_access_cidrs: {options['public_access_cidrs']!r} is about the public endpoint, which "
                "endpoint_public_access=false switches off. Leave one of the two out."
            )
        if options.get("endpoint_private_access") is False:
            raise EngineError(
                "endpoint_private_access: with endpoint_public_access it is false; one of the two must be true."
            )


def _check_labels(labels: Mapping[str, Any]) -> None:
    """Refuse labels without a value: Kubernetes has them, EKS's node groups do not."""
    for name, value in labels.items():
        if value in (None, ""):
            raise EngineError(f"labels.{name}: {value!r} is empty; EKS wants a value for every label of a node group.")


def _check_template(version: str) -> None:
    """Refuse a version that AWS resolves to another one: the next run would see a change."""
    if version and not version.isdecimal() and UNKNOWN not in version:
        raise EngineError(
            f"launch_template.version: {version!r} is not the number of a version. Give the number, so that it is "
            "the inventory which moves the nodes to another one."
        )


def check_nodegroup(options: Mapping[str, Any]) -> None:
    """Refuse options of a node group that EKS does not take, or keeps as something else."""
    _check_labels(options.get("labels") or {})
    _check_template(str(dig(options, "launch_template.version") or ""))

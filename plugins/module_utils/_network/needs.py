# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What nodes and pods without a way to the Internet need: AWS's own interfaces inside the network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

NODES = ("ec2", "ecr.api", "ecr.dkr", "eks", "eks-auth", "sts", "logs", "elasticloadbalancing", "autoscaling")
"""What nodes, the controllers for load balancers and nodes, and Pod Identity call (EKS user guide, "Deploy private
clusters with limited internet access"). The layers of images come through the gateway endpoint for S3."""

OF_OPTION = {"eks_lambda": ("lambda",)}
"""What the pods of a deployment option call beside that: the front end invokes a function."""

UNPRICED = "not priced"


def missing(given: Sequence[str], option: str) -> list[str]:
    """Return the services for which an interface endpoint is needed and not *given*."""
    return [service for service in (*NODES, *OF_OPTION.get(option, ())) if service not in given]


def gap(
    given: Sequence[str], option: str, zones: int, prices: Mapping[str, float | None], *, auto_mode: bool = False
) -> str:
    """Say which interface endpoints are missing and what they and the other ways cost; empty if none is.

    With *auto_mode* nodes are in the private subnets, which the cluster has, whatever else is wanted of nodes.
    *prices* are dollars an hour: of an ``endpoint`` in a zone, a ``nat`` gateway, a public ``ipv4`` address; None is
    a price that is not known.
    """
    needed = missing(given, option)
    if not needed:
        return ""
    count = len(needed) * zones
    endpoints = f"{len(needed)} endpoints in {zones} zones are {_dollars(prices['endpoint'], count)}"
    nat = f"a NAT gateway is {_dollars(_sum(prices['nat'], prices['ipv4']))} with its address, and what goes through it"
    public = f"; or network_nodes public (the public address of each node is {_dollars(prices['ipv4'])})"
    case = "and with the nodes of EKS Auto Mode in private subnets" if auto_mode else "and public nodes"
    return (
        f"without NAT {case}, also {', '.join(needed)} ({endpoints}); or network_nat single ({nat})"
        f"{'' if auto_mode else public}"
    )


def _sum(*prices: float | None) -> float | None:
    known = [price for price in prices if price is not None]
    return sum(known) if len(known) == len(prices) else None


def _dollars(price: float | None, count: int = 1) -> str:
    return UNPRICED if price is None else f"{price * count:.4g} $ an hour"

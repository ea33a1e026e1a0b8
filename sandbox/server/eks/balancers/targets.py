# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""To whom a load balancer sends what comes: nodes or pods, as long as there is a pod that is ready."""

from __future__ import annotations

import importlib
from typing import Any

from ....kubernetes.api import Api
from . import makers
from .makers import Service

_SERVICE_LABEL = "kubernetes.io%2Fservice-name"


def keep(api: Api, arn: str, service: Service) -> None:
    """Register in the target groups of a load balancer who would pass its health checks, and nobody else.

    ELBv2 would show nodes without a ready pod behind them as unhealthy; here they are not registered.
    """
    ready = _ready(api, service)
    by_pod = makers.said(service, "nlb-target-type") == "ip"
    chosen = ready if by_pod or not ready else _nodes(api)
    home = importlib.import_module("ministack.services.alb")
    for each, group in home._tgs.items():
        if arn in group["LoadBalancerArns"]:
            home._targets[each] = [{"Id": one, "Port": str(group["Port"])} for one in chosen]


def _ready(api: Api, service: Service) -> list[str]:
    """Addresses of the pods behind a Service that are ready."""
    metadata = service["metadata"]
    path = f"/apis/discovery.k8s.io/v1/namespaces/{metadata['namespace']}/endpointslices"
    slices: list[dict[str, Any]] = api.get(f"{path}?labelSelector={_SERVICE_LABEL}%3D{metadata['name']}")["items"]
    endpoints = [one for each in slices for one in each.get("endpoints") or []]
    return sorted({one["addresses"][0] for one in endpoints if one.get("conditions", {}).get("ready")})


def _nodes(api: Api) -> list[str]:
    """The instances of all nodes: each sends on what comes to its port."""
    found = (node["spec"].get("providerID", "") for node in api.get("/api/v1/nodes")["items"])
    return sorted(one.rpartition("/")[2] for one in found if one)

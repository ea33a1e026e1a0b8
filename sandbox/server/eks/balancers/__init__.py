# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Network load balancers for Services of type LoadBalancer, made by whom the Service and the cluster have for it.

An address, an entry in ELBv2 with listeners and target groups, a network interface in each subnet, security groups; all
of it goes when the Service goes, the interfaces a moment after the load balancer, and it stays when the cluster is
deleted first, as on AWS. No traffic passes.
"""

from __future__ import annotations

import contextlib
import json
from typing import Any

from ....kubernetes.api import Api, ApiError
from .. import store, watching
from ..planes import Key, Planes
from . import makers, parts, targets
from .makers import Maker, Refusal


def install(planes: Planes) -> None:
    """Watch the Services of every control plane from now on."""
    configured: dict[str, str] = {}
    watching.watch(planes, "load-balancers", lambda key, api: _settle(configured, key, api))


def _settle(configured: dict[str, str], key: Key, api: Api) -> None:
    for service in api.get("/api/v1/services")["items"]:
        metadata = service["metadata"]
        path = f"/api/v1/namespaces/{metadata['namespace']}/services/{metadata['name']}"
        is_wanted = service["spec"]["type"] == "LoadBalancer" and "deletionTimestamp" not in metadata
        owner = makers.owner(service)
        if is_wanted:
            _keep(configured, key, api, service, path, owner)
            arn = parts.find(makers.name(owner, key, service)) if owner else None
            if arn is not None:
                targets.keep(api, arn, service)
        elif owner and parts.are_gone(key, owner, service):
            configured.pop(metadata["uid"], None)
            kept = [name for name in metadata["finalizers"] if name != owner.finalizer]
            api.merge(path, {"metadata": {"finalizers": kept or None}})
            if "deletionTimestamp" not in metadata:
                api.merge(f"{path}/status", {"status": {"loadBalancer": {"ingress": None}}})


def _keep(
    configured: dict[str, str], key: Key, api: Api, service: dict[str, Any], path: str, owner: Maker | None
) -> None:
    """Make the load balancer, or make it so."""
    metadata = service["metadata"]
    wanted = json.dumps([service["spec"], metadata.get("annotations", {})], sort_keys=True)
    if configured.get(metadata["uid"]) == wanted:
        return
    try:
        maker = owner or makers.choose(api, store.cluster(key[2]), service)
        makers.vet(maker, service)
        plan = parts.plan(key, maker, service)
    except Refusal as refusal:
        _tell(api, service, str(refusal))
        return
    if owner is None:
        # First, so that nothing is left if the Service goes while the rest is made.
        api.merge(path, {"metadata": {"finalizers": [*metadata.get("finalizers", []), maker.finalizer]}})
    host = parts.make(key, plan)
    api.merge(f"{path}/status", {"status": {"loadBalancer": {"ingress": [{"hostname": host}]}}})
    configured[metadata["uid"]] = wanted


def _tell(api: Api, service: dict[str, Any], message: str) -> None:
    """Say it where whoever wonders looks: in the events of the Service. Once: the event has a name of its own."""
    metadata = service["metadata"]
    about = {"apiVersion": "v1", "kind": "Service", **{key: metadata[key] for key in ("name", "namespace", "uid")}}
    event = {
        "apiVersion": "v1",
        "kind": "Event",
        "metadata": {"name": f"{metadata['name']}.{metadata['resourceVersion']}", "namespace": metadata["namespace"]},
        "involvedObject": about,
        "type": "Warning",
        "reason": "SyncLoadBalancerFailed",
        "message": message,
        "source": {"component": "service-controller"},
    }
    with contextlib.suppress(ApiError):
        api.create(event)

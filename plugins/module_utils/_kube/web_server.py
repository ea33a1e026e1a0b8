# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a cluster has against a web server that would be put there: somebody else's, or another load balancer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .asking import Ask

OWNER = "inferops.aws/deployment"
"""The annotation that tells which deployment made an object."""

AUTO_MODE = "auto_mode"
CONTROLLER = "controller"
_CONTROLLERS = "/apis/apps/v1/deployments?limit=1&labelSelector=app.kubernetes.io%2Fname%3Daws-load-balancer-controller"


@dataclass(frozen=True)
class WebServer:
    """A web server as it is wanted: `load_balancer` is who makes its load balancer, `makers` the class of each.

    `auto_mode` says whether the cluster shall have EKS Auto Mode, or has it if that is not for us to say; None if that
    is not known.
    """

    name: str
    namespace: str
    deployment: str
    load_balancer: str
    makers: Mapping[str, str]
    auto_mode: bool | None = None


def name_fault(ask: Ask, wanted: WebServer) -> str:
    """Say what other name there could be, if something of that name is not this deployment's."""
    for kind, path in (("Deployment", "/apis/apps/v1"), ("Service", "/api/v1")):
        found = ask(f"{path}/namespaces/{wanted.namespace}/{kind.lower()}s/{wanted.name}")
        if found and (found["metadata"].get("annotations") or {}).get(OWNER) != wanted.deployment:
            place = f"in the namespace {wanted.namespace}"
            return f"a name that no {kind} has {place}, or that of one which this deployment made"
    return ""


def balancer_fault(ask: Ask, wanted: WebServer) -> str:
    """Say who can make the load balancer, if who is wanted cannot."""
    spec = ask(f"/api/v1/namespaces/{wanted.namespace}/services/{wanted.name}").get("spec", {})
    if spec.get("type") == "LoadBalancer":
        return _of_another(str(spec.get("loadBalancerClass") or ""), wanted)
    if wanted.load_balancer != CONTROLLER or ask(_CONTROLLERS).get("items"):
        return ""
    return (
        "auto_mode, cloud_provider or none, or a cluster with the AWS Load Balancer Controller, of which there is no "
        "Deployment (app.kubernetes.io/name=aws-load-balancer-controller); with none there will be a cluster for "
        "it"
    )


def _of_another(has: str, wanted: WebServer) -> str:
    """Say what comes before another maker than that of the class *has*, whose load balancer nobody else takes over."""
    if wanted.makers.get(wanted.load_balancer, has) == has:
        return ""
    # With Auto Mode it is the only maker, and without it none.
    usual = [
        name for name, each in wanted.makers.items() if each == has and wanted.auto_mode in (None, name == AUTO_MODE)
    ]
    return (
        f"{' or '.join([*usual, 'none'])}, since Kubernetes lets nobody else take over the load balancer of the "
        f"Service {wanted.name}; none first, which takes it away with its address, then {wanted.load_balancer}"
    )

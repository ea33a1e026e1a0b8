# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who makes a Service's load balancer, and what each of them calls and tags it.

https://docs.aws.amazon.com/eks/latest/userguide/network-load-balancing.html,
https://docs.aws.amazon.com/eks/latest/userguide/auto-configure-nlb.html,
https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/service/annotations/,
https://github.com/kubernetes/cloud-provider-aws/blob/v1.36.1/docs/service_controller.md
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from ....kubernetes.api import Api
from ..planes import Key

_PREFIX = "service.beta.kubernetes.io/aws-load-balancer-"
_IMAGE = "aws-load-balancer-controller"
_NOT_ENSURED = "Error syncing load balancer: failed to ensure load balancer: "
#: Of a target group, what the cloud provider sets; the others take whatever ELBv2 has.
_ATTRIBUTES = ("preserve_client_ip.enabled", "proxy_protocol_v2.enabled")

Service = dict[str, Any]


class Refusal(Exception):
    """Why nobody makes a load balancer; its text is the reason."""


@dataclass(frozen=True)
class Maker:
    """One of those who make load balancers.

    `tags` have {cluster} and {service} in them. With `has_groups` its load balancers have security groups of their
    own, and it waits until their interfaces are gone; else the nodes' security group lets traffic in.
    """

    loadbalancer_class: str
    finalizer: str
    tags: dict[str, str]
    has_groups: bool
    has_long_name: bool


AUTO_MODE = Maker(
    "eks.amazonaws.com/nlb",
    "service.eks.amazonaws.com/resources",
    {
        "eks:eks-cluster-name": "{cluster}",
        "service.eks.amazonaws.com/resource": "LoadBalancer",
        "service.eks.amazonaws.com/stack": "{service}",
    },
    has_groups=True,
    has_long_name=True,
)
CONTROLLER = Maker(
    "service.k8s.aws/nlb",
    "service.k8s.aws/resources",
    {
        "elbv2.k8s.aws/cluster": "{cluster}",
        "service.k8s.aws/resource": "LoadBalancer",
        "service.k8s.aws/stack": "{service}",
    },
    has_groups=True,
    has_long_name=True,
)
CLOUD_PROVIDER = Maker(
    "",
    "service.kubernetes.io/load-balancer-cleanup",
    {"kubernetes.io/cluster/{cluster}": "owned", "kubernetes.io/service-name": "{service}"},
    has_groups=False,
    has_long_name=False,
)
MAKERS = (AUTO_MODE, CONTROLLER, CLOUD_PROVIDER)


def said(service: Service, name: str) -> str:
    """What an annotation of the load balancer says, by the last part of its name."""
    return str(service["metadata"].get("annotations", {}).get(_PREFIX + name, ""))


def owner(service: Service) -> Maker | None:
    """Who has made a load balancer for a Service."""
    finalizers = service["metadata"].get("finalizers", [])
    return next((maker for maker in MAKERS if maker.finalizer in finalizers), None)


def choose(api: Api, cluster: dict[str, Any], service: Service) -> Maker:
    """Who makes the load balancer of a Service that has none. Raises Refusal."""
    name, kind = service["spec"].get("loadBalancerClass", ""), said(service, "type")
    if name == AUTO_MODE.loadbalancer_class:
        if not cluster["kubernetesNetworkConfig"]["elasticLoadBalancing"]["enabled"]:
            raise Refusal(f"loadBalancerClass is {name}, and the cluster has no Auto Mode")
        return AUTO_MODE
    if name not in ("", CONTROLLER.loadbalancer_class):
        raise Refusal(f"nobody here makes load balancers of class {name}")
    has_controller = _is_installed(api)
    if name or kind in ("external", "nlb-ip"):
        if not has_controller:
            raise Refusal("there is no AWS Load Balancer Controller in the cluster")
        return CONTROLLER
    if kind != "nlb" and not has_controller:
        raise Refusal(f"{_PREFIX}type is not nlb: AWS would make a Classic Load Balancer, which this sandbox has not")
    return CLOUD_PROVIDER if kind == "nlb" else CONTROLLER


def vet(maker: Maker, service: Service) -> None:
    """Raise Refusal for what the cloud provider makes no load balancer of, in the order in which it looks."""
    if maker is not CLOUD_PROVIDER:
        return
    asked = said(service, "target-group-attributes").split(",")
    unknown = [each for each in (one.partition("=")[0].strip() for one in asked) if each and each not in _ATTRIBUTES]
    if unknown:
        fault = f'the attribute "{unknown[0]}" is not supported by the controller or is invalid'
        raise Refusal(f"{_NOT_ENSURED}error validating target group attributes: {fault}")
    affinity = service["spec"].get("sessionAffinity", "None")
    if affinity != "None":
        raise Refusal(f"{_NOT_ENSURED}unsupported load balancer affinity: {affinity}")


def scheme(maker: Maker, service: Service) -> str:
    if maker is CLOUD_PROVIDER:
        return "internal" if said(service, "internal") == "true" else "internet-facing"
    return said(service, "scheme") or "internal"


def name(maker: Maker, key: Key, service: Service) -> str:
    """32 characters at most: k8s-NAMESPACE-NAME-HASH, or what the number of the Service gives."""
    metadata = service["metadata"]
    if not maker.has_long_name:
        return f"a{metadata['uid'].replace('-', '')[:31]}"
    digest = hashlib.sha256("/".join((*key, metadata["uid"])).encode()).hexdigest()[:10]
    parts = (metadata["namespace"].replace("-", "")[:8], metadata["name"].replace("-", "")[:8])
    return f"k8s-{parts[0]}-{parts[1]}-{digest}"


def tags(maker: Maker, cluster: str, service: Service) -> dict[str, str]:
    """The maker's own tags, and those that the Service asks for."""
    full_name = f"{service['metadata']['namespace']}/{service['metadata']['name']}"
    words = {"cluster": cluster, "service": full_name}
    own = {tag.format(**words): value.format(**words) for tag, value in maker.tags.items()}
    asked = (one.partition("=") for one in said(service, "additional-resource-tags").split(",") if one)
    return {**{key.strip(): value.strip() for key, _equals, value in asked}, **own}


def _is_installed(api: Api) -> bool:
    """Whether the AWS Load Balancer Controller is in the cluster and has a pod."""
    return any(
        _IMAGE in container["image"].partition("@")[0].rpartition("/")[2]
        for deployment in api.get("/apis/apps/v1/deployments")["items"]
        if deployment.get("status", {}).get("availableReplicas")
        for container in deployment["spec"]["template"]["spec"]["containers"]
    )

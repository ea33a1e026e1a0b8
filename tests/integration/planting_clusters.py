# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Clusters as the roles leave them, made by hand, with what runs in them puts beside them."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from typing import Any

from tests.integration.planting import Planted, listed
from tests.sandbox.kubernetes import Place, Server, server, states, token

INGRESSES = "/apis/networking.k8s.io/v1/namespaces/default/ingresses"
BUDGETS = "/apis/policy/v1/namespaces/default/poddisruptionbudgets"


def plant_cluster(here: Place, planted: Planted, **more: Any) -> str:
    """Make an EKS cluster; return the security group that EKS makes for it."""
    here.create_cluster(planted.name, tags=planted.of("eks_cluster"), **more)
    assert states(here.cluster_state(planted.name), "ACTIVE", "FAILED")[-1] == "ACTIVE"
    return str(here.eks.describe_cluster(name=planted.name)["cluster"]["resourcesVpcConfig"]["clusterSecurityGroupId"])


def plant_service(here: Place, planted: Planted) -> None:
    """Have Kubernetes make a load balancer."""
    made = {
        "metadata": {"name": "web", "annotations": {"service.beta.kubernetes.io/aws-load-balancer-type": "nlb"}},
        "spec": {"type": "LoadBalancer", "selector": {"app": "web"}, "ports": [{"port": 80, "targetPort": 8080}]},
    }
    tags = [{"Key": "kubernetes.io/role/elb", "Value": "1"}]
    here.client("ec2").create_tags(Resources=here.subnets, Tags=tags)
    api, mine = server(here, planted.name), token(here.account.session, planted.name)
    assert api.ask(mine, "/api/v1/namespaces/default/services", "POST", made)[0] == 201
    states(lambda: bool(here.client("elbv2").describe_load_balancers()["LoadBalancers"]), True)
    here.client("ec2").delete_tags(Resources=here.subnets, Tags=tags)


def plant_interface(here: Place, group: str | None, planted: Planted) -> None:
    """Leave a network interface as the network add-on does, with its own tags alone, when a node ends too fast."""
    tags = {"cluster.k8s.amazonaws.com/name": planted.name, "node.k8s.amazonaws.com/instance_id": "i-0123456789abcdef0"}
    compute = here.client("ec2")
    made = compute.create_network_interface(
        SubnetId=here.subnets[0], Description="aws-K8S-i-0123456789abcdef0", **({"Groups": [group]} if group else {})
    )["NetworkInterface"]["NetworkInterfaceId"]
    compute.create_tags(Resources=[made], Tags=listed(tags))  # the emulator forgets those given at once


def plant_balancer(here: Place, planted: Planted) -> None:
    """Leave what Kubernetes' cloud provider makes of role front_end's Service, with the tags that this asks for."""
    balancers, tags = (
        here.client("elbv2"),
        planted.of("front_end", **{f"kubernetes.io/cluster/{planted.name}": "owned"}),
    )
    balancers.create_load_balancer(
        Name=planted.name[:32], Type="network", Subnets=here.subnets[:1], Scheme="internal", Tags=listed(tags)
    )
    balancers.create_target_group(
        Name=planted.name[:32], Protocol="TCP", Port=80, VpcId=here.vpc, TargetType="instance", Tags=listed(tags)
    )


@contextlib.contextmanager
def plant_ingress(here: Place, planted: Planted) -> Iterator[set[str]]:
    """Have an Ingress with a load balancer whose controller alone knows whose it is, and a budget that keeps pods.

    What of them was asked to go is in the set.
    """
    made = here.client("elbv2").create_load_balancer(Name=planted.name[:32], Type="application", Subnets=here.subnets)
    balancer = made["LoadBalancers"][0]["LoadBalancerArn"]
    api, mine = server(here, planted.name), token(here.account.session, planted.name)
    backend = {"service": {"name": "web", "port": {"number": 80}}}
    budget = {"maxUnavailable": 0, "selector": {"matchLabels": {"app": "web"}}}
    for path, spec in ((INGRESSES, {"defaultBackend": backend}), (BUDGETS, budget)):
        metadata = {"name": "web", "finalizers": ["ingress.k8s.aws/resources"]}
        assert api.ask(mine, path, "POST", {"metadata": metadata, "spec": spec})[0] == 201
    asked, is_over = set[str](), threading.Event()
    controller = threading.Thread(target=_control, args=(here, api, balancer, asked, is_over))
    controller.start()
    try:
        yield asked
    finally:
        is_over.set()
        controller.join()


def _control(here: Place, api: Server, balancer: str, asked: set[str], is_over: threading.Event) -> None:
    """Do what the AWS Load Balancer Controller does with an Ingress that is to go, until the cluster is gone."""
    while not is_over.wait(0.1):
        mine = token(here.account.session, api.name)
        for path in (INGRESSES, BUDGETS):
            try:
                found = api.ask(mine, f"{path}/web")[1]
                if not (isinstance(found, dict) and "deletionTimestamp" in found["metadata"]):
                    continue
                if path == INGRESSES:
                    here.client("elbv2").delete_load_balancer(LoadBalancerArn=balancer)
                free = {"metadata": {"finalizers": None}}
                api.ask(mine, f"{path}/web", "PATCH", free, kind="merge-patch+json")
            except OSError:  # the cluster is gone
                return
            asked.add(found["kind"])

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Load balancers of Services: who makes them, what they consist of, how they go."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.sandbox.cluster import CLUSTER
from tests.sandbox.kubernetes import Place, Server, refusal, states, token

PREFIX = "service.beta.kubernetes.io/aws-load-balancer-"
SERVICES = "/api/v1/namespaces/default/services"
CONTROLLER = "aws-load-balancer-controller"


class Balancers:
    """The Services of the shared cluster, and what AWS has for them."""

    def __init__(self, here: Place, api: Server) -> None:
        self._here, self._api = here, api
        self.elb, self.ec2 = here.client("elbv2"), here.client("ec2")

    def ask(self, path: str, method: str = "GET", body: Any = None, kind: str = "json") -> tuple[int, Any]:
        return self._api.ask(token(self._here.account.session, CLUSTER), path, method, body, kind)

    def create(self, name: str, annotations: dict[str, str], **spec: Any) -> None:
        metadata = {"name": name, "annotations": {PREFIX + key: value for key, value in annotations.items()}}
        ports = [{"name": "https", "port": 443, "targetPort": 8080}]
        content = {"type": "LoadBalancer", "selector": {"app": "web"}, "ports": ports, **spec}
        status, answer = self.ask(SERVICES, "POST", {"metadata": metadata, "spec": content})
        assert status == 201, answer

    def delete(self, name: str) -> None:
        assert self.ask(f"{SERVICES}/{name}", "DELETE")[0] == 200

    def is_gone(self, name: str) -> bool:
        return self.ask(f"{SERVICES}/{name}")[0] == 404

    def address(self, name: str) -> str:
        ingress = self.ask(f"{SERVICES}/{name}")[1]["status"]["loadBalancer"].get("ingress", [{}])
        return str(ingress[0].get("hostname", ""))

    def all(self) -> list[Any]:
        return [one for one in self.elb.describe_load_balancers()["LoadBalancers"] if one["VpcId"] == self._here.vpc]

    def targets(self, arn: str) -> list[str]:
        """Who would pass the health checks of a load balancer."""
        groups = self.elb.describe_target_groups(LoadBalancerArn=arn)["TargetGroups"]
        told = [self.elb.describe_target_health(TargetGroupArn=one["TargetGroupArn"]) for one in groups]
        return [one["Target"]["Id"] for each in told for one in each["TargetHealthDescriptions"]]

    def tags(self, arn: str) -> dict[str, str]:
        found = self.elb.describe_tags(ResourceArns=[arn])["TagDescriptions"][0]["Tags"]
        return {one["Key"]: one["Value"] for one in found}

    def interfaces(self) -> list[Any]:
        filters = [{"Name": "vpc-id", "Values": [self._here.vpc]}, {"Name": "description", "Values": ["ELB net/*"]}]
        return list(self.ec2.describe_network_interfaces(Filters=filters)["NetworkInterfaces"])

    def rules(self, group: str) -> list[tuple[int, list[str]]]:
        """Of a security group: ports and the networks that reach them."""
        found = self.ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"][0]["IpPermissions"]
        return [(rule["FromPort"], [one["CidrIp"] for one in rule["IpRanges"]]) for rule in found if rule["IpRanges"]]

    def reason(self, name: str) -> str:
        """Why there is no load balancer, as the events of the Service say."""
        about = f"involvedObject.kind=Service,involvedObject.name={name}"
        path = f"/api/v1/namespaces/default/events?fieldSelector={about}"
        states(lambda: bool(self.ask(path)[1]["items"]), True)
        return str(self.ask(path)[1]["items"][-1]["message"])


@pytest.fixture(scope="module")
def balancers(here: Place, api: Server) -> Iterator[Balancers]:
    """With subnets that are tagged as load balancers want them."""
    compute = here.client("ec2")
    keys = ("kubernetes.io/role/elb", "kubernetes.io/role/internal-elb")
    compute.create_tags(Resources=here.subnets, Tags=[{"Key": key, "Value": "1"} for key in keys])
    yield Balancers(here, api)
    compute.delete_tags(Resources=here.subnets, Tags=[{"Key": key} for key in keys])


def test_the_cloud_provider_makes_one_and_lets_traffic_to_the_nodes(here: Place, balancers: Balancers) -> None:
    group = here.eks.describe_cluster(name=CLUSTER)["cluster"]["resourcesVpcConfig"]["clusterSecurityGroupId"]
    tags = {"additional-resource-tags": "team=digits, stage=trial"}
    balancers.create("open", {"type": "nlb", **tags}, loadBalancerSourceRanges=["203.0.113.0/24"])
    states(lambda: balancers.address("open") != "", True)
    (made,) = balancers.all()
    arn = made["LoadBalancerArn"]
    assert (made["DNSName"], made["Type"], made["Scheme"]) == (balancers.address("open"), "network", "internet-facing")
    assert [one["Port"] for one in balancers.elb.describe_listeners(LoadBalancerArn=arn)["Listeners"]] == [443]
    assert balancers.tags(arn) == {
        f"kubernetes.io/cluster/{CLUSTER}": "owned",
        "kubernetes.io/service-name": "default/open",
        "team": "digits",
        "stage": "trial",
    }
    port = balancers.ask(f"{SERVICES}/open")[1]["spec"]["ports"][0]["nodePort"]
    assert balancers.rules(group) == [(port, ["203.0.113.0/24"])]
    assert balancers.targets(arn) == []
    assert len(balancers.interfaces()) == 2
    assert refusal(balancers.ec2.delete_subnet, SubnetId=here.subnets[0])[0] == "DependencyViolation"
    balancers.delete("open")
    states(lambda: balancers.is_gone("open"), True)
    assert balancers.all() == []
    # They outlive the Service by a moment.
    states(balancers.interfaces, [])
    assert balancers.rules(group) == []
    assert balancers.elb.describe_target_groups()["TargetGroups"] == []


def test_without_who_makes_them_there_is_none_and_the_events_say_why(balancers: Balancers) -> None:
    balancers.create("auto", {}, loadBalancerClass="eks.amazonaws.com/nlb")
    balancers.create("controller", {}, loadBalancerClass="service.k8s.aws/nlb")
    balancers.create("classic", {})
    balancers.create("nowhere", {"type": "nlb", "subnets": "subnet-00000000"})
    balancers.create("sticky", {"type": "nlb"}, sessionAffinity="ClientIP")
    balancers.create("group", {"type": "nlb", "target-group-attributes": "stickiness.enabled=true"})
    assert "no Auto Mode" in balancers.reason("auto")
    assert "no AWS Load Balancer Controller" in balancers.reason("controller")
    assert "Classic" in balancers.reason("classic")
    assert "subnet-00000000" in balancers.reason("nowhere")
    failed = "Error syncing load balancer: failed to ensure load balancer: "
    assert balancers.reason("sticky") == f"{failed}unsupported load balancer affinity: ClientIP"
    assert 'the attribute "stickiness.enabled" is not supported' in balancers.reason("group")
    assert balancers.all() == []
    for name in ("auto", "controller", "classic", "nowhere", "sticky", "group"):
        balancers.delete(name)
        states(lambda name=name: balancers.is_gone(name), True)


def test_the_controller_makes_one_with_a_group_and_waits_until_it_is_gone(here: Place, balancers: Balancers) -> None:
    _install_controller(balancers)
    certificate = here.client("acm").request_certificate(DomainName="digits.example.org")["CertificateArn"]
    health = {"healthcheck-protocol": "http", "healthcheck-path": "/healthy", "nlb-target-type": "ip"}
    balancers.create("tls", {**health, "ssl-cert": certificate, "ssl-ports": "443"},
                     selector={"app": CONTROLLER}, loadBalancerClass="service.k8s.aws/nlb",
                     allocateLoadBalancerNodePorts=False)  # fmt: skip
    states(lambda: balancers.address("tls") != "", True)
    (made,) = balancers.all()
    assert made["Scheme"] == "internal"
    assert balancers.tags(made["LoadBalancerArn"])["service.k8s.aws/stack"] == "default/tls"
    (listener,) = balancers.elb.describe_listeners(LoadBalancerArn=made["LoadBalancerArn"])["Listeners"]
    assert (listener["Protocol"], listener["Certificates"][0]["CertificateArn"]) == ("TLS", certificate)
    (target,) = balancers.elb.describe_target_groups(LoadBalancerArn=made["LoadBalancerArn"])["TargetGroups"]
    assert (target["TargetType"], target["HealthCheckProtocol"], target["HealthCheckPath"]) == (
        "ip",
        "HTTP",
        "/healthy",
    )
    # The only pods behind it are the controller's own.
    pods = balancers.ask("/api/v1/namespaces/default/pods?labelSelector=app%3D" + CONTROLLER)[1]["items"]
    states(lambda: balancers.targets(made["LoadBalancerArn"]), [one["status"]["podIP"] for one in pods])
    (group,) = {one["GroupId"] for interface in balancers.interfaces() for one in interface["Groups"]}
    assert balancers.rules(group) == [(443, ["0.0.0.0/0"])]
    change = {"spec": {"loadBalancerSourceRanges": ["198.51.100.0/24"]}}
    assert balancers.ask(f"{SERVICES}/tls", "PATCH", change, "merge-patch+json")[0] == 200
    states(lambda: balancers.rules(group), [(443, ["198.51.100.0/24"])])
    balancers.delete("tls")
    states(lambda: balancers.is_gone("tls"), True)
    assert (balancers.all(), balancers.interfaces()) == ([], [])
    assert refusal(balancers.ec2.describe_security_groups, GroupIds=[group])[0] == "InvalidGroup.NotFound"
    assert balancers.ask(f"/apis/apps/v1/namespaces/default/deployments/{CONTROLLER}", "DELETE")[0] == 200


def _install_controller(balancers: Balancers) -> None:
    labels = {"app": CONTROLLER}
    container = {"name": "controller", "image": f"public.ecr.aws/eks/{CONTROLLER}:v3.0.0"}
    template = {"metadata": {"labels": labels}, "spec": {"containers": [container]}}
    content = {"metadata": {"name": CONTROLLER}, "spec": {"selector": {"matchLabels": labels}, "template": template}}
    path = "/apis/apps/v1/namespaces/default/deployments"
    assert balancers.ask(path, "POST", content)[0] == 201
    states(lambda: balancers.ask(f"{path}/{CONTROLLER}")[1]["status"].get("availableReplicas", 0), 1)

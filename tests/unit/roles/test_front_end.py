# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The objects of the web server by the role's variables, and which variables are refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible.parsing.dataloader import DataLoader
from ansible.template import trust_as_template

from tests.unit.roles.templar import SESSION, of_role, templar

ROOT = Path(__file__).parents[3]
ANNOTATION = "service.beta.kubernetes.io/aws-load-balancer-"
CERTIFICATE = "arn:aws:acm:eu-central-1:111111111111:certificate/0f"
WORLD = ["0.0.0.0/0"]
NONE = {"name": "", "load_balancer": "", "role": ""}
PUBLIC = {"front_end_public": True, "front_end_allowed_cidrs": WORLD}


def variables(**given: Any) -> dict[str, Any]:
    """Return the role's variables in a cluster of this deployment, whose network it has made."""
    around = {
        "ansible_facts": {"inferops_session": SESSION},
        "inferops_name": "digits",
        "eks_cluster_is_ours": True,
        "eks_cluster_name_found": "digits",
        "network_result": {"cidr": "10.0.0.0/16"},
        "front_end_image": "registry.example.com/page:1",
        "front_end_function_arn": "arn:aws:lambda:eu-central-1:111111111111:function:digits:live",
        # What AWS and the cluster are asked is another test's.
        "front_end__cluster_faults": NONE,
        "front_end__role_fault": "",
    }
    return {**of_role("front_end"), **around, **given}


def objects(**given: Any) -> dict[tuple[str, str], Any]:
    """Return the objects of the web server by kind and name."""
    text = (ROOT / "templates" / "kubernetes" / "front_end.yml.j2").read_text(encoding="utf-8")
    made = yaml.safe_load_all(templar(variables(**given)).template(trust_as_template(text)))
    return {(each["kind"], each["metadata"]["name"]): each for each in made}


def service(**given: Any) -> tuple[dict[str, Any], dict[str, str]]:
    """Return what the Service before the pods says, and its annotations for load balancers by their last words."""
    made = objects(**given)["Service", "digits"]
    told = {key.removeprefix(ANNOTATION): text for key, text in made["metadata"]["annotations"].items()}
    return made["spec"], told


def container(**given: Any) -> dict[str, Any]:
    (only,) = objects(**given)["Deployment", "digits"]["spec"]["template"]["spec"]["containers"]
    return dict(only)


def refused(**given: Any) -> dict[str, str]:
    """Return what is refused: what would be allowed instead, by variable."""
    scope = variables(**given)
    template = templar(scope).template
    return {
        check["variable"]: str(template(check["allowed"]))
        for check in scope["front_end__checks"]
        if "passes" in check and not template(check["passes"])
    }


def test_the_cloud_provider_is_told_nothing_that_it_refuses() -> None:
    """It makes no load balancer with session affinity, nor with attributes of target groups that it does not know."""
    spec, told = service()
    assert (spec["type"], spec["sessionAffinity"]) == ("LoadBalancer", "None")
    assert "loadBalancerClass" not in spec
    assert (told["type"], told["internal"]) == ("nlb", "true")
    assert "target-group-attributes" not in told


@pytest.mark.parametrize(
    ("maker", "name"), [("auto_mode", "eks.amazonaws.com/nlb"), ("controller", "service.k8s.aws/nlb")]
)
def test_others_send_a_visitor_to_one_pod(maker: str, name: str) -> None:
    spec, told = service(front_end_load_balancer=maker)
    assert (spec["loadBalancerClass"], spec["allocateLoadBalancerNodePorts"]) == (name, False)
    assert told["nlb-target-type"] == "ip"
    assert told["target-group-attributes"] == "stickiness.enabled=true,stickiness.type=source_ip"
    assert told["scheme"] == "internal"


def test_without_a_load_balancer_the_cluster_itself_sends_a_visitor_to_one_pod() -> None:
    spec, told = service(front_end_load_balancer="none")
    assert (spec["type"], spec["sessionAffinity"]) == ("ClusterIP", "ClientIP")
    assert list(told) == ["inferops.aws/deployment"]


def test_an_internal_page_opens_the_nodes_to_its_network_alone() -> None:
    """Whom the Service names may reach the port of the nodes, which may have public addresses; else everyone may."""
    assert service()[0]["loadBalancerSourceRanges"] == ["10.0.0.0/16"]
    blocks = [{"cidr_block": "10.1.0.0/16"}, {"cidr_block": "10.0.0.0/16"}]
    there = {"front_end__networks": {"vpcs": [{"cidr_block_association_set": blocks}]}}
    of_another = service(eks_cluster_is_ours=False, **there)[0]
    assert of_another["loadBalancerSourceRanges"] == ["10.0.0.0/16", "10.1.0.0/16"]
    of_yours = service(network_vpc_id="vpc-0a1b2c3d", network_private_subnets=["subnet-0a1b2c3d"], **there)[0]
    assert of_yours["loadBalancerSourceRanges"] == ["10.0.0.0/16", "10.1.0.0/16"]
    named = service(front_end_allowed_cidrs=["192.0.2.0/24"])[0]
    assert named["loadBalancerSourceRanges"] == ["192.0.2.0/24"]
    assert "loadBalancerSourceRanges" not in service(front_end_load_balancer="controller")[0]


@pytest.mark.parametrize(("maker", "scheme"), [("cloud_provider", None), ("controller", "internet-facing")])
def test_a_public_page_has_a_certificate_and_the_networks_that_it_is_for(maker: str, scheme: str | None) -> None:
    given = {"front_end_public": True, "front_end_load_balancer": maker}
    spec, told = service(front_end_allowed_cidrs=["203.0.113.0/24"], front_end_certificate_arn=CERTIFICATE, **given)
    assert spec["loadBalancerSourceRanges"] == ["203.0.113.0/24"]
    assert [(port["port"], port["targetPort"]) for port in spec["ports"]] == [(443, "http")]
    assert (told["ssl-cert"], told["ssl-ports"]) == (CERTIFICATE, "443")
    assert told.get("scheme") == scheme
    assert "internal" not in told


def test_plain_http_is_on_port_80_when_it_is_meant() -> None:
    assert "front_end_certificate_arn" in refused(**PUBLIC)
    meant = {**PUBLIC, "front_end_plain_http": True}
    assert refused(**meant) == {}
    spec, told = service(**meant)
    assert [port["port"] for port in spec["ports"]] == [80]
    assert "ssl-cert" not in told


def test_another_web_server_takes_its_place_by_four_variables() -> None:
    own = {"TITLE": 'Say "hi"', "INFERENCE_FUNCTION": ""}
    image = "registry.example.com/nginx@sha256:" + "0" * 64
    made = container(front_end_image=image, front_end_port=8080, front_end_path="/ready", front_end_environment=own)
    assert (made["image"], made["ports"][0]["containerPort"]) == (image, 8080)
    told = {each["name"]: each["value"] for each in made["env"]}
    assert told == {"AWS_REGION": "eu-central-1", "PORT": "8080", "TITLE": 'Say "hi"'}
    for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
        assert made[probe]["httpGet"] == {"path": "/ready", "port": "http"}
    assert service(front_end_path="/ready")[1]["healthcheck-path"] == "/ready"


def test_pods_are_spread_over_zones_and_nodes_and_have_two_minutes_to_begin() -> None:
    spec = objects()["Deployment", "digits"]["spec"]["template"]["spec"]
    keys = [each["topologyKey"] for each in spec["topologySpreadConstraints"]]
    assert keys == ["topology.kubernetes.io/zone", "kubernetes.io/hostname"]
    for each in spec["topologySpreadConstraints"]:
        assert each["labelSelector"]["matchLabels"] == {"app.kubernetes.io/name": "digits"}
    startup = spec["containers"][0]["startupProbe"]
    assert startup["periodSeconds"] * startup["failureThreshold"] == 120


def test_a_port_of_the_nodes_is_a_service_beside() -> None:
    assert ("Service", "digits-node-port") not in objects()
    made = objects(front_end_node_port=31000, front_end_node_port_cidrs=["203.0.113.0/24"])
    spec = made["Service", "digits-node-port"]["spec"]
    assert (spec["type"], spec["ports"][0]["nodePort"], spec["sessionAffinity"]) == ("NodePort", 31000, "ClientIP")
    assert made["Service", "digits"]["spec"]["type"] == "LoadBalancer"


def test_what_there_is_by_default_is_allowed() -> None:
    assert refused() == {}


@pytest.mark.parametrize(
    ("given", "variable", "allowed"),
    [
        (
            {"front_end_certificate_arn": CERTIFICATE.replace("eu-central-1", "us-east-1")},
            "front_end_certificate_arn",
            "a certificate in eu-central-1, where the load balancer is; load balancers take none of another region",
        ),
        ({"front_end_memory_request": "1Gi"}, "front_end_memory_request", "512Mi or less, which"),
        ({"front_end_cpu_limit": "0.2"}, "front_end_cpu_request", "0.2 or less, which front_end_cpu_limit is"),
        ({"front_end_subnet_ids": ["public-a"]}, "front_end_subnet_ids", "the ids of subnets, such as subnet-"),
        ({"front_end_subnet_ids": ["subnet-0a1b2c3d"] * 2}, "front_end_subnet_ids", "each subnet once"),
        ({"front_end_allowed_cidrs": ["2001:db8::/32"]}, "front_end_allowed_cidrs", "IPv4 networks"),
        (
            {"front_end_node_port": 31000, "front_end_node_port_cidrs": ["2001:db8::/32"]},
            "front_end_node_port_cidrs",
            "IPv4 networks",
        ),
        (
            {"eks_cluster_existing_kubeconfig": "/cluster", "eks_cluster_name_found": ""},
            "front_end_allowed_cidrs",
            "the networks out of which it is reached, when front_end_load_balancer is cloud_provider",
        ),
        (
            {"front_end_load_balancer": "auto_mode", "eks_cluster_auto_mode": False},
            "front_end_load_balancer",
            "cloud_provider, controller or none, unless eks_cluster_auto_mode is true",
        ),
        ({"front_end__image_architecture_fault": "an image for arm64"}, "front_end_image", "an image for arm64"),
        ({"front_end__cluster_faults": {**NONE, "name": "another"}}, "front_end_name", "another"),
        ({"front_end__cluster_faults": {**NONE, "load_balancer": "none"}}, "front_end_load_balancer", "none"),
    ],
)  # fmt: skip
def test_what_cannot_work_is_refused(given: dict[str, Any], variable: str, allowed: str) -> None:
    told = refused(**given)
    assert list(told) == [variable]
    assert told[variable].startswith(allowed)


def test_a_request_may_be_its_limit() -> None:
    assert refused(front_end_memory_request="0.5Gi", front_end_cpu_limit="250m") == {}


def task(name: str) -> dict[str, Any]:
    """Return a task of those that bring the web server about."""
    file = ROOT / "roles" / "front_end" / "tasks" / "present.yml"
    tasks = DataLoader().load_from_file(str(file), trusted_as_template=True)
    (found,) = [each for each in tasks if name in each["name"]]
    return dict(found)


def value(name: str, **given: Any) -> Any:
    scope = variables(**given)
    return templar(scope).template(scope[name])


@pytest.mark.parametrize("mode", [True, False])
def test_whether_a_cluster_has_auto_mode_is_decided_where_it_is_made(mode: bool) -> None:
    assert value("front_end__auto_mode", eks_cluster_auto_mode=mode) is mode
    assert value("front_end__auto_mode", eks_cluster_auto_mode=mode, eks_cluster_is_ours=False) is None
    assert value("front_end__auto_mode") is None


def test_a_role_of_somebody_else_is_refused_in_a_cluster_that_was_there_before_us() -> None:
    """Of a cluster that is made here, another lookup asks for it."""
    given = {"eks_cluster_existing_name": "theirs", "front_end__cluster_faults": {**NONE, "role": "another name"}}
    named = {**given, "front_end__role_fault": of_role("front_end")["front_end__role_fault"]}
    assert refused(**named) == {"inferops_name": "another name"}
    assert refused(**named, front_end_function_arn="") == {}


def test_who_gives_no_permission_says_who_has_to() -> None:
    of_kubeconfig = {"eks_cluster_name_found": "", "eks_cluster_existing_kubeconfig": "/cluster"}
    told = {
        name: templar(variables(**given)).evaluate_conditional(task("Say who is left")["when"])
        for name, given in {
            "by its name": {},
            "by a kubeconfig": of_kubeconfig,
            "with nothing to invoke": {**of_kubeconfig, "front_end_function_arn": ""},
        }.items()
    }
    assert told == {"by its name": False, "by a kubeconfig": True, "with nothing to invoke": False}
    sentence = templar(variables(**of_kubeconfig)).template(task("Say who is left")["ansible.builtin.debug"]["msg"])
    for part in ("function:digits:live", "service account digits in the namespace digits", "lambda:InvokeFunction"):
        assert part in sentence

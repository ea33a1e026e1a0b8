# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The parts of a load balancer: where it lies, its listeners and target groups, its interfaces, its security groups."""

from __future__ import annotations

import hashlib
import importlib
from dataclasses import dataclass
from typing import Any

from .. import aws, store
from ..planes import Key
from . import makers
from .makers import Maker, Refusal, Service

#: Seconds that the interfaces of a load balancer outlive it.
LINGER_SECONDS = 2.0
_ROLES = {"internal": "kubernetes.io/role/internal-elb", "internet-facing": "kubernetes.io/role/elb"}
_EVERYWHERE = ["0.0.0.0/0"]


@dataclass(frozen=True)
class Plan:
    """A load balancer as it should be."""

    name: str
    scheme: str
    vpc: str
    subnets: list[str]
    tags: dict[str, str]
    has_groups: bool
    service: Service


def plan(key: Key, maker: Maker, service: Service) -> Plan:
    """What a Service asks for. Raises Refusal for a subnet or a certificate that is not there."""
    scheme, network = makers.scheme(maker, service), store.cluster(key[2])["resourcesVpcConfig"]
    certificate = makers.said(service, "ssl-cert")
    if certificate and certificate not in importlib.import_module("ministack.services.acm")._certificates:
        raise Refusal(f"CertificateNotFound: Certificate ARN '{certificate}' is not valid")
    subnets = _subnets(network["vpcId"], scheme, makers.said(service, "subnets"))
    tags = makers.tags(maker, key[2], service)
    return Plan(makers.name(maker, key, service), scheme, network["vpcId"], subnets, tags, maker.has_groups, service)


def make(key: Key, wanted: Plan) -> str:
    """Make it, or make it so; return its address."""
    arn = find(wanted.name)
    groups = [_group(wanted)] if wanted.has_groups else []
    if arn is None:
        parameters = {"Name": wanted.name, "Scheme": wanted.scheme, "Type": "network", "VpcId": wanted.vpc}
        parameters |= {f"Subnets.member.{number}": one for number, one in enumerate(wanted.subnets, 1)}
        parameters |= {f"SecurityGroups.member.{number}": one for number, one in enumerate(groups, 1)}
        made = aws.query("alb", "CreateLoadBalancer", {**parameters, **_numbered(wanted.tags)})
        arn = str(made.findtext(".//LoadBalancerArn"))
        for subnet in wanted.subnets:
            aws.make_interface(subnet, _description(arn), groups, {}, "network_load_balancer")
    _drop_listeners(arn)
    for port in wanted.service["spec"]["ports"]:
        _listen(arn, wanted, port)
    _admit(groups[0] if groups else _nodes_group(key), wanted)
    return str(_home()._lbs[arn]["DNSName"])


def find(name: str) -> str | None:
    """The ARN of the load balancer of a name."""
    return next((arn for arn, one in _home()._lbs.items() if one["LoadBalancerName"] == name), None)


def are_gone(key: Key, maker: Maker, service: Service) -> bool:
    """Take them away; whether all is gone that the maker waits for."""
    name = makers.name(maker, key, service)
    arn = find(name)
    if arn is not None:
        _drop_listeners(arn)
        aws.query("alb", "DeleteLoadBalancer", {"LoadBalancerArn": arn})
        store.later(lambda: aws.remove_interfaces(_interfaces(name)), LINGER_SECONDS)
    if not maker.has_groups:
        _revoke(_nodes_group(key), name)
        return True
    if _interfaces(name):
        return False
    for group in _groups(name):
        aws.remove_security_group(group)
    return True


def _home() -> Any:
    return importlib.import_module("ministack.services.alb")


def _listen(arn: str, wanted: Plan, port: dict[str, Any]) -> None:
    service, number = wanted.service, str(port["port"])
    target = makers.said(service, "nlb-target-type") or "instance"
    health = {key: makers.said(service, f"healthcheck-{key}") for key in ("protocol", "port", "path")}
    group = {
        "Name": f"{wanted.name[:21].rstrip('-')}-{_digest(wanted.name, number)}",
        "Protocol": port.get("protocol", "TCP"),
        "Port": str(port.get("nodePort", number) if target == "instance" else number),
        "VpcId": wanted.vpc,
        "TargetType": target,
        "HealthCheckProtocol": (health["protocol"] or "TCP").upper(),
        **({"HealthCheckPort": health["port"]} if health["port"] else {}),
        **({"HealthCheckPath": health["path"]} if health["path"] else {}),
    }
    made = aws.query("alb", "CreateTargetGroup", {**group, **_numbered(wanted.tags)})
    certificate = makers.said(service, "ssl-cert")
    ports = [one.strip() for one in makers.said(service, "ssl-ports").split(",")]
    is_tls = bool(certificate) and (ports == [""] or number in ports or port.get("name") in ports)
    listener = {
        "LoadBalancerArn": arn,
        "Protocol": "TLS" if is_tls else group["Protocol"],
        "Port": number,
        "DefaultActions.member.1.Type": "forward",
        "DefaultActions.member.1.TargetGroupArn": str(made.findtext(".//TargetGroupArn")),
        **({"Certificates.member.1.CertificateArn": certificate} if is_tls else {}),
    }
    aws.query("alb", "CreateListener", {**listener, **_numbered(wanted.tags)})


def _drop_listeners(arn: str) -> None:
    """The listeners of a load balancer and what they send to."""
    home = _home()
    listeners = [each for each, one in home._listeners.items() if one["LoadBalancerArn"] == arn]
    groups = [each for each, one in home._tgs.items() if arn in one["LoadBalancerArns"]]
    for listener in listeners:
        aws.query("alb", "DeleteListener", {"ListenerArn": listener})
    for group in groups:
        home._tgs[group]["LoadBalancerArns"].remove(arn)
        aws.query("alb", "DeleteTargetGroup", {"TargetGroupArn": group})


def _subnets(vpc: str, scheme: str, named: str) -> list[str]:
    """The subnets that the annotation names, else those that are tagged for the scheme: one in each zone."""
    known = {each: one for each, one in aws.ec2()._subnets.items() if one["VpcId"] == vpc}
    chosen = [one.strip() for one in named.split(",")] if named else [
        one for one in known if aws.tags_of(one).get(_ROLES.get(scheme, "")) in ("1", "")
    ]  # fmt: skip
    missing = [one for one in chosen if one not in known]
    if missing:
        raise Refusal(f"InvalidSubnetID.NotFound: The subnet ID '{missing[0]}' does not exist")
    if not chosen:
        raise Refusal(f"unable to resolve at least one subnet: none in {vpc} is tagged {_ROLES.get(scheme)}=1")
    by_zone = {known[one]["AvailabilityZone"]: one for one in reversed(chosen)}
    return [by_zone[zone] for zone in sorted(by_zone)]


def _group(wanted: Plan) -> str:
    """The security group of a load balancer."""
    existing = _groups(wanted.name)
    description = f"[k8s] Managed SecurityGroup for LoadBalancer {wanted.name}"
    return existing[0] if existing else aws.make_security_group(wanted.name, description, wanted.vpc, wanted.tags)


def _groups(name: str) -> list[str]:
    return [each for each, one in aws.ec2()._security_groups.items() if one["GroupName"] == name]


def _nodes_group(key: Key) -> str:
    return str(store.cluster(key[2])["resourcesVpcConfig"]["clusterSecurityGroupId"])


def _admit(group: str, wanted: Plan) -> None:
    """Let in whom the Service names, at its ports, or at the nodes' where the load balancer has no group of its own."""
    _revoke(group, wanted.name)
    ranges = wanted.service["spec"].get("loadBalancerSourceRanges") or _EVERYWHERE
    parameters = {"GroupId": group}
    for number, port in enumerate(wanted.service["spec"]["ports"], 1):
        at = str(port["port"] if wanted.has_groups else port.get("nodePort", port["port"]))
        prefix = f"IpPermissions.{number}"
        parameters |= {f"{prefix}.IpProtocol": "tcp", f"{prefix}.FromPort": at, f"{prefix}.ToPort": at}
        for each, cidr in enumerate(ranges, 1):
            parameters |= {f"{prefix}.IpRanges.{each}.CidrIp": cidr,
                           f"{prefix}.IpRanges.{each}.Description": _rule(wanted.name)}  # fmt: skip
    aws.query("ec2", "AuthorizeSecurityGroupIngress", parameters)


def _revoke(group: str, name: str) -> None:
    found = aws.ec2()._security_groups.get(group)
    if found:
        found["IpPermissions"][:] = [
            rule
            for rule in found["IpPermissions"]
            if all(one.get("Description") != _rule(name) for one in rule["IpRanges"]) or not rule["IpRanges"]
        ]


def _rule(name: str) -> str:
    """What the rules of a load balancer are told by."""
    return f"kubernetes.io/rule/nlb/client={name}"


def _interfaces(name: str) -> list[str]:
    found = aws.ec2()._network_interfaces.items()
    return [each for each, one in found if one["Description"].startswith(f"ELB net/{name}/")]


def _description(arn: str) -> str:
    """What AWS writes on a load balancer's interfaces: ELB net/NAME/ID."""
    return f"ELB net/{arn.partition('loadbalancer/')[2].partition('/')[2]}"


def _digest(*parts: str) -> str:
    return hashlib.sha256("/".join(parts).encode()).hexdigest()[:10]


def _numbered(tags: dict[str, str]) -> dict[str, str]:
    numbered: dict[str, str] = {}
    for number, (key, value) in enumerate(tags.items(), 1):
        numbered |= {f"Tags.member.{number}.Key": key, f"Tags.member.{number}.Value": value}
    return numbered

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What EKS does in other services on its own behalf: networks, instances, scaling groups, load balancers, roles."""

from __future__ import annotations

import importlib
import json
import re
from collections.abc import Mapping
from typing import Any
from xml.etree import ElementTree

from .. import seams
from ..corrections import policies
from .protocol import Call, Refused, invalid
from .store import account, region

_NAMESPACE = re.compile(rb'\sxmlns="[^"]+"')


def query(service: str, action: str, parameters: Mapping[str, str]) -> Any:
    """Ask a service of ministack that speaks the query protocol. Raises RuntimeError when it refuses."""
    home = importlib.import_module(f"ministack.services.{service}")
    if service == "ec2":
        home._ensure_defaults_initialized()
    status, _headers, body = home._ACTION_MAP[action](dict(parameters))
    text = body if isinstance(body, bytes) else body.encode()
    if status >= 300:
        raise RuntimeError(f"{service}:{action} was refused: {text.decode()}")
    return ElementTree.fromstring(_NAMESPACE.sub(b"", text))


def ec2() -> Any:
    home = importlib.import_module("ministack.services.ec2")
    home._ensure_defaults_initialized()
    return home


def subnets(identifiers: list[str]) -> list[dict[str, Any]]:
    """The subnets. Raises Refused naming the one that is not there."""
    known = ec2()._subnets
    for identifier in identifiers:
        if identifier not in known:
            raise invalid(f"The subnet ID '{identifier}' does not exist (Service: AmazonEC2; Status Code: 400)")
    return [known[identifier] for identifier in identifiers]


def check_security_groups(identifiers: list[str]) -> None:
    """Raises Refused naming the security group that is not there."""
    for identifier in identifiers:
        if identifier not in ec2()._security_groups:
            raise invalid(f"The security group '{identifier}' does not exist (Service: AmazonEC2; Status Code: 400)")


def tag(identifier: str, tags: Mapping[str, str]) -> None:
    """Tag a thing of EC2."""
    ec2()._tags[identifier] = [{"Key": key, "Value": value} for key, value in tags.items()]


def tags_of(identifier: str) -> dict[str, str]:
    return {one["Key"]: one["Value"] for one in ec2()._tags.get(identifier) or []}


def make_security_group(name: str, description: str, vpc: str, tags: Mapping[str, str]) -> str:
    parameters = {"GroupName": name, "GroupDescription": description, "VpcId": vpc}
    identifier = str(query("ec2", "CreateSecurityGroup", parameters).findtext(".//groupId"))
    tag(identifier, tags)
    return identifier


def is_in_use(identifier: str) -> bool:
    """Whether a network interface is in a security group."""
    return any(
        identifier in (group["GroupId"] for group in interface["Groups"])
        for interface in ec2()._network_interfaces.values()
    )


def remove_security_group(identifier: str) -> None:
    ec2()._security_groups.pop(identifier, None)
    ec2()._tags.pop(identifier, None)


def make_interface(subnet: str, description: str, groups: list[str], tags: Mapping[str, str], kind: str) -> str:
    """A network interface in use by a service, as EKS and load balancers have them."""
    parameters = {"SubnetId": subnet, "Description": description}
    parameters |= {f"SecurityGroupId.{number}": group for number, group in enumerate(groups, 1)}
    made = query("ec2", "CreateNetworkInterface", parameters)
    identifier = str(made.findtext(".//networkInterfaceId"))
    ec2()._network_interfaces[identifier].update(Status="in-use", InterfaceType=kind)
    tag(identifier, tags)
    return identifier


def remove_interfaces(identifiers: list[str]) -> None:
    for identifier in identifiers:
        ec2()._network_interfaces.pop(identifier, None)
        ec2()._tags.pop(identifier, None)


def keep_log_group(name: str) -> None:
    """Make a log group as EKS does if there is none: without tags, and what is in it is never deleted."""
    importlib.import_module("ministack.services.cloudwatch_logs")._create_log_group({"logGroupName": name})


def check_permission(call: Call, action: str, arn: str, context: Mapping[str, str] | None = None) -> None:
    """Raises Refused unless the caller may do something that a call does on the caller's behalf."""
    enforce = seams.get("ministack.core.iam_evaluator", "enforce")
    denied = enforce(call.access_key, action, action.partition(":")[0], region(), arn, dict(context or {}))
    if denied is not None:
        who = getattr(denied, "principal_arn", "")
        message = f"User: {who} is not authorized to perform: {action} on resource: {arn}"
        raise Refused("AccessDeniedException", message, 403)


def check_launch(call: Call, template: str) -> None:
    """Raises Refused unless the caller may launch from a template instances whose subnet and image are not its own."""
    place = f"arn:aws:ec2:{region()}:{account()}"
    context = {"ec2:LaunchTemplate": f"{place}:launch-template/{template}", "ec2:IsLaunchTemplateResource": "false"}
    try:
        check_permission(call, "ec2:RunInstances", f"{place}:instance/*", context)
    except Refused as refused:
        message = "You are not authorized to launch instances with this launch template."
        raise Refused("InvalidRequestException", message) from refused


def check_role(call: Call, arn: str, service: str, what: str) -> None:
    """Raises Refused unless the caller may pass the role, it is there, and the service may take it."""
    if not arn.startswith(f"arn:aws:iam::{account()}:role/"):
        raise Refused("AccessDeniedException", "Cross-account pass role is not allowed.", 403)
    check_permission(call, "iam:PassRole", arn, {"iam:PassedToService": service})
    if not _trusts(arn, service):
        raise invalid(f"{what} with arn: {arn}, could not be assumed because it does not exist or the trusted entity "
                      f"is not correct")  # fmt: skip


def check_key(call: Call, arn: str) -> None:
    """Raises Refused unless it is the symmetric key of this region that the caller may let EKS use."""
    keys = importlib.import_module("ministack.services.kms")
    identifier = keys._aliases.get(arn) if ":alias/" in arn else arn.partition(":key/")[2]
    found = keys._keys.get(identifier) if arn.startswith(f"arn:aws:kms:{region()}:{account()}:") else None
    if found is None:
        raise invalid(f"The keyArn in encryptionConfig provider is not valid: {arn} does not exist in {region()}")
    if not found["Enabled"] or found["KeySpec"] != "SYMMETRIC_DEFAULT" or found["KeyUsage"] != "ENCRYPT_DECRYPT":
        raise invalid(f"The keyArn in encryptionConfig provider is not valid: {arn} is not an enabled symmetric key")
    for action in ("kms:DescribeKey", "kms:CreateGrant"):
        check_permission(call, action, found["Arn"])


def _trusts(arn: str, service: str) -> bool:
    role = importlib.import_module("ministack.services.iam")._roles.get(arn.rpartition("/")[2])
    if not role or role["Arn"] != arn:
        return False
    trust = role.get("AssumeRolePolicyDocument") or "{}"
    document = json.loads(trust) if isinstance(trust, str) else trust
    # Conditions are about the session to come, such as the tags with the pod's namespace; EKS asks who is trusted.
    statements = [{k: v for k, v in each.items() if k != "Condition"} for each in document.get("Statement", [])]
    return policies.trusts({**document, "Statement": statements}, service)

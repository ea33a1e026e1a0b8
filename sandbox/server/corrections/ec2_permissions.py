# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a policy can say of EC2: the ARN that a call is about, the tags it has, the tags it gets.

ministack knows the ARN of few calls and no tags of EC2, so that a statement on resources that bear a tag would never
apply. Here the ARN is that of the thing, with a star for what is made new, and its tags are known, also to the
Resource Groups Tagging API.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from typing import Any

from .. import seams

_ACTIONS = "ministack.core.iam_actions"
_EC2 = "ministack.services.ec2"

#: What an id begins with: the type in its ARN, and ministack's store of those that exist.
_TYPES = {
    "eipalloc": ("elastic-ip", "_addresses"),
    "eni": ("network-interface", "_network_interfaces"),
    "i": ("instance", "_instances"),
    "igw": ("internet-gateway", "_internet_gateways"),
    "lt": ("launch-template", "_launch_templates"),
    "nat": ("natgateway", "_nat_gateways"),
    "rtb": ("route-table", "_route_tables"),
    "sg": ("security-group", "_security_groups"),
    "snap": ("snapshot", "_snapshots"),
    "subnet": ("subnet", "_subnets"),
    "vol": ("volume", "_volumes"),
    "vpc": ("vpc", "_vpcs"),
    "vpce": ("vpc-endpoint", "_vpc_endpoints"),
}
#: What makes something that is in nothing else.
_NEW = {
    "AllocateAddress": "elastic-ip",
    "CreateInternetGateway": "internet-gateway",
    "CreateLaunchTemplate": "launch-template",
    "CreateVpc": "vpc",
}
#: The parameters that ministack does not look at. Of several resources the first stands for all.
_NAMES = ("ResourceId.1", "NatGatewayId", "VpcEndpointId", "LaunchTemplateId", "NetworkInterfaceId")


def install() -> None:
    """Put all three in force."""
    seams.wrap(_ACTIONS, "extract_resource_arn", _with_type)
    seams.wrap(_ACTIONS, "_tag_operations", _with_new_tags)
    tagging = importlib.import_module("ministack.services.tagging")
    tagging._RESOURCE_TAG_COLLECTORS["ec2"] = _collect
    tagging._COLLECTORS["ec2"] = _collect


def _with_type(original: Any) -> Any:
    def extract_resource_arn(
        service: str, method: str, path: str, headers: Any, body: bytes, query_params: Any, region: str, account_id: str
    ) -> Any:
        arn = _arn(query_params, region, account_id) if service == "ec2" else None
        return arn or original(service, method, path, headers, body, query_params, region, account_id)

    return extract_resource_arn


def _arn(parameters: dict[str, Any], region: str, account: str) -> str | None:
    kind, name = _NEW.get(_value(parameters, "Action"), ""), "*"
    if not kind:
        name = next(filter(None, (_value(parameters, each) for each in _NAMES)), "") or _table_of(parameters)
        kind = _TYPES.get(name.partition("-")[0], ("", ""))[0]
    return f"arn:aws:ec2:{region}:{account}:{kind}/{name}" if kind else None


def _table_of(parameters: dict[str, Any]) -> str:
    """The route table of an association, which is what its removal is about."""
    association = _value(parameters, "AssociationId")
    tables = importlib.import_module(_EC2)._route_tables if association else {}
    held = (
        name
        for name, table in tables.items()
        if any(each["RouteTableAssociationId"] == association for each in table["Associations"])
    )
    return next(held, "")


def _with_new_tags(original: Any) -> Any:
    def _tag_operations(service: str) -> Any:
        known = original(service)
        return known if service != "ec2" else _Creations(known)

    return _tag_operations


class _Creations(frozenset[str]):
    """All that makes something takes tags for it, as TagSpecifications."""

    def __contains__(self, operation: object) -> bool:
        return super().__contains__(operation) or str(operation).startswith(("Create", "Allocate", "Run", "Request"))


def _collect() -> Iterator[tuple[str, list[dict[str, str]]]]:
    home = importlib.import_module(_EC2)
    responses = "ministack.core.responses"
    place = f"{seams.get(responses, 'get_region')()}:{seams.get(responses, 'get_account_id')()}"
    for name, tags in home._tags.items():
        kind, store = _TYPES.get(name.partition("-")[0], ("", ""))
        # ministack keeps the tags of what is gone.
        if tags and name in getattr(home, store, ()):
            yield f"arn:aws:ec2:{place}:{kind}/{name}", tags


def _value(parameters: dict[str, Any], name: str) -> str:
    value = parameters.get(name, "")
    return str(value[0] if isinstance(value, list) and value else value or "")

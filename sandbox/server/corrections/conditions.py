# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the conditions of a policy can ask of a call beside its tags, and the second permission that a call needs.

ministack knows neither the policy that is attached to a role, nor the role's boundary, nor the launch template of an
instance, so that a statement which asks for them would never apply. And it lets whoever may create a key tag it too,
which is a permission of its own, on no key in particular, since there is none yet.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
https://docs.aws.amazon.com/kms/latest/developerguide/tag-permissions.html
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any

from .. import seams

_TAGS = "aws:requesttag/"


def install() -> None:
    """Put both in force."""
    seams.wrap("ministack.core.iam_actions", "request_tag_context", _with_keys)
    seams.wrap("ministack.core.iam_evaluator", "enforce", _with_second)


def _with_keys(original: Any) -> Any:
    def request_tag_context(service: str, iam_action: str, body: bytes, params: dict[str, Any]) -> dict[str, Any]:
        known: dict[str, Any] = original(service, iam_action, body, params)
        if service == "iam":
            return known | _of_role(params)
        return known | _of_launch(params) if iam_action == "ec2:RunInstances" else known

    return request_tag_context


def _of_role(parameters: Mapping[str, Any]) -> dict[str, str]:
    """The policy that a call names, and the boundary that it gives to the role or that the role has."""
    roles = importlib.import_module("ministack.services.iam")._roles
    role = roles.get(_value(parameters, "RoleName")) or {}
    boundary = _value(parameters, "PermissionsBoundary") or role.get("PermissionsBoundary")
    found = {"iam:PolicyARN": _value(parameters, "PolicyArn"), "iam:PermissionsBoundary": boundary}
    return {name: str(value) for name, value in found.items() if value}


def _of_launch(parameters: Mapping[str, Any]) -> dict[str, str]:
    """The launch template; what the call names beside it, such as the subnet, is no resource of the template's."""
    template = _value(parameters, "LaunchTemplate.LaunchTemplateId")
    if not template:
        return {}
    responses = "ministack.core.responses"
    place = f"{seams.get(responses, 'get_region')()}:{seams.get(responses, 'get_account_id')()}"
    return {
        "ec2:LaunchTemplate": f"arn:aws:ec2:{place}:launch-template/{template}",
        "ec2:IsLaunchTemplateResource": "false",
    }


def _with_second(original: Any) -> Any:
    def enforce(
        access_key_id: str,
        iam_action: str,
        service: str,
        region: str,
        resource_arn: str = "*",
        service_context: dict[str, Any] | None = None,
    ) -> Any:
        denied = original(access_key_id, iam_action, service, region, resource_arn, service_context)
        is_tagged = any(name.lower().startswith(_TAGS) for name in service_context or {})
        if denied is None and iam_action == "kms:CreateKey" and is_tagged:
            return original(access_key_id, "kms:TagResource", service, region, "*", service_context)
        return denied

    return enforce


def _value(parameters: Mapping[str, Any], name: str) -> str:
    value = parameters.get(name, "")
    return str(value[0] if isinstance(value, list) and value else value or "")

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a service may: by a role's trust, by a function's policy, by a role's permissions."""

from __future__ import annotations

import importlib
from typing import Any

from .. import seams

_IAM = "ministack.core.iam_evaluator"


def trusts(document: dict[str, Any], service: str, conditions: dict[str, str] | None = None) -> bool:
    """Whether a role's trust policy lets an AWS service take the role; `conditions` are keys in lower case."""
    context = _context("sts:AssumeRole", "*", f"service:{service}", conditions or {})
    result = seams.get(_IAM, "evaluate_resource_policy")(document, context, service)
    return bool(result.decision == "Allow")


def lets_service(document: dict[str, Any], service: str, action: str, resource: str, source: str) -> bool:
    """Whether a resource's policy lets an AWS service do `action` on behalf of `source` (an ARN)."""
    account = seams.get("ministack.core.responses", "get_account_id")()
    conditions = {"aws:sourcearn": source, "aws:sourceaccount": account}
    context = _context(action, resource, f"service:{service}", conditions)
    result = seams.get(_IAM, "evaluate_resource_policy")(document, context, service)
    return bool(result.decision == "Allow")


def role_may(role_arn: str, action: str, resource: str) -> bool:
    """Whether a role's policies, inside its boundary, allow `action`."""
    account, name = role_arn.split(":")[4], role_arn.rpartition("/")[2]
    roles = importlib.import_module("ministack.services.iam")._roles
    policies = seams.get(_IAM, "_gather_role_policies")(name, account)
    limits = seams.get(_IAM, "_permissions_boundary")(roles, name, account)
    context = _context(action, resource, f"arn:aws:sts::{account}:assumed-role/{name}/lambda", {})
    return bool(seams.get(_IAM, "evaluate")(context, policies, *limits).decision == "Allow")


def _context(action: str, resource: str, principal: str, conditions: dict[str, Any]) -> Any:
    responses = "ministack.core.responses"
    return importlib.import_module(_IAM).EvalContext(
        principal_arn=principal,
        principal_type="AssumedRole",
        principal_account=seams.get(responses, "get_account_id")(),
        action=action,
        resource_arn=resource,
        region=seams.get(responses, "get_region")(),
        service_context=conditions,
    )

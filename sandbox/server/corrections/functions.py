# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lambda functions take time: what AWS refuses meanwhile, and which roles a function may have.

https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html: while a function is Pending, and while an update is
InProgress, it cannot be updated or published; while it is Pending it cannot be invoked either. A function that is being
updated stays Active, and its old code answers.
"""

from __future__ import annotations

import importlib
import json
from typing import Any

from .. import seams
from . import guard, policies, refuse

MODULE = "ministack.services.lambda_svc"


def install() -> None:
    """Put the checks in force."""
    guard(
        MODULE,
        {
            "_create_function": [_role_of_new],
            "_update_config": [_busy, _role_of_changed],
            "_update_code": [_busy],
            "_publish_version": [_busy],
            "_invoke": [_pending],
        },
    )
    for name in ("_update_config", "_update_code"):
        seams.wrap(MODULE, name, _staying_active)


def functions() -> Any:
    """ministack's functions of the account and the region of the current request, by name."""
    return importlib.import_module(MODULE)._functions


def configuration(name: str) -> dict[str, Any]:
    found: dict[str, Any] = (functions().get(name) or {}).get("config", {})
    return found


def _staying_active(original: Any) -> Any:
    def update(name: str, data: dict[str, Any]) -> Any:
        answer = original(name, data)
        if answer[0] != 200:
            return answer
        active = {"State": "Active", "StateReason": "", "StateReasonCode": ""}
        configuration(name).update(active)
        return 200, answer[1], json.dumps({**json.loads(answer[2]), **active}).encode()

    return update


def _busy(name: str, *_rest: Any, **_named: Any) -> Any:
    config = configuration(name)
    if config.get("State") == "Pending":
        return _pending(name)
    if config.get("LastUpdateStatus") == "InProgress":
        arn = config.get("FunctionArn")
        return refuse(
            "ResourceConflictException",
            f"The operation cannot be performed at this time. An update is in progress for resource: {arn}",
            409,
        )
    return None


def _pending(name: str, *_rest: Any, **_named: Any) -> Any:
    if configuration(name).get("State") != "Pending":
        return None
    return refuse(
        "ResourceConflictException",
        "The operation cannot be performed at this time. The function is currently in the following state: Pending",
        409,
    )


def _role_of_new(data: dict[str, Any]) -> Any:
    return _role(data.get("Role", ""))


def _role_of_changed(_name: str, data: dict[str, Any]) -> Any:
    return _role(data["Role"]) if "Role" in data else None


def _pass(arn: str) -> Any:
    """Whoever gives a function a role needs iam:PassRole on it, which ministack does not ask for."""
    key = importlib.import_module(MODULE)._request_access_key.get()
    region = seams.get("ministack.core.responses", "get_region")()
    context = {"iam:PassedToService": "lambda.amazonaws.com"}
    refused = seams.get("ministack.core.iam_evaluator", "enforce")(key, "iam:PassRole", "iam", region, arn, context)
    if refused is None:
        return None
    who = getattr(refused, "principal_arn", "")
    return refuse(
        "AccessDeniedException",
        f"User: {who} is not authorized to perform: iam:PassRole on resource: {arn} because no identity-based policy "
        "allows the iam:PassRole action",
        403,
    )


def _role(arn: str) -> Any:
    """Refuse a role of another account, a role that is not there, and one whose trust does not name Lambda."""
    account = seams.get("ministack.core.responses", "get_account_id")()
    if not arn.startswith(f"arn:aws:iam::{account}:role/"):
        return refuse("AccessDeniedException", "Cross-account pass role is not allowed.", 403)
    denied = _pass(arn)
    if denied:
        return denied
    roles = importlib.import_module("ministack.services.iam")._roles
    trust = (roles.get(arn.rpartition("/")[2]) or {}).get("AssumeRolePolicyDocument") or "{}"
    if policies.trusts(json.loads(trust) if isinstance(trust, str) else trust, "lambda.amazonaws.com"):
        return None
    return refuse("InvalidParameterValueException", "The role defined for the function cannot be assumed by Lambda.")

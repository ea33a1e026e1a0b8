# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is asking, and for which role.

ministack takes the access keys `test`, the configured one and every number of twelve digits for an account's root, and
does not check their signatures. Here nobody is root: only the users and roles that were made exist.

ministack leaves the path out of the ARN against which a call on a role, user or policy is permitted, so that a
statement on role/inferops/* would never apply, and permits CreateFunction and the tags of ECR against no ARN at all.
Here it is the ARN that the thing has or will have.
"""

from __future__ import annotations

import importlib
import json
from typing import Any

from .. import seams

#: The parameter that names an entity, the kind in its ARN, ministack's store of those that exist.
_ENTITIES = (("RoleName", "role", "_roles"), ("UserName", "user", "_users"), ("PolicyName", "policy", None))


def install() -> None:
    """Put both in force."""
    seams.wrap("ministack.core.iam_evaluator", "is_root_access_key", _never)
    seams.wrap("ministack.core.iam_actions", "extract_resource_arn", _with_path)


def _never(_original: Any) -> Any:
    """Leave only the empty key, which is how an unsigned request looks; where a signature is needed it is refused."""

    def is_root_access_key(access_key_id: str) -> bool:
        return not access_key_id

    return is_root_access_key


def _with_path(original: Any) -> Any:
    def extract_resource_arn(
        service: str, method: str, path: str, headers: Any, body: bytes, query_params: Any, region: str, account_id: str
    ) -> Any:
        arn = None
        if service == "iam":
            arn = _entity(query_params, account_id)
        elif service == "lambda" and method == "POST" and path.rstrip("/").endswith("/functions"):
            arn = f"arn:aws:lambda:{region}:{account_id}:function:{_field(body, 'FunctionName').rpartition(':')[2]}"
        elif service == "ecr":
            arn = _field(body, "resourceArn")
        elif service == "kms":
            alias = _field(body, "AliasName")
            arn = f"arn:aws:kms:{region}:{account_id}:{alias}" if alias else None
        return arn or original(service, method, path, headers, body, query_params, region, account_id)

    return extract_resource_arn


def _entity(parameters: dict[str, Any], account: str) -> str | None:
    creating = _value(parameters, "Action").startswith("Create")
    for parameter, kind, store in _ENTITIES:
        name = _value(parameters, parameter)
        if not name or (kind == "policy" and not creating):
            continue
        if creating:
            return f"arn:aws:iam::{account}:{kind}{_value(parameters, 'Path') or '/'}{name}"
        existing = getattr(importlib.import_module("ministack.services.iam"), store or "").get(name)
        return str(existing["Arn"]) if existing else None
    return None


def _field(body: bytes, name: str) -> str:
    """A field of a JSON body, or nothing."""
    try:
        return str(json.loads(body)[name])
    except (ValueError, KeyError, TypeError):
        return ""


def _value(parameters: dict[str, Any], name: str) -> str:
    value = parameters.get(name, "")
    return str(value[0] if isinstance(value, list) and value else value or "")

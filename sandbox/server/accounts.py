# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The accounts a fresh sandbox has: in each a user who may do nothing but take two roles, and these roles.

The deployer's role has the policies in policies/deployer/, one of which is as much as an IAM policy may hold. The
administrator's may do everything: for tests that put things in a deployer's way, and for comparing with other tools.

Runs inside the emulator, because only there can one act in an account in which nobody exists yet.
"""

from __future__ import annotations

import importlib
import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from . import seams

USER = "inferops-operator"
ROLE = "inferops-deployer"
ADMINISTRATOR = "inferops-administrator"
_POLICIES = Path(__file__).parent.parent / "policies"
_REGION = "us-east-1"


async def create(names: dict[str, str]) -> dict[str, dict[str, str]]:
    """Make the accounts `{number: name}`; return for each number its user's new access key."""
    return {number: await _create(number, name) for number, name in names.items()}


async def _create(account: str, name: str) -> dict[str, str]:
    user = f"arn:aws:iam::{account}:user/{USER}"
    deployer = {
        path.stem: path.read_text(encoding="utf-8").replace("ACCOUNT_ID", account)
        for path in sorted((_POLICIES / "deployer").glob("*.json"))
    }
    everything = {"everything": _policy(_allow("*", Resource="*"))}
    with seams.get("ministack.core.responses", "request_scope")(account, _REGION):
        await _iam("CreateAccountAlias", AccountAlias=f"sandbox-{name}")
        await _iam("CreateUser", UserName=USER)
        for role, policies in ((ROLE, deployer), (ADMINISTRATOR, everything)):
            await _make_role(user, role, policies)
        roles = [f"arn:aws:iam::{account}:role/{role}" for role in (ROLE, ADMINISTRATOR)]
        assume = _policy(_allow(["sts:AssumeRole", "sts:TagSession"], Resource=roles))
        await _iam("PutUserPolicy", UserName=USER, PolicyName="assume-roles", PolicyDocument=assume)
        answer = await _iam("CreateAccessKey", UserName=USER)
    return {key: _element(answer, key) for key in ("AccessKeyId", "SecretAccessKey")}


async def _make_role(user: str, role: str, policies: dict[str, str]) -> None:
    trust = _policy(_allow(["sts:AssumeRole", "sts:TagSession"], Principal={"AWS": user}))
    await _iam("CreateRole", RoleName=role, AssumeRolePolicyDocument=trust, MaxSessionDuration="43200")
    for name, document in policies.items():
        answer = await _iam("CreatePolicy", PolicyName=f"{role}-{name}", PolicyDocument=document)
        await _iam("AttachRolePolicy", RoleName=role, PolicyArn=_element(answer, "Arn"))


def _allow(action: str | list[str], **rest: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, **rest}


def _policy(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


async def _iam(action: str, **parameters: str) -> str:
    handler = importlib.import_module("ministack.services.iam").handle_request
    body = urlencode({"Action": action, "Version": "2010-05-08", **parameters}).encode()
    headers = {"content-type": "application/x-www-form-urlencoded"}
    status, _headers, answer = await handler("POST", "/", headers, body, {})
    text = answer.decode() if isinstance(answer, bytes) else str(answer)
    if status != 200:
        raise RuntimeError(f"{action} failed while making the accounts: {text}")
    return text


def _element(xml: str, name: str) -> str:
    found = re.search(f"<{name}>([^<]+)</{name}>", xml)
    if found is None:
        raise RuntimeError(f"no {name} in the answer: {xml}")
    return found[1]

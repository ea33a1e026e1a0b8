# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The AWS configuration files through which every tool reaches the sandbox."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from ..settings import Settings
from .accounts import ADMINISTRATOR, ROLE
from .upstream import Upstreams

REGION = "eu-central-1"


def write(settings: Settings, accounts: Mapping[str, str], keys: Mapping[str, Mapping[str, str]]) -> None:
    """Write config and credentials: for each account the user's profile and those that take its roles."""
    config, credentials = [], []
    for number, name in accounts.items():
        common = [f"region = {REGION}", f"endpoint_url = {settings.endpoint}", ""]
        source = [f"source_profile = sandbox-{name}-user", "role_session_name = sandbox"]
        for profile, role in ((f"sandbox-{name}", ROLE), (f"sandbox-{name}-admin", ADMINISTRATOR)):
            config += [f"[profile {profile}]", f"role_arn = arn:aws:iam::{number}:role/{role}", *source, *common]
        config += [f"[profile sandbox-{name}-user]", *common]
        credentials += [
            f"[sandbox-{name}-user]",
            f"aws_access_key_id = {keys[number]['AccessKeyId']}",
            f"aws_secret_access_key = {keys[number]['SecretAccessKey']}",
            "",
        ]
    settings.aws_config.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    for path, lines in ((settings.aws_config, config), (settings.aws_credentials, credentials)):
        _write_private(path, "\n".join(lines))


async def check(upstreams: Upstreams, key: Mapping[str, str]) -> None:
    """Make a signed call with a user's key. Raises RuntimeError when it is not answered with 200."""
    request: Any = AWSRequest(
        "POST",
        upstreams.emulator + "/",
        {"Content-Type": "application/x-www-form-urlencoded"},
        "Action=GetCallerIdentity&Version=2011-06-15",
    )
    SigV4Auth(Credentials(key["AccessKeyId"], key["SecretAccessKey"]), "sts", REGION).add_auth(request)
    async with upstreams.session.post(request.url, data=request.body, headers=dict(request.headers.items())) as answer:
        if answer.status != 200:
            raise RuntimeError(f"a signed call was refused: {await answer.text()}")


def _write_private(path: Path, text: str) -> None:
    temporary = path.with_suffix(".tmp")
    with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    temporary.replace(path)

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ECR's registry: an address that can be reached, and a login that is asked for.

AWS's registry addresses (<account>.dkr.ecr.<region>.amazonaws.com) lead to AWS. Here they end in .localhost and the
front's port, which container tools reach without TLS. Where *.localhost does not resolve, send to 127.0.0.1 with that
Host header. ministack takes any login or none; here it is the token that GetAuthorizationToken gave, for the account
and the region that it was given for.
"""

from __future__ import annotations

import base64
import hmac
import re
import secrets
import time
from typing import Any

from .. import seams

MODULE = "ministack.services.ecr"
_LIFETIME_SECONDS = 12 * 3600
_HOST = re.compile(r"^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.")


def install(front_port: str) -> None:
    """Give out reachable addresses and ask for the token."""
    tokens: dict[str, tuple[str, str, float]] = {}
    seams.wrap(MODULE, "_repo_uri", lambda _original: lambda name: f"{_address(front_port)}/{name}")
    seams.wrap(MODULE, "_get_authorization_token", lambda _original: _issuing(tokens, front_port))
    seams.wrap(MODULE, "handle_registry_request", lambda original: _asking(original, tokens))


def _scope() -> tuple[str, str]:
    responses = "ministack.core.responses"
    return seams.get(responses, "get_account_id")(), seams.get(responses, "get_region")()


def _address(front_port: str) -> str:
    account, region = _scope()
    return f"{account}.dkr.ecr.{region}.localhost:{front_port}"


def _issuing(tokens: dict[str, tuple[str, str, float]], front_port: str) -> Any:
    def get_authorization_token(_data: Any) -> Any:
        token, expires = secrets.token_urlsafe(32), time.time() + _LIFETIME_SECONDS
        tokens[token] = (*_scope(), expires)
        entry = {
            "authorizationToken": base64.b64encode(f"AWS:{token}".encode()).decode(),
            "expiresAt": int(expires),
            "proxyEndpoint": f"http://{_address(front_port)}",
        }
        return seams.get("ministack.core.responses", "json_response")({"authorizationData": [entry]})

    return get_authorization_token


def _asking(original: Any, tokens: dict[str, tuple[str, str, float]]) -> Any:
    async def handle(method: str, path: str, headers: dict[str, str], body: bytes, query_params: Any) -> Any:
        host = _HOST.match(headers.get("host", ""))
        granted = tokens.get(_presented(headers.get("authorization", "")))
        if granted is None or granted[2] < time.time() or (host and host.groups() != granted[:2]):
            status, answer, payload = seams.get(MODULE, "_registry_error")(
                401, "UNAUTHORIZED", "authentication required"
            )
            return status, {**answer, "WWW-Authenticate": 'Basic realm="sandbox",service="ecr.amazonaws.com"'}, payload
        with seams.get("ministack.core.responses", "request_scope")(*granted[:2]):
            return await original(method, path, headers, body, query_params)

    return handle


def _presented(authorization: str) -> str:
    scheme, _space, encoded = authorization.partition(" ")
    if scheme.lower() != "basic":
        return ""
    try:
        user, _colon, password = base64.b64decode(encoded).decode().partition(":")
    except ValueError:
        return ""
    return password if hmac.compare_digest(user, "AWS") else ""

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the front asks of the emulator, beside AWS's own calls.

Answers only requests that carry the token which `sandbox up` gave to both, and adds to every other response whose
account it was and which functions were invoked.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs

from . import accounts, evidence, seams

TOKEN_HEADER = b"x-sandbox-token"
ACTION_HEADER = b"x-sandbox-authorize"
ACCOUNT_HEADER = "x-sandbox-account"


def wrap(application: Any, token: str) -> Any:
    """Wrap ministack's ASGI application."""
    seams.check()
    get_account = seams.get("ministack.core.responses", "get_account_id")
    expected = token.encode()

    async def wrapped(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await application(scope, receive, send)
            return
        headers = dict(scope["headers"])
        if headers.get(TOKEN_HEADER) == expected:
            await _control(scope, headers, receive, send)
            return
        with evidence.collecting() as notes:

            async def send_with_origin(message: Any) -> None:
                if message["type"] == "http.response.start":
                    extra = [(ACCOUNT_HEADER.encode(), get_account().encode())]
                    if notes:
                        extra.append((evidence.HEADER.encode(), evidence.header_value(notes)))
                    message = {**message, "headers": [*message["headers"], *extra]}
                await send(message)

            await application(scope, receive, send_with_origin)

    return wrapped


async def _control(scope: Any, headers: dict[bytes, bytes], receive: Any, send: Any) -> None:
    body = await _body(receive)
    if ACTION_HEADER in headers:
        status, answer = _authorize(scope, headers[ACTION_HEADER].decode(), body)
    elif scope["path"] == "/accounts":
        status, answer = 200, await accounts.create(json.loads(body))
    elif scope["path"].startswith("/apis/"):
        found = seams.get("ministack.services.apigateway", "_api_owner")(scope["path"].removeprefix("/apis/"))
        status, answer = 200, {"account": found[1], "region": found[2]} if found else {}
    else:
        status, answer = 404, {"error": f"no {scope['path']}"}
    payload = json.dumps(answer).encode()
    content = [(b"content-type", b"application/json"), (b"content-length", str(len(payload)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": content})
    await send({"type": "http.response.body", "body": payload})


def _authorize(scope: Any, action: str, body: bytes) -> tuple[int, dict[str, Any]]:
    """Check the signature of a request that another emulator will answer, and whether IAM allows `action`."""
    evaluator = "ministack.core.iam_evaluator"
    query = parse_qs(scope["query_string"].decode(), keep_blank_values=True)
    router = "ministack.core.router"
    headers = {name.decode().lower(): value.decode("latin-1") for name, value in scope["headers"]}
    key = seams.get(router, "extract_access_key_id")(headers, query) or ""
    region = seams.get(router, "extract_region")(headers, query)
    seams.get("ministack.core.responses", "set_request_account_id")(
        seams.get(evaluator, "find_iam_access_key_account")(key) or key
    )
    seams.get("ministack.core.responses", "set_request_region")(region)
    seams.get(evaluator, "pin_signed_request")(scope["method"], scope["raw_path"].decode(), query, scope["headers"])
    seams.get(evaluator, "pin_signed_body")(body)
    refused = seams.get(evaluator, "enforce")(key, action, action.partition(":")[0], region, "*")
    account = seams.get("ministack.core.responses", "get_account_id")()
    if refused is None:
        return 200, {"account": account}
    code = getattr(refused, "code", "AccessDeniedException")
    arn = getattr(refused, "principal_arn", "")
    message = getattr(refused, "message", f"User: {arn} is not authorized to perform: {action}")
    return 403, {"account": account, "code": code, "message": message}


async def _body(receive: Any) -> bytes:
    chunks = []
    while True:
        message = await receive()
        chunks.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(chunks)

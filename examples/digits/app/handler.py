# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Lambda's handler for an HTTP API (payload format 2.0): `app.handler.handler`."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from . import contract
from .problems import ClientError
from .workload import Workload, start

# Loaded while the environment initializes, which provisioned concurrency does ahead of the first request.
WORKLOAD = start()


def _path(event: dict[str, Any]) -> str:
    """The path without the stage: HTTP APIs put the name of every stage but $default before it."""
    path, stage = str(event["rawPath"]), str(event["requestContext"].get("stage", "$default"))
    prefix = f"/{stage}"
    return path.removeprefix(prefix) or "/" if path == prefix or path.startswith(prefix + "/") else path


def _body(event: dict[str, Any]) -> bytes:
    body = event.get("body") or ""
    if not event.get("isBase64Encoded"):
        return str(body).encode("utf-8", "surrogatepass")
    try:
        return base64.b64decode(body, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ClientError("The body is not valid base64") from error


def _request(event: dict[str, Any]) -> contract.Request:
    try:
        headers = {str(name).lower(): str(value) for name, value in (event.get("headers") or {}).items()}
        method = str(event["requestContext"]["http"]["method"])
        return contract.Request(method, _path(event), headers, _body(event))
    except (KeyError, TypeError, AttributeError) as error:
        raise ClientError("The event is not a request of an HTTP API (payload format 2.0)") from error


def _response(answer: contract.Answer) -> dict[str, Any]:
    packed = "Content-Encoding" in answer.headers
    return {
        "statusCode": answer.status,
        "headers": dict(answer.headers),
        "body": (base64.b64encode(answer.body) if packed else answer.body).decode("ascii" if packed else "utf-8"),
        "isBase64Encoded": packed,
    }


def respond(workload: Workload, event: object) -> dict[str, Any]:
    """Answer one event. A warm-up event loads the model, or fails as an invocation when it cannot."""
    if isinstance(event, dict) and event.get("warmup") is True:
        workload.model()
        return {"warmup": "confirmed"}
    try:
        if not isinstance(event, dict):
            raise ClientError("The event is not an object")
        request = _request(event)
    except ClientError as problem:
        return _response(contract.refuse(problem))
    return _response(contract.answer(workload, request))


def handler(event: object, _context: object) -> dict[str, Any]:
    """Lambda's entry point."""
    return respond(WORKLOAD, event)

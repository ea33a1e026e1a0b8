# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A workload that is invoked as a Lambda function, with the events that an HTTP API would send it.

Payload format 2.0, as AWS documents it for the Lambda integrations of HTTP APIs. Nothing is ever sent twice.
"""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Mapping
from typing import Any

try:
    from botocore.exceptions import BotoCoreError, ClientError
except ImportError:
    HAS_BOTO3 = False
else:
    HAS_BOTO3 = True

from .client import Reply, Unanswered

SHOWN = 200


def settings(timeout: float, connections: int) -> dict[str, Any]:
    """How botocore's client is made: one attempt for each request, as many at once as there are workers."""
    return {
        "connect_timeout": timeout,
        "read_timeout": timeout,
        "retries": {"total_max_attempts": 1},
        "max_pool_connections": connections,
    }


def event(method: str, path: str, body: bytes, headers: Mapping[str, str]) -> bytes:
    """The event for a request. A body that is no text goes as base64, as from an HTTP API."""
    try:
        content, is_packed = body.decode(), False
    except UnicodeDecodeError:
        content, is_packed = base64.b64encode(body).decode(), True
    return json.dumps(
        {
            "version": "2.0",
            "routeKey": f"{method} {path}",
            "rawPath": path,
            "rawQueryString": "",
            "headers": {name.lower(): value for name, value in headers.items()},
            "requestContext": {"http": {"method": method, "path": path}, "stage": "$default"},
            "body": content,
            "isBase64Encoded": is_packed,
        }
    ).encode()


def _answered(payload: bytes, milliseconds: float) -> Reply:
    """The HTTP answer in what the function returned; raises Unanswered when there is none in it."""
    try:
        content = json.loads(payload)
        headers = {str(name).lower(): str(value) for name, value in content.get("headers", {}).items()}
        text = str(content["body"])
        body = base64.b64decode(text, validate=True) if content.get("isBase64Encoded") else text.encode()
        return Reply(int(content["statusCode"]), headers, body, milliseconds)
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        shown = payload[:SHOWN].decode(errors="replace")
        raise Unanswered(f"the function's answer is not that of an HTTP API: {shown}") from error


class FunctionClient:
    """Sends requests to one function, one after the other; botocore's client may be shared by several threads."""

    def __init__(self, aws: Any, function: str, headers: Mapping[str, str] | None = None) -> None:
        self._aws = aws
        self._function = function
        self._headers = dict(headers or {})
        self.connections = 1

    def __enter__(self) -> FunctionClient:
        return self

    def __exit__(self, *_failure: object) -> None:
        """botocore's client closes its connections itself."""

    def request(self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None) -> Reply:
        """Invoke the function once; raises Unanswered."""
        sent = {"Accept-Encoding": "identity", **self._headers, **(headers or {})}
        if method == "POST":
            sent.update({"Content-Type": "application/json", "Content-Length": str(len(body))})
        started = time.perf_counter()
        try:
            answer = self._aws.invoke(FunctionName=self._function, Payload=event(method, path, body, sent))
            payload = answer["Payload"].read()
        except ClientError as error:
            problem = error.response.get("Error", {})
            raise Unanswered(f"Lambda refused: {problem.get('Code')}: {problem.get('Message')}") from error
        except (BotoCoreError, OSError) as error:
            raise Unanswered(str(error)) from error
        milliseconds = (time.perf_counter() - started) * 1000
        if answer.get("FunctionError"):
            shown = payload[:SHOWN].decode(errors="replace")
            raise Unanswered(f"the function failed ({answer['FunctionError']}): {shown}")
        return _answered(payload, milliseconds)

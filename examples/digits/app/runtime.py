# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Lambda's runtime interface, as much of it as an image needs that does not come from Lambda's own base.

One event after the other: ask for the next, answer it, or report how it failed.
"""

from __future__ import annotations

import http.client
import json
import traceback
from collections.abc import Callable

from .log import log

VERSION = "/2018-06-01/runtime"
Handler = Callable[[object, object], object]


class RuntimeApiError(Exception):
    """The runtime API did not take what it was given."""


def _call(api: str, method: str, path: str, content: object = None) -> tuple[http.client.HTTPMessage, bytes]:
    """One call. No timeout: the API answers `next` when there is an event, and Lambda freezes us until then."""
    connection = http.client.HTTPConnection(api)
    body = None if method == "GET" else json.dumps(content).encode()
    try:
        connection.request(method, VERSION + path, body, {"Content-Type": "application/json"})
        response = connection.getresponse()
        answer = response.read()
    finally:
        connection.close()
    if response.status >= 300:
        raise RuntimeApiError(f"{method} {path}: {response.status} {answer[:200]!r}")
    return response.headers, answer


def _failure(error: Exception) -> dict[str, object]:
    return {"errorMessage": str(error), "errorType": type(error).__name__, "stackTrace": []}


def serve_one(api: str, handler: Handler) -> None:
    """Take one event and answer it; raises RuntimeApiError or OSError when the API itself fails."""
    headers, body = _call(api, "GET", "/invocation/next")
    request = headers["Lambda-Runtime-Aws-Request-Id"]
    try:
        answer = handler(json.loads(body), None)
    except Exception as error:
        log("failure", "error", request_id=request, reason=repr(error), traceback=traceback.format_exc())
        _call(api, "POST", f"/invocation/{request}/error", _failure(error))
    else:
        _call(api, "POST", f"/invocation/{request}/response", answer)


def run(api: str) -> None:
    """Serve events for as long as the environment lives. A start that fails is reported, then ends the process."""
    try:
        from .handler import handler
    except Exception as error:
        _call(api, "POST", "/init/error", _failure(error))
        raise
    while True:
        serve_one(api, handler)

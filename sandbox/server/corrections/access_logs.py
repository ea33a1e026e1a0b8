# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""HTTP APIs write a line for each request to their stage's log group, which ministack does not.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html: a variable without a
value is written as "-". So are here the variables of authorizers, custom domains and errors of API Gateway itself. The
caller, the function and the log are told the same request identifier.
"""

from __future__ import annotations

import base64
import os
import re
import time
from datetime import UTC, datetime
from typing import Any

from .. import seams
from .gateway import MODULE, current, note, store

LOGS = "ministack.services.cloudwatch_logs"
_LAMBDA = "ministack.services.lambda_svc"
_VARIABLE = re.compile(r"\$context\.(\w+(?:\.\w+)*)")


def install() -> None:
    """Write the lines."""
    seams.wrap(MODULE, "_handle_execute_in_scope", _logging)
    seams.wrap(_LAMBDA, "_execute_function_with_config_scope", _telling)


def _logging(original: Any) -> Any:
    async def execute(
        api_id: str, stage: str, path: str, method: str, headers: Any, *rest: Any, **named: Any
    ) -> tuple[int, dict[str, Any], bytes]:
        request: dict[str, Any] = {"requestId": base64.b64encode(os.urandom(11)).decode()}
        token = current.set(request)
        at, started = datetime.now(UTC), time.perf_counter()
        try:
            status, answered, payload = await original(api_id, stage, path, method, headers, *rest, **named)
        finally:
            current.reset(token)
        answered["apigw-requestid"] = request["requestId"]
        settings = store("_stages", api_id).get(stage, {}).get("accessLogSettings") or {}
        if settings:
            latency = round((time.perf_counter() - started) * 1000)
            request |= _asked(api_id, stage, path, method, headers)
            request |= {"status": status, "responseLength": len(payload), "responseLatency": latency}
            request |= {"requestTime": f"{at:%d/%b/%Y:%H:%M:%S} +0000", "extendedRequestId": request["requestId"]}
            _append(settings.get("destinationArn", ""), stage, at, _line(settings.get("format", ""), request))
        return status, answered, payload

    return execute


def _asked(api_id: str, stage: str, path: str, method: str, headers: Any) -> dict[str, Any]:
    route = seams.get(MODULE, "_match_route")(api_id, method, "/" + path.lstrip("/")) or {}
    host = headers.get("host", "-").partition(":")[0]
    return {
        "accountId": seams.get("ministack.core.responses", "get_account_id")(),
        "apiId": api_id,
        "domainName": host,
        "domainPrefix": host.partition(".")[0],
        "httpMethod": method,
        "identity.sourceIp": "127.0.0.1",
        "identity.userAgent": headers.get("user-agent", "-"),
        "path": path if stage == "$default" else f"/{stage}{path}",
        "protocol": "HTTP/1.1",
        "routeKey": route.get("routeKey", "-"),
        "stage": stage,
    }


def _line(form: str, request: dict[str, Any]) -> str:
    return _VARIABLE.sub(lambda found: str(request.get(found[1], "-")), form)


def _append(destination: str, stage: str, at: datetime, line: str) -> None:
    """Write a line to a log group of the API's own account and region; where there is none, the line is lost."""
    responses = "ministack.core.responses"
    here = f"arn:aws:logs:{seams.get(responses, 'get_region')()}:{seams.get(responses, 'get_account_id')()}"
    owner, _separator, group = destination.removesuffix(":*").partition(":log-group:")
    if owner != here:
        return
    where = {"logGroupName": group, "logStreamName": f"{stage}/{at:%Y/%m/%d}"}
    # Both only answer with an error when the stream or the group is not what is expected: nothing is raised.
    seams.get(LOGS, "_create_log_stream")(where)
    event = {"timestamp": int(at.timestamp() * 1000), "message": line}
    seams.get(LOGS, "_put_log_events")({**where, "logEvents": [event]})


def _telling(original: Any) -> Any:
    """Tell the function which request it answers, and note what it failed with."""

    def execute(function: dict[str, Any], event: Any) -> Any:
        request = current.get()
        if request is not None and isinstance(event, dict) and "requestContext" in event:
            event["requestContext"]["requestId"] = request["requestId"]
        result = original(function, event)
        if request is not None and result.get("error"):
            body = result.get("body")
            said = body.get("errorMessage", "") if isinstance(body, dict) else body
            note(
                integrationErrorMessage=f"The Lambda function returned the following error: {said}. "
                "Check your Lambda function code and try again."
            )
        return result

    return execute

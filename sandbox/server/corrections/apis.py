# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""HTTP APIs: who may invoke what, and which requests to change them AWS refuses.

ministack looks an API up in the account that a request is signed for; a request to an API's address is usually not
signed at all, and would only find the APIs of ministack's default account. An API's identifier is its own everywhere.
"""

from __future__ import annotations

from typing import Any

from .. import seams
from . import aliases, functions, guard, policies, refuse
from .gateway import MODULE, answer, note, store

#: Milliseconds, for HTTP APIs: the CreateIntegration reference, TimeoutInMillis.
SHORTEST, LONGEST = 50, 30000
#: The payload quotas of HTTP APIs and of synchronous invocations.
REQUEST_BYTES, RESPONSE_BYTES = 10 * 1024 * 1024, 6 * 1024 * 1024
SERVICE = "apigateway.amazonaws.com"
#: What an access log says of a function whose policy does not let the API invoke it.
NOT_PERMITTED = (
    "The IAM role configured on the integration or API Gateway doesn't have permissions to call the integration. "
    "Check the permissions and try again."
)


def install() -> None:
    """Put the checks in force."""
    guard(
        MODULE,
        {
            "_create_integration": [_timeout_of_new],
            "_update_integration": [_timeout_of_changed],
            "_create_route": [_same_route],
            "_create_stage": [_same_stage],
            "_delete_integration": [_in_use],
            "_handle_execute_in_scope": [_no_stage],
        },
    )
    seams.wrap(MODULE, "find_api_scope", _anywhere)
    seams.wrap(MODULE, "_invoke_lambda_proxy", _permitted)


def _anywhere(_original: Any) -> Any:
    owner = seams.get(MODULE, "_api_owner")

    def find_api_scope(api_id: str) -> tuple[str, str] | None:
        found = owner(api_id)
        return (found[1], found[2]) if found else None

    return find_api_scope


def _permitted(original: Any) -> Any:
    """Invoke a function only where its policy lets the API, and answer its failures as API Gateway does."""

    async def invoke(integration: dict[str, Any], api_id: str, stage: str, *rest: Any, **scope: Any) -> Any:
        _path, _method, _headers, body, _query, route_key = rest[:6]
        if len(body or b"") > REQUEST_BYTES:
            return answer(413, "Request Entity Too Large")
        target = _target(integration)
        if target is not None:
            name, qualifier, function = target
            arn = _arn(name, qualifier)
            source = _source(scope, api_id, stage, route_key)
            if not policies.lets_service(function["policy"], SERVICE, "lambda:InvokeFunction", arn, source):
                note(integrationErrorMessage=NOT_PERMITTED)
                return answer(500, "Internal Server Error")
            integration = {**integration, "integrationUri": _arn(name, aliases.choose(name, qualifier))}
        status, headers, payload = await original(integration, api_id, stage, *rest, **scope)
        # 502 is how ministack tells that the function failed; what it failed with stays inside.
        failed = status == 502 or len(payload) > RESPONSE_BYTES
        return answer(500, "Internal Server Error") if failed else (status, headers, payload)

    return invoke


def _arn(name: str, qualifier: str | None) -> str:
    arn = str(seams.get("ministack.services.lambda_svc", "_func_arn")(name))
    return f"{arn}:{qualifier}" if qualifier else arn


def _source(scope: dict[str, Any], api_id: str, stage: str, route_key: str) -> str:
    """The ARN of a request, which a function's policy can be limited to."""
    method, _space, path = route_key.partition(" ")
    resource = f"{'*' if method == 'ANY' else method}{path}" if path else f"*/{method}"
    return f"arn:aws:execute-api:{scope['owner_region']}:{scope['owner_account_id']}:{api_id}/{stage}/{resource}"


def _target(integration: dict[str, Any]) -> tuple[str, str | None, dict[str, Any]] | None:
    reference = seams.get(MODULE, "_extract_lambda_ref_from_integration_uri")(integration.get("integrationUri", ""))
    name, qualifier = seams.get("ministack.services.lambda_svc", "_resolve_name_and_qualifier")(reference)
    function = functions.functions().get(name)
    # With a role of its own the integration does not need the function's policy.
    return None if function is None or integration.get("credentialsArn") else (name, qualifier, function)


def _no_stage(api_id: str, stage: str, *_rest: Any, **_named: Any) -> Any:
    """ministack serves $default also when there is no such stage."""
    return None if stage in store("_stages", api_id) else seams.get(MODULE, "_http_api_not_found")()


def _timeout_of_new(api_id: str, data: dict[str, Any]) -> Any:
    timeout = data.get("timeoutInMillis")
    if store("_apis", api_id).get("protocolType") != "HTTP" or timeout is None or SHORTEST <= timeout <= LONGEST:
        return None
    return refuse("BadRequestException", f"Timeout should be between {SHORTEST} ms and {LONGEST} ms")


def _timeout_of_changed(api_id: str, _int_id: str, data: dict[str, Any]) -> Any:
    return _timeout_of_new(api_id, data)


def _same_route(api_id: str, data: dict[str, Any]) -> Any:
    key = data.get("routeKey")
    if any(route.get("routeKey") == key for route in store("_routes", api_id).values()):
        return refuse("ConflictException", f"Route with key {key} already exists for this API", 409)
    return None


def _same_stage(api_id: str, data: dict[str, Any]) -> Any:
    if data.get("stageName") in store("_stages", api_id):
        return refuse("ConflictException", "Stage already exists", 409)
    return None


def _in_use(api_id: str, int_id: str) -> Any:
    routes = [
        number for number, route in store("_routes", api_id).items() if route.get("target", "").endswith("/" + int_id)
    ]
    if not routes:
        return None
    names = ", ".join(routes)
    return refuse(
        "ConflictException",
        f"Cannot delete Integration because it is referenced by the following Routes with Ids: [{names}]",
        409,
    )

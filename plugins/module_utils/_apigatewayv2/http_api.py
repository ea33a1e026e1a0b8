# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An HTTP API with its authorizers, integrations, routes and stages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .._engine.errors import EngineError
from .._engine.ownership import lacking
from .._engine.table import Call, Child, Field, Find, Remove, Table, Tags
from .._engine.values import caseless_flags, equal, unordered

_MISSING = ("NotFoundException",)
_API = {"api_id": "api_id"}


def _list(operation: str) -> Find:
    return Find(operation, _API, absent=_MISSING, items="items")


def _choose(found: Sequence[dict[str, Any]], options: Mapping[str, Any]) -> dict[str, Any] | None:
    """Pick by identifier or by name; among several of the name, the only one that bears the tags.

    Where tags are expected and none of several bears them, any stands for all that are somebody else's.
    """
    if options.get("api_id"):
        return next((item for item in found if item["api_id"] == options["api_id"]), None)
    same = [item for item in found if item["name"] == options["name"] and item["protocol_type"] == "HTTP"]
    expected = options.get("expect_tags")
    wanted = expected or options.get("tags")
    if len(same) > 1 and wanted:
        bearing = [item for item in same if not lacking(wanted, item.get("tags") or {})]
        same = bearing or (same[:1] if expected else same)
    if len(same) > 1:
        ids = ", ".join(sorted(item["api_id"] for item in same))
        raise EngineError(
            f"name: there are several HTTP APIs called {options['name']!r} ({ids}); give the api_id of one."
        )
    return same[0] if same else None


def _api_attributes(described: Mapping[str, Any], scope: Mapping[str, Any]) -> dict[str, Any]:
    place = f"arn:{scope['partition']}:apigateway:{scope['region']}::/apis/{described['api_id']}"
    execute = f"arn:{scope['partition']}:execute-api:{scope['region']}:{scope['account_id']}:{described['api_id']}"
    return {"arn": place, "execute_api_arn": execute}


def _stage_attributes(described: Mapping[str, Any], scope: Mapping[str, Any]) -> dict[str, Any]:
    name = described["stage_name"]
    url = scope["api_endpoint"] if name == "$default" else f"{scope['api_endpoint']}/{name}"
    return {"stage_arn": f"{scope['arn']}/stages/{name}", "invoke_url": url}


def _log(settings: Any) -> Any:
    """Return access log settings with the ARN of the log group as API Gateway keeps it."""
    arn = (settings or {}).get("destination_arn")
    return {**settings, "destination_arn": arn.removesuffix(":*")} if arn else settings


def _same_log(wanted: Any, current: Any) -> bool:
    return equal(_log(wanted), _log(current))


AUTHORIZER = Table(
    label="Authorizer",
    service="apigatewayv2",
    find=_list("GetAuthorizers"),
    identity={**_API, "authorizer_id": "authorizer_id"},
    id="authorizer_id",
    create=Call("CreateAuthorizer", params={**_API, "name": "name"}),
    updates=(Call("UpdateAuthorizer", carry=("authorizer_type",)),),
    delete=Call("DeleteAuthorizer"),
    required=("authorizer_type", "identity_source"),
    fields=(
        Field("authorizer_type", "UpdateAuthorizer"),
        Field("authorizer_uri", "UpdateAuthorizer"),
        Field("authorizer_credentials_arn", "UpdateAuthorizer"),
        Field("authorizer_payload_format_version", "UpdateAuthorizer"),
        Field("authorizer_result_ttl_in_seconds", "UpdateAuthorizer"),
        Field("enable_simple_responses", "UpdateAuthorizer", default=False),
        Field("identity_source", "UpdateAuthorizer", same=unordered),
        Field("jwt_configuration", "UpdateAuthorizer", same=unordered, merge=True),
    ),
    returns=("authorizer_id",),
)

INTEGRATION = Table(
    label="Integration",
    service="apigatewayv2",
    find=_list("GetIntegrations"),
    identity={**_API, "integration_id": "integration_id"},
    id="integration_id",
    create=Call("CreateIntegration", params={**_API, "description": "name"}),
    updates=(Call("UpdateIntegration", carry=("integration_type",)),),
    delete=Call("DeleteIntegration"),
    required=("integration_type",),
    fields=(
        Field("integration_type", "UpdateIntegration"),
        Field("integration_uri", "UpdateIntegration"),
        Field("integration_method", "UpdateIntegration"),
        Field("integration_subtype", "UpdateIntegration"),
        Field("payload_format_version", "UpdateIntegration"),
        Field("timeout_in_millis", "UpdateIntegration", default=30000),
        Field("connection_type", "UpdateIntegration", default="INTERNET"),
        Field("connection_id", "UpdateIntegration"),
        Field("credentials_arn", "UpdateIntegration"),
        Field("request_parameters", "UpdateIntegration", blank=""),
        Field("response_parameters", "UpdateIntegration", blank={}),
        Field("tls_config", "UpdateIntegration"),
    ),
    returns=("integration_id",),
)

ROUTE = Table(
    label="Route",
    service="apigatewayv2",
    find=_list("GetRoutes"),
    identity={**_API, "route_id": "route_id"},
    id="route_id",
    create=Call("CreateRoute", params={**_API, "route_key": "route_key"}),
    updates=(Call("UpdateRoute", carry=("authorization_type", "authorizer", "authorization_scopes")),),
    delete=Call("DeleteRoute"),
    required=("integration",),
    fields=(
        Field("integration", "UpdateRoute", param="target", ref="integrations", link="integrations/{}"),
        Field("authorization_type", "UpdateRoute", default="NONE"),
        Field("authorizer", "UpdateRoute", param="authorizer_id", ref="authorizers"),
        Field("authorization_scopes", "UpdateRoute", same=unordered),
        Field("operation_name", "UpdateRoute"),
    ),
    returns=("route_id",),
)

STAGE = Table(
    label="Stage",
    service="apigatewayv2",
    find=_list("GetStages"),
    identity={**_API, "stage_name": "stage_name"},
    id="stage_name",
    create=Call("CreateStage", params={**_API, "stage_name": "name"}),
    updates=(Call("UpdateStage"),),
    delete=Call("DeleteStage"),
    tags=Tags(target="resource_arn", arn="stage_arn"),
    derive=_stage_attributes,
    fields=(
        Field("auto_deploy", "UpdateStage", default=False),
        Field("deployment_id", "UpdateStage"),
        Field("description", "UpdateStage"),
        Field(
            "access_log_settings", "UpdateStage", same=_same_log, trim=_log, remove=Remove("DeleteAccessLogSettings")
        ),
        Field("default_route_settings", "UpdateStage", merge=True),
        Field("route_settings", "UpdateStage", remove=Remove("DeleteRouteSettings", each="route_key")),
        Field("stage_variables", "UpdateStage", blank=""),
    ),
    returns=("stage_arn", "invoke_url", "last_deployment_status_message"),
)

HTTP_API = Table(
    label="HTTP API",
    service="apigatewayv2",
    find=Find("GetApis", items="items", choose=_choose),
    identity=_API,
    id="api_id",
    create=Call("CreateApi", params={}, constants={"protocol_type": "HTTP"}),
    updates=(Call("UpdateApi"),),
    delete=Call("DeleteApi"),
    required=("name",),
    tags=Tags(target="resource_arn", arn="arn"),
    derive=_api_attributes,
    fields=(
        Field("name", "UpdateApi"),
        Field("description", "UpdateApi"),
        Field("version", "UpdateApi"),
        Field("disable_execute_api_endpoint", "UpdateApi", default=False),
        Field("ip_address_type", "UpdateApi", default="ipv4"),
        Field("cors_configuration", "UpdateApi", same=caseless_flags, remove=Remove("DeleteCorsConfiguration")),
    ),
    children=(
        Child("authorizers", "name", "name", AUTHORIZER, "purge_authorizers"),
        Child("integrations", "name", "description", INTEGRATION, "purge_integrations"),
        Child("routes", "route_key", "route_key", ROUTE, "purge_routes"),
        Child("stages", "name", "stage_name", STAGE, "purge_stages"),
    ),
    returns=("api_id", "api_endpoint", "arn", "execute_api_arn", "created_date"),
)

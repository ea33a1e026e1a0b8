# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The tables of API Gateway, version 2."""

from __future__ import annotations

from typing import Any

from ansible_collections.inferops.aws.plugins.module_utils._apigatewayv2.http_api import (
    AUTHORIZER,
    HTTP_API,
    INTEGRATION,
    ROUTE,
    STAGE,
)
from ansible_collections.inferops.aws.plugins.modules.http_api import ARGUMENT_SPEC
from tests.tools.tables import Described

WEBSOCKET = "for WebSocket APIs only"
IDENTITY = "the identity: another one is another resource"
OPTIONS: dict[str, Any] = ARGUMENT_SPEC

TABLES = [
    Described(
        HTTP_API,
        OPTIONS,
        given={"name": "digits"},
        left_out={
            "UpdateApi": {
                "ApiKeySelectionExpression": WEBSOCKET,
                "DisableSchemaValidation": WEBSOCKET,
                "RouteSelectionExpression": "HTTP APIs have only one",
                "CredentialsArn": "part of quick create; integrations are options of their own",
                "RouteKey": "part of quick create; routes are options of their own",
                "Target": "part of quick create; integrations are options of their own",
            },
        },
    ),
    Described(
        AUTHORIZER,
        OPTIONS["authorizers"]["options"],
        given={"authorizer_type": "JWT", "identity_source": ["$request.header.Authorization"]},
        left_out={"UpdateAuthorizer": {"Name": IDENTITY, "IdentityValidationExpression": "AWS does not use it"}},
    ),
    Described(
        INTEGRATION,
        OPTIONS["integrations"]["options"],
        given={"integration_type": "AWS_PROXY"},
        left_out={
            "UpdateIntegration": {
                "Description": "holds the name by which routes refer to the integration",
                "ContentHandlingStrategy": WEBSOCKET,
                "PassthroughBehavior": WEBSOCKET,
                "RequestTemplates": WEBSOCKET,
                "TemplateSelectionExpression": WEBSOCKET,
            }
        },
    ),
    Described(
        ROUTE,
        OPTIONS["routes"]["options"],
        given={"integration": "predict"},
        left_out={
            "UpdateRoute": {
                "RouteKey": IDENTITY,
                "ApiKeyRequired": WEBSOCKET,
                "ModelSelectionExpression": WEBSOCKET,
                "RequestModels": WEBSOCKET,
                "RequestParameters": WEBSOCKET,
                "RouteResponseSelectionExpression": WEBSOCKET,
            }
        },
    ),
    Described(
        STAGE,
        OPTIONS["stages"]["options"],
        left_out={
            "UpdateStage": {
                "ClientCertificateId": WEBSOCKET,
                "DefaultRouteSettings.DataTraceEnabled": WEBSOCKET,
                "DefaultRouteSettings.LoggingLevel": WEBSOCKET,
            },
        },
    ),
]

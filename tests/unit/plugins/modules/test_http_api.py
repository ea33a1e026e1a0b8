# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""http_api, whole."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.inferops.aws.plugins.modules.http_api import main
from tests.tools.cloud import Modules

A = {"ApiId": "a1"}
URL = "https://a1.execute-api.eu-central-1.amazonaws.com"
ARN = "arn:aws:apigateway:eu-central-1::/apis/a1"
FUNCTION = "arn:aws:lambda:eu-central-1:111111111111:function:digits:live"
API: dict[str, Any] = {
    "ApiId": "a1",
    "Name": "digits",
    "ProtocolType": "HTTP",
    "RouteSelectionExpression": "$request.method $request.path",
    "ApiEndpoint": URL,
    "DisableExecuteApiEndpoint": False,
}
INTEGRATION: dict[str, Any] = {
    "IntegrationId": "i1",
    "Description": "predict",
    "IntegrationType": "AWS_PROXY",
    "IntegrationUri": FUNCTION,
    "IntegrationMethod": "POST",
    "PayloadFormatVersion": "2.0",
    "TimeoutInMillis": 30000,
    "ConnectionType": "INTERNET",
}
ROUTE: dict[str, Any] = {
    "RouteId": "r1",
    "RouteKey": "POST /invocations",
    "Target": "integrations/i1",
    "AuthorizationType": "AWS_IAM",
}
STAGE: dict[str, Any] = {"StageName": "$default", "AutoDeploy": True}
AUTHORIZER: dict[str, Any] = {
    "AuthorizerId": "z1",
    "Name": "users",
    "AuthorizerType": "JWT",
    "IdentitySource": ["$request.header.Authorization"],
    "JwtConfiguration": {"Issuer": "https://issuer.example", "Audience": ["digits"]},
}
OPTIONS: dict[str, Any] = {
    "name": "digits",
    "integrations": [{"name": "predict", "integration_uri": FUNCTION}],
    "routes": [{"route_key": "POST /invocations", "integration": "predict", "authorization_type": "AWS_IAM"}],
    "stages": [{"name": "$default"}],
}


def who(modules: Modules) -> None:
    modules.cloud.expect("sts", "GetCallerIdentity", {}, {"Account": "111111111111"})


def see(
    modules: Modules,
    api: dict[str, Any] | None = None,
    integrations: list[dict[str, Any]] | None = None,
    routes: list[dict[str, Any]] | None = None,
    stages: list[dict[str, Any]] | None = None,
    authorizers: list[dict[str, Any]] | None = None,
) -> None:
    found = [
        ("GetAuthorizers", authorizers or []),
        ("GetIntegrations", [INTEGRATION] if integrations is None else integrations),
        ("GetRoutes", [ROUTE] if routes is None else routes),
        ("GetStages", [STAGE] if stages is None else stages),
    ]
    modules.cloud.expect("apigatewayv2", "GetApis", {}, {"Items": [{**API, **(api or {})}]})
    for operation, items in found:
        modules.cloud.expect("apigatewayv2", operation, A, {"Items": items})


def write(modules: Modules, operation: str, params: dict[str, Any], answer: dict[str, Any] | None = None) -> None:
    modules.cloud.expect("apigatewayv2", operation, {**A, **params}, answer)


def test_creates_all_in_order(modules: Modules) -> None:
    who(modules)
    modules.cloud.expect("apigatewayv2", "GetApis", {}, {"Items": []})
    modules.cloud.expect(
        "apigatewayv2", "CreateApi", {"Name": "digits", "ProtocolType": "HTTP", "Tags": {"Some:Tag": "x"}}, API
    )
    write(
        modules,
        "CreateAuthorizer",
        {
            "Name": "users",
            "AuthorizerType": "JWT",
            "IdentitySource": ["$request.header.Authorization"],
            "JwtConfiguration": {"Issuer": "https://issuer.example", "Audience": ["digits"]},
        },
        AUTHORIZER,
    )
    integration = {"IntegrationType": "AWS_PROXY", "IntegrationUri": FUNCTION, "PayloadFormatVersion": "2.0"}
    write(modules, "CreateIntegration", {"Description": "predict", **integration}, INTEGRATION)
    route = {
        "RouteKey": "POST /invocations",
        "Target": "integrations/i1",
        "AuthorizationType": "JWT",
        "AuthorizerId": "z1",
        "AuthorizationScopes": ["digits/predict"],
    }
    write(modules, "CreateRoute", route, {"RouteId": "r1"})
    stage = {
        "StageName": "$default",
        "AutoDeploy": True,
        "StageVariables": {"Some_Name": "x"},
        "RouteSettings": {"POST /invocations": {"ThrottlingBurstLimit": 5, "ThrottlingRateLimit": 2.5}},
        "Tags": {"Some:Tag": "x"},
    }
    write(modules, "CreateStage", stage, STAGE)
    see(modules, routes=[{**route, "RouteId": "r1"}], authorizers=[AUTHORIZER], stages=[stage])
    result = modules.run(
        main,
        name="digits",
        authorizers=[
            {"name": "users", "jwt_configuration": {"issuer": "https://issuer.example", "audience": ["digits"]}}
        ],
        integrations=OPTIONS["integrations"],
        routes=[
            {
                "route_key": "POST /invocations",
                "integration": "predict",
                "authorization_type": "JWT",
                "authorizer": "users",
                "authorization_scopes": ["digits/predict"],
            }
        ],
        stages=[
            {
                "name": "$default",
                "stage_variables": {"Some_Name": "x"},
                "route_settings": {
                    "POST /invocations": {"throttling_burst_limit": "5", "throttling_rate_limit": "2.5"}
                },
            }
        ],
        tags={"Some:Tag": "x"},
    )
    assert (result["changed"], result["api_id"], result["api_endpoint"], result["arn"]) == (True, "a1", URL, ARN)
    assert result["execute_api_arn"] == "arn:aws:execute-api:eu-central-1:111111111111:a1"
    assert [(item["route_key"], item["integration"], item["authorizer"]) for item in result["routes"]] == [
        ("POST /invocations", "predict", "users")
    ]
    assert [(item["name"], item["invoke_url"], item["stage_arn"]) for item in result["stages"]] == [
        ("$default", URL, f"{ARN}/stages/$default")
    ]


def test_a_second_run_changes_nothing(modules: Modules) -> None:
    who(modules)
    see(modules)
    result = modules.run(main, **OPTIONS)
    assert result["changed"] is False
    assert result["diff"]["before"] == result["diff"]["after"]


def test_check_mode_of_a_new_api(modules: Modules) -> None:
    who(modules)
    modules.cloud.expect("apigatewayv2", "GetApis", {}, {"Items": []})
    result = modules.run(main, check=True, **OPTIONS)
    assert (result["changed"], result["api_id"]) == (True, "(known after apply)")
    assert result["diff"]["after"]["routes"] == {
        "POST /invocations": {"integration": "predict", "authorization_type": "AWS_IAM"}
    }


def test_repairs_a_stage_that_is_gone_and_nothing_else(modules: Modules) -> None:
    who(modules)
    see(modules, stages=[])
    write(modules, "CreateStage", {"StageName": "$default", "AutoDeploy": True})
    see(modules)
    assert modules.run(main, **OPTIONS)["changed"] is True


def test_changes_a_throttle_and_keeps_the_other(modules: Modules) -> None:
    who(modules)
    there = {"ThrottlingBurstLimit": 50, "ThrottlingRateLimit": 100.0}
    see(modules, stages=[{**STAGE, "DefaultRouteSettings": there}])
    new = {"ThrottlingBurstLimit": 50, "ThrottlingRateLimit": 200.0}
    write(modules, "UpdateStage", {"StageName": "$default", "DefaultRouteSettings": new})
    see(modules, stages=[{**STAGE, "DefaultRouteSettings": new}])
    stages = [{"name": "$default", "default_route_settings": {"throttling_rate_limit": 200}}]
    result = modules.run(main, name="digits", stages=stages)
    assert result["diff"]["before"]["stages"]["$default"]["default_route_settings"]["throttling_rate_limit"] == 100.0
    assert result["diff"]["after"]["stages"]["$default"]["default_route_settings"]["throttling_rate_limit"] == 200.0


def test_takes_route_settings_away_one_by_one(modules: Modules) -> None:
    who(modules)
    there = {"GET /a": {"ThrottlingBurstLimit": 1}, "GET /b": {"ThrottlingBurstLimit": 2}}
    see(modules, stages=[{**STAGE, "RouteSettings": there}])
    write(modules, "DeleteRouteSettings", {"StageName": "$default", "RouteKey": "GET /a"})
    see(modules, stages=[{**STAGE, "RouteSettings": {"GET /b": {"ThrottlingBurstLimit": 2}}}])
    stages = [{"name": "$default", "route_settings": {"GET /b": {"throttling_burst_limit": 2}}}]
    assert modules.run(main, name="digits", stages=stages)["changed"] is True


def test_access_logs(modules: Modules) -> None:
    log = {"DestinationArn": "arn:aws:logs:eu-central-1:111111111111:log-group:access", "Format": "$context.requestId"}
    option = {"destination_arn": log["DestinationArn"] + ":*", "format": log["Format"]}
    who(modules)
    see(modules)
    write(modules, "UpdateStage", {"StageName": "$default", "AccessLogSettings": log})
    see(modules, stages=[{**STAGE, "AccessLogSettings": log}])
    modules.run(main, name="digits", stages=[{"name": "$default", "access_log_settings": option}])
    who(modules)
    see(modules, stages=[{**STAGE, "AccessLogSettings": log}])
    unchanged = modules.run(main, name="digits", stages=[{"name": "$default", "access_log_settings": option}])
    assert unchanged["changed"] is False
    who(modules)
    see(modules, stages=[{**STAGE, "AccessLogSettings": log}])
    write(modules, "DeleteAccessLogSettings", {"StageName": "$default"})
    see(modules)
    assert modules.run(main, name="digits", stages=[{"name": "$default", "access_log_settings": {}}])["changed"] is True


def test_cors(modules: Modules) -> None:
    there = {"AllowOrigins": ["https://a.example"], "AllowHeaders": ["x-one"], "AllowCredentials": False, "MaxAge": 0}
    option = {"allow_origins": ["https://a.example"], "allow_headers": ["X-One"]}
    who(modules)
    see(modules, api={"CorsConfiguration": there})
    assert modules.run(main, name="digits", cors_configuration=option)["changed"] is False
    who(modules)
    see(modules, api={"CorsConfiguration": there})
    write(modules, "UpdateApi", {"CorsConfiguration": {"AllowOrigins": ["https://b.example"]}})
    see(modules, api={"CorsConfiguration": {"AllowOrigins": ["https://b.example"]}})
    result = modules.run(main, name="digits", cors_configuration={"allow_origins": ["https://b.example"]})
    assert result["cors_configuration"] == {"allow_origins": ["https://b.example"]}
    who(modules)
    see(modules, api={"CorsConfiguration": there})
    write(modules, "DeleteCorsConfiguration", {})
    see(modules)
    assert modules.run(main, name="digits", cors_configuration={})["changed"] is True


def test_a_map_loses_the_names_that_are_no_longer_given(modules: Modules) -> None:
    who(modules)
    see(modules, stages=[{**STAGE, "StageVariables": {"old": "1", "kept": "2"}}])
    write(modules, "UpdateStage", {"StageName": "$default", "StageVariables": {"old": "", "kept": "2"}})
    see(modules, stages=[{**STAGE, "StageVariables": {"kept": "2"}}])
    modules.run(main, name="digits", stages=[{"name": "$default", "stage_variables": {"kept": 2}}])


def test_a_route_moves_before_its_old_integration_goes(modules: Modules) -> None:
    new = {"IntegrationType": "HTTP_PROXY", "IntegrationUri": "https://x.example", "PayloadFormatVersion": "1.0"}
    who(modules)
    see(modules)
    request = {"Description": "other", **new, "IntegrationMethod": "ANY"}
    write(modules, "CreateIntegration", request, {**INTEGRATION, "IntegrationId": "i2"})
    write(
        modules,
        "UpdateRoute",
        {"RouteId": "r1", "Target": "integrations/i2", "AuthorizationType": "AWS_IAM"},
    )
    write(modules, "DeleteIntegration", {"IntegrationId": "i1"})
    see(
        modules,
        integrations=[{**INTEGRATION, **request, "IntegrationId": "i2"}],
        routes=[{**ROUTE, "Target": "integrations/i2"}],
    )
    integration = {
        "name": "other",
        "integration_type": "HTTP_PROXY",
        "integration_uri": "https://x.example",
        "integration_method": "ANY",
    }
    routes = [{"route_key": "POST /invocations", "integration": "other", "authorization_type": "AWS_IAM"}]
    result = modules.run(main, name="digits", integrations=[integration], routes=routes)
    assert result["diff"]["before"]["routes"]["POST /invocations"]["integration"] == "predict"
    assert result["diff"]["after"]["routes"]["POST /invocations"]["integration"] == "other"


def test_an_integration_changes_in_place(modules: Modules) -> None:
    who(modules)
    see(modules)
    write(
        modules,
        "UpdateIntegration",
        {"IntegrationId": "i1", "IntegrationType": "AWS_PROXY", "TimeoutInMillis": 5000},
    )
    see(modules, integrations=[{**INTEGRATION, "TimeoutInMillis": 5000}])
    integrations = [{"name": "predict", "integration_uri": FUNCTION, "timeout_in_millis": 5000}]
    assert modules.run(main, name="digits", integrations=integrations)["changed"] is True


def test_a_route_that_opens_loses_its_authorizer(modules: Modules) -> None:
    closed = {**ROUTE, "AuthorizationType": "JWT", "AuthorizerId": "z1", "AuthorizationScopes": ["s"]}
    who(modules)
    see(modules, routes=[closed], authorizers=[AUTHORIZER])
    opened = {"RouteId": "r1", "AuthorizationType": "NONE", "AuthorizerId": "", "AuthorizationScopes": []}
    write(modules, "UpdateRoute", opened)
    see(modules, routes=[{**ROUTE, "AuthorizationType": "NONE"}], authorizers=[AUTHORIZER])
    routes = [{"route_key": "POST /invocations", "integration": "predict", "authorization_type": "NONE"}]
    result = modules.run(main, name="digits", routes=routes)
    assert result["diff"]["before"]["routes"]["POST /invocations"]["authorizer"] == "users"


def test_an_authorizer_changes_in_place(modules: Modules) -> None:
    who(modules)
    see(modules, authorizers=[AUTHORIZER])
    jwt = {"Issuer": "https://issuer.example", "Audience": ["other"]}
    write(modules, "UpdateAuthorizer", {"AuthorizerId": "z1", "AuthorizerType": "JWT", "JwtConfiguration": jwt})
    see(modules, authorizers=[{**AUTHORIZER, "JwtConfiguration": jwt}])
    authorizers = [{"name": "users", "jwt_configuration": {"audience": ["other"]}}]
    assert modules.run(main, name="digits", authorizers=authorizers)["changed"] is True


def test_deletes_what_is_not_listed_from_the_outside_in(modules: Modules) -> None:
    who(modules)
    see(modules, authorizers=[AUTHORIZER])
    write(modules, "DeleteStage", {"StageName": "$default"})
    write(modules, "DeleteRoute", {"RouteId": "r1"})
    write(modules, "DeleteIntegration", {"IntegrationId": "i1"})
    write(modules, "DeleteAuthorizer", {"AuthorizerId": "z1"})
    see(modules, integrations=[], routes=[], stages=[])
    result = modules.run(main, name="digits", authorizers=[], integrations=[], routes=[], stages=[])
    assert (result["routes"], result["stages"]) == ([], [])


def test_without_purge_it_stays(modules: Modules) -> None:
    who(modules)
    see(modules)
    assert modules.run(main, name="digits", routes=[], purge_routes=False)["changed"] is False


def test_integrations_without_a_name_of_their_own_are_purged_too(modules: Modules) -> None:
    strays = [
        {**INTEGRATION, "IntegrationId": "i2", "Description": ""},
        {**INTEGRATION, "IntegrationId": "i3"},
    ]
    who(modules)
    see(modules, integrations=[INTEGRATION, *strays])
    write(modules, "DeleteIntegration", {"IntegrationId": "i3"})
    write(modules, "DeleteIntegration", {"IntegrationId": "i2"})
    see(modules)
    assert modules.run(main, **OPTIONS)["changed"] is True


def test_tags_of_the_api_and_its_stages(modules: Modules) -> None:
    who(modules)
    see(modules, api={"Tags": {"a": "1"}}, stages=[{**STAGE, "Tags": {"a": "1"}}])
    for arn in (ARN, f"{ARN}/stages/$default"):
        modules.cloud.expect("apigatewayv2", "UntagResource", {"ResourceArn": arn, "TagKeys": ["a"]})
        modules.cloud.expect("apigatewayv2", "TagResource", {"ResourceArn": arn, "Tags": {"b": "2"}})
    see(modules, api={"Tags": {"b": "2"}}, stages=[{**STAGE, "Tags": {"b": "2"}}])
    assert modules.run(main, **OPTIONS, tags={"b": "2"})["tags"] == {"b": "2"}


def test_a_route_must_name_an_integration_that_will_be_there(modules: Modules) -> None:
    who(modules)
    see(modules)
    routes = [{"route_key": "GET /", "integration": "nobody", "authorization_type": "NONE"}]
    result = modules.run(main, name="digits", routes=routes)
    assert result["msg"] == "routes[GET /].integration is 'nobody', which is not among the integrations: predict."


@pytest.mark.parametrize("absent", ["present", "absent"])
def test_two_apis_of_one_name_are_refused(modules: Modules, absent: str) -> None:
    who(modules)
    modules.cloud.expect("apigatewayv2", "GetApis", {}, {"Items": [API, {**API, "ApiId": "a2"}]})
    result = modules.run(main, name="digits", state=absent)
    assert "several HTTP APIs called 'digits' (a1, a2); give the api_id of one" in result["msg"]


def test_unless_only_one_bears_the_tags_or_the_identifier_is_given(modules: Modules) -> None:
    tagged = {**API, "Tags": {"inferops:deployment": "digits-eu"}}
    other = {**API, "ApiId": "a2", "Tags": {"inferops:deployment": "other"}}
    for options in ({"tags": {"inferops:deployment": "digits-eu"}}, {"api_id": "a1"}):
        who(modules)
        modules.cloud.expect("apigatewayv2", "GetApis", {}, {"Items": [other, tagged]})
        for operation in ("GetAuthorizers", "GetIntegrations", "GetRoutes", "GetStages"):
            modules.cloud.expect("apigatewayv2", operation, A, {"Items": []})
        result = modules.run(main, name="digits", **options)
        assert (result["changed"], result["api_id"]) == (False, "a1")


def test_absent_twice(modules: Modules) -> None:
    who(modules)
    see(modules)
    write(modules, "DeleteApi", {})
    assert modules.run(main, name="digits", state="absent")["changed"] is True
    who(modules)
    modules.cloud.expect("apigatewayv2", "GetApis", {}, {"Items": []})
    assert modules.run(main, name="digits", state="absent")["changed"] is False


def test_an_error_names_the_operation_and_the_request(modules: Modules) -> None:
    who(modules)
    see(modules)
    modules.cloud.refuse(
        "apigatewayv2", "UpdateApi", {**A, "Description": "x"}, "BadRequestException", "Invalid description"
    )
    result = modules.run(main, name="digits", description="x")
    assert result["msg"] == "UpdateApi failed: BadRequestException: Invalid description"
    assert result["request"] == {"ApiId": "a1", "Description": "x"}


MINE = {"inferops:managed-by": "inferops.aws", "inferops:deployment": "digits-eu"}
THEIRS = {**API, "ApiId": "b2", "Tags": {"inferops:managed-by": "inferops.aws"}}


def among(modules: Modules, *apis: dict[str, Any], api_id: str) -> None:
    who(modules)
    modules.cloud.expect("apigatewayv2", "GetApis", {}, {"Items": list(apis)})
    for operation in ("GetAuthorizers", "GetIntegrations", "GetRoutes", "GetStages"):
        modules.cloud.expect("apigatewayv2", operation, {"ApiId": api_id}, {"Items": []})


@pytest.mark.parametrize("others", [1, 2])
def test_an_api_of_somebody_else_is_refused(modules: Modules, others: int) -> None:
    among(modules, THEIRS, *[{**THEIRS, "ApiId": "b3"}][: others - 1], api_id="b2")
    assert modules.run(main, **OPTIONS, tags=MINE, expect_tags=MINE)["msg"] == (
        "HTTP API arn:aws:apigateway:eu-central-1::/apis/b2 exists and is not the one that is meant, by expect_tags: "
        "inferops:deployment is missing instead of 'digits-eu'. It was left as it is."
    )


@pytest.mark.parametrize("others", [1, 2])
def test_an_api_of_somebody_else_is_not_deleted(modules: Modules, others: int) -> None:
    among(modules, THEIRS, *[{**THEIRS, "ApiId": "b3"}][: others - 1], api_id="b2")
    result = modules.run(main, name="digits", state="absent", expect_tags=MINE)
    assert (result["changed"], result["diff"]) == (False, {"before": {}, "after": {}})


def test_of_several_the_one_that_bears_the_expected_tags_is_meant(modules: Modules) -> None:
    mine = {**API, "Tags": {**MINE, "old": "1"}}
    among(modules, THEIRS, mine, api_id="a1")
    result = modules.run(main, check=True, name="digits", tags={**MINE, "new": "2"}, expect_tags=MINE)
    assert (result["changed"], result["api_id"], result["tags"]) == (True, "a1", {**MINE, "new": "2"})
    among(modules, THEIRS, mine, api_id="a1")
    write(modules, "DeleteApi", {})
    assert modules.run(main, name="digits", state="absent", expect_tags=MINE)["changed"] is True


def test_a_new_api_must_get_the_tags_that_are_expected_of_it(modules: Modules) -> None:
    who(modules)
    modules.cloud.expect("apigatewayv2", "GetApis", {}, {"Items": []})
    result = modules.run(main, name="digits", tags={"a": "1"}, expect_tags={"a": "2"})
    assert result["msg"] == "expect_tags: tags must hold a with the same value."


def test_an_account_that_is_known_is_not_asked_for(modules: Modules) -> None:
    see(modules)
    result = modules.run(main, **OPTIONS, account_id="222222222222")
    assert ":222222222222:" in result["execute_api_arn"]

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The stages of HTTP APIs: their parts, their limits, their access logs."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.sandbox.deployment import Workload, deploy

STAGE = "$default"
KEY = "POST /invocations"
FORMAT = {
    name: f"$context.{name}"
    for name in ("requestId", "identity.sourceIp", "requestTime", "routeKey", "status", "responseLatency")
}


@pytest.fixture
def deployed(dev: Any, unique: str) -> Workload:
    return deploy(dev, unique)


@pytest.fixture
def apis(dev: Any) -> Any:
    return dev.client("apigatewayv2")


def _set(apis: Any, deployed: Workload, **settings: Any) -> None:
    apis.update_stage(ApiId=deployed.api, StageName=STAGE, **settings)


def _statuses(deployed: Workload, requests: int) -> list[int]:
    return [deployed.post()[0] for request in range(requests)]


def test_a_part_of_a_stage_is_deleted_and_no_more(apis: Any, deployed: Workload) -> None:
    stage = {"ApiId": deployed.api, "StageName": STAGE}
    group = "arn:aws:logs:eu-central-1:111111111111:log-group:/aws/apigateway/x"
    log = {"DestinationArn": group, "Format": "$context.requestId"}
    _set(apis, deployed, AccessLogSettings=log, RouteSettings={KEY: {"DetailedMetricsEnabled": True}})
    apis.delete_access_log_settings(**stage)
    left = apis.get_stage(**stage)
    assert "AccessLogSettings" not in left
    assert list(left["RouteSettings"]) == [KEY]
    apis.delete_route_settings(**stage, RouteKey=KEY)
    assert apis.get_stage(**stage)["RouteSettings"] == {}
    with pytest.raises(ClientError, match="NotFoundException"):
        apis.delete_route_settings(**stage, RouteKey=KEY)
    with pytest.raises(ClientError, match="NotFoundException"):
        apis.reset_authorizers_cache(**stage)
    assert deployed.post()[0] == 200


def test_an_apis_cors_configuration_is_deleted(apis: Any, deployed: Workload) -> None:
    apis.update_api(ApiId=deployed.api, CorsConfiguration={"AllowOrigins": ["https://example.org"]})
    apis.delete_cors_configuration(ApiId=deployed.api)
    assert "CorsConfiguration" not in apis.get_api(ApiId=deployed.api)


def test_settings_of_routes_are_kept_and_need_their_routes(apis: Any, deployed: Workload) -> None:
    other = apis.create_route(ApiId=deployed.api, RouteKey="GET /ping", Target=f"integrations/{deployed.integration}")[
        "RouteId"
    ]
    _set(apis, deployed, RouteSettings={"GET /ping": {"DetailedMetricsEnabled": True}})
    _set(apis, deployed, RouteSettings={KEY: {"DetailedMetricsEnabled": True}})
    assert sorted(apis.get_stage(ApiId=deployed.api, StageName=STAGE)["RouteSettings"]) == ["GET /ping", KEY]
    apis.delete_route(ApiId=deployed.api, RouteId=other)
    with pytest.raises(ClientError, match="Unable to find Route by key GET /ping within the provided RouteSettings"):
        _set(apis, deployed, RouteSettings={KEY: {"DetailedMetricsEnabled": False}})
    with pytest.raises(ClientError, match="Unable to find Route by key GET /none"):
        apis.create_stage(ApiId=deployed.api, StageName="v1", RouteSettings={"GET /none": {}})


def test_beyond_its_limits_a_stage_answers_429(apis: Any, deployed: Workload) -> None:
    # So slow that no token comes back while the test runs.
    _set(apis, deployed, DefaultRouteSettings={"ThrottlingRateLimit": 0.001, "ThrottlingBurstLimit": 3})
    assert _statuses(deployed, 5) == [200, 200, 200, 429, 429]
    assert deployed.post() == (429, b'{"message": "Too Many Requests"}')
    _set(apis, deployed, RouteSettings={KEY: {"DetailedMetricsEnabled": True}})
    assert _statuses(deployed, 5) == [200] * 5
    _set(apis, deployed, RouteSettings={KEY: {"ThrottlingRateLimit": 0.0, "ThrottlingBurstLimit": 0}})
    assert deployed.post()[0] == 429


def test_tokens_come_back_at_the_rate(apis: Any, deployed: Workload) -> None:
    _set(apis, deployed, DefaultRouteSettings={"ThrottlingRateLimit": 0.001, "ThrottlingBurstLimit": 1})
    assert _statuses(deployed, 2) == [200, 429]
    # Between any two requests a token comes back at this rate, and no more than one is kept.
    _set(apis, deployed, DefaultRouteSettings={"ThrottlingRateLimit": 100000.0, "ThrottlingBurstLimit": 1})
    assert _statuses(deployed, 3) == [200] * 3


def test_each_request_leaves_a_line_in_the_access_log(dev: Any, apis: Any, deployed: Workload) -> None:
    group, logs = f"/aws/apigateway/{deployed.name}", dev.client("logs")
    form = FORMAT | {"error": "$context.integrationErrorMessage", "unknown": "$context.authorizer.principalId"}
    arn = f"arn:aws:logs:eu-central-1:111111111111:log-group:{group}"
    _set(apis, deployed, AccessLogSettings={"DestinationArn": arn, "Format": json.dumps(form)})
    assert deployed.post()[0] == 200
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        logs.filter_log_events(logGroupName=group)

    logs.create_log_group(logGroupName=group)
    status, answer = deployed.post()
    assert status == 200
    assert deployed.post(b"fail")[0] == 500
    dev.client("lambda").remove_permission(FunctionName=deployed.name, Qualifier="live", StatementId="api")
    assert deployed.post()[0] == 500
    _set(apis, deployed, DefaultRouteSettings={"ThrottlingRateLimit": 0.0, "ThrottlingBurstLimit": 0})
    assert deployed.post()[0] == 429

    lines = [json.loads(event["message"]) for event in logs.filter_log_events(logGroupName=group)["events"]]
    assert [line["status"] for line in lines] == ["200", "500", "500", "429"]
    assert {(line["routeKey"], line["identity.sourceIp"], line["unknown"]) for line in lines} == {
        (KEY, "127.0.0.1", "-")
    }
    assert len({line["requestId"] for line in lines}) == 4
    assert lines[0]["requestId"] == json.loads(answer)["request"]
    assert [line["error"].split(". ")[0] for line in lines] == [
        "-",
        "The Lambda function returned the following error: a secret",
        "The IAM role configured on the integration or API Gateway doesn't have permissions to call the integration",
        "-",
    ]

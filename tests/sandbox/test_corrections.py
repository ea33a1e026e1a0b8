# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What AWS refuses, the sandbox refuses."""

from __future__ import annotations

import time
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.sandbox.deployment import code, deploy, make_role, settle


@pytest.fixture
def functions(dev: Any) -> Any:
    return dev.client("lambda")


def _refused(code: str, words: str) -> Any:
    return pytest.raises(ClientError, match=rf"\({code}\).*{words}")


def _create(functions: Any, name: str, role: str) -> Any:
    return functions.create_function(
        FunctionName=name, Runtime="python3.11", Role=role, Handler="app.handler", Code={"ZipFile": code()}
    )


def test_a_new_function_is_pending_and_can_do_nothing_yet(dev: Any, functions: Any, unique: str) -> None:
    assert _create(functions, unique, make_role(dev, unique))["State"] == "Pending"
    for call in (functions.invoke, functions.publish_version):
        with _refused("ResourceConflictException", "state: Pending"):
            call(FunctionName=unique)
    settle(functions, unique)
    assert functions.publish_version(FunctionName=unique)["Version"] == "1"


def test_an_update_meets_an_update(functions: Any, workload: Any) -> None:
    changed = functions.update_function_configuration(FunctionName=workload.name, MemorySize=256)
    assert (changed["State"], changed["LastUpdateStatus"]) == ("Active", "InProgress")
    with _refused("ResourceConflictException", "An update is in progress"):
        functions.update_function_configuration(FunctionName=workload.name, MemorySize=512)
    with _refused("ResourceConflictException", "An update is in progress"):
        functions.publish_version(FunctionName=workload.name)
    assert workload.post()[0] == 200
    settle(functions, workload.name)


@pytest.mark.parametrize("service", ["ec2.amazonaws.com", None])
def test_a_role_that_lambda_cannot_take(dev: Any, functions: Any, unique: str, service: str | None) -> None:
    from tests.sandbox.deployment import LAMBDA_TRUST

    role = f"arn:aws:iam::111111111111:role/inferops/{unique}"
    if service:
        make_role(dev, unique, LAMBDA_TRUST.replace("lambda.amazonaws.com", service))
    with _refused("InvalidParameterValueException", "cannot be assumed by Lambda"):
        _create(functions, unique, role)


@pytest.fixture
def versions(dev: Any, functions: Any, unique: str) -> tuple[str, Any]:
    """A deployed function with two versions whose answers differ."""
    deployed = deploy(dev, unique)
    functions.update_function_configuration(FunctionName=unique, Environment={"Variables": {"MARK": "two"}})
    settle(functions, unique)
    assert functions.publish_version(FunctionName=unique)["Version"] == "2"
    return unique, deployed


def test_weights_are_followed_and_exclude_provisioned_concurrency(
    sandbox: Any, functions: Any, versions: tuple[str, Any]
) -> None:
    name, deployed = versions
    weights = {"AdditionalVersionWeights": {"2": 0.5}}
    functions.update_alias(FunctionName=name, Name="live", RoutingConfig=weights)
    mark = sandbox.mark()
    for _attempt in range(30):
        assert deployed.post()[0] == 200
    seen = sandbox.requests(mark, via="apigateway")
    assert {record["version"] for record in seen} == {"1", "2"}
    assert {record["qualifier"] for record in seen} == {"live"}

    with _refused("InvalidParameterValueException", "Alias with weights"):
        functions.put_provisioned_concurrency_config(
            FunctionName=name, Qualifier="live", ProvisionedConcurrentExecutions=1
        )
    with _refused("InvalidParameterValueException", "already included"):
        functions.update_alias(FunctionName=name, Name="live", FunctionVersion="2", RoutingConfig=weights)
    functions.update_alias(FunctionName=name, Name="live", RoutingConfig={"AdditionalVersionWeights": {}})
    put = functions.put_provisioned_concurrency_config(
        FunctionName=name, Qualifier="live", ProvisionedConcurrentExecutions=1
    )
    assert (put["Status"], put["AvailableProvisionedConcurrentExecutions"]) == ("IN_PROGRESS", 0)
    with _refused("InvalidParameterValueException", "Alias with weights"):
        functions.update_alias(FunctionName=name, Name="live", RoutingConfig=weights)
    _until_ready(functions, name)
    listed = functions.list_provisioned_concurrency_configs(FunctionName=name)["ProvisionedConcurrencyConfigs"]
    assert [(one["FunctionArn"], one["Status"]) for one in listed] == [(deployed.alias, "READY")]


def _until_ready(functions: Any, name: str) -> None:
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        told = functions.get_provisioned_concurrency_config(FunctionName=name, Qualifier="live")
        if told["Status"] == "READY" and told["AvailableProvisionedConcurrentExecutions"] == 1:
            return
        time.sleep(0.1)
    raise AssertionError("never ready")


def test_an_alias_takes_its_policy_with_it(functions: Any, versions: tuple[str, Any]) -> None:
    name, deployed = versions
    with _refused("ResourceConflictException", r"aliases reference it: \[live\]"):
        functions.delete_function(FunctionName=name, Qualifier="1")
    functions.delete_alias(FunctionName=name, Name="live")
    functions.delete_alias(FunctionName=name, Name="live")
    functions.create_alias(FunctionName=name, Name="live", FunctionVersion="1")
    with _refused("ResourceNotFoundException", ""):
        functions.get_policy(FunctionName=name, Qualifier="live")
    assert deployed.post() == (500, b'{"message": "Internal Server Error"}')


def test_an_alias_points_to_what_there_is(functions: Any, workload: Any) -> None:
    with _refused("ResourceNotFoundException", ":99"):
        functions.create_alias(FunctionName=workload.name, Name="other", FunctionVersion="99")
    with _refused("InvalidParameterValueException", "unpublished"):
        functions.put_provisioned_concurrency_config(
            FunctionName=workload.name, Qualifier="$LATEST", ProvisionedConcurrentExecutions=1
        )


def test_what_an_api_refuses(dev: Any, workload: Any) -> None:
    apis = dev.client("apigatewayv2")
    with _refused("ConflictException", "already exists for this API"):
        apis.create_route(ApiId=workload.api, RouteKey="POST /invocations")
    with _refused("ConflictException", "already exists"):
        apis.create_stage(ApiId=workload.api, StageName="$default")
    with _refused("ConflictException", "referenced by the following Routes"):
        apis.delete_integration(ApiId=workload.api, IntegrationId=workload.integration)
    with _refused("BadRequestException", "30000"):
        apis.update_integration(ApiId=workload.api, IntegrationId=workload.integration, TimeoutInMillis=30001)


def test_what_an_api_answers_for_a_function(workload: Any) -> None:
    assert workload.post(b"fail") == (500, b'{"message": "Internal Server Error"}')
    assert workload.post(b"x" * (10 * 1024 * 1024 + 1))[0] == 413


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"MemorySize": 10241}, "memorySize.*less than or equal to 10240"),
        ({"Timeout": 901}, "timeout.*less than or equal to 900"),
        ({"EphemeralStorage": {"Size": 10241}}, "ephemeralStorage.size.*10240"),
        ({"Environment": {"Variables": {"LONG": "x" * 5000}}}, "exceeded the 4KB limit"),
    ],
)
def test_limits_of_a_function(functions: Any, workload: Any, change: dict[str, Any], words: str) -> None:
    with pytest.raises(ClientError, match=words):
        functions.update_function_configuration(FunctionName=workload.name, **change)
    with pytest.raises(ClientError, match="UnreservedConcurrentExecution"):
        functions.put_function_concurrency(FunctionName=workload.name, ReservedConcurrentExecutions=901)


def test_an_api_without_its_stage_serves_nothing(dev: Any, workload: Any) -> None:
    apis = dev.client("apigatewayv2")
    apis.delete_stage(ApiId=workload.api, StageName="$default")
    assert workload.post()[0] == 404
    apis.create_stage(ApiId=workload.api, StageName="$default", AutoDeploy=True)
    assert workload.post()[0] == 200


def test_a_function_logs_as_far_as_its_role_may(dev: Any, unique: str) -> None:
    deployed, logs, group = deploy(dev, unique), dev.client("logs"), f"/aws/lambda/{unique}"

    def allow(*actions: str) -> None:
        statements = ",".join(
            f'{{"Effect":"Allow","Action":"logs:{action}","Resource":"arn:aws:logs:*:*:log-group:{group}*"}}'
            for action in actions
        )
        dev.client("iam").put_role_policy(
            RoleName=deployed.role.rpartition("/")[2],
            PolicyName="logs",
            PolicyDocument=f'{{"Version":"2012-10-17","Statement":[{statements}]}}',
        )

    def groups() -> list[str]:
        return [one["logGroupName"] for one in logs.describe_log_groups(logGroupNamePrefix=group)["logGroups"]]

    assert deployed.post()[0] == 200
    allow("CreateLogStream", "PutLogEvents")
    assert deployed.post()[0] == 200
    assert groups() == []
    logs.create_log_group(logGroupName=group)
    assert deployed.post()[0] == 200
    messages = [event["message"] for event in logs.filter_log_events(logGroupName=group)["events"]]
    assert "handled" in messages
    logs.delete_log_group(logGroupName=group)
    allow("CreateLogGroup", "CreateLogStream", "PutLogEvents")
    assert deployed.post()[0] == 200
    assert groups() == [group]

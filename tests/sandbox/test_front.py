# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The front: the log it writes, the faults it puts on requests, and that it changes nothing else."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from botocore.exceptions import ClientError

from sandbox import client
from sandbox.settings import SandboxError


@pytest.mark.parametrize(
    ("service", "operation", "arguments", "name"),
    [
        ("iam", "list_roles", {}, "iam:ListRoles"),  # query
        ("ec2", "describe_vpcs", {}, "ec2:DescribeVpcs"),  # ec2
        ("logs", "describe_log_groups", {}, "logs:DescribeLogGroups"),  # json
        ("s3", "list_buckets", {}, "s3:ListBuckets"),  # rest-xml
        ("lambda", "list_functions", {}, "lambda:ListFunctions"),  # rest-json
        ("apigatewayv2", "get_apis", {}, "apigatewayv2:GetApis"),
        ("cloudwatch", "describe_alarms", {}, "cloudwatch:DescribeAlarms"),
        ("sagemaker", "list_endpoints", {}, "sagemaker:ListEndpoints"),  # moto
        ("application-autoscaling", "describe_scalable_targets", {"ServiceNamespace": "lambda"},
         "application-autoscaling:DescribeScalableTargets"),  # moto
    ],
)  # fmt: skip
def test_every_call_is_logged(
    sandbox: client.Sandbox, dev: Any, service: str, operation: str, arguments: dict[str, Any], name: str
) -> None:
    dev.client("sts").get_caller_identity()
    mark = sandbox.mark()
    getattr(dev.client(service, "us-west-2"), operation)(**arguments)
    record = sandbox.requests(mark)[-1]
    assert f"{record['service']}:{record['operation']}" == name
    assert (record["region"], record["account"], record["status"]) == ("us-west-2", "111111111111", 200)
    assert record["write"] is False


def test_a_refused_write_is_logged_as_a_write(sandbox: client.Sandbox, dev: Any) -> None:
    mark = sandbox.mark()
    with pytest.raises(ClientError):
        dev.client("iam").create_user(UserName="someone")
    (record,) = sandbox.writes(mark)
    assert (record["operation"], record["status"], record["error"]) == ("CreateUser", 403, "AccessDenied")


def test_a_post_to_the_api_is_an_invocation_of_the_alias(sandbox: client.Sandbox, workload: Any) -> None:
    workload.post()
    mark = sandbox.mark()
    status, body = workload.post(b"a digit")
    assert (status, b'"said": "a digit"' in body) == (200, True)
    (request,) = sandbox.requests(mark, service="apigateway-invoke")
    assert (request["account"], request["region"], request["api"]) == ("111111111111", "eu-central-1", workload.api)
    (invocation,) = sandbox.requests(mark, service="lambda", operation="Invoke", via="apigateway")
    told = {name: invocation[name] for name in ("function", "qualifier", "version", "region", "account", "status")}
    assert told == {
        "function": "shared",
        "qualifier": "live",
        "version": "1",
        "region": "eu-central-1",
        "account": "111111111111",
        "status": 200,
    }
    assert sandbox.writes(mark) == []


def test_a_direct_invocation_tells_the_version_that_ran(sandbox: client.Sandbox, dev: Any, workload: Any) -> None:
    mark = sandbox.mark()
    dev.client("lambda").invoke(FunctionName=workload.name, Qualifier="live", Payload=b"{}")
    (record,) = sandbox.requests(mark, operation="Invoke")
    assert (record["via"], record["qualifier"], record["version"]) == ("front", "live", "1")


def test_every_tenth_request_fails(sandbox: client.Sandbox, workload: Any) -> None:
    with sandbox.fault(service="apigateway-invoke", region="eu-central-1", every=10, status=500):
        mark = sandbox.mark()
        statuses = [workload.post()[0] for _request in range(20)]
    assert statuses == ([200] * 9 + [500]) * 2
    faulted = sandbox.requests(mark, service="apigateway-invoke", status="500")
    assert [record["fault"]["status"] for record in faulted] == [500, 500]
    assert workload.post()[0] == 200


def test_a_fault_in_another_region_does_not_apply(sandbox: client.Sandbox, workload: Any) -> None:
    with sandbox.fault(service="apigateway-invoke", region="us-west-2", status=500):
        assert workload.post()[0] == 200


@pytest.mark.parametrize(
    ("service", "operation"),
    [("iam", "list_roles"), ("ec2", "describe_vpcs"), ("logs", "describe_log_groups"), ("s3", "list_buckets"),
     ("lambda", "list_functions")],
)  # fmt: skip
def test_a_fault_speaks_the_services_own_protocol(
    sandbox: client.Sandbox, dev: Any, service: str, operation: str
) -> None:
    with sandbox.fault(service=service, status=400, error_code="ThrottlingException", message="slow down", count=1):
        with pytest.raises(ClientError) as caught:
            getattr(dev.client(service), operation)()
        getattr(dev.client(service), operation)()
    error = caught.value.response["Error"]
    assert (error["Code"], error["Message"]) == ("ThrottlingException", "slow down")


def test_latency_is_added_and_passed_on(sandbox: client.Sandbox, dev: Any) -> None:
    roles = dev.client("iam")
    roles.list_roles()
    with sandbox.fault(service="iam", operation="List*", latency_ms=300, count=1):
        mark, started = sandbox.mark(), time.monotonic()
        roles.list_roles()
        assert time.monotonic() - started >= 0.3
    (record,) = sandbox.requests(mark)
    assert (record["status"], record["fault"]["latency_ms"]) == (200, 300)


@pytest.mark.parametrize("fault", [{}, {"service": "iam"}, {"status": 500, "every": 0}, {"status": 500, "evry": 2}])
def test_what_is_no_fault_is_refused(sandbox: client.Sandbox, fault: dict[str, Any]) -> None:
    with pytest.raises(SandboxError):
        sandbox.add_fault(**fault)
    assert sandbox.faults() == []


def test_large_objects_pass_unchanged(dev: Any, unique: str) -> None:
    store, bucket = dev.client("s3"), f"{unique}-models-111111111111-eu-central-1"
    store.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    body = bytes(range(256)) * 4096 * 8
    started = time.monotonic()
    store.put_object(Bucket=bucket, Key="a key/with (odd) +signs~", Body=body)
    assert store.get_object(Bucket=bucket, Key="a key/with (odd) +signs~")["Body"].read() == body
    assert store.head_object(Bucket=bucket, Key="a key/with (odd) +signs~")["ContentLength"] == len(body)
    # boto3 sends a body unasked after a second: the front must have asked for it before.
    assert time.monotonic() - started < 1


def test_requests_at_once_are_all_answered_and_logged(sandbox: client.Sandbox, workload: Any) -> None:
    mark = sandbox.mark()
    with ThreadPoolExecutor(8) as pool:
        assert {status for status, _body in pool.map(workload.post, [b"x"] * 24)} == {200}
    assert len(sandbox.requests(mark, via="apigateway", qualifier="live")) == 24
    numbers = [record["id"] for record in sandbox.requests(mark)]
    assert numbers == list(range(mark + 1, mark + 1 + len(numbers)))


def test_the_control_endpoint_answers_only_to_the_loopback_name(sandbox: client.Sandbox) -> None:
    import http.client

    connection = http.client.HTTPConnection("127.0.0.1", sandbox.settings.port, timeout=10)
    connection.request("GET", "/_sandbox/health", headers={"Host": "example.com"})
    assert connection.getresponse().status != 200
    connection.close()


def test_the_emulators_own_reset_is_not_reachable(sandbox: client.Sandbox, workload: Any) -> None:
    import http.client

    connection = http.client.HTTPConnection("127.0.0.1", sandbox.settings.port, timeout=10)
    connection.request("POST", "/_ministack/reset")
    assert connection.getresponse().status == 404
    connection.close()
    assert workload.post()[0] == 200

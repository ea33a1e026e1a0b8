# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The name of an operation from nothing but the HTTP request, for every operation of many services."""

from __future__ import annotations

from typing import Any

import botocore.session
import pytest
from botocore.serialize import create_serializer
from multidict import CIMultiDict

from sandbox.server import requests

SESSION = botocore.session.get_session()
SERVICES = (
    "apigatewayv2", "application-autoscaling", "cloudwatch", "ec2", "ecr", "ecs", "efs", "eks", "elbv2", "iam",
    "lambda", "logs", "resourcegroupstaggingapi", "s3", "sagemaker", "sns", "ssm", "sts",
)  # fmt: skip
#: An operation whose request is the same as another's, which is told instead.
SAME = {("s3", "ListDirectoryBuckets"): "ListBuckets"}


def _minimal(shape: Any, seen: tuple[str, ...] = ()) -> Any:
    """The smallest value of a shape that has everything required."""
    if shape.type_name == "structure":
        return {name: _minimal(shape.members[name], (*seen, shape.name)) for name in shape.required_members
                if shape.members[name].name not in seen}  # fmt: skip
    values: dict[str, Any] = {"list": [], "map": {}, "integer": 1, "long": 1, "boolean": True, "float": 1.0,
                              "double": 1.0, "timestamp": 0, "blob": b"x"}  # fmt: skip
    if shape.type_name == "list" and shape.name not in seen:
        return [_minimal(shape.member, (*seen, shape.name))]
    return values.get(shape.type_name, shape.enum[0] if getattr(shape, "enum", None) else "x" * 12)


def _identify(service: str, name: str) -> requests.Request:
    model = SESSION.get_service_model(service)
    operation = model.operation_model(name)
    given = _minimal(operation.input_shape) if operation.input_shape else {}
    serializer = create_serializer(model.metadata["protocol"], include_validation=False)
    made = serializer.serialize_to_request(given, operation)
    headers: CIMultiDict[str] = CIMultiDict({key: str(value) for key, value in made["headers"].items()})
    headers["Authorization"] = (
        f"AWS4-HMAC-SHA256 Credential=AKIA/20260101/us-west-2/{model.signing_name}/aws4_request, Signature=0"
    )
    body = made["body"]
    if isinstance(body, dict):
        body = "&".join(f"{key}={value}" for key, value in body.items())
        headers["Content-Type"] = "application/x-www-form-urlencoded; charset=utf-8"
    query = made["query_string"]
    if isinstance(query, dict):
        query = "&".join(f"{key}={value}" for key, value in query.items())
    target = made["url_path"] + (("&" if "?" in made["url_path"] else "?") + query if query else "")
    return requests.identify(made["method"], target, headers, body.encode() if isinstance(body, str) else b"")


@pytest.mark.parametrize("service", SERVICES)
def test_every_operation_is_known_by_its_request(service: str) -> None:
    wrong = {}
    for name in SESSION.get_service_model(service).operation_names:
        told = _identify(service, name)
        if SESSION.get_service_model(service).operation_model(name).deprecated:
            continue
        expected = SAME.get((service, name), name)
        if (told.service, told.operation, told.region) != (service, expected, "us-west-2"):
            wrong[name] = (told.service, told.operation)
    assert not wrong


@pytest.mark.parametrize(
    ("service", "operation", "write"),
    [
        ("lambda", "GetFunction", False),
        ("lambda", "UpdateAlias", True),
        ("lambda", "Invoke", False),
        ("iam", "ListRoles", False),
        ("s3", "HeadObject", False),
        ("s3", "PutObject", True),
        ("s3", "AbortMultipartUpload", True),
        ("ecr", "BatchCheckLayerAvailability", False),
        ("ecr", "InitiateLayerUpload", True),
        ("sts", "AssumeRole", False),
        ("logs", "FilterLogEvents", False),
        ("logs", "PutRetentionPolicy", True),
        ("apigatewayv2", "TagResource", True),
    ],
)
def test_reads_and_writes(service: str, operation: str, write: bool) -> None:
    assert requests.writes(service, operation, "POST") is write


@pytest.mark.parametrize(("method", "write"), [("GET", False), ("HEAD", False), ("POST", True), ("DELETE", True)])
def test_what_is_not_known_goes_by_its_method(method: str, write: bool) -> None:
    told = requests.identify(method, "/", CIMultiDict(), b"")
    assert (told.service, told.operation, told.write) == (None, None, write)


@pytest.mark.parametrize(
    ("target", "function", "qualifier"),
    [
        ("/2015-03-31/functions/digits/invocations?Qualifier=live", "digits", "live"),
        ("/2015-03-31/functions/digits%3Alive/invocations", "digits", "live"),
        ("/2015-03-31/functions/arn%3Aaws%3Alambda%3Aus-west-2%3A1%3Afunction%3Adigits/invocations", "digits", None),
    ],
)
def test_an_invocation_names_its_function(target: str, function: str, qualifier: str | None) -> None:
    scope = "AWS4-HMAC-SHA256 Credential=AKIA/20260101/us-west-2/lambda/aws4_request, Signature=0"
    told = requests.identify("POST", target, CIMultiDict({"Authorization": scope}), b"")
    assert (told.operation, told.function, told.qualifier) == ("Invoke", function, qualifier)


def test_a_request_to_an_api_is_told_by_its_host() -> None:
    told = requests.identify("POST", "/invocations", CIMultiDict({"Host": "0a1b2c3d.execute-api.localhost:1"}), b"")
    assert (told.service, told.api, told.write) == ("apigateway-invoke", "0a1b2c3d", False)


@pytest.mark.parametrize(
    ("method", "path", "operation", "write"),
    [
        ("GET", "/v2/", "GetBase", False),
        ("POST", "/v2/digits/blobs/uploads/", "PostUpload", True),
        ("HEAD", "/v2/digits/blobs/sha256:0", "HeadBlob", False),
        ("PUT", "/v2/digits/manifests/latest", "PutManifest", True),
    ],
)
def test_the_registry_is_told_by_its_path(method: str, path: str, operation: str, write: bool) -> None:
    told = requests.identify(method, path, CIMultiDict({"Host": "111111111111.dkr.ecr.us-west-2.localhost:1"}), b"")
    assert (told.service, told.operation, told.write) == ("ecr-registry", operation, write)
    assert (told.account, told.region) == ("111111111111", "us-west-2")

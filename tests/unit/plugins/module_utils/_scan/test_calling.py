# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls as botocore makes them."""

from __future__ import annotations

import boto3
import pytest
from botocore.stub import Stubber

from ansible_collections.inferops.aws.plugins.module_utils._engine.errors import EngineError
from ansible_collections.inferops.aws.plugins.module_utils._scan.calling import Aws, is_absent, request_of
from ansible_collections.inferops.aws.plugins.module_utils._scan.table import Call


@pytest.fixture
def logs() -> Stubber:
    session = boto3.session.Session(aws_access_key_id="x", aws_secret_access_key="x", region_name="eu-central-1")
    return Stubber(session.client("logs"))


def test_all_pages_are_read_and_counted(logs: Stubber) -> None:
    logs.add_response("describe_log_groups", {"logGroups": [{"logGroupName": "a"}], "nextToken": "t"}, {})
    logs.add_response("describe_log_groups", {"logGroups": [{"logGroupName": "b"}]}, {"nextToken": "t"})
    aws = Aws(lambda _service, _region: logs.client, "eu-central-1")
    with logs:
        pages = list(aws.pages("logs", "eu-central-1", "DescribeLogGroups", {}))
    assert [group["logGroupName"] for page in pages for group in page["logGroups"]] == ["a", "b"]
    assert aws.calls == 2


def test_an_error_carries_what_aws_said(logs: Stubber) -> None:
    logs.add_client_error("delete_log_group", "ResourceNotFoundException", "no such group")
    aws = Aws(lambda _service, _region: logs.client, "eu-central-1")
    with logs, pytest.raises(EngineError, match="DeleteLogGroup failed: ResourceNotFoundException") as caught:
        aws.call("logs", "eu-central-1", "DeleteLogGroup", {"logGroupName": "a"})
    assert is_absent(caught.value)


def test_a_client_is_made_once(logs: Stubber) -> None:
    made: list[str] = []
    aws = Aws(lambda service, _region: made.append(service) or logs.client, "eu-central-1")
    assert aws.client("logs", "r") is aws.client("logs", "r")
    assert made == ["logs"]


def test_requests_take_places_constants_and_lists() -> None:
    call = Call("Op", {"Name": "a.b", "Arns[]": "@arn"}, {"Force": True})
    assert request_of(call, {"a": {"b": "x"}, "@arn": "y"}) == {"Force": True, "Name": "x", "Arns": ["y"]}

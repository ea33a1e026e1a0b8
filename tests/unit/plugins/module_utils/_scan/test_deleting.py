# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Deleting: in order, past what fails, as often as something is in use, and all of what is inside."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ansible_collections.inferops.aws.plugins.module_utils._scan.deleting import Deleter, Outcome
from ansible_collections.inferops.aws.plugins.module_utils._scan.planning import plan
from ansible_collections.inferops.aws.plugins.module_utils._scan.resource import Resource

from .fake import FakeAws, FakeClock, made, refusal, undeletable

GONE = {
    "GetFunctionConfiguration": refusal("ResourceNotFoundException"),
    "HeadBucket": refusal("404"),
}

STILL_THERE = {"GetFunctionConfiguration": {"State": "Active"}}


def delete(aws: FakeAws, *resources: Resource) -> list[Outcome]:
    return Deleter(aws, FakeClock(), 60).run(plan(resources))


def function(**raw: Any) -> Resource:
    return made("lambda_function", "digits", FunctionName="digits", **raw)


def test_a_bucket_is_emptied_of_versions_markers_and_unfinished_uploads_first() -> None:
    versions = [{"Key": f"k{n}", "VersionId": str(n), "Size": 1} for n in range(1500)]
    page = {"Versions": versions, "DeleteMarkers": [{"Key": "gone", "VersionId": "m"}]}
    aws = FakeAws(
        {**GONE, "ListObjectVersions": [page], "ListMultipartUploads": {"Uploads": [{"Key": "part", "UploadId": "u"}]}}
    )
    (outcome,) = delete(aws, made("s3_bucket", "models", Name="models"))
    assert outcome.is_deleted
    assert outcome.parts == 1502
    batches = [
        request["Delete"]["Objects"] for operation, _region, request in aws.asked if operation == "DeleteObjects"
    ]
    assert [len(batch) for batch in batches] == [1000, 500, 1]
    assert batches[2] == [{"Key": "gone", "VersionId": "m"}]
    assert ("AbortMultipartUpload", "eu-central-1", {"Bucket": "models", "Key": "part", "UploadId": "u"}) in aws.asked
    assert aws.operations()[-2:] == ["DeleteBucket", "HeadBucket"]


def test_objects_that_are_refused_leave_the_bucket_with_the_reason() -> None:
    aws = FakeAws(
        {
            "ListObjectVersions": {"Versions": [{"Key": "k", "VersionId": "1"}]},
            "DeleteObjects": {"Errors": [{"Key": "k", "Code": "AccessDenied", "Message": "locked"}]},
            "HeadBucket": {"BucketRegion": "eu-central-1"},
        }
    )
    (outcome,) = delete(aws, made("s3_bucket", "models", Name="models"))
    assert outcome.reason == "DeleteObjects left 1 of 1, the first because of AccessDenied: locked"
    assert "DeleteBucket" not in aws.operations()


def test_a_role_loses_its_policies_and_profiles_first() -> None:
    aws = FakeAws(
        {
            "ListAttachedRolePolicies": {"AttachedPolicies": [{"PolicyArn": "arn:p"}]},
            "ListRolePolicies": {"PolicyNames": ["inline"]},
            "ListInstanceProfilesForRole": {"InstanceProfiles": [{"InstanceProfileName": "p"}]},
        }
    )
    (outcome,) = delete(aws, made("iam_role", "runner", RoleName="runner"))
    writes = [(operation, request) for operation, _region, request in aws.asked if not operation.startswith("List")]
    assert outcome.is_deleted
    assert writes == [
        ("RemoveRoleFromInstanceProfile", {"InstanceProfileName": "p", "RoleName": "runner"}),
        ("DetachRolePolicy", {"PolicyArn": "arn:p", "RoleName": "runner"}),
        ("DeleteRolePolicy", {"PolicyName": "inline", "RoleName": "runner"}),
        ("DeleteRole", {"RoleName": "runner"}),
    ]


def test_what_vanished_meanwhile_counts_as_deleted() -> None:
    aws = FakeAws({**GONE, "DeleteFunction": refusal("ResourceNotFoundException")})
    assert delete(aws, function())[0].is_deleted


def test_what_went_by_itself_is_not_left_because_its_deletion_was_refused() -> None:
    aws = FakeAws({**GONE, "DeleteFunction": refusal("UnauthorizedOperation")})
    assert delete(aws, function())[0].is_deleted
    aws = FakeAws({**STILL_THERE, "DeleteFunction": refusal("UnauthorizedOperation")})
    assert "UnauthorizedOperation" in delete(aws, function())[0].reason


def test_one_refusal_does_not_stop_the_rest_but_keeps_what_the_refused_uses() -> None:
    role, other = made("iam_role", "runner", RoleName="runner"), made("iam_role", "other", RoleName="other")
    aws = FakeAws({**GONE, **STILL_THERE, "DeleteFunction": refusal("AccessDeniedException")})
    outcomes = {o.resource.name: o for o in delete(aws, function(Role=role.arn), role, other)}
    assert outcomes["digits"].reason == "Op failed: AccessDeniedException: no"
    assert outcomes["runner"].reason == "Lambda function digits, which uses it, is still there"
    assert outcomes["other"].is_deleted


def test_what_is_in_use_is_tried_again_until_the_time_is_up() -> None:
    busy = refusal("ResourceConflictException")
    answers: Iterator[Any] = iter([busy, busy, {}])
    aws = FakeAws({**GONE, "DeleteFunction": lambda _region, _request: next(answers)})
    assert delete(aws, function())[0].is_deleted
    assert aws.operations().count("DeleteFunction") == 3
    aws = FakeAws({**STILL_THERE, "DeleteFunction": refusal("ResourceConflictException")})
    assert "ResourceConflictException" in delete(aws, function())[0].reason


def test_what_does_not_go_away_is_not_taken_for_deleted() -> None:
    aws = FakeAws({"GetFunctionConfiguration": {"State": "Deleting"}})
    assert "was not gone within 60 seconds" in delete(aws, function())[0].reason


def test_what_cannot_be_deleted_is_named() -> None:
    assert "cannot delete" in delete(FakeAws(), undeletable("digits"))[0].reason

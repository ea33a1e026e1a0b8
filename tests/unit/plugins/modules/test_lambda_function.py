# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""lambda_function, whole."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from botocore.response import StreamingBody

from ansible_collections.inferops.aws.plugins.module_utils._lambda.code import digest
from ansible_collections.inferops.aws.plugins.modules.lambda_function import main
from tests.tools.cloud import Modules

F = {"FunctionName": "digits"}
ARN = "arn:aws:lambda:eu-central-1:111111111111:function:digits"
OLD, NEW = digest([b"old"]), digest([b"new"])
SHA = "sha256:" + "a" * 64
REGISTRY = "111111111111.dkr.ecr.eu-central-1.amazonaws.com/team/digits"
ABSENT = "ResourceNotFoundException"
CONFIGURATION: dict[str, Any] = {
    "FunctionName": "digits",
    "FunctionArn": ARN,
    "Version": "$LATEST",
    "Role": "role",
    "Runtime": "python3.12",
    "Handler": "app.handle",
    "MemorySize": 128,
    "CodeSha256": OLD,
    "PackageType": "Zip",
    "State": "Active",
    "LastUpdateStatus": "Successful",
    "Architectures": ["x86_64"],
}


def see(modules: Modules, tags: dict[str, str] | None = None, code: dict[str, Any] | None = None, **more: Any) -> None:
    answer = {"Configuration": {**CONFIGURATION, **more}, "Code": code or {}, "Tags": tags or {}}
    modules.cloud.expect("lambda", "GetFunction", F, answer)


def settle(modules: Modules, *states: str, path: str = "LastUpdateStatus", **more: Any) -> None:
    for state in states or ("Successful",):
        modules.cloud.expect("lambda", "GetFunctionConfiguration", F, {**CONFIGURATION, path: state, **more})


def versions(modules: Modules, *published: dict[str, Any], **latest: Any) -> None:
    listed = [
        {**CONFIGURATION, **latest},
        *({**CONFIGURATION, "FunctionArn": f"{ARN}:{item['Version']}", **item} for item in published),
    ]
    modules.cloud.expect("lambda", "ListVersionsByFunction", F, {"Versions": listed})


@pytest.fixture
def archive(tmp_path: Path) -> str:
    path = tmp_path / "new.zip"
    path.write_bytes(b"new")
    return str(path)


def test_creates_from_an_archive_and_waits_until_active(modules: Modules, archive: str) -> None:
    modules.cloud.refuse("lambda", "GetFunction", F, ABSENT)
    request = {
        **F,
        "Role": "role",
        "PackageType": "Zip",
        "Code": {"ZipFile": b"new"},
        "Environment": {"Variables": {"A_key": "1", "camelCase": "x"}},
        "Tags": {"Some:Tag": "x"},
    }
    modules.cloud.expect("lambda", "CreateFunction", request, {**CONFIGURATION, "State": "Pending"})
    settle(modules, "Pending", "Active", path="State")
    see(modules, CodeSha256=NEW, tags={"Some:Tag": "x"}, Environment={"Variables": {"A_key": "1", "camelCase": "x"}})
    result = modules.run(
        main,
        function_name="digits",
        role="role",
        zip_file=archive,
        environment={"A_key": 1, "camelCase": "x"},
        tags={"Some:Tag": "x"},
    )
    assert (result["changed"], result["version"], result["code_sha256"]) == (True, "$LATEST", NEW)
    assert result["environment"] == {"A_key": "1", "camelCase": "x"}
    assert result["diff"]["before"] == {}


def test_creating_outlasts_a_role_that_is_not_known_yet(modules: Modules, archive: str) -> None:
    request = {**F, "Role": "role", "PackageType": "Zip", "Code": {"ZipFile": b"new"}}
    modules.cloud.refuse("lambda", "GetFunction", F, ABSENT)
    modules.cloud.refuse(
        "lambda",
        "CreateFunction",
        request,
        "InvalidParameterValueException",
        "The role defined for the function cannot be assumed by Lambda.",
    )
    modules.cloud.expect("lambda", "CreateFunction", request, CONFIGURATION)
    settle(modules, "Active", path="State")
    see(modules)
    assert modules.run(main, function_name="digits", role="role", zip_file=archive)["changed"] is True
    assert modules.time.pauses == [1.0]


def test_needs_a_role_and_code_to_create(modules: Modules) -> None:
    modules.cloud.refuse("lambda", "GetFunction", F, ABSENT)
    result = modules.run(main, function_name="digits")
    assert result["msg"] == "Lambda function does not exist; to create it, role, package_type must be given."


def test_the_same_archive_is_no_change(modules: Modules, archive: str) -> None:
    see(modules, CodeSha256=NEW)
    result = modules.run(main, function_name="digits", zip_file=archive, memory_size=128, kms_key_arn="", layers=[])
    assert result["changed"] is False
    assert result["diff"]["before"] == result["diff"]["after"]


def test_configuration_then_code_each_awaited(modules: Modules, archive: str) -> None:
    see(modules)
    modules.cloud.expect("lambda", "UpdateFunctionConfiguration", {**F, "MemorySize": 256})
    settle(modules, "InProgress", "Successful")
    modules.cloud.expect(
        "lambda",
        "UpdateFunctionCode",
        {**F, "ZipFile": b"new", "Architectures": ["x86_64"]},
    )
    settle(modules)
    see(modules, MemorySize=256, CodeSha256=NEW)
    result = modules.run(main, function_name="digits", zip_file=archive, memory_size=256)
    assert (result["diff"]["before"]["memory_size"], result["diff"]["after"]["memory_size"]) == (128, 256)
    assert (result["diff"]["before"]["code_sha256"], result["diff"]["after"]["code_sha256"]) == (OLD, NEW)


def test_a_failed_update_shows_its_reason(modules: Modules) -> None:
    see(modules)
    modules.cloud.expect("lambda", "UpdateFunctionConfiguration", {**F, "MemorySize": 256})
    settle(modules, "Failed", LastUpdateStatusReason="The key is disabled")
    result = modules.run(main, function_name="digits", memory_size=256)
    assert (
        result["msg"] == "Lambda function digits did not become up to date; its state is 'Failed': The key is disabled"
    )


def test_after_a_failed_update_the_code_is_sent_again(modules: Modules, archive: str) -> None:
    see(modules, CodeSha256=NEW, LastUpdateStatus="Failed")
    request = {**F, "ZipFile": b"new", "Architectures": ["x86_64"]}
    modules.cloud.expect("lambda", "UpdateFunctionCode", request)
    settle(modules)
    see(modules, CodeSha256=NEW)
    assert modules.run(main, function_name="digits", zip_file=archive)["changed"] is True


def test_a_wait_that_takes_too_long_names_the_last_state(modules: Modules) -> None:
    see(modules)
    modules.cloud.expect("lambda", "UpdateFunctionConfiguration", {**F, "MemorySize": 256})
    settle(modules, *["InProgress"] * 4)
    result = modules.run(main, function_name="digits", memory_size=256, wait_timeout=1)
    assert result["msg"] == (
        "Lambda function digits did not become up to date within 1 seconds; when last seen, its state is 'InProgress'"
    )


def test_another_update_that_is_under_way_is_outlasted(modules: Modules) -> None:
    message = "The operation cannot be performed at this time. An update is in progress for resource: digits"
    see(modules)
    modules.cloud.refuse(
        "lambda", "UpdateFunctionConfiguration", {**F, "MemorySize": 256}, "ResourceConflictException", message
    )
    modules.cloud.expect("lambda", "UpdateFunctionConfiguration", {**F, "MemorySize": 256})
    settle(modules)
    see(modules, MemorySize=256)
    modules.run(main, function_name="digits", memory_size=256)


def test_check_mode_writes_nothing(modules: Modules, archive: str) -> None:
    see(modules)
    versions(modules, {"Version": "1"})
    result = modules.run(main, check=True, function_name="digits", zip_file=archive, memory_size=256, publish=True)
    assert (result["changed"], result["memory_size"], result["code_sha256"]) == (True, 256, NEW)
    assert result["version"] == "(known after apply)"
    assert (result["diff"]["before"]["version"], result["diff"]["after"]["version"]) == ("1", "(known after apply)")


def test_leaving_the_vpc_takes_saying_so(modules: Modules) -> None:
    there = {"SubnetIds": ["b", "a"], "SecurityGroupIds": ["s"], "VpcId": "v", "Ipv6AllowedForDualStack": False}
    see(modules, VpcConfig=there)
    same = {"subnet_ids": ["a", "b"], "security_group_ids": ["s"]}
    assert modules.run(main, function_name="digits", vpc_config=same)["changed"] is False
    see(modules, VpcConfig=there)
    assert modules.run(main, function_name="digits")["changed"] is False
    see(modules, VpcConfig=there)
    nothing: dict[str, Any] = {"SubnetIds": [], "SecurityGroupIds": []}
    modules.cloud.expect("lambda", "UpdateFunctionConfiguration", {**F, "VpcConfig": nothing})
    settle(modules)
    see(modules, VpcConfig={**nothing, "VpcId": "", "Ipv6AllowedForDualStack": False})
    assert modules.run(main, function_name="digits", vpc_config={})["changed"] is True
    see(modules, VpcConfig={**nothing, "VpcId": "", "Ipv6AllowedForDualStack": False})
    assert modules.run(main, function_name="digits", vpc_config={})["changed"] is False


def test_plain_text_logs_have_no_levels(modules: Modules) -> None:
    json_log = {"LogFormat": "JSON", "ApplicationLogLevel": "INFO", "SystemLogLevel": "INFO", "LogGroup": "g"}
    see(modules, LoggingConfig=json_log)
    assert modules.run(main, function_name="digits", logging_config={"log_group": "g"})["changed"] is False
    see(modules, LoggingConfig=json_log)
    request = {**F, "LoggingConfig": {"LogFormat": "Text", "LogGroup": "g"}}
    modules.cloud.expect("lambda", "UpdateFunctionConfiguration", request)
    settle(modules)
    see(modules, LoggingConfig={"LogFormat": "Text", "LogGroup": "g"})
    modules.run(main, function_name="digits", logging_config={"log_format": "Text"})


def test_only_values_that_the_task_shows_itself_are_shown(modules: Modules) -> None:
    there = {"LEVEL": "info", "TOKEN": "old-secret-token", "GONE": "left-over-value", "SAME": "same-secret-value"}
    see(modules, Environment={"Variables": there})
    wanted = {"LEVEL": "debug", "TOKEN": "new-secret-token", "SAME": "same-secret-value"}
    modules.cloud.expect("lambda", "UpdateFunctionConfiguration", {**F, "Environment": {"Variables": wanted}})
    settle(modules)
    see(modules, Environment={"Variables": wanted})
    result = modules.run(
        main,
        function_name="digits",
        environment={"LEVEL": "debug"},
        secret_environment={"TOKEN": "new-secret-token", "SAME": "same-secret-value"},
    )
    before, after = result["diff"]["before"]["environment"], result["diff"]["after"]["environment"]
    assert before == {"LEVEL": "info", "TOKEN": "(hidden)", "GONE": "(hidden)", "SAME": "(hidden)"}
    assert after == {"LEVEL": "debug", "TOKEN": "(hidden, changed)", "SAME": "(hidden)"}
    assert result["environment"] == {"LEVEL": "debug", "TOKEN": "(hidden)", "SAME": "(hidden)"}
    assert not [value for value in there.values() if value != "info" and value in str(result)]


def test_errors_show_no_secrets(modules: Modules) -> None:
    see(modules)
    request = {**F, "Environment": {"Variables": {"TOKEN": "new-secret-token"}}}
    modules.cloud.refuse("lambda", "UpdateFunctionConfiguration", request, "AccessDeniedException", "Not you.")
    result = modules.run(main, function_name="digits", environment={"TOKEN": "new-secret-token"})
    assert result["request"] == {"FunctionName": "digits", "Environment": {"Variables": {"TOKEN": "(hidden)"}}}


def test_what_could_not_be_read_is_no_reason_to_write(modules: Modules) -> None:
    see(modules, Environment={"Error": {"ErrorCode": "AccessDeniedException", "Message": "No key"}})
    result = modules.run(main, function_name="digits", environment={"A": "1"})
    assert result["failed"] is True
    assert "environment of the function could not be read" in result["msg"]


def test_tags(modules: Modules) -> None:
    there = {"a": "1", "b": "2", "aws:cloudformation:stack-name": "x"}
    see(modules, tags=there)
    assert modules.run(main, function_name="digits")["tags"] == {"a": "1", "b": "2"}
    see(modules, tags=there)
    modules.cloud.expect("lambda", "UntagResource", {"Resource": ARN, "TagKeys": ["b"]})
    modules.cloud.expect("lambda", "TagResource", {"Resource": ARN, "Tags": {"a": "9"}})
    see(modules, tags={"a": "9"})
    assert modules.run(main, function_name="digits", tags={"a": "9"})["changed"] is True
    see(modules, tags=there)
    assert modules.run(main, function_name="digits", tags={"a": "1"}, purge_tags=False)["changed"] is False


def test_publishes_when_there_is_something_new(modules: Modules) -> None:
    see(modules)
    versions(modules, {"Version": "9"}, {"Version": "10"})
    modules.cloud.expect("lambda", "UpdateFunctionConfiguration", {**F, "MemorySize": 256})
    settle(modules)
    modules.cloud.expect("lambda", "PublishVersion", F, {"Version": "11"})
    qualified = {**F, "Qualifier": "11"}
    modules.cloud.expect("lambda", "GetFunctionConfiguration", qualified, {"State": "Pending"})
    modules.cloud.expect("lambda", "GetFunctionConfiguration", qualified, {"State": "Active"})
    see(modules, MemorySize=256)
    versions(modules, {"Version": "10"}, {"Version": "11"})
    result = modules.run(main, function_name="digits", memory_size=256, publish=True)
    assert (result["version"], result["version_arn"]) == ("11", f"{ARN}:11")
    assert result["diff"]["before"]["version"] == "10"


def test_publishes_nothing_when_nothing_is_new(modules: Modules) -> None:
    see(modules, Description="only $LATEST says so", RevisionId="r2", LastModified="now", SnapStart={"ApplyOn": "None"})
    published = {"Version": "3", "RevisionId": "r1", "SnapStart": {"ApplyOn": "None", "OptimizationStatus": "Off"}}
    versions(modules, published, Description="only $LATEST says so", RevisionId="r2", SnapStart={"ApplyOn": "None"})
    result = modules.run(main, function_name="digits", publish=True)
    assert (result["changed"], result["version"]) == (False, "3")


def test_publishes_what_an_interrupted_run_has_left(modules: Modules) -> None:
    see(modules, MemorySize=256)
    versions(modules, {"Version": "3", "MemorySize": 128}, MemorySize=256)
    modules.cloud.expect("lambda", "PublishVersion", F, {"Version": "4"})
    modules.cloud.expect("lambda", "GetFunctionConfiguration", {**F, "Qualifier": "4"}, {"State": "Active"})
    see(modules, MemorySize=256)
    versions(modules, {"Version": "4", "MemorySize": 256}, MemorySize=256)
    assert modules.run(main, function_name="digits", memory_size=256, publish=True)["version"] == "4"


def test_what_a_listing_leaves_out_is_not_new(modules: Modules) -> None:
    see(modules, TracingConfig={"Mode": "Active"})
    versions(modules, {"Version": "3"})
    assert modules.run(main, function_name="digits", publish=True)["changed"] is False


def test_without_the_latest_in_the_listing_the_description_counts(modules: Modules) -> None:
    published = {"Versions": [{**CONFIGURATION, "FunctionArn": f"{ARN}:3", "Version": "3"}]}
    for memory, changed in ((128, False), (256, True)):
        see(modules, MemorySize=memory)
        modules.cloud.expect("lambda", "ListVersionsByFunction", F, published)
        assert modules.run(main, check=True, function_name="digits", publish=True)["changed"] is changed


def test_a_new_description_is_no_new_version(modules: Modules) -> None:
    see(modules)
    versions(modules, {"Version": "3"})
    modules.cloud.expect("lambda", "UpdateFunctionConfiguration", {**F, "Description": "New"})
    settle(modules)
    see(modules, Description="New")
    versions(modules, {"Version": "3"})
    assert modules.run(main, function_name="digits", description="New", publish=True)["version"] == "3"


def test_deletes_old_versions_that_no_alias_uses(modules: Modules) -> None:
    published = [{"Version": str(number)} for number in range(1, 7)]
    see(modules)
    versions(modules, *published)
    weights = {"AdditionalVersionWeights": {"2": 0.1}}
    aliases = [{"FunctionVersion": "1", "RoutingConfig": weights}, {"FunctionVersion": "6"}]
    modules.cloud.expect("lambda", "ListAliases", F, {"Aliases": aliases})
    modules.cloud.expect("lambda", "DeleteFunction", {**F, "Qualifier": "3"})
    modules.cloud.expect("lambda", "DeleteFunction", {**F, "Qualifier": "4"})
    see(modules)
    versions(modules, *(item for item in published if item["Version"] not in "34"))
    modules.cloud.expect("lambda", "ListAliases", F, {"Aliases": aliases})
    result = modules.run(main, function_name="digits", versions_to_keep=2)
    assert result["published_versions"] == ["1", "2", "5", "6"]
    assert result["diff"]["after"]["published_versions"] == ["1", "2", "5", "6"]


def test_an_archive_in_a_bucket_is_compared_by_its_checksum(modules: Modules) -> None:
    place = {"Bucket": "code", "Key": "digits.zip"}
    modules.cloud.expect("s3", "HeadObject", {**place, "ChecksumMode": "ENABLED"}, {"ChecksumSHA256": OLD})
    see(modules)
    assert modules.run(main, function_name="digits", s3_bucket="code", s3_key="digits.zip")["changed"] is False


def test_or_by_its_content(modules: Modules) -> None:
    place = {"Bucket": "code", "Key": "digits.zip", "VersionId": "v2"}
    modules.cloud.expect("s3", "HeadObject", {**place, "ChecksumMode": "ENABLED"}, {"ChecksumSHA256": "x-2"})
    modules.cloud.expect("s3", "GetObject", place, {"Body": StreamingBody(io.BytesIO(b"new"), 3)})
    see(modules)
    request = {**F, "S3Bucket": "code", "S3Key": "digits.zip", "S3ObjectVersion": "v2", "Architectures": ["x86_64"]}
    modules.cloud.expect("lambda", "UpdateFunctionCode", request)
    settle(modules)
    see(modules, CodeSha256=NEW)
    result = modules.run(main, function_name="digits", s3_bucket="code", s3_key="digits.zip", s3_object_version="v2")
    assert result["code_sha256"] == NEW


def test_code_that_is_referred_to_stays_referred_to(modules: Modules) -> None:
    see(modules, code={"ResolvedS3Object": {"S3Bucket": "code", "S3Key": "digits.zip"}})
    request = {**F, "S3Bucket": "code", "S3Key": "digits.zip", "Architectures": ["x86_64"]}
    modules.cloud.expect("lambda", "UpdateFunctionCode", {**request, "S3ObjectStorageMode": "REFERENCE"})
    settle(modules)
    see(modules, CodeSha256=NEW)
    modules.run(main, function_name="digits", s3_bucket="code", s3_key="digits.zip", code_sha256=NEW)


def test_or_by_what_the_task_says(modules: Modules) -> None:
    see(modules)
    result = modules.run(main, function_name="digits", s3_bucket="code", s3_key="digits.zip", code_sha256=OLD)
    assert result["changed"] is False


def test_an_archive_that_is_not_there_yet_is_new_in_check_mode_and_an_error_otherwise(modules: Modules) -> None:
    options = {"function_name": "digits", "s3_bucket": "code", "s3_key": "digits.zip"}
    query = {"Bucket": "code", "Key": "digits.zip", "ChecksumMode": "ENABLED"}
    modules.cloud.refuse("s3", "HeadObject", query, "404", "Not Found")
    see(modules)
    result = modules.run(main, check=True, **options)
    assert (result["changed"], result["code_sha256"]) == (True, "(known after apply)")
    modules.cloud.refuse("s3", "HeadObject", query, "404", "Not Found")
    assert modules.run(main, **options)["msg"] == "HeadObject failed: 404: Not Found"


@pytest.mark.parametrize(
    ("code", "digest_name"),
    [
        ({"image_uri": f"{REGISTRY}@(known after apply)"}, "image_digest"),
        ({"s3_bucket": "code", "s3_key": "digits.zip", "s3_object_version": "(known after apply)"}, "code_sha256"),
    ],
)
def test_code_that_is_not_known_yet_is_new_and_nobody_is_asked_about_it(
    modules: Modules, code: dict[str, str], digest_name: str
) -> None:
    see(modules, PackageType="Image" if "image_uri" in code else "Zip")
    result = modules.run(main, check=True, function_name="digits", **code)
    assert (result["changed"], result[digest_name]) == (True, "(known after apply)")


def test_an_image_is_compared_by_its_digest(modules: Modules) -> None:
    there = {"ImageUri": f"{REGISTRY}:v1", "ResolvedImageUri": f"{REGISTRY}@{SHA}"}
    see(modules, code=there, PackageType="Image")
    result = modules.run(main, function_name="digits", image_uri=f"{REGISTRY}@{SHA}")
    assert (result["changed"], result["image_digest"], result["package_type"]) == (False, SHA, "Image")


def test_a_tag_is_resolved_and_the_digest_deployed(modules: Modules) -> None:
    query = {"registryId": "111111111111", "repositoryName": "team/digits", "imageIds": [{"imageTag": "v2"}]}
    new = SHA.replace("a", "b").replace("shb", "sha")
    modules.cloud.expect("ecr", "DescribeImages", query, {"imageDetails": [{"imageDigest": new}]})
    see(modules, code={"ResolvedImageUri": f"{REGISTRY}@{SHA}"}, PackageType="Image")
    request = {**F, "ImageUri": f"{REGISTRY}@{new}", "Architectures": ["x86_64"]}
    modules.cloud.expect("lambda", "UpdateFunctionCode", request)
    settle(modules)
    see(modules, code={"ResolvedImageUri": f"{REGISTRY}@{new}"}, PackageType="Image")
    result = modules.run(main, function_name="digits", image_uri=f"{REGISTRY}:v2")
    assert (result["diff"]["before"]["image_digest"], result["image_digest"]) == (SHA, new)


def test_an_image_that_is_no_image(modules: Modules) -> None:
    result = modules.run(main, function_name="digits", image_uri="digits")
    assert "image_uri: 'digits' is not of the form" in result["msg"]


def test_a_folder_is_packed_the_same_every_time(modules: Modules, tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("def handle(event, context): ...", encoding="utf-8")
    see(modules)
    first = modules.run(main, check=True, function_name="digits", source=str(tmp_path))
    assert first["changed"] is True
    see(modules, CodeSha256=first["code_sha256"])
    assert modules.run(main, function_name="digits", source=str(tmp_path))["changed"] is False


def test_an_archive_that_cannot_be_read(modules: Modules) -> None:
    result = modules.run(main, function_name="digits", zip_file="/does/not/exist.zip")
    assert result["msg"] == "zip_file: '/does/not/exist.zip' cannot be read: No such file or directory."


def test_from_archive_to_image_only_if_allowed(modules: Modules) -> None:
    options = {"function_name": "digits", "role": "role", "image_uri": f"{REGISTRY}@{SHA}"}
    see(modules)
    assert "package_type cannot be changed" in modules.run(main, **options)["msg"]
    see(modules)
    modules.cloud.expect("lambda", "DeleteFunction", F)
    request = {**F, "Role": "role", "PackageType": "Image", "Code": {"ImageUri": f"{REGISTRY}@{SHA}"}}
    modules.cloud.expect("lambda", "CreateFunction", request, {**CONFIGURATION, "State": "Pending"})
    settle(modules, "Active", path="State")
    see(modules, code={"ResolvedImageUri": f"{REGISTRY}@{SHA}"}, PackageType="Image")
    assert modules.run(main, **options, allow_replace=True)["package_type"] == "Image"


def test_absent_twice(modules: Modules) -> None:
    see(modules)
    modules.cloud.expect("lambda", "DeleteFunction", F)
    assert modules.run(main, function_name="digits", state="absent")["changed"] is True
    modules.cloud.refuse("lambda", "GetFunction", F, ABSENT)
    assert modules.run(main, function_name="digits", state="absent")["changed"] is False
    see(modules)
    assert modules.run(main, check=True, function_name="digits", state="absent")["changed"] is True


def test_a_function_of_somebody_else_is_refused_and_not_deleted(modules: Modules) -> None:
    mine = {"inferops:deployment": "digits-eu"}
    options = {"function_name": "digits", "expect_tags": mine}
    see(modules, tags={"inferops:deployment": "other"})
    assert modules.run(main, **options, memory_size=256, tags=mine)["msg"] == (
        f"Lambda function {ARN} exists and is not the one that is meant, by expect_tags: "
        "inferops:deployment is 'other' instead of 'digits-eu'. It was left as it is."
    )
    see(modules, tags={"inferops:deployment": "other"})
    assert modules.run(main, **options, state="absent")["changed"] is False
    see(modules, tags=mine)
    modules.cloud.expect("lambda", "DeleteFunction", F)
    assert modules.run(main, **options, state="absent")["changed"] is True


def test_whose_a_function_is_must_be_readable(modules: Modules) -> None:
    message = "User is not authorized to perform: lambda:ListTags because no policy allows the lambda:ListTags action"
    error = {"ErrorCode": "AccessDeniedException", "Message": message}
    answer = {"Configuration": CONFIGURATION, "Code": {}, "TagsError": error}
    modules.cloud.expect("lambda", "GetFunction", F, answer)
    result = modules.run(main, function_name="digits", state="absent", expect_tags={"a": "1"})
    assert "tags of the function could not be read" in result["msg"]

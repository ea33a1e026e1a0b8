# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Scanning: every kind, every region, and never silence about what could not be seen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.inferops.aws.plugins.module_utils._scan.kinds import BY_NAME, KINDS
from ansible_collections.inferops.aws.plugins.module_utils._scan.resource import as_time
from ansible_collections.inferops.aws.plugins.module_utils._scan.scan import Scanner, type_of

from .fake import OURS, FakeAws, refusal

FUNCTION = {"FunctionName": "digits", "FunctionArn": "arn:aws:lambda:eu-central-1:111111111111:function:digits"}
REPORTED = {"ResourceTagMappingList": []}


def reported(arn: str) -> dict[str, Any]:
    tags = [{"Key": name, "Value": value} for name, value in OURS.items()]
    return {"ResourceTagMappingList": [{"ResourceARN": arn, "Tags": tags}]}


def scan(answers: Mapping[str, Any], kinds: tuple[str, ...], **options: Any) -> tuple[Any, FakeAws]:
    aws = FakeAws({"GetResources": REPORTED, **answers})
    rows = tuple(BY_NAME[kind] for kind in kinds)
    regions = options.pop("regions", ["eu-central-1"])
    return Scanner(aws, rows, **options).scan(regions, options.get("probed", ())), aws


def test_every_kind_is_asked_in_every_region_and_global_ones_once() -> None:
    aws = FakeAws({"GetResources": REPORTED})
    result = Scanner(aws).scan(["eu-central-1", "us-west-2"])
    asked = {(entry["kind"], entry["region"]) for entry in result.checked}
    regional = [kind.name for kind in KINDS if not kind.is_global]
    assert asked >= {(kind, region) for kind in regional for region in ("eu-central-1", "us-west-2")}
    assert asked >= {(kind.name, "global") for kind in KINDS if kind.is_global}
    assert aws.operations().count("ListRoles") == 1


def test_tags_are_read_item_by_item_where_the_listing_has_none() -> None:
    result, _aws = scan({"ListFunctions": {"Functions": [FUNCTION]}, "ListTags": {"Tags": OURS}}, ("lambda_function",))
    assert [r.deployment for r in result.of("digits-eu", "eu-central-1")] == ["digits-eu"]


def test_only_one_of_both_tags_is_not_enough() -> None:
    half = {"inferops:deployment": "digits-eu"}
    result, _aws = scan({"ListFunctions": {"Functions": [FUNCTION]}, "ListTags": {"Tags": half}}, ("lambda_function",))
    assert result.of("digits-eu", "eu-central-1") == ()


def test_what_is_refused_is_not_checked_and_says_which_permission_is_missing() -> None:
    denied = refusal("AccessDeniedException", "User x is not authorized to perform: eks:ListClusters because")
    result, _aws = scan({"ListClusters": denied}, ("eks_cluster",))
    assert [(e["kind"], e["reason"]) for e in result.not_checked] == [
        ("eks_cluster", "not permitted, it takes eks:ListClusters")
    ]
    assert "eks_cluster" not in {entry["kind"] for entry in result.checked}


def test_an_operation_that_the_endpoint_does_not_have_is_not_checked() -> None:
    result, _aws = scan({"DescribeFileSystems": refusal("UnknownOperationException")}, ("file_system",))
    assert "UnknownOperationException" in result.not_checked[0]["reason"]


def test_tags_that_cannot_be_read_are_said() -> None:
    answers = {"ListFunctions": {"Functions": [FUNCTION]}, "ListTags": refusal("InternalFailure")}
    result, _aws = scan(answers, ("lambda_function",))
    assert [resource.name for resource in result.resources] == ["digits"]
    assert "1 of 1: Op failed: InternalFailure" in result.not_checked[0]["reason"]


def test_a_bucket_without_tags_is_one_all_the_same() -> None:
    answers = {"ListBuckets": {"Buckets": [{"Name": "b"}]}, "GetBucketTagging": refusal("NoSuchTagSet")}
    result, aws = scan(answers, ("s3_bucket",))
    assert [resource.name for resource in result.resources] == ["b"]
    assert ("ListBuckets", "eu-central-1", {"BucketRegion": "eu-central-1"}) in aws.asked


def test_among_very_many_the_tagging_api_and_names_of_interest_decide_whose_tags_are_read() -> None:
    many = [{"FunctionName": f"f{n}", "FunctionArn": f"arn:aws:lambda:r:1:function:f{n}"} for n in range(10)]
    answers = {
        "ListFunctions": {"Functions": many},
        "ListTags": {"Tags": OURS},
        "GetResources": reported(many[7]["FunctionArn"]),
    }
    result, aws = scan(answers, ("lambda_function",), item_reads=2, interest=lambda r: r.name == "f9")
    read = {request["Resource"][-2:] for operation, _region, request in aws.asked if operation == "ListTags"}
    assert read == {"f7", "f9"}
    assert "the tags of 8 are those of the tagging API" in result.checked[0]["note"]


def test_regions_are_probed_and_looked_through_only_where_something_of_ours_is() -> None:
    def tagging(region: str, _request: Any) -> Any:
        return reported(FUNCTION["FunctionArn"]) if region == "us-west-2" else REPORTED

    aws = FakeAws({"GetResources": tagging})
    result = Scanner(aws, (BY_NAME["lambda_function"],)).scan(["eu-central-1"], ["us-west-2", "eu-west-1"])
    assert {region for operation, region, _request in aws.asked if operation == "ListFunctions"} == {
        "eu-central-1",
        "us-west-2",
    }
    assert any("nothing else was asked" in entry.get("note", "") for entry in result.checked)


def test_a_region_that_the_tagging_api_says_nothing_about_is_looked_through() -> None:
    aws = FakeAws({"GetResources": refusal("AccessDeniedException")})
    Scanner(aws, (BY_NAME["lambda_function"],)).scan([], ["eu-west-1"])
    assert ("ListFunctions", "eu-west-1", {}) in aws.asked


def test_types_that_no_row_knows_are_reported_but_stale_entries_are_not() -> None:
    result, _aws = scan({"GetResources": reported("arn:aws:sqs:eu-central-1:1:queue")}, ("lambda_function",))
    assert [entry["arn"] for entry in result.unknown] == ["arn:aws:sqs:eu-central-1:1:queue"]
    result, _aws = scan({"GetResources": reported(FUNCTION["FunctionArn"])}, ("lambda_function",))
    assert result.unknown == ()
    listener = "arn:aws:elasticloadbalancing:eu-central-1:1:listener/net/k8s-web/1/2"
    result, _aws = scan({"GetResources": reported(listener)}, ("load_balancer",))
    assert result.unknown == (), "it goes with its load balancer"


def test_service_linked_roles_are_not_looked_at() -> None:
    roles = [{"RoleName": "aws", "Arn": "a", "Path": "/aws-service-role/x/"}, {"RoleName": "mine", "Arn": "b"}]
    result, _aws = scan({"ListRoles": {"Roles": roles}}, ("iam_role",))
    assert [resource.name for resource in result.resources] == ["mine"]


def test_what_is_over_is_gone() -> None:
    instances = [
        {"InstanceId": "i-1", "State": {"Name": "terminated"}},
        {"InstanceId": "i-2", "State": {"Name": "running"}},
    ]
    result, _aws = scan({"DescribeInstances": {"Reservations": [{"Instances": instances}]}}, ("ec2_instance",))
    assert [resource.id for resource in result.resources] == ["i-2"]


def test_versions_are_listed_with_the_function_they_belong_to() -> None:
    version = {**FUNCTION, "Version": "3", "FunctionArn": FUNCTION["FunctionArn"] + ":3"}
    answers = {
        "ListFunctions": {"Functions": [{**FUNCTION, "Version": "$LATEST"}]},
        "ListVersionsByFunction": {"Versions": [{**FUNCTION, "Version": "$LATEST"}, version]},
    }
    result, _aws = scan(answers, ("lambda_function", "lambda_version"))
    (found,) = [resource for resource in result.resources if resource.kind.name == "lambda_version"]
    assert found.arn == FUNCTION["FunctionArn"] + ":3"
    assert found.parent is not None


def test_types_of_arns() -> None:
    assert type_of("arn:aws:logs:r:1:log-group:/aws/lambda/x") == "logs:log-group"
    assert type_of("arn:aws:apigateway:r::/apis/a/stages/$default") == "apigateway:apis"
    assert type_of("arn:aws:s3:::bucket") == "s3"
    assert type_of("arn:aws:elasticloadbalancing:r:1:loadbalancer/app/x/1") == "elasticloadbalancing:loadbalancer"


def test_times_of_every_service_read_the_same() -> None:
    assert as_time(1795236981496) == as_time("2026-11-21T04:56:21.496+0000") == "2026-11-21T04:56:21Z"

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tags are shown where AWS shows them, and the tagging API knows what AWS's knows."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.deployment import Workload, deploy

PLACE = "eu-central-1:111111111111"


@pytest.fixture(scope="module")
def tagged(dev: Any) -> Workload:
    """A workload of whose resources each has the tags `workload` and `kept`; `gone` was taken away again."""
    name, tags = "tagged", {"workload": "tagged", "kept": "1", "gone": "1"}
    deployed, pairs = deploy(dev, name), [{"Key": key, "Value": value} for key, value in tags.items()]
    arns = _arns(deployed)
    dev.client("logs").create_log_group(logGroupName=f"/aws/apigateway/{name}")
    dev.client("ecr").create_repository(repositoryName=name)
    dev.client("s3").create_bucket(
        Bucket=_bucket(name), CreateBucketConfiguration={"LocationConstraint": "eu-central-1"}
    )
    for service, arn in (("lambda", "function"), ("apigatewayv2", "api"), ("apigatewayv2", "stage")):
        client, parameter = dev.client(service), "Resource" if service == "lambda" else "ResourceArn"
        client.tag_resource(**{parameter: arns[arn]}, Tags=tags)
        client.untag_resource(**{parameter: arns[arn]}, TagKeys=["gone"])
    dev.client("logs").tag_resource(resourceArn=arns["log group"], tags=tags)
    dev.client("logs").untag_resource(resourceArn=arns["log group"], tagKeys=["gone"])
    dev.client("ecr").tag_resource(resourceArn=arns["repository"], tags=pairs)
    dev.client("ecr").untag_resource(resourceArn=arns["repository"], tagKeys=["gone"])
    dev.client("s3").put_bucket_tagging(Bucket=_bucket(name), Tagging={"TagSet": pairs[:2]})
    dev.client("iam").tag_role(RoleName=_role(deployed), Tags=pairs)
    dev.client("iam").untag_role(RoleName=_role(deployed), TagKeys=["gone"])
    return deployed


def _bucket(name: str) -> str:
    return f"{name}-models-111111111111-eu-central-1"


def _role(deployed: Workload) -> str:
    return deployed.role.rpartition("/")[2]


def _arns(deployed: Workload) -> dict[str, str]:
    api = f"arn:aws:apigateway:eu-central-1::/apis/{deployed.api}"
    return {
        "function": f"arn:aws:lambda:{PLACE}:function:{deployed.name}",
        "api": api,
        "stage": f"{api}/stages/$default",
        "log group": f"arn:aws:logs:{PLACE}:log-group:/aws/apigateway/{deployed.name}",
        "repository": f"arn:aws:ecr:{PLACE}:repository/{deployed.name}",
        "bucket": f"arn:aws:s3:::{_bucket(deployed.name)}",
    }


def test_tags_that_changed_are_shown_with_what_they_are_on(dev: Any, tagged: Workload) -> None:
    apis, expected = dev.client("apigatewayv2"), {"workload": "tagged", "kept": "1"}
    shown = [
        apis.get_api(ApiId=tagged.api),
        *(api for api in apis.get_apis()["Items"] if api["ApiId"] == tagged.api),
        apis.get_stage(ApiId=tagged.api, StageName="$default"),
        *apis.get_stages(ApiId=tagged.api)["Items"],
        dev.client("lambda").get_function(FunctionName=tagged.name),
    ]
    assert [one["Tags"] for one in shown] == [expected] * 5
    role = dev.client("iam").get_role(RoleName=_role(tagged))["Role"]
    assert {tag["Key"]: tag["Value"] for tag in role["Tags"]} == expected


def test_iams_lists_are_without_tags(dev: Any, tagged: Workload) -> None:
    listed = dev.client("iam").list_roles(PathPrefix="/inferops/")["Roles"]
    assert [role.get("Tags") for role in listed if role["RoleName"] == _role(tagged)] == [None]


def _found(dev: Any, **request: Any) -> set[str]:
    filters = [{"Key": "workload", "Values": ["tagged"]}]
    pages = dev.client("resourcegroupstaggingapi").get_paginator("get_resources")
    return {
        one["ResourceARN"]
        for page in pages.paginate(TagFilters=filters, **request)
        for one in page["ResourceTagMappingList"]
    }


def test_the_tagging_api_finds_what_aws_finds(dev: Any, tagged: Workload) -> None:
    arns = _arns(tagged)
    assert _found(dev) == set(arns.values())
    assert _found(dev, ResourceTypeFilters=["logs:log-group"]) == {arns["log group"]}
    assert _found(dev, ResourceTypeFilters=["apigateway:apis"]) == {arns["api"], arns["stage"]}


def test_the_tagging_api_answers_in_pages_and_only_of_what_has_tags(dev: Any, tagged: Workload, unique: str) -> None:
    tagging = dev.client("resourcegroupstaggingapi")
    dev.client("ecr").create_repository(repositoryName=unique)
    page = tagging.get_resources(ResourcesPerPage=4)
    assert len(page["ResourceTagMappingList"]) == 4
    assert page["PaginationToken"]
    assert _found(dev, ResourcesPerPage=4) == set(_arns(tagged).values())
    repositories = tagging.get_resources(ResourceTypeFilters=["ecr:repository"])["ResourceTagMappingList"]
    assert [one["ResourceARN"] for one in repositories] == [_arns(tagged)["repository"]]


def test_the_tagging_api_changes_tags(dev: Any, tagged: Workload) -> None:
    tagging, arns = dev.client("resourcegroupstaggingapi"), list(_arns(tagged).values())
    missing = "arn:aws:apigateway:eu-central-1::/apis/missing"
    assert list(tagging.tag_resources(ResourceARNList=[*arns, missing], Tags={"more": "1"})["FailedResourcesMap"]) == [
        missing
    ]
    assert dev.client("apigatewayv2").get_api(ApiId=tagged.api)["Tags"]["more"] == "1"
    assert tagging.untag_resources(ResourceARNList=arns, TagKeys=["more"])["FailedResourcesMap"] == {}
    shown = tagging.get_resources(ResourceARNList=arns)["ResourceTagMappingList"]
    assert [sorted(tag["Key"] for tag in one["Tags"]) for one in shown] == [["kept", "workload"]] * len(arns)

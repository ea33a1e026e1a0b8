# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What counts as left, and what does not."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.inferops.aws.plugins.module_utils._scan.leftovers import Subject, leftovers, unknown_leftovers
from ansible_collections.inferops.aws.plugins.module_utils._scan.resource import Resource
from ansible_collections.inferops.aws.plugins.module_utils._scan.scan import Scan

from .fake import OURS, UNPLACED, made

FUNCTION = made("lambda_function", "predict")
ROLE = made("iam_role", "runner")
GROUP = made("security_group", "sg", id="sg-0123456789abcdef0")
CLUSTER = made("eks_cluster", "planes")
NODE = made("ec2_instance", "i-0123456789abcdef0")
SUBJECT = Subject("digits-eu", "digits", "eu-central-1", "111111111111", (FUNCTION, ROLE, GROUP, CLUSTER, NODE))
OTHER = {**OURS, "inferops:deployment": "digits-us"}
MOVED = {**OURS, "inferops:region": "eu-west-1"}


def found(*resources: Resource) -> list[tuple[str, str]]:
    return [(left.resource.name, left.found_by) for left in leftovers(Scan(resources), SUBJECT)]


@pytest.mark.parametrize(
    ("resource", "how"),
    [
        (made("volume", "v", "us-west-2", tags=OURS), "tag"),
        (made("volume", "v", tags={"inferops:deployment": "digits-eu"}), "tag"),
        (made("volume", "v", tags=MOVED), "tag"),
        (made("iam_role", "runner-of-old", tags=OURS), "tag"),
        (made("iam_role", "x-eu-central-1-y", tags=UNPLACED), "tag"),
        (made("volume", "v", tags={"inferops:workload": "digits"}), "tag"),
        (made("log_group", "/aws/lambda/digits"), "name"),
        (made("log_group", "/aws/lambda/predict"), "name"),
        (made("log_group", "/aws/apigateway/digits"), "name"),
        (made("log_group", "/aws/eks/digits/cluster"), "name"),
        (made("log_group", "/aws/vendedlogs/apigateway/digits"), "name"),
        (made("lambda_function", "digits"), "name"),
        (made("iam_role", "digits-eu-central-1-lambda"), "name"),
        (made("s3_bucket", "digits-models-111111111111-eu-central-1"), "name"),
        (made("ecr_repository", "digits"), "name"),
        (made("network_interface", "AWS Lambda VPC ENI-predict-4f3a"), "name"),
        (made("security_group", "digits-eu-central-1-function"), "name"),
        (made("cloudwatch_alarm", "digits-eu-errors"), "name"),
        (made("http_api", "x", Integrations=[{"IntegrationUri": f"arn:path/{FUNCTION.arn}:live/invoke"}]), "reference"),
        (made("lambda_version", "7", "us-west-2", Role=ROLE.arn), "reference"),
        (made("cloudwatch_alarm", "errors", Dimensions=[{"Name": "FunctionName", "Value": "predict"}]), "reference"),
        (made("network_interface", "eth0", Groups=[{"GroupId": GROUP.id}]), "reference"),
        (made("network_interface", "aws-K8S-i-9", tags={"cluster.k8s.amazonaws.com/name": "planes"}), "tag"),
        (made("network_interface", "aws-K8S-i-0123456789abcdef0"), "name"),
    ],
)  # fmt: skip
def test_is_left(resource: Resource, how: str) -> None:
    assert found(resource) == [(resource.name, how)]


@pytest.mark.parametrize(
    "resource",
    [
        made("lambda_function", "digits", tags=OTHER),
        made("log_group", "/aws/lambda/digits", "us-west-2"),
        made("lambda_function", "digits-v2"),
        made("log_group", "/aws/lambda/digits2"),
        made("iam_role", "digits-us-west-2-lambda"),
        made("s3_bucket", "digits-models-111111111111-eu-central-1", tags={**OURS, "inferops:retain": "true"}),
        made("cloudwatch_alarm", "errors", "us-west-2", Dimensions=[{"Name": "FunctionName", "Value": "predict"}]),
        made("http_api", "x", Integrations=[{"IntegrationUri": f"{FUNCTION.arn}2:live"}]),
        made("http_api", "x", tags=OTHER, Integrations=[{"IntegrationUri": FUNCTION.arn}]),
        made("lambda_version", "1", parent=made("lambda_function", "digits", tags=OTHER), Role=ROLE.arn),
        made("volume", "v"),
        made("network_interface", "aws-K8S-i-planes"),
        made("network_interface", "aws-K8S-i-9", tags={"cluster.k8s.amazonaws.com/name": "planes2"}),
        made("network_interface", "aws-K8S-i-9", tags={"kubernetes.io/cluster/planes": "owned"}),
        made("network_interface", "aws-K8S-i-9", "us-west-2", tags={"cluster.k8s.amazonaws.com/name": "planes"}),
        made("lambda_function", "digits", "eu-west-1", tags=MOVED),
        made("iam_role", "digits-eu-west-1-lambda", tags=MOVED),
        made("iam_role", "digits-eu-nodes", tags=MOVED),
        made("iam_role", "digits-eu-nodes", tags=UNPLACED),
        made(
            "lambda_version",
            "1",
            "eu-west-1",
            parent=made("lambda_function", "d", "eu-west-1", tags=MOVED),
            Role=ROLE.arn,
        ),
    ],
    ids=lambda resource: f"{resource.kind.name} {resource.name} {resource.region}",
)
def test_is_not_left(resource: Resource) -> None:
    assert found(resource) == []


def cluster(name: str, tags: dict[str, str], region: str = "eu-central-1") -> Resource:
    """Return a cluster that could be described."""
    return made("eks_cluster", name, region, tags=tags, cluster={"name": name})


OF_CLUSTER = "/aws/eks/{}/cluster"


@pytest.mark.parametrize("name", ["digits", "planes"])
@pytest.mark.parametrize("tags", [{}, {"team": "them"}, OTHER])
def test_a_cluster_of_others_of_that_name_is_not_left_nor_what_goes_by_its_name(
    name: str, tags: dict[str, str]
) -> None:
    """A role makes none where there is one; what EKS makes for it bears no tags."""
    logs, group = made("log_group", OF_CLUSTER.format(name)), made("security_group", f"eks-cluster-sg-{name}-123")
    assert found(cluster(name, tags), logs, group, made("network_interface", f"Amazon EKS {name}")) == []


def test_a_log_group_is_left_where_the_cluster_of_others_is_no_reason_for_it() -> None:
    name = OF_CLUSTER.format("digits")
    logs = made("log_group", name)
    assert found(cluster("digits", {}), made("log_group", name, tags=OURS)) == [(name, "tag")]
    assert found(cluster("digits", {}, "us-west-2"), logs) == [(name, "name")]
    assert found(cluster("digits2", {}), logs) == [(name, "name")]
    assert found(cluster("digits", OURS), logs) == [(name, "name"), ("digits", "tag")]
    assert found(cluster("digits", {}), made("log_group", "/aws/lambda/digits")) == [("/aws/lambda/digits", "name")]


def test_a_cluster_whose_tags_could_not_be_seen_is_not_taken_for_one_of_others() -> None:
    name = OF_CLUSTER.format("digits")
    assert found(made("eks_cluster", "digits"), made("log_group", name)) == [(name, "name"), ("digits", "name")]


def test_what_the_kept_needs_is_not_left() -> None:
    role = made("iam_role", "digits-eu-central-1-lambda", tags=OURS)
    function = made("lambda_function", "digits", tags={**OURS, "inferops:retain": "true"}, Role=role.arn)
    assert found(role, function) == []


def test_parts_of_what_is_left_are_named_too() -> None:
    parent = made("lambda_function", "digits")
    assert found(parent, made("lambda_version", "1", parent=parent)) == [("digits", "name"), ("1", "parent")]


def test_a_tag_without_the_other_says_why_it_was_not_deleted() -> None:
    (left,) = leftovers(Scan((made("volume", "v", tags={"inferops:deployment": "digits-eu"}),)), SUBJECT)
    assert "but not inferops:managed-by=inferops.aws" in left.why


def test_types_that_only_the_tagging_api_knows_are_left_as_well() -> None:
    entry: dict[str, Any] = {"arn": "arn:aws:sqs:eu-central-1:111111111111:queue", "region": "eu-central-1"}
    moved = {"arn": "arn:aws:sqs:eu-west-1:111111111111:queue", "region": "eu-west-1", "tags": MOVED}
    scan = Scan(unknown=({**entry, "tags": OURS}, {**entry, "tags": OTHER}, moved))
    assert [item["arn"] for item in unknown_leftovers(scan, SUBJECT)] == [entry["arn"]]

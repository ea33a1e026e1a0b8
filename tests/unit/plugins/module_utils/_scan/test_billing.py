# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What costs depend on is read from where AWS says it: answers here are held against botocore's models."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.validate import ParamValidator

from ansible_collections.inferops.aws.plugins.module_utils._costs.planned import read_resources
from ansible_collections.inferops.aws.plugins.module_utils._costs.resources import KINDS as BILLS, Rule
from ansible_collections.inferops.aws.plugins.module_utils._scan import billing, expenses
from ansible_collections.inferops.aws.plugins.module_utils._scan.kinds import BY_NAME
from ansible_collections.inferops.aws.plugins.module_utils._scan.resource import Resource

from .fake import FakeAws, made, refusal
from .test_kinds import items_of, operation, shape_at, validate

Answers = dict[str, dict[str, Any]]

PROVISIONED = {"RequestedProvisionedConcurrentExecutions": 2}
THROTTLED = {"StageName": "$default", "DefaultRouteSettings": {"ThrottlingRateLimit": 100.0}}
VARIANTS = [{"VariantName": "a", "CurrentInstanceCount": 2}, {"VariantName": "b"}]
CONFIGURED = [
    {"VariantName": "a", "InstanceType": "ml.m5.large"},
    {"VariantName": "b", "ServerlessConfig": {"MemorySizeInMB": 1024, "MaxConcurrency": 5}},
]

# The kind, what a listing says of one, what further calls answer, and the attributes that follow.
CASES: list[tuple[str, dict[str, Any], Answers, dict[str, Any]]] = [
    (
        "lambda_function",
        {
            "FunctionName": "digits",
            "MemorySize": 512,
            "Architectures": ["arm64"],
            "EphemeralStorage": {"Size": 1024},
        },
        {
            "ListProvisionedConcurrencyConfigs": {"ProvisionedConcurrencyConfigs": [PROVISIONED, PROVISIONED]},
            "GetFunctionConcurrency": {"ReservedConcurrentExecutions": 9},
        },
        {
            "memory_mib": 512,
            "architecture": "arm64",
            "ephemeral_mib": 1024,
            "provisioned_concurrency": 4,
            "reserved_concurrency": 9,
        },
    ),
    (
        "lambda_function",
        {"FunctionName": "digits", "MemorySize": 128},
        {"ListProvisionedConcurrencyConfigs": {"ProvisionedConcurrencyConfigs": []}, "GetFunctionConcurrency": {}},
        {"memory_mib": 128, "provisioned_concurrency": 0},
    ),
    (
        "http_api",
        {"ApiId": "a1", "Name": "digits"},
        {"GetStages": {"Items": [THROTTLED, {**THROTTLED, "StageName": "second"}]}},
        {"requests_a_second": 200},
    ),
    (
        "http_api",
        {"ApiId": "a1", "Name": "digits"},
        {"GetStages": {"Items": [THROTTLED, {"StageName": "unlimited"}]}},
        {},
    ),
    (
        "log_group",
        {"logGroupName": "/a", "storedBytes": 7, "retentionInDays": 30},
        {},
        {"stored": {"events": 7}, "retention_days": 30},
    ),
    ("log_group", {"logGroupName": "/a", "storedBytes": 0}, {}, {"stored": {"events": 0}}),
    (
        "s3_bucket",
        {"Name": "models"},
        {
            "ListObjectVersions": {
                "IsTruncated": False,
                "Versions": [
                    {"Key": "m", "Size": 3, "StorageClass": "STANDARD"},
                    {"Key": "m", "Size": 4, "StorageClass": "STANDARD"},
                    {"Key": "n", "Size": 5, "StorageClass": "STANDARD"},
                ],
                "DeleteMarkers": [{"Key": "m"}],
            }
        },
        {"stored": {"m": 7, "n": 5}},
    ),
    ("s3_bucket", {"Name": "models"}, {"ListObjectVersions": {"IsTruncated": False}}, {"stored": {}}),
    (
        "ecr_repository",
        {"repositoryName": "digits"},
        {"DescribeImages": {"imageDetails": [{"imageDigest": "sha256:a", "imageSizeInBytes": 8}]}},
        {"stored": {"sha256:a": 8}},
    ),
    (
        "ec2_instance",
        {
            "InstanceId": "i-1",
            "InstanceType": "m7i.large",
            "State": {"Name": "running"},
            "InstanceLifecycle": "spot",
            "PlatformDetails": "Linux/UNIX",
            "NetworkInterfaces": [
                {"Association": {"IpOwnerId": "amazon"}},
                {"Association": {"IpOwnerId": "111111111111"}},
                {},
            ],
        },
        {},
        {
            "instance_type": "m7i.large",
            "state": "running",
            "public_addresses": 1,
            "lifecycle": "spot",
            "platform": "Linux/UNIX",
        },
    ),
    ("elastic_ip", {"AllocationId": "e"}, {}, {}),
    ("nat_gateway", {"NatGatewayId": "nat-1"}, {}, {}),
    (
        "vpc_endpoint",
        {"VpcEndpointId": "vpce-1", "VpcEndpointType": "Interface", "SubnetIds": ["subnet-1", "subnet-2"]},
        {},
        {"type": "Interface", "zones": 2},
    ),
    (
        "volume",
        {"VolumeId": "v", "Size": 30, "VolumeType": "gp3", "Iops": 3000, "Throughput": 125},
        {},
        {"gb": 30, "type": "gp3", "iops": 3000, "throughput": 125},
    ),
    (
        "file_system",
        {
            "FileSystemId": "fs",
            "OwnerId": "1",
            "CreationToken": "t",
            "CreationTime": 0,
            "LifeCycleState": "available",
            "NumberOfMountTargets": 0,
            "PerformanceMode": "generalPurpose",
            "Tags": [],
            "SizeInBytes": {"Value": 10, "ValueInStandard": 6, "ValueInIA": 4},
            "AvailabilityZoneName": "eu-central-1a",
        },
        {},
        {"stored": {"files": 6}, "is_one_zone": True, "has_other_classes": True},
    ),
    (
        "load_balancer",
        {"Type": "network", "Scheme": "internet-facing", "AvailabilityZones": [{"ZoneName": "a"}, {"ZoneName": "b"}]},
        {},
        {"type": "network", "is_public": True, "zones": 2},
    ),
    ("classic_load_balancer", {"Scheme": "internal", "AvailabilityZones": ["a"]}, {}, {"is_public": False, "zones": 1}),
    (
        "sagemaker_endpoint",
        {
            "EndpointName": "e",
            "EndpointArn": "a" * 20,
            "CreationTime": 0,
            "LastModifiedTime": 0,
            "EndpointStatus": "InService",
        },
        {
            "DescribeEndpoint": {"EndpointConfigName": "c", "ProductionVariants": VARIANTS},
            "DescribeEndpointConfig": {"ProductionVariants": CONFIGURED},
        },
        {"instances": {"ml.m5.large": 2}, "is_asynchronous": False, "is_provisioned": False},
    ),
]


def told(aws: FakeAws, resource: Resource, **more: Any) -> dict[str, Any]:
    ((_resource, facts),) = billing.billed(aws, [resource], **more)
    return facts


def is_of(shape: Any, value: Any, optional: bool = True) -> None:
    """Hold a value against a shape of botocore; what AWS always sends may be left out of an answer in a test."""
    report = ParamValidator().validate(value, shape).generate_report()
    problems = [line for line in report.splitlines() if not (optional and line.startswith("Missing required"))]
    assert problems == []


@pytest.mark.parametrize(("kind", "item", "answers", "attributes"), CASES)
def test_attributes_are_what_aws_says(
    kind: str, item: dict[str, Any], answers: Answers, attributes: dict[str, Any]
) -> None:
    row = BY_NAME[kind]
    is_of(items_of(row, row.listings[0]), item)
    for name, answer in answers.items():
        is_of(operation(row, name).output_shape, answer)
    facts = told(FakeAws(answers), made(kind, "it", **item), with_limits=True)
    assert (facts["attributes"], facts["problem"]) == (attributes, "")
    read_resources([facts])


@pytest.mark.parametrize(
    ("said", "is_priced"),
    [
        ({"PlatformDetails": "Linux/UNIX"}, True),
        ({}, True),
        ({"PlatformDetails": "Red Hat Enterprise Linux"}, False),
        ({"PlatformDetails": "SUSE Linux"}, False),
        ({"PlatformDetails": "Windows", "Platform": "windows"}, False),
        ({"Platform": "windows"}, False),
    ],
)
def test_only_linux_without_a_licence_has_the_price_of_linux(said: dict[str, str], is_priced: bool) -> None:
    instance = {"InstanceId": "i-1", "InstanceType": "m7i.large", "State": {"Name": "running"}, **said}
    resource = made("ec2_instance", "i-1", **instance)
    found = expenses.total([(resource, told(FakeAws(), resource))], expenses.terms(None))
    assert bool(found.items) == is_priced
    assert bool(found.gaps) != is_priced


def test_the_nodes_of_a_group_are_counted_once_with_the_group() -> None:
    instance = {"InstanceId": "i-1", "InstanceType": "m7i.large", "Tags": [{"Key": billing.NODE_OF, "Value": "front"}]}
    assert told(FakeAws(), made("ec2_instance", "i-1", **instance))["attributes"]["node_group"] == "front"
    group = {
        "instanceTypes": ["m7i.large", "m6i.large"],
        "capacityType": "SPOT",
        "scalingConfig": {"minSize": 1, "maxSize": 4, "desiredSize": 2},
    }
    facts = told(FakeAws(), made("eks_nodegroup", "front", nodegroup=group))
    assert facts["attributes"] == {
        "instance_type": "m7i.large",
        "capacity_type": "SPOT",
        "nodes": 2,
        "most_nodes": 4,
    }


def test_a_clusters_version_and_whether_it_brings_nodes_are_read() -> None:
    facts = told(FakeAws(), made("eks_cluster", "it", cluster={"version": "1.36", "computeConfig": {"enabled": True}}))
    assert facts["attributes"] == {"version": "1.36", "auto_mode": True}


def test_every_kind_with_a_rule_is_read_and_every_attribute_has_a_rule() -> None:
    assert set(billing.FACTS) == {name for name, entry in BILLS.items() if isinstance(entry, Rule)}


@pytest.mark.parametrize("kind", billing.FACTS)
def test_calls_are_such_as_the_service_knows(kind: str) -> None:
    facts = billing.FACTS[kind]
    for read in (*facts.reads, *facts.limits):
        validate(BY_NAME[kind], read.call)
        if read.take:
            shape_at(operation(BY_NAME[kind], read.call.operation).output_shape, read.take)


def test_limits_are_asked_for_only_where_they_count() -> None:
    aws = FakeAws()
    told(aws, made("lambda_function", "digits", FunctionName="digits", MemorySize=128))
    assert aws.operations() == ["ListProvisionedConcurrencyConfigs"]


def test_what_is_free_is_not_asked_for() -> None:
    aws = FakeAws()
    assert billing.billed(aws, [made("iam_role", "r"), made("security_group", "g")]) == []
    assert aws.operations() == []


def test_what_may_not_be_read_is_a_problem_and_names_the_permission() -> None:
    denied = refusal("AccessDenied", "User: x is not authorized to perform: s3:ListBucketVersions on resource: y")
    facts = told(FakeAws({"ListObjectVersions": denied}), made("s3_bucket", "models", Name="models"))
    assert facts["problem"] == "not permitted, it takes s3:ListBucketVersions"
    assert facts["attributes"] == {"stored": {}}


@pytest.mark.parametrize(
    ("kind", "raw", "operation_", "answer", "problem"),
    [
        ("s3_bucket", {"Name": "m"}, "ListObjectVersions", {"IsTruncated": True}, "versions of objects"),
        ("ecr_repository", {"repositoryName": "m"}, "DescribeImages", {"nextToken": "t"}, "images"),
    ],
)
def test_what_is_too_much_for_one_call_is_said(
    kind: str, raw: dict[str, Any], operation_: str, answer: dict[str, Any], problem: str
) -> None:
    facts = told(FakeAws({operation_: answer}), made(kind, "it", **raw))
    assert facts["problem"] == f"only the first 1000 {problem} are added up"


def test_what_is_named_by_a_tag_has_its_identifier_beside() -> None:
    assert told(FakeAws(), made("volume", "data", id="vol-1", Size=1))["name"] == "data (vol-1)"
    assert told(FakeAws(), made("volume", "vol-1", id="vol-1", Size=1))["name"] == "vol-1"

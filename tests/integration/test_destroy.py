# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Status, destroy and the proof that nothing is left, against the sandbox."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from ansible_collections.inferops.aws.plugins.module_utils._scan import running
from ansible_collections.inferops.aws.plugins.module_utils._scan.calling import Aws
from sandbox.client import Sandbox
from tests.integration.listing import everything
from tests.integration.planting import Planted, plant
from tests.sandbox.deployment import LAMBDA_TRUST, Account, code, settle

EU, US = "eu-central-1", "us-west-2"


@pytest.fixture(autouse=True)
def clean(sandbox: Sandbox, admin: Account) -> Iterator[None]:
    """Every test begins and ends with an empty sandbox."""
    yield
    sandbox.reset()
    # The reset made new keys, which a session that is already there would not read.
    admin.session._session._credentials = None


def aws(account: Account, region: str = EU) -> Aws:
    clients: dict[tuple[str, str], Any] = {}
    return Aws(lambda service, where: clients.setdefault((service, where), account.client(service, where)), region)


def destroy(account: Account, planted: Planted, check_mode: bool = False) -> dict[str, Any]:
    return running.destroy(aws(account, planted.region), {"name": planted.deployment, "wait_timeout": 20}, check_mode)


def prove(account: Account, planted: Planted, destroyed: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    options = {
        "deployment": planted.deployment,
        "workload": planted.name,
        "regions": [EU, US],
        "destroyed": destroyed or [],
        "wait": 0,
    }
    return running.prove(aws(account, planted.region), options)


def status(account: Account, expected: list[dict[str, str]]) -> dict[str, Any]:
    return running.status(aws(account), {"regions": None, "expected": expected})


def kinds(found: list[dict[str, Any]]) -> list[str]:
    return [item["kind"] for item in found]


def test_destroying_leaves_what_was_there_before_and_nothing_else(sandbox: Sandbox, admin: Account) -> None:
    before = everything(admin)
    eu, us = plant(admin, "digits", "digits-eu", EU), plant(admin, "digits", "digits-us", US)
    with_both = everything(admin)

    mark = sandbox.mark()
    listed = destroy(admin, eu, check_mode=True)
    assert sandbox.writes(mark) == []
    assert len(listed["deleted"]) == 7
    assert everything(admin) == with_both

    first = destroy(admin, eu)
    assert kinds(first["deleted"]) == kinds(listed["deleted"])
    assert first["failed"] == []
    proof = prove(admin, eu, first["deleted"])
    assert proof["leftovers"] == []
    assert proof["not_checked"] == []
    assert not {item for item in everything(admin) - before if item[1] == EU and US not in item[2]}

    again = destroy(admin, eu)
    assert (again["changed"], again["deleted"], again["failed"]) == (False, [], [])
    second = destroy(admin, us)
    assert second["changed"]
    assert everything(admin) == before


def test_a_deployment_beside_it_is_not_touched(admin: Account) -> None:
    neighbour = plant(admin, "letters", "letters-eu", EU)
    alone = everything(admin)
    digits = plant(admin, "digits", "digits-eu", EU)
    deleted = destroy(admin, digits)["deleted"]
    assert everything(admin) == alone
    assert prove(admin, digits, deleted)["leftovers"] == []
    assert prove(admin, neighbour)["leftovers"], "what still exists must be found"


def test_what_is_marked_stays_and_is_listed(admin: Account) -> None:
    planted = plant(admin, "digits", "digits-eu", EU, retain_bucket=True)
    result = destroy(admin, planted)
    assert [(item["name"], item["why"]) for item in result["kept"]] == [
        (planted.bucket, "it is tagged inferops:retain=true")
    ]
    proof = prove(admin, planted, result["deleted"])
    assert proof["leftovers"] == []
    assert [item["name"] for item in proof["kept"]] == [planted.bucket]
    versions = admin.client("s3").list_object_versions(Bucket=planted.bucket)
    assert len(versions["Versions"]) == 2


def test_what_cannot_be_deleted_is_named_the_rest_goes_and_the_next_run_finishes(
    sandbox: Sandbox, admin: Account
) -> None:
    before = everything(admin)
    planted = plant(admin, "digits", "digits-eu", EU)
    with sandbox.fault(service="lambda", operation="DeleteFunction", status=403, error_code="AccessDeniedException"):
        result = destroy(admin, planted)
    message = running.failure_of(result)
    assert "Lambda function digits in eu-central-1: DeleteFunction failed: AccessDeniedException" in message
    left = {item["kind"]: item["why"] for item in result["failed"]}
    assert set(left) == {"lambda_function", "iam_role", "log_group"} or set(left) == {"lambda_function", "iam_role"}
    assert left["iam_role"] == "Lambda function digits, which uses it, is still there"
    assert {"http_api", "s3_bucket", "ecr_repository"} <= set(kinds(result["deleted"]))
    assert prove(admin, planted, result["deleted"])["leftovers"]
    assert destroy(admin, planted)["failed"] == []
    assert everything(admin) == before


def test_ten_leaks_are_all_reported_with_the_reason(admin: Account) -> None:
    planted = plant(admin, "digits", "digits-eu", EU)
    expected = _leak_before(admin, planted)
    destroyed = destroy(admin, planted)["deleted"]
    expected |= _leak_after(admin, planted)
    left = {(item["kind"], item["name"]): item for item in prove(admin, planted, destroyed)["leftovers"]}
    assert {key: left[key]["found_by"] for key in expected if key in left} == expected
    assert all(item["why"] for item in left.values())
    assert set(left) == set(expected)


def _leak_before(admin: Account, planted: Planted) -> dict[tuple[str, str], str]:
    """An old version of somebody's function that runs under the role, and an API that invokes the function."""
    functions = admin.client("lambda", EU)
    iam = admin.client("iam")
    other = iam.create_role(RoleName="somebody", AssumeRolePolicyDocument=LAMBDA_TRUST)["Role"]["Arn"]
    role = iam.get_role(RoleName=planted.role)["Role"]["Arn"]
    package = {"ZipFile": code()}
    functions.create_function(
        FunctionName="archive", Runtime="python3.11", Role=role, Handler="app.handler", Code=package
    )
    settle(functions, "archive")
    functions.publish_version(FunctionName="archive")
    functions.update_function_configuration(FunctionName="archive", Role=other)
    settle(functions, "archive")
    apis = admin.client("apigatewayv2", EU)
    api = apis.create_api(Name="somebodys", ProtocolType="HTTP")["ApiId"]
    uri = functions.get_alias(FunctionName="digits", Name="live")["AliasArn"]
    apis.create_integration(ApiId=api, IntegrationType="AWS_PROXY", IntegrationUri=uri, PayloadFormatVersion="2.0")
    admin.client("cloudwatch", EU).put_metric_alarm(
        AlarmName="errors",
        Namespace="AWS/Lambda",
        MetricName="Errors",
        Statistic="Sum",
        Period=60,
        EvaluationPeriods=1,
        Threshold=1,
        ComparisonOperator="GreaterThanThreshold",
        Dimensions=[{"Name": "FunctionName", "Value": "digits"}],
    )
    return {
        ("lambda_version", "1"): "reference",
        ("http_api", "somebodys"): "reference",
        ("cloudwatch_alarm", "errors"): "reference",
    }


def _leak_after(admin: Account, planted: Planted) -> dict[tuple[str, str], str]:
    """What comes back, what was never tagged, and what lies in another region."""
    ec2 = admin.client("ec2", EU)
    admin.client("logs", EU).create_log_group(logGroupName="/aws/lambda/digits")
    subnet = ec2.describe_subnets()["Subnets"][0]["SubnetId"]
    ec2.create_network_interface(SubnetId=subnet, Description="AWS Lambda VPC ENI-digits-0f1e2d")
    tags = [{"Key": name, "Value": value} for name, value in planted.tags.items()]
    volume = admin.client("ec2", US).create_volume(
        AvailabilityZone=f"{US}a", Size=1, TagSpecifications=[{"ResourceType": "volume", "Tags": tags}]
    )["VolumeId"]
    only = [{"Key": "inferops:deployment", "Value": planted.deployment}]
    address = ec2.allocate_address(Domain="vpc", TagSpecifications=[{"ResourceType": "elastic-ip", "Tags": only}])[
        "AllocationId"
    ]
    ec2.create_security_group(GroupName="digits-eu-central-1-function", Description="stray")
    admin.client("iam").create_role(RoleName=f"digits-{EU}-stray", AssumeRolePolicyDocument=LAMBDA_TRUST)
    admin.client("iam").create_instance_profile(InstanceProfileName="digits-eu-nodes")
    admin.client("s3", EU).create_bucket(Bucket=planted.bucket, CreateBucketConfiguration={"LocationConstraint": EU})
    admin.client("ecr", EU).create_repository(repositoryName="digits")
    return {
        ("log_group", "/aws/lambda/digits"): "name",
        ("network_interface", "AWS Lambda VPC ENI-digits-0f1e2d"): "name",
        ("volume", volume): "tag",
        ("elastic_ip", address): "tag",
        ("security_group", "digits-eu-central-1-function"): "name",
        ("iam_role", f"digits-{EU}-stray"): "name",
        ("instance_profile", "digits-eu-nodes"): "name",
        ("s3_bucket", planted.bucket): "name",
        ("ecr_repository", "digits"): "name",
    }


def test_status_names_orphans_and_what_is_missing(admin: Account) -> None:
    plant(admin, "digits", "digits-us", US)
    found = status(admin, [{"deployment": "digits-eu", "region": EU}])
    assert found["missing"] == [{"deployment": "digits-eu", "region": EU}]
    assert {"deployment": "digits-us", "region": US} in found["orphans"]
    (deployment,) = found["deployments"]
    parts = {component["component"]: component for component in deployment["components"]}
    assert parts["inference_lambda"]["state"] == "Active, Successful"
    assert parts["http_api"]["endpoint"].startswith("http://")
    assert "no (orphan)" in found["table"]


def test_a_service_that_cannot_be_asked_is_never_taken_for_empty(sandbox: Sandbox, admin: Account) -> None:
    planted = Planted("digits", "digits-eu", EU)
    with sandbox.fault(service="eks", operation="ListClusters", status=404, error_code="UnknownOperationException"):
        proof = prove(admin, planted)
    assert {(entry["kind"], entry["region"]) for entry in proof["not_checked"]} == {
        ("eks_cluster", EU),
        ("eks_cluster", US),
    }
    assert "NOT CHECKED: EKS cluster in eu-central-1, us-west-2" in proof["summary"]

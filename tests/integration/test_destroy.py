# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Status, destroy and the proof that nothing is left, against the sandbox."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.inferops.aws.plugins.module_utils._engine.waits import Clock
from ansible_collections.inferops.aws.plugins.module_utils._scan import running
from ansible_collections.inferops.aws.plugins.module_utils._scan.calling import Aws
from ansible_collections.inferops.aws.plugins.module_utils._scan.deleting import Deleter
from ansible_collections.inferops.aws.plugins.module_utils._scan.planning import Plan
from ansible_collections.inferops.aws.plugins.module_utils._scan.resource import Resource
from ansible_collections.inferops.aws.plugins.module_utils._scan.scan import Scanner
from sandbox.client import Sandbox
from tests.integration.listing import everything
from tests.integration.planting import ACCOUNT, Planted, plant
from tests.integration.planting_clusters import (
    plant_balancer,
    plant_cluster,
    plant_ingress,
    plant_interface,
    plant_service,
)
from tests.integration.playbooks import Playbooks, Run
from tests.sandbox.deployment import LAMBDA_TRUST, Account, code, settle
from tests.sandbox.kubernetes import Place, place, states

EU, US = "eu-central-1", "us-west-2"


@pytest.fixture(autouse=True)
def swept(admin: Account) -> Iterator[None]:
    """Every test takes away what it made: the sandbox is shared with other tests."""
    before = {resource.key for resource in found(admin)}
    yield
    made = [resource for resource in found(admin) if resource.key not in before and not resource.kind.with_parent]
    waves = Plan(tuple(sorted(made, key=lambda resource: resource.kind.order)), ())
    Deleter(aws(admin), Clock(), 20).run(waves)


@pytest.fixture
def here(programs: Mapping[str, Path], admin: Account) -> Place:
    """Where clusters can be."""
    assert programs
    return place(admin)


@pytest.fixture
def eu(unique: str) -> Planted:
    return Planted(unique, f"{unique}-eu", EU)


@pytest.fixture
def us(unique: str) -> Planted:
    return Planted(unique, f"{unique}-us", US)


def found(account: Account) -> tuple[Resource, ...]:
    return Scanner(aws(account)).scan([EU, US]).resources


def aws(account: Account, region: str = EU) -> Aws:
    return Aws(account.client, region)


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


def kinds(found: list[dict[str, Any]]) -> list[str]:
    return [item["kind"] for item in found]


def test_destroying_leaves_what_was_there_before_and_nothing_else(
    sandbox: Sandbox, admin: Account, eu: Planted, us: Planted
) -> None:
    before = everything(admin)
    plant(admin, us)
    with_one = everything(admin)
    plant(admin, eu)
    with_both = everything(admin)

    mark = sandbox.mark()
    listed = destroy(admin, eu, check_mode=True)
    assert sandbox.writes(mark) == []
    assert len(listed["deleted"]) == 8
    assert everything(admin) == with_both

    first = destroy(admin, eu)
    assert kinds(first["deleted"]) == kinds(listed["deleted"])
    assert first["failed"] == []
    proof = prove(admin, eu, first["deleted"])
    assert proof["leftovers"] == []
    assert proof["not_checked"] == []
    assert everything(admin) == with_one

    again = destroy(admin, eu)
    assert (again["changed"], again["deleted"], again["failed"]) == (False, [], [])
    second = destroy(admin, us)
    assert second["changed"]
    assert everything(admin) == before


def test_another_deployment_in_the_same_region_is_not_touched(admin: Account, eu: Planted) -> None:
    neighbour = Planted(f"{eu.name}-v2", f"{eu.name}-v2-eu", EU)
    plant(admin, neighbour)
    alone = everything(admin)
    plant(admin, eu)
    deleted = destroy(admin, eu)["deleted"]
    assert everything(admin) == alone
    assert prove(admin, eu, deleted)["leftovers"] == []
    assert prove(admin, neighbour)["leftovers"], "what still exists must be found"


def test_of_one_name_in_two_regions_only_the_one_goes(admin: Account, eu: Planted) -> None:
    moved = Planted(eu.name, eu.deployment, US)
    plant(admin, moved)
    alone = everything(admin)
    plant(admin, eu)
    shown = running.status(aws(admin), {"regions": None, "expected": [{"deployment": eu.deployment, "region": US}]})
    assert [entry for entry in shown["orphans"] if entry["deployment"] == eu.deployment] == [
        {"deployment": eu.deployment, "region": EU}
    ]
    deleted = destroy(admin, eu)["deleted"]
    assert eu.role in {item["name"] for item in deleted}
    assert everything(admin) == alone
    assert prove(admin, eu, deleted)["leftovers"] == []


def test_what_has_no_region_and_no_tag_of_one_is_kept_and_reported(admin: Account, eu: Planted) -> None:
    plant(admin, eu)
    admin.client("iam").untag_role(RoleName=eu.role, TagKeys=["inferops:region"])
    result = destroy(admin, eu)
    assert [item["name"] for item in result["kept"]] == [eu.role]
    (left,) = prove(admin, eu, result["deleted"])["leftovers"]
    assert left["name"] == eu.role, "the region in its name says that it is left"
    assert "but not inferops:region" in left["why"]


def test_what_is_marked_stays_and_is_listed(admin: Account, eu: Planted) -> None:
    plant(admin, eu, retain_bucket=True)
    result = destroy(admin, eu)
    assert [(item["name"], item["why"]) for item in result["kept"]] == [
        (eu.bucket, "it is tagged inferops:retain=true")
    ]
    proof = prove(admin, eu, result["deleted"])
    assert proof["leftovers"] == []
    assert [item["name"] for item in proof["kept"]] == [eu.bucket]
    versions = admin.client("s3").list_object_versions(Bucket=eu.bucket)
    assert len(versions["Versions"]) == 2


def test_what_cannot_be_deleted_is_named_the_rest_goes_and_the_next_run_finishes(
    sandbox: Sandbox, admin: Account, eu: Planted
) -> None:
    before = everything(admin)
    plant(admin, eu)
    with sandbox.fault(service="lambda", operation="DeleteFunction", status=403, error_code="AccessDeniedException"):
        result = destroy(admin, eu)
    message = running.failure_of(result)
    assert f"Lambda function {eu.name} in eu-central-1: DeleteFunction failed: AccessDeniedException" in message
    left = {item["kind"]: item["why"] for item in result["failed"]}
    assert set(left) == {"lambda_function", "iam_role", "log_group"}, "what the function uses stays with it"
    assert left["iam_role"] == f"Lambda function {eu.name}, which uses it, is still there"
    assert {"http_api", "s3_bucket", "ecr_repository"} <= set(kinds(result["deleted"]))
    assert prove(admin, eu, result["deleted"])["leftovers"]
    assert destroy(admin, eu)["failed"] == []
    assert everything(admin) == before


def test_what_a_cluster_left_goes_before_it(admin: Account, here: Place, dev: Account, eu: Planted) -> None:
    """By whoever deploys: the load balancer that its controllers would leave, and the interface that holds its security
    group, which bears no tag of ours.
    """
    plant_interface(here, None, Planted(f"{eu.name}-v2", f"{eu.name}-v2-eu", EU))
    before = everything(admin)
    group = plant_cluster(here, eu)
    plant_interface(here, group, eu)
    plant_balancer(here, eu)
    result = destroy(dev, eu)
    assert [item["why"] for item in result["failed"]] == []
    assert kinds(result["deleted"]) == ["load_balancer", "target_group", "network_interface", "eks_cluster"]
    assert everything(admin) == before
    plant_interface(here, None, eu)
    (left,) = prove(admin, eu, result["deleted"])["leftovers"]
    assert (left["kind"], left["found_by"]) == ("network_interface", "tag")
    assert f"EKS cluster {eu.name}, which was destroyed" in left["why"]


def test_the_logs_of_a_control_plane_do_not_come_back(admin: Account, here: Place, dev: Account, eu: Planted) -> None:
    """EKS writes its last lines when the cluster is gone, to a log group that they make if there is none."""
    logs = {"clusterLogging": [{"types": ["api", "audit"], "enabled": True}]}
    admin.client("logs", EU).create_log_group(logGroupName=log_group(eu), tags=eu.of("eks_cluster"))
    late = Planted(f"{eu.name}-late", f"{eu.name}-late-eu", EU)
    here.create_cluster(late.name, tags=late.of("eks_cluster"), logging=logs)
    plant_cluster(here, eu, logging=logs)
    states(here.cluster_state(late.name), "ACTIVE")
    destroyed = destroy(dev, eu)
    assert (kinds(destroyed["deleted"]), destroyed["failed"]) == (["eks_cluster", "log_group"], [])
    here.eks.delete_cluster(name=late.name)
    states(lambda: log_group(late) in names(admin, "log_group"), True)
    assert log_group(eu) not in names(admin, "log_group"), "its lines would have come before"
    (left,) = prove(admin, late)["leftovers"]
    assert (left["kind"], left["name"], left["found_by"]) == ("log_group", log_group(late), "name")


def log_group(planted: Planted) -> str:
    return f"/aws/eks/{planted.name}/cluster"


def names(account: Account, kind: str) -> set[str]:
    return {resource.name for resource in found(account) if resource.kind.name == kind}


def test_leaks_are_all_reported_with_the_reason(admin: Account, eu: Planted) -> None:
    plant(admin, eu)
    expected = _leak_before(admin, eu)
    destroyed = destroy(admin, eu)["deleted"]
    expected |= _leak_after(admin, eu)
    left = {(item["kind"], item["name"]): item for item in prove(admin, eu, destroyed)["leftovers"]}
    assert len(expected) >= 10
    assert {key: item["found_by"] for key, item in left.items()} == expected
    assert all(item["why"] for item in left.values())


def _leak_before(admin: Account, planted: Planted) -> dict[tuple[str, str], str]:
    """An old version of somebody's function that runs under the role, and an API that invokes the function."""
    functions = admin.client("lambda", EU)
    iam = admin.client("iam")
    other = iam.create_role(RoleName=f"somebody-{planted.name}", AssumeRolePolicyDocument=LAMBDA_TRUST)["Role"]["Arn"]
    role = iam.get_role(RoleName=planted.role)["Role"]["Arn"]
    package = {"ZipFile": code()}
    functions.create_function(
        FunctionName=f"archive-{planted.name}", Runtime="python3.11", Role=role, Handler="app.handler", Code=package
    )
    settle(functions, f"archive-{planted.name}")
    functions.publish_version(FunctionName=f"archive-{planted.name}")
    functions.update_function_configuration(FunctionName=f"archive-{planted.name}", Role=other)
    settle(functions, f"archive-{planted.name}")
    apis = admin.client("apigatewayv2", EU)
    api = apis.create_api(Name=f"of-{planted.name}", ProtocolType="HTTP")["ApiId"]
    uri = functions.get_alias(FunctionName=planted.name, Name="live")["AliasArn"]
    apis.create_integration(ApiId=api, IntegrationType="AWS_PROXY", IntegrationUri=uri, PayloadFormatVersion="2.0")
    admin.client("cloudwatch", EU).put_metric_alarm(
        AlarmName=f"errors-of-{planted.name}",
        Namespace="AWS/Lambda",
        MetricName="Errors",
        Statistic="Sum",
        Period=60,
        EvaluationPeriods=1,
        Threshold=1,
        ComparisonOperator="GreaterThanThreshold",
        Dimensions=[{"Name": "FunctionName", "Value": planted.name}],
    )
    return {
        ("lambda_version", "1"): "reference",
        ("http_api", f"of-{planted.name}"): "reference",
        ("cloudwatch_alarm", f"errors-of-{planted.name}"): "reference",
    }


def _leak_after(admin: Account, planted: Planted) -> dict[tuple[str, str], str]:
    """What comes back, what was never tagged, and what lies in another region."""
    ec2 = admin.client("ec2", EU)
    admin.client("logs", EU).create_log_group(logGroupName=f"/aws/lambda/{planted.name}")
    subnet = ec2.describe_subnets()["Subnets"][0]["SubnetId"]
    ec2.create_network_interface(SubnetId=subnet, Description=f"AWS Lambda VPC ENI-{planted.name}-0f1e2d")
    tags = [{"Key": name, "Value": value} for name, value in planted.tags.items()]
    volume = admin.client("ec2", US).create_volume(
        AvailabilityZone=f"{US}a", Size=1, TagSpecifications=[{"ResourceType": "volume", "Tags": tags}]
    )["VolumeId"]
    only = [{"Key": "inferops:deployment", "Value": planted.deployment}]
    address = ec2.allocate_address(Domain="vpc", TagSpecifications=[{"ResourceType": "elastic-ip", "Tags": only}])[
        "AllocationId"
    ]
    ec2.create_security_group(GroupName=f"{planted.name}-{EU}-function", Description="stray")
    admin.client("iam").create_role(RoleName=f"{planted.name}-{EU}-stray", AssumeRolePolicyDocument=LAMBDA_TRUST)
    admin.client("iam").create_instance_profile(InstanceProfileName=f"{planted.deployment}-nodes")
    admin.client("s3", EU).create_bucket(Bucket=planted.bucket, CreateBucketConfiguration={"LocationConstraint": EU})
    admin.client("ecr", EU).create_repository(repositoryName=planted.name)
    return {
        ("log_group", f"/aws/lambda/{planted.name}"): "name",
        ("network_interface", f"AWS Lambda VPC ENI-{planted.name}-0f1e2d"): "name",
        ("volume", volume): "tag",
        ("elastic_ip", address): "tag",
        ("security_group", f"{planted.name}-{EU}-function"): "name",
        ("iam_role", f"{planted.name}-{EU}-stray"): "name",
        ("instance_profile", f"{planted.deployment}-nodes"): "name",
        ("s3_bucket", planted.bucket): "name",
        ("ecr_repository", planted.name): "name",
    }


def test_status_names_orphans_and_what_is_missing(admin: Account, eu: Planted, us: Planted) -> None:
    plant(admin, us)
    expected = [{"deployment": eu.deployment, "region": EU}]
    shown = running.status(aws(admin), {"regions": None, "expected": expected})
    assert {"deployment": eu.deployment, "region": EU} in shown["missing"]
    assert {"deployment": us.deployment, "region": US} in shown["orphans"]
    (deployment,) = (item for item in shown["deployments"] if item["deployment"] == us.deployment)
    parts = {component["component"]: component for component in deployment["components"]}
    assert parts["inference_lambda"]["state"] == "Active, Successful"
    assert parts["http_api"]["endpoint"].startswith("http://")
    lines = [line for line in shown["table"].splitlines() if line.startswith(us.deployment)]
    assert len(lines) == 5
    assert all(line.endswith("no (orphan)") for line in lines)


def test_a_service_that_cannot_be_asked_is_never_taken_for_empty(sandbox: Sandbox, admin: Account, eu: Planted) -> None:
    with sandbox.fault(service="eks", operation="ListClusters", status=404, error_code="UnknownOperationException"):
        proof = prove(admin, eu)
    assert {(entry["kind"], entry["region"]) for entry in proof["not_checked"]} == {
        ("eks_cluster", EU),
        ("eks_cluster", US),
    }
    assert "NOT CHECKED: EKS cluster in eu-central-1, us-west-2" in proof["summary"]


def test_the_logs_of_all_groups_come_in_one_sequence(admin: Account, eu: Planted) -> None:
    plant(admin, eu)
    logs = admin.client("logs", EU)
    now = int(time.time() * 1000)
    for group, when in (
        (f"/aws/lambda/{eu.name}", 2),
        (f"/aws/vendedlogs/apigateway/{eu.name}", 1),
        (f"/aws/lambda/{eu.name}", 3600),
    ):
        stream = f"s{when}"
        logs.create_log_stream(logGroupName=group, logStreamName=stream)
        event = {"timestamp": now - when * 1000, "message": f"{when} seconds ago"}
        logs.put_log_events(logGroupName=group, logStreamName=stream, logEvents=[event])
    read = running.recent_logs(
        aws(admin), {"deployment": eu.deployment, "minutes": 10, "limit": 100, "filter_pattern": ""}
    )
    assert [event["message"] for event in read["events"]] == ["2 seconds ago", "1 seconds ago"]


def by_name(playbooks: Playbooks, planted: Planted, **variables: Any) -> Run:
    named = {
        "inferops_deployment": planted.deployment,
        "inferops_region": planted.region,
        "inferops_name": planted.name,
        "destroy_wait": 0,
    }
    return playbooks.run("inferops.aws.destroy", variables={**named, **variables})


def as_host(planted: Planted, folder: Path) -> tuple[str, ...]:
    inventory = folder / "hosts.json"
    host = {"inferops_region": planted.region, "inferops_name": planted.name, "destroy_wait": 0}
    inventory.write_text(json.dumps({"all": {"hosts": {planted.deployment: host}}}), encoding="utf-8")
    return ("inferops.aws.destroy", "-i", str(inventory), "--limit", planted.deployment)


def test_by_name_the_inventorys_account_is_used(playbooks: Playbooks, admin: Account, eu: Planted) -> None:
    moved = Planted(eu.name, eu.deployment, US)
    plant(admin, moved)
    alone = everything(admin)
    plant(admin, eu)
    by_name(playbooks, eu).succeeded()
    assert everything(admin) == alone


def test_a_host_of_the_inventory_is_looked_for_where_it_was_before_and_nothing_there_is_no_error(
    playbooks: Playbooks,
) -> None:
    before = Planted("digits", "digits-eu", "eu-west-1")
    run = by_name(playbooks, before).succeeded()
    assert "nothing of deployment digits-eu exists in eu-west-1" in run.output
    assert run.writes() == []


def test_load_balancers_go_of_a_cluster_that_is_not_named_as_the_inventory_says(
    playbooks: Playbooks, admin: Account, here: Place, eu: Planted, tmp_path: Path
) -> None:
    """Its control plane makes a load balancer and has to take it away. A cluster that cannot be asked to stays."""
    before = everything(admin)
    renamed = Planted(f"{eu.name}-before", eu.deployment, EU)
    plant_cluster(here, renamed, deletionProtection=True)
    plant_service(here, renamed)
    command = as_host(eu, tmp_path)
    run = playbooks.run(*command)
    assert f"nothing was deleted; EKS cluster {renamed.name} in {EU} is protected" in run.failures[eu.deployment]
    assert "The API server of" not in run.output, "its load balancers are still needed"
    assert run.writes() == []
    here.eks.update_cluster_config(name=renamed.name, deletionProtection=False)
    states(here.cluster_state(renamed.name), "ACTIVE")
    run = playbooks.run(*command)
    assert run.status != 0
    assert f"The API server of {renamed.name} did not let what has load balancers be deleted" in run.output
    assert f"which EKS cluster {renamed.name} made, is still there" in run.failures[eu.deployment]
    assert "eks:DeleteCluster" not in run.writes()
    deployer = {"clusterName": renamed.name, "principalArn": f"arn:aws:iam::{ACCOUNT}:role/inferops-deployer"}
    here.eks.create_access_entry(**deployer)
    policy = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy"
    here.eks.associate_access_policy(**deployer, policyArn=policy, accessScope={"type": "cluster"})
    with plant_ingress(here, renamed) as asked:
        run = playbooks.run(*command).succeeded()
    assert asked == {"Ingress", "PodDisruptionBudget"}
    assert f"EKS cluster {renamed.name}" in run.output
    assert everything(admin) == before


def test_by_name_nothing_happens_in_an_account_that_nobody_named(
    playbooks: Playbooks, admin: Account, eu: Planted
) -> None:
    plant(admin, eu)
    run = by_name(playbooks, eu, inferops_expected_account_id="")
    assert run.status != 0
    assert f"Destroying {eu.deployment} by name" in run.failures[eu.deployment]
    assert "inferops_expected_account_id" in run.failures[eu.deployment]
    assert run.requests == []


def test_the_proof_does_not_succeed_unless_all_was_looked_at(
    sandbox: Sandbox, playbooks: Playbooks, eu: Planted, tmp_path: Path
) -> None:
    """As a host, whose proof takes the regions of the inventory: by name it takes all regions, and their time."""
    command = as_host(eu, tmp_path)
    with sandbox.fault(service="eks", operation="ListClusters", status=403, error_code="AccessDeniedException"):
        run = playbooks.run(*command)
        allowed = playbooks.run(*command, "-e", "destroy_allow_unchecked=true")
    assert run.status != 0
    assert f"Whether {eu.deployment} has clusters is not known" in run.output
    assert "NOT CHECKED: EKS cluster" in run.output
    assert "destroy_allow_unchecked=true" in run.failures[eu.deployment]
    assert allowed.status == 0, allowed.output
    assert "NOT CHECKED: EKS cluster" in allowed.output
    with sandbox.fault(service="eks", operation="ListClusters", status=400, error_code="InvalidRequestException"):
        failed = playbooks.run(*command)
    assert "ListClusters failed: InvalidRequestException" in failed.failures[eu.deployment]
    assert failed.writes() == []

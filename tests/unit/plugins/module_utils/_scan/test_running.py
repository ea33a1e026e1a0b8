# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the modules return: of a deployment of one name in two regions, of nothing, of regions that are switched off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from ansible_collections.inferops.aws.plugins.module_utils._engine.errors import EngineError
from ansible_collections.inferops.aws.plugins.module_utils._scan import running

from .fake import OURS, UNPLACED, FakeAws, FakeClock, refusal

REGIONS = {
    "Regions": [
        {"RegionName": "eu-central-1", "OptInStatus": "opt-in-not-required"},
        {"RegionName": "ap-east-1", "OptInStatus": "not-opted-in"},
        {"RegionName": "eu-south-1", "OptInStatus": "opted-in"},
    ]
}
ROLES = {
    "digits-eu-central-1-lambda": OURS,
    "digits-eu-west-1-lambda": {**OURS, "inferops:region": "eu-west-1"},
    "digits-eu-nodes": UNPLACED,
}


def aws(answers: Mapping[str, Any] | None = None) -> FakeAws:
    return FakeAws({"GetResources": {"ResourceTagMappingList": []}, "DescribeRegions": REGIONS, **(answers or {})})


def role_tags(_region: str, request: Mapping[str, Any]) -> dict[str, Any]:
    return {"Tags": [{"Key": key, "Value": value} for key, value in ROLES[request["RoleName"]].items()]}


def roles() -> FakeAws:
    listed = [{"RoleName": name, "Arn": f"arn:aws:iam::111111111111:role/inferops/{name}"} for name in ROLES]
    return aws({"ListRoles": {"Roles": listed}, "ListRoleTags": role_tags})


def destroy(fake: FakeAws, check_mode: bool = False, emptied: Sequence[str] = ()) -> dict[str, Any]:
    options = {"name": "digits-eu", "wait_timeout": 20, "emptied_clusters": emptied}
    return running.destroy(fake, options, check_mode, FakeClock())


def prove(fake: FakeAws, regions: list[str] | None) -> dict[str, Any]:
    options = {"deployment": "digits-eu", "workload": "digits", "regions": regions, "destroyed": [], "wait": 0}
    return running.prove(fake, options, FakeClock())


def test_only_the_role_of_the_region_goes_and_one_of_no_known_region_is_reported() -> None:
    fake = roles()
    result = destroy(fake)
    deleted = [request["RoleName"] for operation, _region, request in fake.asked if operation == "DeleteRole"]
    assert deleted == ["digits-eu-central-1-lambda"]
    assert [item["name"] for item in result["kept"]] == ["digits-eu-nodes"]
    assert "kept: IAM role digits-eu-nodes in global: it has no tag inferops:region" in result["summary"]


def test_a_cluster_whose_logs_could_not_be_ended_goes_and_the_summary_says_what_to_expect() -> None:
    logs = {"clusterLogging": [{"types": ["api"], "enabled": True}]}
    cluster = {"cluster": {"name": "digits", "status": "ACTIVE", "logging": logs, "tags": OURS}}
    fake = aws(
        {
            "ListClusters": {"clusters": ["digits"]},
            "DescribeCluster": lambda *_asked: gone if "DeleteCluster" in fake.operations() else cluster,
            "UpdateClusterConfig": refusal("AccessDeniedException"),
        }
    )
    gone = refusal("ResourceNotFoundException")
    result = destroy(fake)
    (deleted,) = result["deleted"]
    assert "the log group /aws/eks/digits/cluster may come back" in deleted["remark"]
    assert f"deleted: EKS cluster digits in eu-central-1; {deleted['remark']}" in result["summary"]


def test_a_protected_cluster_is_refused_before_anything_is_deleted() -> None:
    cluster = {"cluster": {"name": "digits", "status": "ACTIVE", "deletionProtection": True, "tags": OURS}}
    fake = roles()
    fake.answers |= {"ListClusters": {"clusters": ["digits"]}, "DescribeCluster": cluster}
    for check_mode in (True, False):
        with pytest.raises(
            EngineError, match=r"^nothing was deleted; EKS cluster digits .*eks_cluster_deletion_protection"
        ):
            destroy(fake, check_mode)
    assert not [name for name in fake.operations() if name.startswith("Delete")]


IN_PLATFORM = {
    "ListClusters": {"clusters": ["platform"]},
    "DescribeCluster": {"cluster": {"name": "platform", "status": "ACTIVE", "tags": {"team": "platform"}}},
    "ListPodIdentityAssociations": {
        "associations": [
            {
                "clusterName": "platform", "associationId": "a-1", "associationArn": "arn:a-1", "namespace": "web",
                "serviceAccount": "digits-web",
            }
        ]
    },
    "DescribePodIdentityAssociation": {"association": {"roleArn": "arn:aws:iam::1:role/pods", "tags": OURS}},
}  # fmt: skip


def test_what_has_a_part_in_a_cluster_of_somebody_else_is_refused_before_anything_is_deleted() -> None:
    """Only Kubernetes knows what else is there."""
    fake = roles()
    fake.answers |= IN_PLATFORM
    for check_mode in (True, False):
        with pytest.raises(EngineError) as caught:
            destroy(fake, check_mode, ["another"])
        assert caught.value.message == (
            "nothing was deleted; digits-eu has a part in EKS cluster platform, which is not its own (EKS Pod Identity"
            " association digits-web): give -e eks_cluster_existing_name=platform -e front_end_namespace=web"
            " -e front_end_name=digits-web, so that what it runs there goes as well"
        )
    assert not [name for name in fake.operations() if name.startswith("Delete")]


@pytest.mark.parametrize("emptied", ["platform", "*"])
def test_it_is_deleted_where_the_cluster_of_somebody_else_is_named(emptied: str) -> None:
    fake = roles()
    fake.answers |= IN_PLATFORM
    assert "eks_pod_identity_association" in {item["kind"] for item in destroy(fake, emptied=[emptied])["deleted"]}
    assert "DeleteCluster" not in fake.operations()


def test_the_proof_does_not_count_what_belongs_to_the_other_region() -> None:
    proof = prove(roles(), ["eu-central-1"])
    assert [item["name"] for item in proof["leftovers"]] == ["digits-eu-central-1-lambda"]
    assert [item["name"] for item in proof["kept"]] == ["digits-eu-nodes"]


def test_prices_that_cannot_be_used_are_refused_before_anything_is_asked_or_deleted() -> None:
    options = {"name": "digits-eu", "wait_timeout": 20, "prices": {"as_of": "soon"}}
    expected = [{"deployment": "digits-eu", "region": "eu-central-1", "prices": {"as_of": "soon"}}]
    fake = roles()
    with pytest.raises(EngineError, match=r"prices\.as_of is 'soon'"):
        running.destroy(fake, options, False, FakeClock())
    with pytest.raises(EngineError, match=r"prices\.as_of is 'soon'"):
        running.status(fake, {"regions": None, "expected": expected})
    assert fake.asked == []


def test_a_deployment_that_does_not_exist_is_said_and_no_error() -> None:
    result = destroy(aws())
    assert result["summary"] == "nothing of deployment digits-eu exists in eu-central-1"
    assert (result["changed"], running.failure_of(result)) == (False, "")


def test_of_a_name_that_nothing_has_those_that_there_are_are_named() -> None:
    """It may be misspelt; but then it may have been destroyed before, which is no error."""
    there = "there are digits-eu in eu-central-1, digits-eu in eu-west-1, digits-eu in global"
    misspelt = {"name": "digits-ue", "wait_timeout": 20}
    result = running.destroy(roles(), misspelt, False, FakeClock())
    assert result["summary"] == f"nothing of deployment digits-ue exists in eu-central-1; {there}"
    assert running.failure_of(result) == ""
    options = {"deployment": "digits-ue", "workload": "letters", "regions": None, "destroyed": [], "wait": 0}
    assert f"nothing of it was there; {there}" in running.prove(roles(), options, FakeClock())["summary"].splitlines()
    assert "nothing of it was there" not in prove(roles(), ["eu-central-1"])["summary"]


def test_a_region_that_is_not_enabled_is_passed_over_and_named() -> None:
    fake = aws()
    proof = prove(fake, ["eu-central-1", "ap-east-1", "eu-south-1"])
    assert "ap-east-1" not in {region for _operation, region, _request in fake.asked}
    assert (proof["not_checked"], proof["switched_off"]) == ([], ["ap-east-1"])
    assert "the account has not enabled ap-east-1" in proof["summary"]
    assert {entry["region"] for entry in proof["checked"]} == {"eu-central-1", "eu-south-1", "global"}


def test_all_regions_are_all_that_are_enabled() -> None:
    assert {entry["region"] for entry in prove(aws(), None)["checked"]} == {"eu-central-1", "eu-south-1", "global"}


def test_every_region_is_looked_through_if_nobody_says_which_are_enabled() -> None:
    fake = aws({"DescribeRegions": refusal("UnauthorizedOperation")})
    assert "ap-east-1" in {entry["region"] for entry in prove(fake, ["ap-east-1"])["checked"]}

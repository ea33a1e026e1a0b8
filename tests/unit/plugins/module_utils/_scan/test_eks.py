# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Clusters and what is in them: found with their tags and true ARNs, deleted from the inside out."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.inferops.aws.plugins.module_utils._scan.deleting import Deleter, Outcome
from ansible_collections.inferops.aws.plugins.module_utils._scan.kinds import BY_NAME
from ansible_collections.inferops.aws.plugins.module_utils._scan.planning import plan
from ansible_collections.inferops.aws.plugins.module_utils._scan.scan import Scan, Scanner

from .fake import OURS, FakeAws, FakeClock, made, refusal

KINDS = [kind for name, kind in BY_NAME.items() if name.startswith("eks_")]
GROUP = {"nodegroupName": "workers", "nodegroupArn": "arn:aws:eks:eu:1:nodegroup/digits/workers/uuid", "tags": OURS}
ANSWERS: dict[str, Any] = {
    "GetResources": [{"ResourceTagMappingList": []}],
    "ListClusters": [{"clusters": ["digits"]}],
    "DescribeCluster": {"cluster": {"name": "digits", "status": "ACTIVE", "tags": OURS}},
    "ListNodegroups": [{"nodegroups": ["workers"]}],
    "DescribeNodegroup": {"nodegroup": GROUP},
    "ListAddons": [{"addons": ["vpc-cni"]}],
    "DescribeAddon": {"addon": {"addonArn": "arn:aws:eks:eu:1:addon/digits/vpc-cni/uuid"}},
    "ListAccessEntries": [{"accessEntries": ["arn:aws:iam::1:role/people"]}],
    "DescribeAccessEntry": {"accessEntry": {"accessEntryArn": "arn:aws:eks:eu:1:access-entry/digits/x", "tags": OURS}},
    "ListPodIdentityAssociations": [
        {"associations": [{"clusterName": "digits", "associationId": "a-1", "associationArn": "arn:a-1"}]}
    ],
    "DescribePodIdentityAssociation": {"association": {"roleArn": "arn:aws:iam::1:role/pods", "tags": OURS}},
}


def scanned(aws: FakeAws) -> Scan:
    return Scanner(aws, KINDS).scan(["eu-central-1"])


def test_what_is_in_a_cluster_is_found_with_its_own_arn_and_tags() -> None:
    found = {resource.kind.name: resource for resource in scanned(FakeAws(ANSWERS)).resources}
    assert found["eks_cluster"].is_managed
    assert (found["eks_nodegroup"].arn, found["eks_nodegroup"].is_managed) == (GROUP["nodegroupArn"], True)
    assert (found["eks_addon"].arn, found["eks_addon"].is_managed) == (
        "arn:aws:eks:eu:1:addon/digits/vpc-cni/uuid",
        False,
    )
    assert found["eks_access_entry"].is_managed
    assert found["eks_pod_identity_association"].is_managed


def test_all_that_is_in_a_cluster_goes_before_it() -> None:
    gone = refusal("ResourceNotFoundException")
    found = plan(scanned(FakeAws(ANSWERS)).resources)
    aws = FakeAws({name: gone for name in ANSWERS if name.startswith("Describe")})
    assert all(outcome.is_deleted for outcome in Deleter(aws, FakeClock(), 60).run(found))
    deletions = [name for name in aws.operations() if name.startswith("Delete")]
    assert (deletions[0], deletions[-1]) == ("DeleteNodegroup", "DeleteCluster")
    assert set(deletions[1:-1]) == {"DeleteAddon", "DeleteAccessEntry", "DeletePodIdentityAssociation"}


def test_a_cluster_that_still_has_node_groups_is_tried_again() -> None:
    cluster = [resource for resource in scanned(FakeAws(ANSWERS)).resources if resource.kind.name == "eks_cluster"]
    answers = iter([refusal("ResourceInUseException"), {}])
    aws = FakeAws(
        {
            "DeleteCluster": lambda _region, _request: next(answers),
            "DescribeCluster": refusal("ResourceNotFoundException"),
        }
    )
    assert Deleter(aws, FakeClock(), 60).run(plan(cluster))[0].is_deleted
    assert aws.operations().count("DeleteCluster") == 2


LOGS_ON = {"clusterLogging": [{"types": ["api"], "enabled": True}, {"types": ["audit"], "enabled": False}]}
LOGS_OFF = {"clusterLogging": [{"types": ["api", "audit"], "enabled": False}]}
UPDATE = {"update": {"id": "u-1", "status": "InProgress"}}


def deletes_cluster(answers: dict[str, Any], **cluster: Any) -> tuple[FakeAws, Outcome]:
    """Delete a cluster that is described as *cluster*."""
    described = {"name": "digits", "status": "ACTIVE", "logging": LOGS_ON, **cluster}
    found = made("eks_cluster", "digits", tags=OURS, **{"@item": "digits", "cluster": described})
    aws = FakeAws({"DescribeCluster": refusal("ResourceNotFoundException"), **answers})
    return aws, Deleter(aws, FakeClock(), 60).run(plan([found]))[0]


def test_the_logs_of_a_cluster_end_before_it_is_deleted() -> None:
    """Else the last lines make the log group anew."""
    states = iter(["InProgress", "InProgress", "Successful"])
    aws, outcome = deletes_cluster(
        {
            "UpdateClusterConfig": UPDATE,
            "DescribeUpdate": lambda _region, _request: {"update": {"id": "u-1", "status": next(states)}},
        }
    )
    assert outcome.is_deleted
    assert aws.operations() == [
        "UpdateClusterConfig", "DescribeUpdate", "DescribeUpdate", "DescribeUpdate", "DeleteCluster", "DescribeCluster",
    ]  # fmt: skip
    (ended,) = [request for name, _region, request in aws.asked if name == "UpdateClusterConfig"]
    every = ["api", "audit", "authenticator", "controllerManager", "scheduler"]
    assert ended == {"name": "digits", "logging": {"clusterLogging": [{"types": every, "enabled": False}]}}
    assert ("DescribeUpdate", "eu-central-1", {"name": "digits", "updateId": "u-1"}) in aws.asked


@pytest.mark.parametrize(
    "cluster", [{"logging": LOGS_OFF}, {"logging": {}}, {"status": "FAILED"}, {"deletionProtection": True}]
)
def test_where_there_are_no_logs_to_end_none_are(cluster: dict[str, Any]) -> None:
    aws, outcome = deletes_cluster({}, **cluster)
    assert outcome.is_deleted
    assert aws.operations() == ["DeleteCluster", "DescribeCluster"]


def test_logs_that_have_ended_meanwhile_keep_no_cluster() -> None:
    aws, outcome = deletes_cluster({"UpdateClusterConfig": refusal("InvalidParameterException", "No changes needed")})
    assert outcome.is_deleted
    assert "DescribeUpdate" not in aws.operations()


def test_logs_that_cannot_be_ended_keep_the_cluster_with_the_reason() -> None:
    there = {"DescribeCluster": {"cluster": {"name": "digits"}}}
    aws, outcome = deletes_cluster({**there, "UpdateClusterConfig": refusal("ServerException")})
    assert "ServerException" in outcome.reason
    assert "DeleteCluster" not in aws.operations()
    aws, outcome = deletes_cluster({**there, "UpdateClusterConfig": UPDATE, "DescribeUpdate": UPDATE})
    assert "not through with UpdateClusterConfig within 60 seconds; when last seen: InProgress" in outcome.reason
    assert "DeleteCluster" not in aws.operations()


@pytest.mark.parametrize("operation", ["UpdateClusterConfig", "DescribeUpdate"])
def test_who_may_not_end_the_logs_deletes_the_cluster_and_is_told_what_may_come_back(operation: str) -> None:
    """A cluster costs more than what its log group holds."""
    denied = refusal("AccessDeniedException", f"User: x is not authorized to perform: eks:{operation} on y")
    aws, outcome = deletes_cluster({"UpdateClusterConfig": UPDATE, operation: denied})
    told = "its logs may not have ended before, so the log group /aws/eks/digits/cluster may come back"
    assert (outcome.is_deleted, outcome.remark) == (True, f"{told} (not permitted, it takes eks:{operation})")
    assert aws.operations()[-2:] == ["DeleteCluster", "DescribeCluster"]


def test_a_cluster_whose_logs_ended_has_no_remark() -> None:
    _aws, outcome = deletes_cluster({"UpdateClusterConfig": UPDATE, "DescribeUpdate": {"update": {"status": "Failed"}}})
    assert (outcome.is_deleted, outcome.remark) == (True, "")


OF_DIGITS = {"cluster.k8s.amazonaws.com/name": "digits", "node.k8s.amazonaws.com/instance_id": "i-0123456789abcdef0"}


def test_interfaces_that_nodes_left_are_found_and_go_before_the_cluster() -> None:
    """Made by the network add-on before it got our tags: only its own say whose they are."""
    cluster = made("eks_cluster", "digits", tags=OURS)
    untagged = made("network_interface", "aws-K8S-i-1", tags=OF_DIGITS)
    ours = made("network_interface", "aws-K8S-i-3", tags={**OURS, **OF_DIGITS})
    others = [
        made("network_interface", "aws-K8S-i-4", tags={"cluster.k8s.amazonaws.com/name": "digits2"}),
        made("network_interface", "aws-K8S-i-5", tags={"kubernetes.io/cluster/digits": "owned"}),
        made("network_interface", "aws-K8S-i-6", "us-west-2", tags=OF_DIGITS),
        made("network_interface", "aws-K8S-i-7", tags={**OF_DIGITS, "inferops:deployment": "digits-us"}),
        made("subnet", "somebodys", tags={"kubernetes.io/cluster/digits": "owned"}),
    ]
    group = made("eks_nodegroup", "workers", tags=OURS)
    found = Scan((cluster, group, untagged, ours, *others)).of("digits-eu", "eu-central-1")
    names = [resource.name for resource in plan(found).delete]
    assert (names[0], sorted(names[1:3]), names[3:]) == ("workers", [untagged.name, ours.name], ["digits"])


def test_without_a_cluster_of_ours_nobody_s_interfaces_are_ours() -> None:
    theirs = made("network_interface", "aws-K8S-i-1", tags=OF_DIGITS)
    assert Scan((made("eks_cluster", "digits"), theirs)).of("digits-eu", "eu-central-1") == ()

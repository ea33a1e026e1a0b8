# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Clusters and what is in them: found with their tags and true ARNs, deleted from the inside out."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.inferops.aws.plugins.module_utils._scan.deleting import Deleter, Outcome
from ansible_collections.inferops.aws.plugins.module_utils._scan.kinds import BY_NAME
from ansible_collections.inferops.aws.plugins.module_utils._scan.planning import guest_of, plan
from ansible_collections.inferops.aws.plugins.module_utils._scan.resource import Resource
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


RETAINED = {"name": "digits", "status": "ACTIVE", "tags": {**OURS, "inferops:retain": "true"}}
PARTS = {"eks_addon", "eks_access_entry", "eks_pod_identity_association"}
ABSENT = {name: refusal("ResourceNotFoundException") for name in ANSWERS if name.startswith("Describe")}


def deletes(answers: dict[str, Any], *resources: Resource) -> tuple[list[str], list[Outcome]]:
    """Delete resources; return what was asked to be deleted, and what became of them."""
    aws = FakeAws(answers)
    outcomes = Deleter(aws, FakeClock(), 60).run(plan(resources))
    return [name for name in aws.operations() if name.startswith("Delete")], outcomes


def test_the_nodes_go_before_the_cluster_and_its_other_parts_with_it() -> None:
    """Nobody is locked out of a cluster that is still there."""
    asked, outcomes = deletes(ABSENT, *scanned(FakeAws(ANSWERS)).resources)
    assert asked == ["DeleteNodegroup", "DeleteCluster"]
    assert [outcome.resource.kind.name for outcome in outcomes[:2]] == ["eks_nodegroup", "eks_cluster"]
    assert {outcome.resource.kind.name for outcome in outcomes[2:]} == PARTS
    assert all(outcome.is_deleted and outcome.time for outcome in outcomes)


def test_a_cluster_that_stays_keeps_its_parts() -> None:
    there = {**ABSENT, "DescribeCluster": ANSWERS["DescribeCluster"], "DeleteCluster": refusal("AccessDeniedException")}
    asked, outcomes = deletes(there, *scanned(FakeAws(ANSWERS)).resources)
    assert asked == ["DeleteNodegroup", "DeleteCluster"]
    left = {outcome.resource.kind.name: outcome.reason for outcome in outcomes if not outcome.is_deleted}
    assert set(left) == {"eks_cluster", *PARTS}
    assert left["eks_access_entry"] == "EKS cluster digits, of which it is part, is still there"


def test_a_cluster_that_is_retained_keeps_what_is_in_it_and_its_load_balancers() -> None:
    found = scanned(FakeAws({**ANSWERS, "DescribeCluster": {"cluster": RETAINED}})).resources
    balancer = made("load_balancer", "k8s-web", tags=BALANCER_TAGS[2], LoadBalancerArn="arn:lb")
    planned = plan([*found, balancer])
    assert [resource for wave in planned.waves for resource in wave] == []
    assert {item.resource.kind.name for item in planned.kept} == {resource.kind.name for resource in (*found, balancer)}


def test_of_a_cluster_of_somebody_else_the_parts_that_are_ours_go_by_themselves() -> None:
    parts = [resource for resource in scanned(FakeAws(ANSWERS)).resources if resource.kind.name in PARTS]
    asked, outcomes = deletes(ABSENT, *parts)
    assert set(asked) == {"DeleteAddon", "DeleteAccessEntry", "DeletePodIdentityAssociation"}
    assert all(outcome.is_deleted for outcome in outcomes)


BALANCER_TAGS = [
    {"kubernetes.io/cluster/digits": "owned"},
    {"elbv2.k8s.aws/cluster": "digits"},
    {"eks:eks-cluster-name": "digits", **OURS},
]


@pytest.mark.parametrize("tags", BALANCER_TAGS, ids=["cloud provider", "controller", "auto mode, tagged as ours"])
def test_a_load_balancer_that_stays_keeps_the_cluster_that_made_it_and_its_nodes(tags: dict[str, str]) -> None:
    """Nobody else would take it away."""
    found = scanned(FakeAws(ANSWERS)).resources
    balancer = made("load_balancer", "k8s-web", tags=tags, LoadBalancerArn="arn:lb")
    others = made("load_balancer", "theirs", tags={"elbv2.k8s.aws/cluster": "digits2"}, LoadBalancerArn="arn:other")
    cluster = Scan((*found, balancer, others)).of("digits-eu", "eu-central-1")
    assert others not in cluster
    there = {"DescribeLoadBalancers": {"LoadBalancers": [{}]}, "DeleteLoadBalancer": refusal("AccessDenied")}
    asked, outcomes = deletes({**ABSENT, **there}, *cluster)
    assert asked == ["DeleteLoadBalancer"]
    left = {outcome.resource.kind.name: outcome.reason for outcome in outcomes}
    assert left["eks_cluster"] == "load balancer k8s-web, which EKS cluster digits made, is still there"
    assert left["eks_nodegroup"] == left["eks_cluster"]
    asked, outcomes = deletes({**ABSENT, "DescribeLoadBalancers": refusal("LoadBalancerNotFound")}, *cluster)
    assert (asked[0], asked[-1]) == ("DeleteLoadBalancer", "DeleteCluster")
    assert all(outcome.is_deleted for outcome in outcomes)


def test_a_load_balancer_that_a_cluster_of_somebody_else_made_names_it() -> None:
    cluster, others = made("eks_cluster", "digits"), made("eks_cluster", "letters")
    balancer = made("load_balancer", "k8s-web", tags={**BALANCER_TAGS[0], **OURS})
    (told,) = guest_of([balancer], [cluster, others, balancer])
    assert told.startswith("digits-eu has a part in EKS cluster digits, which is not its own (load balancer k8s-web):")
    assert guest_of([balancer, cluster], [cluster, others, balancer]) == []


def test_what_a_cluster_that_stays_needs_to_run_stays() -> None:
    """Its controllers run on its nodes and reach AWS through its network."""
    nodes = {"eks:cluster-name": "digits", "eks:nodegroup-name": "workers", **OURS}
    interface = made("network_interface", "eni-1", id="eni-0123456789abcdef0")
    attached = {"NetworkInterfaces": [{"NetworkInterfaceId": interface.id}]}
    needed = [
        made("load_balancer", "k8s-web", tags=BALANCER_TAGS[0], LoadBalancerArn="arn:lb", VpcId="vpc-1"),
        made("ec2_instance", "node", tags=nodes, InstanceId="i-1", **attached),
        interface,
        made("nat_gateway", "nat", NatGatewayId="nat-1", VpcId="vpc-1"),
        made("internet_gateway", "igw", Attachments=[{"VpcId": "vpc-1"}]),
    ]
    others = [
        made("ec2_instance", "theirs", tags={**nodes, "eks:cluster-name": "letters"}, InstanceId="i-2"),
        made("nat_gateway", "elsewhere", NatGatewayId="nat-2", VpcId="vpc-2"),
    ]
    stuck = {"DescribeLoadBalancers": {"LoadBalancers": [{}]}, "DeleteLoadBalancer": refusal("AccessDenied")}
    _asked, outcomes = deletes({**ABSENT, **stuck}, *scanned(FakeAws(ANSWERS)).resources, *needed, *others)
    gone = {outcome.resource.name for outcome in outcomes if outcome.is_deleted}
    assert gone == {"theirs", "elsewhere"}


def test_what_a_cluster_that_stays_has_made_stays() -> None:
    cluster = made("eks_cluster", "digits", tags={**OURS, "inferops:retain": "true"})
    balancer = made("load_balancer", "k8s-web", tags=BALANCER_TAGS[0])
    assert Scan((cluster, balancer)).of("digits-eu", "eu-central-1") == (cluster,)


def test_nodes_and_control_planes_get_the_time_that_they_take() -> None:
    """A node may drain for a quarter of an hour, one after the other."""
    limits = {name: BY_NAME[name].seconds for name in ("eks_nodegroup", "eks_cluster", "s3_bucket")}
    assert limits == {"eks_nodegroup": 3600, "eks_cluster": 2400, "s3_bucket": 300}
    clock, there = FakeClock(), {"DescribeNodegroup": ANSWERS["DescribeNodegroup"]}
    nodes = [resource for resource in scanned(FakeAws(ANSWERS)).resources if resource.kind.name == "eks_nodegroup"]
    (outcome,) = Deleter(FakeAws(there), clock).run(plan(nodes))
    assert "was not gone within 3600 seconds" in outcome.reason
    assert clock.time == pytest.approx(3600)


def protected(status: str) -> list[str]:
    cluster = {"name": "digits", "status": status, "deletionProtection": True}
    return plan([made("eks_cluster", "digits", tags=OURS, cluster=cluster)]).protected


def test_a_cluster_is_protected_while_it_works() -> None:
    (told,) = protected("ACTIVE")
    assert told.startswith("EKS cluster digits in eu-central-1 is protected from deletion: set eks_cluster_deletion_")
    assert "aws eks update-cluster-config --name digits --no-deletion-protection" in told
    assert protected("UPDATING")
    assert not protected("FAILED")


def test_a_refusal_that_no_waiting_ends_is_told_at_once() -> None:
    aws, outcome = deletes_cluster(
        {"DescribeCluster": {"cluster": {"name": "digits"}}, "DeleteCluster": refusal("InvalidRequestException")},
        logging={},
    )
    assert "InvalidRequestException" in outcome.reason
    assert aws.operations().count("DeleteCluster") == 1


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

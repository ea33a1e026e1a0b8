# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What EKS is asked before anything is written."""

from __future__ import annotations

import pytest

from ansible_collections.inferops.aws.plugins.module_utils._eks.common import HINTS
from ansible_collections.inferops.aws.plugins.module_utils._eks.preflight import (
    Ask,
    access_policies,
    auto_mode_fault,
    cluster,
    entries_fault,
    entry_fault,
    existing_fault,
    owner_fault,
    roles_fault,
    version_fault,
)
from ansible_collections.inferops.aws.plugins.module_utils._engine.api import Api
from ansible_collections.inferops.aws.plugins.module_utils._kube.asking import Unanswered
from tests.tools.cloud import Cloud

OFFERED = {"1.32": "UNSUPPORTED", "1.34": "EXTENDED_SUPPORT", "1.35": "STANDARD_SUPPORT", "1.36": "STANDARD_SUPPORT"}


def having(cloud: Cloud, version: str = "", status: str = "ACTIVE") -> Ask:
    """Return how AWS is asked where there is a cluster of this version, or none."""
    if version:
        cloud.expect("eks", "DescribeCluster", {"name": "digits"}, {"cluster": {"version": version, "status": status}})
    else:
        cloud.refuse("eks", "DescribeCluster", {"name": "digits"}, "ResourceNotFoundException")
    return lambda service: Api(cloud.client(service), HINTS)


def version_told(ask: Ask, version: str, support: str, *, allow_rollback: bool = True) -> str:
    return version_fault(ask, "digits", cluster(ask, "digits"), version, support, allow_rollback=allow_rollback)


def existing_told(ask: Ask) -> str:
    return existing_fault(ask, cluster(ask, "digits"))


def offering(cloud: Cloud) -> None:
    versions = [{"clusterVersion": name, "versionStatus": support} for name, support in OFFERED.items()]
    cloud.expect("eks", "DescribeClusterVersions", {}, {"clusterVersions": versions})


@pytest.mark.parametrize(
    ("now", "version", "support", "fault"),
    [
        ("", "1.36", "STANDARD", ""),
        ("1.35", "1.36", "STANDARD", ""),
        ("1.34", "1.35", "STANDARD", ""),
        ("1.36", "1.35", "STANDARD", ""),
        ("", "1.34", "EXTENDED", ""),
        ("", "1.34", "STANDARD", "supports as STANDARD in this region, in quotes: 1.35, 1.36"),
        ("", "1.32", "EXTENDED", "offers in this region, in quotes: 1.34, 1.35, 1.36"),
        ("", "1.99", "STANDARD", "1.35, 1.36"),
        ("1.34", "1.36", "STANDARD", "upgrades by one minor version at a time; the next one is '1.35'"),
        ("1.36", "1.34", "EXTENDED", "goes back one minor version at most"),
    ],
)
def test_a_version_that_eks_refuses_is_told_with_those_that_it_takes(
    cloud: Cloud, now: str, version: str, support: str, fault: str
) -> None:
    ask = having(cloud, now)
    offering(cloud)
    told = version_told(ask, version, support)
    assert fault in told
    assert bool(told) == bool(fault)
    cloud.done()


def test_a_cluster_goes_back_only_where_that_is_asked_for(cloud: Cloud) -> None:
    told = version_told(having(cloud, "1.36"), "1.35", "STANDARD", allow_rollback=False)
    assert told.startswith("1.36, which cluster digits has, or a higher version; ")
    assert told.endswith("needs eks_cluster_allow_rollback: true")


def test_the_version_that_a_cluster_has_stays_allowed_whatever_its_support(cloud: Cloud) -> None:
    assert not version_told(having(cloud, "1.32"), "1.32", "STANDARD")


def test_a_cluster_that_exists_must_be_there_and_usable(cloud: Cloud) -> None:
    assert "there is none of that name" in existing_told(having(cloud))
    assert not existing_told(having(cloud, "1.36"))
    assert not existing_told(having(cloud, "1.36", "UPDATING"))
    assert "this one is DELETING" in existing_told(having(cloud, "1.36", "DELETING"))


def test_a_cluster_that_exists_must_let_in_who_runs_this() -> None:
    def refuse(_path: str) -> dict[str, object]:
        raise Unanswered("answer 401")

    assert entry_fault(lambda _path: {"kind": "APIVersions", "versions": ["v1"]}) == ""
    told = entry_fault(refuse)
    assert "takes an access entry of the cluster" in told
    assert told.endswith("answer 401")


VIEW = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy"


def entries_told(cloud: Cloud, *policies: object) -> str:
    entries = [{"principal_arn": "arn:aws:iam::1:role/r", "access_policies": given} for given in policies]
    return entries_fault(entries, lambda: access_policies(asking(cloud)))


def test_access_policies_that_eks_does_not_have_are_told_with_those_that_it_has(cloud: Cloud) -> None:
    listed = {"accessPolicies": [{"name": "AmazonEKSViewPolicy", "arn": VIEW}]}
    for wanted, told in (
        (VIEW, ""),
        ("AmazonEKSViewPolicy", ""),
        ("EKSView", "access policies of EKS; EKSView is none of AmazonEKSViewPolicy"),
    ):
        cloud.expect("eks", "ListAccessPolicies", {}, listed)
        assert entries_told(cloud, None, [{"policy_arn": wanted}]) == told
    cloud.refuse("eks", "ListAccessPolicies", {}, "AccessDeniedException")
    assert entries_told(cloud, [{"policy_arn": "EKSView"}]) == ""
    cloud.done()


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (["AmazonEKSViewPolicy"], "dictionary requested"),
        ([{"policy": VIEW}], "policy"),
        ([{"policy_arn": VIEW, "access_scope": {"type": "namespace"}}], "namespaces"),
        ([{"policy_arn": VIEW, "access_scope": {"type": "pod"}}], "cluster, namespace"),
    ],
)
def test_access_policies_that_are_written_otherwise_are_told_in_one_line(
    cloud: Cloud, given: object, told: str
) -> None:
    fault = entries_told(cloud, given)
    assert fault.startswith("for each entry access_policies, a list of dictionaries with policy_arn and, if wanted,")
    assert "those of arn:aws:iam::1:role/r are not: " in fault
    assert told in fault
    assert "\n" not in fault


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ({"kubernetes_groups": ["people", "system:masters"]}, "kubernetes_groups that do not begin with system:"),
        ({"kubernetes_groups": "system:masters"}, "system:masters of me does"),
        ({"username": "system:admin"}, "username that do not begin with system:"),
        ({"kubernetes_groups": ["people", "my:system:"], "username": "me"}, ""),
        ({"kubernetes_groups": None, "username": None}, ""),
    ],
)
def test_names_that_kubernetes_keeps_for_itself_are_told(entry: dict[str, object], told: str) -> None:
    fault = entries_fault([{"principal_arn": "me", **entry}], dict)
    assert told in fault
    assert bool(fault) == bool(told)


def service(name: str, maker: str | None, kind: str = "LoadBalancer") -> dict[str, object]:
    return {"metadata": {"namespace": "web", "name": name}, "spec": {"type": kind, "loadBalancerClass": maker}}


AUTO_MODE = {"status": "ACTIVE", "compute_config": {"enabled": True}}


def test_what_auto_mode_made_is_told_before_it_is_switched_off() -> None:
    made = [service("b", "eks.amazonaws.com/nlb"), service("a", "eks.amazonaws.com/nlb")]
    others = [
        service("c", None),
        service("d", "service.k8s.aws/nlb"),
        service("e", "eks.amazonaws.com/nlb", "NodePort"),
    ]
    told = auto_mode_fault(AUTO_MODE, lambda: {"/api/v1/services": {"items": [*made, *others]}}.__getitem__)
    assert told.startswith("true while Auto Mode makes the load balancers of web/a, web/b (namespace/Service): ")
    assert told.endswith("by a run with eks_cluster_auto_mode: true and front_end_load_balancer: none")
    assert auto_mode_fault(AUTO_MODE, lambda: {"/api/v1/services": {"items": others}}.__getitem__) == ""


def test_of_a_cluster_without_auto_mode_or_that_does_not_answer_nothing_is_told() -> None:
    def refuse(_path: str) -> dict[str, object]:
        raise Unanswered("answer 403")

    assert auto_mode_fault(AUTO_MODE, lambda: refuse) == ""
    for found in (
        None,
        {},
        {"status": "ACTIVE", "compute_config": {"enabled": False}},
        {**AUTO_MODE, "status": "FAILED"},
    ):
        assert auto_mode_fault(found, lambda: pytest.fail("asked")) == ""


LOG_GROUP = "/aws/eks/digits/cluster"
OURS = {"inferops:deployment": "digits-eu"}


def asking(cloud: Cloud) -> Ask:
    return lambda service: Api(cloud.client(service))


def telling(cloud: Cloud, tags: dict[str, str] | None, group: dict[str, str] | None) -> Ask:
    """Have a cluster and a log group with these tags, or none."""
    if tags is None:
        cloud.refuse("eks", "DescribeCluster", {"name": "digits"}, "ResourceNotFoundException")
        names = ["/aws/eks/digits/cluster-2"] + ([] if group is None else [LOG_GROUP])
        found = {"logGroups": [{"logGroupName": name} for name in names]}
        cloud.expect("logs", "DescribeLogGroups", {"logGroupNamePrefix": LOG_GROUP}, found)
        if group is not None:
            cloud.expect("logs", "ListTagsLogGroup", {"logGroupName": LOG_GROUP}, {"tags": group})
    else:
        cloud.expect("eks", "DescribeCluster", {"name": "digits"}, {"cluster": {"name": "digits", "tags": tags}})
    return asking(cloud)


@pytest.mark.parametrize(
    ("tags", "group", "fault"),
    [
        (None, None, ""),
        (None, {**OURS, "team": "vision"}, ""),
        ({**OURS, "team": "vision"}, None, ""),
        ({}, None, "the cluster digits is there and lacks inferops:deployment=digits-eu"),
        ({"inferops:deployment": "digits-us"}, None, "the cluster digits is there and lacks inferops:deployment="),
        (None, {}, f"the log group {LOG_GROUP} is there and lacks inferops:deployment=digits-eu"),
        (None, {"owner": "them"}, f"the log group {LOG_GROUP} is there and lacks inferops:deployment=digits-eu"),
    ],
)
def test_a_cluster_or_its_logs_of_another_owner_are_told(
    cloud: Cloud, tags: dict[str, str] | None, group: dict[str, str] | None, fault: str
) -> None:
    ask = telling(cloud, tags, group)
    told = owner_fault(ask, "digits", cluster(ask, "digits"), OURS)
    assert fault in told
    assert bool(told) == bool(fault)
    cloud.done()


ALIAS = "alias/inferops/digits-eks"
KEY = "11111111-2222-3333-4444-555555555555"


@pytest.mark.parametrize(
    ("tags", "fault"),
    [
        (None, ""),
        (OURS, ""),
        ({}, f"the key with the alias {ALIAS} is there and lacks inferops:deployment=digits-eu"),
        ({"inferops:deployment": "digits-us"}, "lacks inferops:deployment=digits-eu"),
    ],
)
def test_a_key_of_another_owner_is_told_where_there_is_no_cluster(
    cloud: Cloud, tags: dict[str, str] | None, fault: str
) -> None:
    cloud.expect("logs", "DescribeLogGroups", {"logGroupNamePrefix": LOG_GROUP}, {"logGroups": []})
    if tags is None:
        cloud.refuse("kms", "DescribeKey", {"KeyId": ALIAS}, "NotFoundException")
    else:
        cloud.expect("kms", "DescribeKey", {"KeyId": ALIAS}, {"KeyMetadata": {"KeyId": KEY}})
        listed = [{"TagKey": name, "TagValue": text} for name, text in tags.items()]
        cloud.expect("kms", "ListResourceTags", {"KeyId": KEY}, {"Tags": listed, "Truncated": False})
    told = owner_fault(asking(cloud), "digits", None, OURS, ALIAS)
    assert fault in told
    assert bool(told) == bool(fault)
    cloud.done()


def test_the_key_of_a_cluster_that_is_there_is_not_asked_for(cloud: Cloud) -> None:
    assert owner_fault(asking(cloud), "digits", {"tags": OURS}, OURS, ALIAS) == ""


def test_the_first_role_of_another_owner_is_told(cloud: Cloud) -> None:
    def there(name: str, *tags: tuple[str, str]) -> None:
        role = {
            "RoleName": name,
            "RoleId": "A" * 16,
            "Arn": f"arn:aws:iam::1:role/{name}",
            "Path": "/",
            "CreateDate": 0,
        }
        listed = [{"Key": key, "Value": text} for key, text in tags]
        cloud.expect("iam", "GetRole", {"RoleName": name}, {"Role": {**role, "Tags": listed}})

    there("digits-eks", *OURS.items())
    cloud.refuse("iam", "GetRole", {"RoleName": "digits-auto"}, "NoSuchEntity")
    there("digits-node", ("owner", "them"))
    names = ["digits-eks", "digits-auto", "digits-node", "digits-last"]
    assert roles_fault(asking(cloud), names, OURS) == (
        "a name that nobody else has taken; the role digits-node is there and lacks inferops:deployment=digits-eu"
    )
    cloud.done()

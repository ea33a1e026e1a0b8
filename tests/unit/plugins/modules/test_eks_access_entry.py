# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""eks_access_entry, whole."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.inferops.aws.plugins.modules.eks_access_entry import main
from tests.tools.cloud import Modules

PRINCIPAL = "arn:aws:iam::111111111111:role/operators"
NAME = {"clusterName": "digits", "principalArn": PRINCIPAL}
ARN = "arn:aws:eks:eu-central-1:111111111111:access-entry/digits/role/111111111111/operators/1"
VIEW = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy"
EDIT = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSEditPolicy"
EVERYWHERE: dict[str, Any] = {"type": "cluster"}
ENTRY: dict[str, Any] = {
    **NAME,
    "accessEntryArn": ARN,
    "kubernetesGroups": ["b", "a"],
    "username": "arn:aws:sts::111111111111:assumed-role/operators/{{SessionName}}",
    "type": "STANDARD",
    "tags": {},
}
OPTIONS = {"cluster_name": "digits", "principal_arn": PRINCIPAL}
MISSING = "ResourceNotFoundException"


def see(modules: Modules, *policies: tuple[str, dict[str, Any]], **more: Any) -> None:
    modules.cloud.expect("eks", "DescribeAccessEntry", NAME, {"accessEntry": {**ENTRY, **more}})
    found = [{"policyArn": arn, "accessScope": {"namespaces": [], **scope}} for arn, scope in policies]
    modules.cloud.expect("eks", "ListAssociatedAccessPolicies", NAME, {"associatedAccessPolicies": found})


def absent(modules: Modules) -> None:
    modules.cloud.refuse("eks", "DescribeAccessEntry", NAME, MISSING)


def grant(modules: Modules, arn: str, scope: dict[str, Any]) -> None:
    modules.cloud.expect("eks", "AssociateAccessPolicy", {**NAME, "policyArn": arn, "accessScope": scope})


def test_creates_with_policies_by_name_and_by_arn(modules: Modules) -> None:
    absent(modules)
    request = {**NAME, "kubernetesGroups": ["a"], "type": "STANDARD", "tags": {"x": "1"}}
    modules.cloud.expect("eks", "CreateAccessEntry", request, {"accessEntry": ENTRY})
    grant(modules, VIEW, EVERYWHERE)
    grant(modules, EDIT, {"type": "namespace", "namespaces": ["front"]})
    see(modules, (VIEW, EVERYWHERE), (EDIT, {"type": "namespace", "namespaces": ["front"]}))
    result = modules.run(
        main,
        **OPTIONS,
        kubernetes_groups=["a"],
        type="STANDARD",
        tags={"x": "1"},
        access_policies=[
            {"policy_arn": "AmazonEKSViewPolicy"},
            {"policy_arn": EDIT, "access_scope": {"type": "namespace", "namespaces": ["front"]}},
        ],
    )
    assert (result["changed"], result["access_entry_arn"]) == (True, ARN)
    assert [item["policy_arn"] for item in result["access_policies"]] == [EDIT, VIEW]


def test_a_second_run_changes_nothing(modules: Modules) -> None:
    see(modules, (EDIT, {"type": "namespace", "namespaces": ["b", "a"]}), (VIEW, EVERYWHERE))
    scope = {"type": "namespace", "namespaces": ["a", "b"]}
    policies = [{"policy_arn": "AmazonEKSEditPolicy", "access_scope": scope}, {"policy_arn": VIEW}]
    result = modules.run(main, **OPTIONS, kubernetes_groups=["a", "b"], type="STANDARD", access_policies=policies)
    assert result["changed"] is False
    assert result["diff"]["before"] == result["diff"]["after"]


def test_only_what_differs_is_granted_changed_and_taken_away(modules: Modules) -> None:
    admin = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSAdminPolicy"
    see(modules, (VIEW, {"type": "namespace", "namespaces": ["front"]}), (admin, EVERYWHERE))
    grant(modules, VIEW, EVERYWHERE)
    grant(modules, EDIT, EVERYWHERE)
    modules.cloud.expect("eks", "DisassociateAccessPolicy", {**NAME, "policyArn": admin})
    see(modules, (VIEW, EVERYWHERE), (EDIT, EVERYWHERE))
    result = modules.run(main, **OPTIONS, access_policies=[{"policy_arn": VIEW}, {"policy_arn": EDIT}])
    assert result["changed"] is True
    assert set(result["diff"]["before"]["access_policies"]) == {VIEW, admin}
    assert set(result["diff"]["after"]["access_policies"]) == {VIEW, EDIT}


def test_policies_that_are_not_listed_can_stay(modules: Modules) -> None:
    see(modules, (VIEW, EVERYWHERE))
    result = modules.run(main, **OPTIONS, access_policies=[], purge_access_policies=False)
    assert result["changed"] is False
    see(modules, (VIEW, EVERYWHERE))
    assert modules.run(main, **OPTIONS)["changed"] is False
    see(modules, (VIEW, EVERYWHERE))
    modules.cloud.expect("eks", "DisassociateAccessPolicy", {**NAME, "policyArn": VIEW})
    see(modules)
    assert modules.run(main, **OPTIONS, access_policies=[])["changed"] is True


@pytest.mark.parametrize(
    ("options", "sent"),
    [
        ({"kubernetes_groups": ["a"]}, {"kubernetesGroups": ["a"]}),
        ({"kubernetes_groups": []}, {"kubernetesGroups": []}),
        ({"username": "ops"}, {"username": "ops", "kubernetesGroups": ["b", "a"]}),
    ],
)
def test_updates(modules: Modules, options: dict[str, Any], sent: dict[str, Any]) -> None:
    see(modules)
    modules.cloud.expect("eks", "UpdateAccessEntry", {**NAME, **sent}, {"accessEntry": ENTRY})
    see(modules)
    assert modules.run(main, **OPTIONS, **options)["changed"] is True


def test_the_type_is_refused_with_the_reason(modules: Modules) -> None:
    see(modules)
    result = modules.run(main, **OPTIONS, type="EC2_LINUX")
    assert result["msg"] == (
        "EKS access entry: type cannot be changed from 'STANDARD' to 'EC2_LINUX': EKS has no call that changes it: "
        "delete the access entry, then create it anew."
    )


def test_a_new_role_and_a_new_entry_that_eks_does_not_know_yet_are_waited_out(modules: Modules) -> None:
    absent(modules)
    message = "The specified principalArn is invalid: invalid principal."
    modules.cloud.refuse("eks", "CreateAccessEntry", NAME, "InvalidParameterException", message)
    modules.cloud.expect("eks", "CreateAccessEntry", NAME, {"accessEntry": ENTRY})
    policy = {**NAME, "policyArn": VIEW, "accessScope": EVERYWHERE}
    message = "The specified principalArn could not be found."
    modules.cloud.refuse("eks", "AssociateAccessPolicy", policy, MISSING, message)
    modules.cloud.expect("eks", "AssociateAccessPolicy", policy)
    absent(modules)
    see(modules, (VIEW, EVERYWHERE))
    assert modules.run(main, **OPTIONS, access_policies=[{"policy_arn": VIEW}])["access_entry_arn"] == ARN


def test_a_cluster_without_access_entries_is_explained(modules: Modules) -> None:
    message = "The cluster's authentication mode must be set to one of [API, API_AND_CONFIG_MAP]."
    modules.cloud.refuse("eks", "DescribeAccessEntry", NAME, "InvalidRequestException", message)
    result = modules.run(main, **OPTIONS)
    assert result["msg"].endswith("Access entries need a cluster with authentication_mode API or API_AND_CONFIG_MAP.")


def test_check_mode_writes_nothing(modules: Modules) -> None:
    absent(modules)
    result = modules.run(main, check=True, **OPTIONS, access_policies=[{"policy_arn": VIEW}])
    assert (result["changed"], result["principal_arn"]) == (True, PRINCIPAL)
    assert result["access_entry_arn"] == "(known after apply)"
    assert result["access_policies"][0]["access_scope"] == EVERYWHERE


def test_a_scope_of_namespaces_needs_some(modules: Modules) -> None:
    policies = [{"policy_arn": VIEW, "access_scope": {"type": "namespace"}}]
    assert "namespaces" in modules.run(main, **OPTIONS, access_policies=policies)["msg"]


def test_tags(modules: Modules) -> None:
    see(modules)
    modules.cloud.expect("eks", "TagResource", {"resourceArn": ARN, "tags": {"a": "1"}})
    see(modules, tags={"a": "1"})
    assert modules.run(main, **OPTIONS, tags={"a": "1"})["tags"] == {"a": "1"}


def test_absent_twice(modules: Modules) -> None:
    see(modules, (VIEW, EVERYWHERE))
    modules.cloud.expect("eks", "DeleteAccessEntry", NAME)
    assert modules.run(main, **OPTIONS, state="absent")["changed"] is True
    absent(modules)
    assert modules.run(main, **OPTIONS, state="absent")["changed"] is False


SESSION = "arn:aws:sts::111111111111:assumed-role/operators/somebody"


def test_a_session_stands_for_its_role_with_the_path_that_iam_knows(modules: Modules) -> None:
    arn = "arn:aws:iam::111111111111:role/people/operators"
    role = {"RoleName": "operators", "RoleId": "A" * 16, "Arn": arn, "Path": "/people/", "CreateDate": 0}
    modules.cloud.expect("iam", "GetRole", {"RoleName": "operators"}, {"Role": role})
    of = {"clusterName": "digits", "principalArn": arn}
    modules.cloud.refuse("eks", "DescribeAccessEntry", of, MISSING)
    entry = {**ENTRY, **of}
    modules.cloud.expect("eks", "CreateAccessEntry", {**of, "type": "STANDARD"}, {"accessEntry": entry})
    modules.cloud.expect("eks", "DescribeAccessEntry", of, {"accessEntry": entry})
    modules.cloud.expect("eks", "ListAssociatedAccessPolicies", of, {"associatedAccessPolicies": []})
    result = modules.run(main, cluster_name="digits", principal_arn=SESSION, type="STANDARD")
    assert (result["changed"], result["principal_arn"]) == (True, arn)


def test_a_session_of_a_role_that_is_not_there_is_refused(modules: Modules) -> None:
    modules.cloud.refuse("iam", "GetRole", {"RoleName": "operators"}, "NoSuchEntity")
    told = modules.run(main, cluster_name="digits", principal_arn=SESSION)["msg"]
    assert told.startswith(f"principal_arn is '{SESSION}'; allowed: the ARN of a role or user")

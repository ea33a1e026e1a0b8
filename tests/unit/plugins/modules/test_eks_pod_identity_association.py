# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""eks_pod_identity_association, whole."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ansible_collections.inferops.aws.plugins.modules.eks_pod_identity_association import main
from tests.tools.cloud import Modules

ACCOUNT = {"clusterName": "digits", "namespace": "front", "serviceAccount": "front-end"}
ID = {"clusterName": "digits", "associationId": "a-1"}
ARN = "arn:aws:eks:eu-central-1:111111111111:podidentityassociation/digits/a-1"
ITEM = {**ACCOUNT, "associationId": "a-1", "associationArn": ARN}
OPTIONS = {"cluster_name": "digits", "namespace": "front", "service_account": "front-end"}
POLICY: dict[str, Any] = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}


def see(modules: Modules, **more: Any) -> None:
    modules.cloud.expect("eks", "ListPodIdentityAssociations", ACCOUNT, {"associations": [ITEM]})
    described = {**ITEM, "roleArn": "arn:role", "disableSessionTags": False, "tags": {}, **more}
    modules.cloud.expect("eks", "DescribePodIdentityAssociation", ID, {"association": described})


def absent(modules: Modules) -> None:
    modules.cloud.expect("eks", "ListPodIdentityAssociations", ACCOUNT, {"associations": []})


def test_creates(modules: Modules) -> None:
    absent(modules)
    request = {
        **ACCOUNT,
        "roleArn": "arn:role",
        "targetRoleArn": "arn:target",
        "disableSessionTags": True,
        "policy": json.dumps(POLICY),
        "tags": {"a": "1"},
    }
    modules.cloud.expect("eks", "CreatePodIdentityAssociation", request, {"association": ITEM})
    absent(modules)
    see(modules, policy=json.dumps(POLICY, indent=1))
    result = modules.run(
        main,
        **OPTIONS,
        role_arn="arn:role",
        target_role_arn="arn:target",
        disable_session_tags=True,
        policy=POLICY,
        tags={"a": "1"},
    )
    assert (result["changed"], result["association_id"], result["policy"]) == (True, "a-1", POLICY)


def test_a_second_run_changes_nothing(modules: Modules) -> None:
    see(modules, policy=json.dumps(POLICY, indent=1))
    result = modules.run(main, **OPTIONS, role_arn="arn:role", disable_session_tags=False, policy=POLICY)
    assert result["changed"] is False
    see(modules)
    assert modules.run(main, **OPTIONS, policy={}, target_role_arn="")["changed"] is False


@pytest.mark.parametrize(
    ("options", "sent"),
    [
        ({"role_arn": "arn:new"}, {"roleArn": "arn:new"}),
        ({"target_role_arn": "arn:new"}, {"targetRoleArn": "arn:new"}),
        ({"target_role_arn": ""}, {"targetRoleArn": ""}),
        ({"disable_session_tags": False}, {"disableSessionTags": False}),
        ({"policy": {**POLICY, "Id": "x"}}, {"policy": json.dumps({**POLICY, "Id": "x"})}),
        ({"policy": {}}, {"policy": ""}),
    ],
)
def test_updates_with_what_stays(modules: Modules, options: dict[str, Any], sent: dict[str, Any]) -> None:
    there = {"targetRoleArn": "arn:target", "disableSessionTags": True, "policy": json.dumps(POLICY)}
    see(modules, **there)
    request = {**ID, "roleArn": "arn:role", **there, **sent}
    modules.cloud.expect("eks", "UpdatePodIdentityAssociation", request, {"association": ITEM})
    see(modules, **there)
    assert modules.run(main, **OPTIONS, **options)["changed"] is True


def test_a_new_role_is_waited_for(modules: Modules) -> None:
    request = {**ACCOUNT, "roleArn": "arn:role"}
    absent(modules)
    message = "Role provided in the request does not exist."
    modules.cloud.refuse("eks", "CreatePodIdentityAssociation", request, "InvalidParameterException", message)
    modules.cloud.expect("eks", "CreatePodIdentityAssociation", request, {"association": ITEM})
    see(modules)
    assert modules.run(main, **OPTIONS, role_arn="arn:role")["changed"] is True


def test_check_mode_writes_nothing(modules: Modules) -> None:
    absent(modules)
    result = modules.run(main, check=True, **OPTIONS, role_arn="arn:role")
    assert (result["changed"], result["association_id"]) == (True, "(known after apply)")
    assert result["service_account"] == "front-end"
    see(modules)
    assert modules.run(main, check=True, **OPTIONS, role_arn="arn:new")["role_arn"] == "arn:new"


def test_a_role_that_is_only_planned_is_planned_with(modules: Modules) -> None:
    absent(modules)
    assert modules.run(main, check=True, **OPTIONS, role_arn="(known after apply)")["changed"] is True


def test_in_a_cluster_that_is_not_there_yet(modules: Modules) -> None:
    missing = "ResourceNotFoundException"
    modules.cloud.refuse("eks", "ListPodIdentityAssociations", ACCOUNT, missing, "No cluster found for name: digits.")
    assert modules.run(main, check=True, **OPTIONS, role_arn="arn:role")["changed"] is True


def test_needs_a_role_to_create(modules: Modules) -> None:
    absent(modules)
    assert "to create it, role_arn must be given" in modules.run(main, **OPTIONS)["msg"]


def test_tags(modules: Modules) -> None:
    see(modules)
    modules.cloud.expect("eks", "TagResource", {"resourceArn": ARN, "tags": {"a": "1"}})
    see(modules, tags={"a": "1"})
    assert modules.run(main, **OPTIONS, tags={"a": "1"})["tags"] == {"a": "1"}


def test_one_that_vanishes_between_two_reads_is_absent(modules: Modules) -> None:
    modules.cloud.expect("eks", "ListPodIdentityAssociations", ACCOUNT, {"associations": [ITEM]})
    modules.cloud.refuse("eks", "DescribePodIdentityAssociation", ID, "ResourceNotFoundException")
    assert modules.run(main, **OPTIONS, state="absent")["changed"] is False


def test_absent_twice(modules: Modules) -> None:
    see(modules)
    modules.cloud.expect("eks", "DeletePodIdentityAssociation", ID, {"association": ITEM})
    assert modules.run(main, **OPTIONS, state="absent")["changed"] is True
    absent(modules)
    assert modules.run(main, **OPTIONS, state="absent")["changed"] is False

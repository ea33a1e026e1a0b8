# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""eks_addon, whole."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ansible_collections.inferops.aws.plugins.modules.eks_addon import main
from tests.tools.cloud import Modules, warned

NAME = {"clusterName": "digits", "addonName": "vpc-cni"}
ARN = "arn:aws:eks:eu-central-1:111111111111:addon/digits/vpc-cni/1"
MISSING = "ResourceNotFoundException"
VALUES: dict[str, Any] = {"env": {"ENABLE_PREFIX_DELEGATION": "true", "EMPTY": ""}, "tolerations": []}
ADDON: dict[str, Any] = {
    **NAME,
    "addonArn": ARN,
    "status": "ACTIVE",
    "addonVersion": "v1.20.4-eksbuild.1",
    "configurationValues": json.dumps(VALUES),
    "serviceAccountRoleArn": "arn:cni",
    "tags": {},
}
OPTIONS = {"cluster_name": "digits", "addon_name": "vpc-cni"}


def see(modules: Modules, **more: Any) -> None:
    described = {name: value for name, value in {**ADDON, **more}.items() if value is not None}
    modules.cloud.expect("eks", "DescribeAddon", NAME, {"addon": described})


def absent(modules: Modules) -> None:
    modules.cloud.refuse("eks", "DescribeAddon", NAME, MISSING, "No addon.")


def update(modules: Modules, status: str = "Successful", errors: Any = (), **params: Any) -> None:
    modules.cloud.expect("eks", "UpdateAddon", {**NAME, **params}, {"update": {"id": "u-1"}})
    of = {"name": "digits", "addonName": "vpc-cni", "updateId": "u-1"}
    modules.cloud.expect("eks", "DescribeUpdate", of, {"update": {"status": status, "errors": list(errors)}})


def see_with_roles(modules: Modules, *found: tuple[str, str, str], **more: Any) -> None:
    """Show the add-on with its associations, each as identifier, service account and role, and one of another's."""
    listed = [{"associationId": key, "associationArn": f"arn:{key}"} for key, _name, _role in found]
    other = {"associationId": "a-9", "associationArn": "arn:a-9"}
    of = {"clusterName": "digits"}
    see(modules, podIdentityAssociations=[f"arn:{key}" for key, _name, _role in found], **more)
    modules.cloud.expect("eks", "ListPodIdentityAssociations", of, {"associations": [other, *listed]})
    for key, name, role in found:
        modules.cloud.expect(
            "eks",
            "DescribePodIdentityAssociation",
            {**of, "associationId": key},
            {
                "association": {
                    "associationId": key,
                    "serviceAccount": name,
                    "roleArn": role,
                    "namespace": "kube-system",
                }
            },
        )


def test_installs_and_waits(modules: Modules) -> None:
    absent(modules)
    request = {
        **NAME,
        "addonVersion": "v1.20.4-eksbuild.1",
        "configurationValues": json.dumps(VALUES),
        "podIdentityAssociations": [{"serviceAccount": "aws-node", "roleArn": "arn:cni"}],
        "resolveConflicts": "OVERWRITE",
        "namespaceConfig": {"namespace": "kube-system"},
        "tags": {"a": "1"},
    }
    modules.cloud.expect("eks", "CreateAddon", request, {"addon": {"status": "CREATING"}})
    see(modules, status="CREATING")
    see(modules)
    see_with_roles(modules, ("a-1", "aws-node", "arn:cni"))
    result = modules.run(
        main,
        **OPTIONS,
        addon_version="v1.20.4-eksbuild.1",
        configuration_values=VALUES,
        pod_identity_associations=[{"service_account": "aws-node", "role_arn": "arn:cni"}],
        resolve_conflicts="OVERWRITE",
        namespace="kube-system",
        tags={"a": "1"},
    )
    assert (result["changed"], result["status"], result["configuration_values"]) == (True, "ACTIVE", VALUES)
    assert result["pod_identity_associations"] == [{"service_account": "aws-node", "role_arn": "arn:cni"}]


YAML = """
tolerations: []
env: {EMPTY: "", ENABLE_PREFIX_DELEGATION: "true"}
"""


@pytest.mark.parametrize("text", [json.dumps(VALUES), json.dumps(VALUES, indent=2, sort_keys=True), YAML])
def test_values_are_compared_by_what_they_say(modules: Modules, text: str) -> None:
    see(modules, configurationValues=text)
    result = modules.run(main, **OPTIONS, configuration_values=VALUES)
    assert (result["changed"], result["configuration_values"]) == (False, VALUES)


@pytest.mark.parametrize(
    "wanted",
    [
        {},
        {"env": VALUES["env"]},
        {**VALUES, "env": {"ENABLE_PREFIX_DELEGATION": "true"}},
        {**VALUES, "env": {"ENABLE_PREFIX_DELEGATION": True, "EMPTY": ""}},
        {**VALUES, "more": None},
    ],
)
def test_every_entry_of_the_values_counts_also_an_empty_one(modules: Modules, wanted: dict[str, Any]) -> None:
    see(modules)
    update(modules, configurationValues=json.dumps(wanted), serviceAccountRoleArn="arn:cni")
    see(modules, configurationValues=json.dumps(wanted))
    result = modules.run(main, **OPTIONS, configuration_values=wanted)
    assert (result["changed"], result["configuration_values"]) == (True, wanted)
    assert result["diff"]["before"]["configuration_values"] == VALUES


def test_no_values_are_no_values(modules: Modules) -> None:
    see(modules, configurationValues=None)
    assert modules.run(main, **OPTIONS, configuration_values={})["changed"] is False


def test_the_version_is_kept_unless_one_is_given(modules: Modules) -> None:
    see(modules)
    assert modules.run(main, **OPTIONS)["changed"] is False
    see(modules)
    new = "v1.21.0-eksbuild.1"
    update(modules, addonVersion=new, resolveConflicts="PRESERVE", serviceAccountRoleArn="arn:cni")
    see(modules, addonVersion=new)
    result = modules.run(main, **OPTIONS, addon_version=new, resolve_conflicts="PRESERVE")
    assert (result["changed"], result["addon_version"]) == (True, new)


def test_conflict_resolution_alone_changes_nothing(modules: Modules) -> None:
    see(modules)
    assert modules.run(main, **OPTIONS, resolve_conflicts="OVERWRITE")["changed"] is False


def test_the_role_is_changed_and_taken_away(modules: Modules) -> None:
    see(modules)
    update(modules, serviceAccountRoleArn="arn:other")
    see(modules)
    assert modules.run(main, **OPTIONS, service_account_role_arn="arn:other")["changed"] is True
    see(modules)
    update(modules)
    see(modules, serviceAccountRoleArn=None)
    assert modules.run(main, **OPTIONS, service_account_role_arn="")["service_account_role_arn"] is None


def test_roles_of_its_service_accounts(modules: Modules) -> None:
    wanted = [{"service_account": "aws-node", "role_arn": "arn:new"}]
    see_with_roles(modules, ("a-1", "aws-node", "arn:old"), serviceAccountRoleArn=None)
    update(modules, podIdentityAssociations=[{"serviceAccount": "aws-node", "roleArn": "arn:new"}])
    see_with_roles(modules, ("a-1", "aws-node", "arn:new"))
    assert modules.run(main, **OPTIONS, pod_identity_associations=wanted)["changed"] is True
    see_with_roles(modules, ("a-1", "aws-node", "arn:new"))
    assert modules.run(main, **OPTIONS, pod_identity_associations=wanted)["changed"] is False
    see_with_roles(modules, ("a-1", "aws-node", "arn:new"), serviceAccountRoleArn=None)
    update(modules, podIdentityAssociations=[])
    see_with_roles(modules)
    assert modules.run(main, **OPTIONS, pod_identity_associations=[])["changed"] is True


def test_a_failed_update_tells_why(modules: Modules) -> None:
    see(modules, serviceAccountRoleArn=None)
    error = {"errorCode": "ConfigurationConflict", "errorMessage": "Conflicts found.", "resourceIds": ["aws-node"]}
    update(modules, "Failed", [error], addonVersion="v2")
    assert modules.run(main, **OPTIONS, addon_version="v2")["msg"] == (
        "EKS add-on digits vpc-cni did not become up to date; its state is 'Failed': ConfigurationConflict: Conflicts "
        "found (aws-node)"
    )


@pytest.mark.parametrize("status", ["CREATE_FAILED", "UPDATE_FAILED"])
def test_one_that_has_failed_is_written_again(modules: Modules, status: str) -> None:
    see(modules, status=status)
    again = {"addonVersion": ADDON["addonVersion"], "serviceAccountRoleArn": "arn:cni"}
    update(modules, **again, resolveConflicts="OVERWRITE")
    see(modules)
    result = modules.run(main, **OPTIONS, resolve_conflicts="OVERWRITE")
    assert (result["changed"], result["diff"]["before"]["status"]) == (True, status)
    see(modules, status=status)
    update(modules, configurationValues="{}", serviceAccountRoleArn="arn:cni")
    see(modules)
    assert modules.run(main, **OPTIONS, configuration_values={})["changed"] is True


def test_a_degraded_one_is_a_warning(modules: Modules) -> None:
    issue = {"code": "InsufficientNumberOfReplicas", "message": "No nodes."}
    for how in ({"wait": False}, {"check": True}):
        see(modules, status="DEGRADED", health={"issues": [issue]})
        result = modules.run(main, **OPTIONS, **how)
        assert result["changed"] is False
        assert warned(result) == ["EKS add-on vpc-cni is DEGRADED: InsufficientNumberOfReplicas: No nodes."]


def test_a_degraded_one_is_waited_for_until_there_are_nodes(modules: Modules) -> None:
    for status in ("DEGRADED", "DEGRADED", "UPDATING", "ACTIVE", "ACTIVE"):
        see(modules, status=status)
    result = modules.run(main, **OPTIONS)
    assert (result["changed"], result["status"], warned(result)) == (False, "ACTIVE", [])


def test_a_new_one_that_is_degraded_first_is_waited_for(modules: Modules) -> None:
    absent(modules)
    modules.cloud.expect("eks", "CreateAddon", NAME, {"addon": {"status": "CREATING"}})
    for status in ("CREATING", "DEGRADED", "ACTIVE", "ACTIVE"):
        see(modules, status=status)
    result = modules.run(main, **OPTIONS)
    assert (result["changed"], result["status"]) == (True, "ACTIVE")


def test_one_that_stays_degraded_ends_with_its_reason(modules: Modules) -> None:
    issue = {"code": "InsufficientNumberOfReplicas", "message": "No nodes."}
    for _look in range(5):
        see(modules, status="DEGRADED", health={"issues": [issue]})
    result = modules.run(main, **OPTIONS, wait_timeout=1)
    assert result["msg"] == (
        "EKS add-on digits vpc-cni did not become active within 1 seconds; when last seen, its state is 'DEGRADED': "
        "InsufficientNumberOfReplicas: No nodes"
    )


def test_a_creation_that_fails_tells_why(modules: Modules) -> None:
    absent(modules)
    modules.cloud.expect("eks", "CreateAddon", NAME, {"addon": {"status": "CREATING"}})
    see(modules, status="CREATE_FAILED", health={"issues": [{"code": "AccessDenied", "message": "No."}]})
    assert modules.run(main, **OPTIONS)["msg"].endswith("its state is 'CREATE_FAILED': AccessDenied: No")


def test_an_interrupted_creation_is_waited_for(modules: Modules) -> None:
    see(modules, status="CREATING")
    see(modules)
    see(modules)
    assert modules.run(main, **OPTIONS)["status"] == "ACTIVE"


def test_one_that_is_being_deleted_is_waited_for_then_installed(modules: Modules) -> None:
    see(modules, status="DELETING")
    absent(modules)
    modules.cloud.expect("eks", "CreateAddon", NAME, {"addon": {"status": "CREATING"}})
    see(modules)
    see(modules)
    assert modules.run(main, **OPTIONS)["changed"] is True


def test_the_namespace_is_refused_with_the_reason(modules: Modules) -> None:
    see(modules, namespaceConfig={"namespace": "kube-system"})
    result = modules.run(main, **OPTIONS, namespace="other")
    assert "EKS has no call that moves an add-on: delete it, then create it anew" in result["msg"]


def test_tags(modules: Modules) -> None:
    see(modules, tags={"a": "1"})
    modules.cloud.expect("eks", "UntagResource", {"resourceArn": ARN, "tagKeys": ["a"]})
    see(modules)
    assert modules.run(main, **OPTIONS, tags={})["changed"] is True


def test_check_mode_writes_nothing(modules: Modules) -> None:
    absent(modules)
    result = modules.run(main, check=True, **OPTIONS, configuration_values=VALUES)
    assert (result["changed"], result["addon_name"], result["addon_arn"]) == (True, "vpc-cni", "(known after apply)")
    assert result["diff"]["after"]["configuration_values"] == VALUES


@pytest.mark.parametrize("preserve", [True, False])
def test_absent_twice(modules: Modules, preserve: bool) -> None:
    see(modules)
    modules.cloud.expect("eks", "DeleteAddon", {**NAME, "preserve": preserve})
    see(modules, status="DELETING")
    absent(modules)
    assert modules.run(main, **OPTIONS, state="absent", preserve=preserve)["changed"] is True
    absent(modules)
    assert modules.run(main, **OPTIONS, state="absent")["changed"] is False

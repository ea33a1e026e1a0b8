# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""eks_nodegroup, whole."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.inferops.aws.plugins.modules import eks_nodegroup_info
from ansible_collections.inferops.aws.plugins.modules.eks_nodegroup import main
from tests.tools.cloud import Modules, warned

NAME = {"clusterName": "digits", "nodegroupName": "front"}
ARN = "arn:aws:eks:eu-central-1:111111111111:nodegroup/digits/front/1"
MISSING = "ResourceNotFoundException"
SIZES = {"minSize": 1, "maxSize": 3, "desiredSize": 2}
GROUP: dict[str, Any] = {
    **NAME,
    "nodegroupArn": ARN,
    "status": "ACTIVE",
    "version": "1.35",
    "releaseVersion": "1.35.1-20261101",
    "capacityType": "ON_DEMAND",
    "scalingConfig": SIZES,
    "instanceTypes": ["m7i-flex.large"],
    "subnets": ["subnet-b", "subnet-a"],
    "amiType": "AL2023_x86_64_STANDARD",
    "nodeRole": "arn:node",
    "labels": {"role": "front", "gpu": "no"},
    "taints": [{"key": "only", "value": "front", "effect": "NO_SCHEDULE"}, {"key": "slow", "effect": "NO_EXECUTE"}],
    "diskSize": 20,
    "updateConfig": {"maxUnavailable": 1},
    "resources": {"autoScalingGroups": [{"name": "eks-front-1"}]},
    "tags": {},
}
TEMPLATE = {"id": "lt-1", "name": "digits", "version": "3"}
IDENTITY = {"cluster_name": "digits", "nodegroup_name": "front"}
OPTIONS = {**IDENTITY, "node_role": "arn:node", "subnets": ["subnet-a", "subnet-b"]}
REQUEST = {**NAME, "nodeRole": "arn:node", "subnets": ["subnet-a", "subnet-b"]}


def see(modules: Modules, **more: Any) -> None:
    modules.cloud.expect("eks", "DescribeNodegroup", NAME, {"nodegroup": {**GROUP, **more}})


def absent(modules: Modules) -> None:
    modules.cloud.refuse("eks", "DescribeNodegroup", NAME, MISSING, "No node group found.")


def write(modules: Modules, operation: str, params: dict[str, Any], **update: Any) -> None:
    modules.cloud.expect("eks", operation, {**NAME, **params}, {"update": {"id": "u-1"}})
    of = {"name": "digits", "nodegroupName": "front", "updateId": "u-1"}
    modules.cloud.expect("eks", "DescribeUpdate", of, {"update": {"status": "InProgress"}})
    modules.cloud.expect("eks", "DescribeUpdate", of, {"update": {"status": "Successful", **update}})


def test_creates_and_waits(modules: Modules) -> None:
    absent(modules)
    request = {
        **REQUEST,
        "scalingConfig": {"minSize": 2, "maxSize": 5, "desiredSize": 2},
        "labels": {"role": "front", "gpu": "no"},
        "taints": [{"key": "only", "effect": "NO_SCHEDULE"}],
        "instanceTypes": ["g5.xlarge"],
        "amiType": "AL2023_x86_64_NVIDIA",
        "capacityType": "SPOT",
        "launchTemplate": {"id": "lt-1", "version": "3"},
        "tags": {"a": "1"},
    }
    modules.cloud.expect("eks", "CreateNodegroup", request, {"nodegroup": {"status": "CREATING"}})
    see(modules, status="CREATING")
    see(modules)
    see(modules)
    result = modules.run(
        main,
        **OPTIONS,
        scaling_config={"min_size": 2, "max_size": 5},
        labels={"role": "front", "gpu": "no"},
        taints=[{"key": "only", "effect": "NO_SCHEDULE"}],
        instance_types=["g5.xlarge"],
        ami_type="AL2023_x86_64_NVIDIA",
        capacity_type="SPOT",
        launch_template={"id": "lt-1", "version": 3},
        tags={"a": "1"},
    )
    assert (result["changed"], result["status"]) == (True, "ACTIVE")
    assert result["auto_scaling_groups"] == ["eks-front-1"]
    assert result["diff"]["after"]["labels"] == {"role": "front", "gpu": "no"}


def test_a_second_run_changes_nothing_whatever_the_autoscaler_did(modules: Modules) -> None:
    see(modules, scalingConfig={**SIZES, "desiredSize": 3}, launchTemplate=TEMPLATE)
    result = modules.run(
        main,
        **OPTIONS,
        scaling_config={"min_size": 1, "max_size": 3, "desired_size": 1},
        labels={"gpu": "no", "role": "front"},
        taints=[
            {"key": "slow", "value": "", "effect": "NO_EXECUTE"},
            {"key": "only", "value": "front", "effect": "NO_SCHEDULE"},
        ],
        update_config={"max_unavailable": 1},
        node_repair_config={"enabled": False},
        warm_pool_config={"enabled": False},
        version="1.35",
        launch_template={"name": "digits", "version": "3"},
        capacity_type="ON_DEMAND",
        instance_types=["m7i-flex.large"],
    )
    assert result["changed"] is False
    assert result["scaling_config"]["desired_size"] == 3
    assert result["diff"]["before"] == result["diff"]["after"]


@pytest.mark.parametrize(
    ("wanted", "sent"),
    [
        ({"max_size": 6}, {"minSize": 1, "maxSize": 6}),
        ({"max_size": 6, "desired_size": 6}, {"minSize": 1, "maxSize": 6}),
        ({"min_size": 3}, {"minSize": 3, "maxSize": 3, "desiredSize": 3}),
        ({"max_size": 1}, {"minSize": 1, "maxSize": 1, "desiredSize": 1}),
        ({"min_size": 0}, {"minSize": 0, "maxSize": 3}),
    ],
)
def test_bounds_change_and_the_number_of_nodes_only_where_they_force_it(
    modules: Modules, wanted: dict[str, int], sent: dict[str, int]
) -> None:
    see(modules)
    write(modules, "UpdateNodegroupConfig", {"scalingConfig": sent})
    see(modules)
    assert modules.run(main, **IDENTITY, scaling_config=wanted)["changed"] is True


@pytest.mark.parametrize(
    ("wanted", "sent"),
    [
        ({"role": "back", "gpu": "no"}, {"addOrUpdateLabels": {"role": "back"}}),
        ({"role": "front"}, {"removeLabels": ["gpu"]}),
        ({"role": "front", "gpu": "no", "new": "7"}, {"addOrUpdateLabels": {"new": "7"}}),
        ({"role": "x", "y": "1"}, {"addOrUpdateLabels": {"role": "x", "y": "1"}, "removeLabels": ["gpu"]}),
        ({}, {"removeLabels": ["role", "gpu"]}),
    ],
)
def test_labels_are_sent_as_differences(modules: Modules, wanted: dict[str, str], sent: dict[str, Any]) -> None:
    see(modules)
    write(modules, "UpdateNodegroupConfig", {"labels": sent})
    see(modules, labels=wanted)
    result = modules.run(main, **IDENTITY, labels=wanted)
    assert (result["changed"], result["labels"]) == (True, wanted)
    assert result["diff"]["after"].get("labels", {}) == wanted


def test_labels_of_a_group_that_has_none(modules: Modules) -> None:
    see(modules, labels={})
    write(modules, "UpdateNodegroupConfig", {"labels": {"addOrUpdateLabels": {"role": "front"}}})
    see(modules)
    assert modules.run(main, **IDENTITY, labels={"role": "front"})["changed"] is True


ONLY = {"key": "only", "value": "front", "effect": "NO_SCHEDULE"}
SLOW = {"key": "slow", "effect": "NO_EXECUTE"}


@pytest.mark.parametrize(
    ("wanted", "sent"),
    [
        ([ONLY], {"removeTaints": [SLOW]}),
        ([{**ONLY, "value": "back"}, SLOW], {"addOrUpdateTaints": [{**ONLY, "value": "back"}]}),
        (
            [{**ONLY, "effect": "NO_EXECUTE"}, SLOW],
            {"addOrUpdateTaints": [{**ONLY, "effect": "NO_EXECUTE"}], "removeTaints": [ONLY]},
        ),
        ([{**ONLY, "value": "x"}, {**SLOW, "value": ""}], {"addOrUpdateTaints": [{**ONLY, "value": "x"}]}),
        ([], {"removeTaints": [ONLY, SLOW]}),
    ],
)
def test_taints_are_sent_as_differences(modules: Modules, wanted: list[Any], sent: dict[str, Any]) -> None:
    see(modules)
    write(modules, "UpdateNodegroupConfig", {"taints": sent})
    see(modules)
    assert modules.run(main, **IDENTITY, taints=wanted)["changed"] is True


def test_settings_of_one_operation_are_one_call_and_an_upgrade_is_another(modules: Modules) -> None:
    see(modules, launchTemplate=TEMPLATE)
    write(
        modules,
        "UpdateNodegroupConfig",
        {
            "updateConfig": {"maxUnavailablePercentage": 33},
            "nodeRepairConfig": {"enabled": True, "maxParallelNodesRepairedCount": 1},
            "warmPoolConfig": {"enabled": True, "minSize": 1},
        },
    )
    write(
        modules,
        "UpdateNodegroupVersion",
        {"version": "1.36", "launchTemplate": {"id": "lt-1", "version": "4"}, "force": False},
    )
    see(modules)
    result = modules.run(
        main,
        **IDENTITY,
        update_config={"max_unavailable_percentage": 33},
        node_repair_config={"enabled": True, "max_parallel_nodes_repaired_count": 1},
        warm_pool_config={"enabled": True, "min_size": 1},
        version="1.36",
        launch_template={"id": "lt-1", "version": "4"},
    )
    assert result["changed"] is True


def test_a_release_of_the_image_alone_and_by_force(modules: Modules) -> None:
    see(modules)
    write(modules, "UpdateNodegroupVersion", {"version": "1.35", "releaseVersion": "1.35.2-20261115", "force": True})
    see(modules)
    assert modules.run(main, **IDENTITY, release_version="1.35.2-20261115", force=True)["changed"] is True


def newest(modules: Modules, place: str, release: str) -> None:
    """Expect the question which release is the newest, under the name that AWS's documentation gives."""
    name = f"/aws/service/eks/optimized-ami/1.35/amazon-linux-2023/{place}/recommended/release_version"
    modules.cloud.expect("ssm", "GetParameter", {"Name": name}, {"Parameter": {"Name": name, "Value": release}})


def test_the_newest_release_is_gone_to_and_then_stayed_with(modules: Modules) -> None:
    see(modules)
    newest(modules, "x86_64/standard", "1.35.2-20261115")
    see(modules)
    write(modules, "UpdateNodegroupVersion", {"version": "1.35", "releaseVersion": "1.35.2-20261115", "force": False})
    see(modules, releaseVersion="1.35.2-20261115")
    result = modules.run(main, **IDENTITY, release_version="latest")
    assert (result["changed"], result["release_version"]) == (True, "1.35.2-20261115")
    see(modules, releaseVersion="1.35.2-20261115")
    newest(modules, "x86_64/standard", "1.35.2-20261115")
    see(modules, releaseVersion="1.35.2-20261115")
    assert modules.run(main, **IDENTITY, release_version="latest")["changed"] is False


def test_a_plan_names_the_newest_release(modules: Modules) -> None:
    see(modules, amiType="AL2023_ARM_64_NVIDIA")
    newest(modules, "arm64/nvidia", "1.35.2-20261115")
    see(modules, amiType="AL2023_ARM_64_NVIDIA")
    result = modules.run(main, check=True, **IDENTITY, release_version="latest")
    assert result["diff"]["after"]["release_version"] == "1.35.2-20261115"


def test_another_version_brings_its_newest_release_of_itself(modules: Modules) -> None:
    see(modules)
    see(modules)
    write(modules, "UpdateNodegroupVersion", {"version": "1.36", "force": False})
    see(modules, version="1.36")
    assert modules.run(main, **IDENTITY, version="1.36", release_version="latest")["changed"] is True


def test_a_new_group_gets_the_newest_release_of_itself(modules: Modules) -> None:
    absent(modules)
    absent(modules)
    modules.cloud.expect("eks", "CreateNodegroup", REQUEST, {"nodegroup": {"status": "CREATING"}})
    see(modules)
    see(modules)
    modules.run(main, **OPTIONS, release_version="latest")


def test_the_newest_release_of_another_image_is_not_known(modules: Modules) -> None:
    see(modules, amiType="BOTTLEROCKET_x86_64")
    told = modules.run(main, **IDENTITY, release_version="latest")["msg"]
    assert told.startswith(
        "release_version is 'latest'; allowed: the number of a release, since the image is BOTTLEROCKET"
    )


@pytest.mark.parametrize(
    ("image", "sent"),
    [
        ({}, {"version": "1.35", "releaseVersion": "1.35.1-20261101"}),
        ({"amiType": "CUSTOM", "releaseVersion": "ami-0a1"}, {}),
    ],
    ids=["image of EKS", "image of the template"],
)
def test_another_launch_template_moves_neither_version_nor_image(
    modules: Modules, image: dict[str, str], sent: dict[str, str]
) -> None:
    see(modules, launchTemplate=TEMPLATE, **image)
    template = {"name": "digits", "version": "4"}
    write(modules, "UpdateNodegroupVersion", {**sent, "launchTemplate": template, "force": False})
    see(modules)
    assert modules.run(main, **IDENTITY, launch_template=template)["changed"] is True


def test_a_failed_upgrade_tells_why(modules: Modules) -> None:
    see(modules)
    error = {"errorCode": "PodEvictionFailure", "errorMessage": "Reached max retries.", "resourceIds": ["i-1", "i-2"]}
    write(modules, "UpdateNodegroupVersion", {"version": "1.36", "force": False}, status="Failed", errors=[error])
    assert modules.run(main, **IDENTITY, version="1.36")["msg"] == (
        "EKS node group digits front did not become up to date; its state is 'Failed': PodEvictionFailure: Reached "
        "max retries (i-1, i-2)"
    )


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"version": "1.34"}, "version cannot be changed from '1.35' to '1.34': AWS does not take nodes back"),
        ({"version": "new"}, "a version is written as in '1.36'"),
        ({"launch_template": {"id": "lt-2"}}, "only the version of a launch template changes, not which one it is"),
        ({"instance_types": ["m7i.large"]}, "instance_types cannot be changed from ['m7i-flex.large'] to"),
        ({"ami_type": "AL2023_ARM_64_STANDARD"}, "make a node group of another name, then delete this one"),
        ({"capacity_type": "SPOT"}, "capacity_type cannot be changed from 'ON_DEMAND' to 'SPOT'"),
        ({"node_role": "arn:other"}, "node_role cannot be changed"),
        ({"subnets": ["subnet-a"]}, "subnets cannot be changed"),
        ({"disk_size": 50}, "disk_size cannot be changed from 20 to 50"),
        ({"remote_access": {"ec2_ssh_key": "me"}}, "remote_access cannot be changed"),
    ],
)
def test_what_aws_cannot_change_is_refused_with_the_reason(
    modules: Modules, options: dict[str, Any], reason: str
) -> None:
    see(modules, launchTemplate=TEMPLATE)
    assert reason in modules.run(main, **IDENTITY, **options)["msg"]


def test_a_group_made_without_a_launch_template_gets_none(modules: Modules) -> None:
    see(modules)
    result = modules.run(main, **IDENTITY, launch_template={"name": "digits"})
    assert "this node group was made without a launch template" in result["msg"]


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"launch_template": {"id": "lt-1", "version": "$Latest"}}, "launch_template.version: '$Latest' is not the"),
        ({"labels": {"gpu": ""}}, "labels.gpu: '' is empty; EKS wants a value for every label of a node group."),
        ({"labels": {"gpu": None}}, "labels.gpu: None is empty"),
        ({"launch_template": {"version": "3"}}, "one of the following is required: id, name"),
        ({"update_config": {"max_unavailable": 1, "max_unavailable_percentage": 5}}, "mutually exclusive"),
    ],
)
def test_bad_input_is_refused_before_aws_is_asked(modules: Modules, options: dict[str, Any], told: str) -> None:
    assert told in modules.run(main, **OPTIONS, **options)["msg"]


@pytest.mark.parametrize("there", [True, False])
def test_bounds_that_exclude_each_other_are_refused(modules: Modules, there: bool) -> None:
    see(modules) if there else absent(modules)
    result = modules.run(main, check=True, **OPTIONS, scaling_config={"min_size": 4, "max_size": 3})
    assert result["msg"].startswith("scaling_config: min_size is 4, which is above max_size, which is 3")


def test_a_number_of_nodes_outside_of_the_bounds_is_refused(modules: Modules) -> None:
    absent(modules)
    result = modules.run(main, **OPTIONS, scaling_config={"min_size": 1, "max_size": 3, "desired_size": 4})
    assert result["msg"] == "scaling_config: desired_size is 4, which is above max_size, which is 3."


def test_a_new_bound_is_held_against_the_one_that_stays(modules: Modules) -> None:
    see(modules)
    result = modules.run(main, **IDENTITY, scaling_config={"min_size": 4})
    assert result["msg"] == "scaling_config: min_size is 4, which is above max_size, which is 3."


def test_an_interrupted_creation_is_waited_for_and_gone_on_with(modules: Modules) -> None:
    see(modules, status="CREATING")
    see(modules, status="CREATING")
    see(modules)
    see(modules)
    write(modules, "UpdateNodegroupConfig", {"scalingConfig": {"minSize": 1, "maxSize": 4}})
    see(modules)
    assert modules.run(main, **OPTIONS, scaling_config={"max_size": 4})["changed"] is True


def test_one_that_is_being_deleted_is_waited_for_then_created(modules: Modules) -> None:
    see(modules, status="DELETING")
    see(modules, status="DELETING")
    absent(modules)
    modules.cloud.expect("eks", "CreateNodegroup", REQUEST, {"nodegroup": {"status": "CREATING"}})
    see(modules)
    see(modules)
    assert modules.run(main, **OPTIONS, wait_timeout=60)["changed"] is True


def test_a_failed_group_is_reported_with_its_issues_and_can_be_deleted(modules: Modules) -> None:
    health = {"issues": [{"code": "NodeCreationFailure", "message": "Nodes did not join.", "resourceIds": ["i-1"]}]}
    see(modules, status="CREATE_FAILED", health=health)
    result = modules.run(main, **OPTIONS)
    assert "its state is 'CREATE_FAILED': NodeCreationFailure: Nodes did not join (i-1)." in result["msg"]
    see(modules, status="CREATE_FAILED", health=health)
    modules.cloud.expect("eks", "DeleteNodegroup", NAME)
    see(modules, status="DELETING")
    absent(modules)
    assert modules.run(main, **IDENTITY, state="absent")["changed"] is True


def test_a_creation_that_fails_tells_why(modules: Modules) -> None:
    health = {"issues": [{"code": "InstanceLimitExceeded", "message": "No more."}]}
    absent(modules)
    modules.cloud.expect("eks", "CreateNodegroup", REQUEST, {"nodegroup": {"status": "CREATING"}})
    see(modules, status="CREATE_FAILED", health=health)
    result = modules.run(main, **OPTIONS)
    assert result["msg"].endswith("did not become active; its state is 'CREATE_FAILED': InstanceLimitExceeded: No more")


def test_a_degraded_group_is_a_warning_and_takes_updates(modules: Modules) -> None:
    degraded = {"status": "DEGRADED", "health": {"issues": [{"code": "AccessDenied", "message": "No."}]}}
    see(modules, **degraded)
    write(modules, "UpdateNodegroupConfig", {"scalingConfig": {"minSize": 1, "maxSize": 2}})
    see(modules, **degraded)
    result = modules.run(main, **IDENTITY, scaling_config={"max_size": 2})
    assert warned(result) == ["EKS node group front is DEGRADED: AccessDenied: No."]


@pytest.mark.parametrize(
    ("group", "told"),
    [
        (
            {},
            "3 more nodes of m7i-flex.large cost up to 251.21 USD a month, at the on-demand list",
        ),
        ({}, "list price, before volumes, addresses and traffic."),
        ({"capacityType": "SPOT"}, "before volumes, addresses and traffic; on Spot less."),
        ({"instanceTypes": ["t3.medium", "m7i-flex.large"]}, "3 more nodes of m7i-flex.large cost up to 251.21 USD"),
        ({"instanceTypes": ["x9.huge"]}, "as there is no price for x9.huge in eu-central-1."),
    ],
)
def test_a_maximum_that_rises_is_told_with_what_it_costs(modules: Modules, group: dict[str, Any], told: str) -> None:
    see(modules, **group)
    result = modules.run(main, check=True, **IDENTITY, scaling_config={"max_size": 6})
    (warning,) = warned(result)
    assert warning.startswith("scaling_config.max_size rises from 3 to 6: 3 more nodes ")
    assert told in warning


def test_a_maximum_that_falls_stays_or_is_new_is_not_told(modules: Modules) -> None:
    for most in (2, 3):
        see(modules)
        assert warned(modules.run(main, check=True, **IDENTITY, scaling_config={"max_size": most})) == []
    absent(modules)
    assert warned(modules.run(main, check=True, **OPTIONS, scaling_config={"max_size": 9})) == []


def test_check_mode_writes_nothing(modules: Modules) -> None:
    absent(modules)
    result = modules.run(main, check=True, **OPTIONS, scaling_config={"min_size": 1, "max_size": 3})
    assert (result["changed"], result["nodegroup_name"]) == (True, "front")
    assert (result["nodegroup_arn"], result["scaling_config"]["desired_size"]) == ("(known after apply)", 1)
    see(modules, status="CREATING")
    assert modules.run(main, check=True, **IDENTITY, labels={})["changed"] is True
    assert modules.time.pauses == []


def test_tags(modules: Modules) -> None:
    see(modules)
    modules.cloud.expect("eks", "TagResource", {"resourceArn": ARN, "tags": {"a": "1"}})
    see(modules, tags={"a": "1"})
    assert modules.run(main, **IDENTITY, tags={"a": "1"})["tags"] == {"a": "1"}


def test_absent_twice(modules: Modules) -> None:
    see(modules)
    modules.cloud.expect("eks", "DeleteNodegroup", NAME)
    see(modules, status="DELETING")
    absent(modules)
    assert modules.run(main, **IDENTITY, state="absent")["changed"] is True
    absent(modules)
    assert modules.run(main, **IDENTITY, state="absent")["changed"] is False


def test_a_deletion_that_fails_tells_why(modules: Modules) -> None:
    see(modules)
    modules.cloud.expect("eks", "DeleteNodegroup", NAME)
    health = {"issues": [{"code": "Ec2SecurityGroupDeletionFailure", "message": "In use."}]}
    see(modules, status="DELETE_FAILED", health=health)
    result = modules.run(main, **IDENTITY, state="absent")
    assert result["msg"].endswith("its state is 'DELETE_FAILED': Ec2SecurityGroupDeletionFailure: In use")


def test_info_of_one_that_is_there_or_is_not(modules: Modules) -> None:
    see(modules)
    (found,) = modules.run(eks_nodegroup_info.main, **IDENTITY)["nodegroups"]
    assert (found["nodegroup_name"], found["status"], found["version"]) == ("front", "ACTIVE", "1.35")
    assert found["scaling_config"] == {"min_size": 1, "max_size": 3, "desired_size": 2}
    absent(modules)
    assert modules.run(eks_nodegroup_info.main, **IDENTITY)["nodegroups"] == []


def test_info_of_all_of_a_cluster(modules: Modules) -> None:
    of = {"clusterName": "digits"}
    modules.cloud.expect("eks", "ListNodegroups", of, {"nodegroups": ["front", "gone"]})
    see(modules)
    gone = {**NAME, "nodegroupName": "gone"}
    modules.cloud.refuse("eks", "DescribeNodegroup", gone, MISSING, "No node group found.")
    found = modules.run(eks_nodegroup_info.main, cluster_name="digits")
    assert [each["nodegroup_name"] for each in found["nodegroups"]] == ["front"]
    modules.cloud.refuse("eks", "ListNodegroups", of, MISSING, "No cluster found for name: digits.")
    assert modules.run(eks_nodegroup_info.main, cluster_name="digits")["nodegroups"] == []

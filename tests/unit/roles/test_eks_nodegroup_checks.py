# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the role eks_nodegroup refuses before anything is written, with what AWS would be asked given."""

from __future__ import annotations

from typing import Any

import pytest
from ansible.parsing.dataloader import DataLoader
from ansible.template import trust_as_template

from tests.unit.roles.templar import ROLES, SESSION, TAGS, of_role, templar

OPTION = {"inferops_option": "eks_lambda", "front_end_deployment_name": "digits", "front_end_state": "present"}
SUBNETS = ["subnet-0a1b2c3d4e5f67890", "subnet-1a1b2c3d4e5f67890"]
THERE = {
    "instance_types": ["m7i-flex.large"],
    "ami_type": "AL2023_x86_64_STANDARD",
    "capacity_type": "ON_DEMAND",
    "node_role": "arn:aws:iam::111111111111:role/inferops/digits-eu-central-1-node",
    "subnets": SUBNETS,
    "tags": {**TAGS, "inferops:component": "eks_nodegroup"},
}


def variables(**given: Any) -> dict[str, Any]:
    return {
        **of_role("eks_nodegroup"),
        "ansible_facts": {"inferops_session": SESSION},
        "inferops_name": "digits",
        "network_state": "present",
        "eks_nodegroup__there": {},
        "eks_nodegroup__found_beside": [],
        "eks_nodegroup__faults": ["", ""],
        "eks_nodegroup__role_fault": "",
        **given,
    }


def value(name: str, **given: Any) -> Any:
    scope = variables(**given)
    return templar(scope).template(scope[name])


def refused(variable: str = "", **given: Any) -> dict[str, str]:
    """Return what is allowed instead, by variable; of one variable alone if it is named, which is faster."""
    scope = variables(**given)
    ask = templar(scope)
    asked = [check for check in scope["eks_nodegroup__checks"] if variable in ("", check["variable"])]
    return {check["variable"]: ask.template(check["allowed"]) for check in asked if not ask.template(check["passes"])}


def test_the_defaults_pass() -> None:
    assert refused() == {}
    assert refused(eks_nodegroup__there=THERE) == {}


@pytest.mark.parametrize(
    "labels",
    [
        {"my tier": "front"},
        {"": "front"},
        {"tier-": "front"},
        {"UPPER.example.com/tier": "front"},
        {"x" * 64: "front"},
        {"tier": "a b"},
        {"tier": ""},
        {"gpu": True},
        {"tier": 1},
        {"tier": None},
        {"kubernetes.io/tier": "front"},
        {"eks.amazonaws.com/tier": "front"},
        {"node.kubernetes.io/tier": "front", "node-role.kubernetes.io/front": "yes"},
    ],
)
def test_labels_that_kubernetes_does_not_take(labels: dict[str, Any]) -> None:
    assert (
        "true and 1 in quotes" in refused("eks_nodegroup_labels", eks_nodegroup_labels=labels)["eks_nodegroup_labels"]
    )


def test_labels_and_taints_that_kubernetes_takes() -> None:
    labels = {"tier": "front", "example.com/team.a": "1", "node.kubernetes.io/x": "a_b.c"}
    taints = [
        {"key": "only", "value": "front", "effect": "NO_SCHEDULE"},
        {"key": "only", "effect": "NO_EXECUTE"},
        {"key": "example.com/gpu", "value": "", "effect": "PREFER_NO_SCHEDULE"},
    ]
    assert refused(eks_nodegroup_labels=labels, eks_nodegroup_taints=taints) == {}


@pytest.mark.parametrize(
    "taint",
    [
        {"key": "my key", "effect": "NO_SCHEDULE"},
        {"key": 1.5, "value": True, "effect": "NO_SCHEDULE"},
        {"key": "only", "value": "a b", "effect": "NO_SCHEDULE"},
        {"key": "only", "value": "front", "effect": "NoSchedule"},
        {"key": "only", "value": "front"},
        {"value": "front", "effect": "NO_SCHEDULE"},
        {"key": "only", "effect": "NO_SCHEDULE", "operator": "Exists"},
    ],
)
def test_taints_that_kubernetes_does_not_take(taint: dict[str, Any]) -> None:
    assert (
        "effect, which is NO_SCHEDULE"
        in refused("eks_nodegroup_taints", eks_nodegroup_taints=[taint])["eks_nodegroup_taints"]
    )


def test_a_taint_that_is_given_twice() -> None:
    taints = [{"key": "only", "value": text, "effect": "NO_SCHEDULE"} for text in ("front", "back")]
    assert refused("eks_nodegroup_taints", eks_nodegroup_taints=taints) == {
        "eks_nodegroup_taints": "each key with each effect once"
    }


EMPTY = {"eks_nodegroup_min_size": 0}
TAINTED = {"eks_nodegroup_taints": [{"key": "only", "effect": "NO_SCHEDULE"}, {"key": "gpu", "effect": "NO_EXECUTE"}]}


def test_a_first_group_without_nodes_is_refused_where_the_front_end_waits_for_some() -> None:
    name = "eks_nodegroup_min_size"
    assert refused(name, **OPTION, **EMPTY)[name].startswith("1 or more, or eks_nodegroup_desired_size of 1 or more")
    assert refused(name, **OPTION, **EMPTY, eks_nodegroup_desired_size=1) == {}


def test_a_group_that_repels_the_front_end_is_refused_unless_there_is_another() -> None:
    name = "eks_nodegroup_taints"
    assert refused(name, **OPTION, **TAINTED)[name].endswith("pods of the front end tolerate no only, gpu")
    assert name in refused(name, **OPTION, **TAINTED, eks_nodegroup__there=THERE)


@pytest.mark.parametrize(
    "given",
    [
        {"eks_nodegroup__found_beside": [THERE]},
        {"inferops_option": ""},
        {"front_end_state": "absent"},
        {"eks_cluster_auto_mode": True},
        {"eks_cluster_existing_name": "theirs"},
    ],
)
def test_where_other_nodes_may_be_nothing_is_refused(given: dict[str, Any]) -> None:
    assert refused(**{**OPTION, **EMPTY, **TAINTED, **given}) == {}


def test_without_a_front_end_in_the_play_nothing_is_refused() -> None:
    assert refused(inferops_option="eks_lambda", **EMPTY, **TAINTED) == {}


def test_a_group_that_was_emptied_stays_so() -> None:
    assert refused(**OPTION, **EMPTY, eks_nodegroup__there=THERE) == {}


def test_taints_that_go_when_a_node_is_ready() -> None:
    prefixes = [f"{word}-taint.cluster-autoscaler.kubernetes.io/gpu" for word in ("startup", "ignore")]
    keys = ["ebs.csi.aws.com/agent-not-ready", *prefixes]
    taints = [{"key": key, "effect": "NO_EXECUTE"} for key in keys] + [{"key": "a", "effect": "PREFER_NO_SCHEDULE"}]
    assert refused("eks_nodegroup_taints", **OPTION, eks_nodegroup_taints=taints) == {}


def test_of_subnets_that_there_are_not_one_role_tells() -> None:
    faults = ["", "another"]
    told = {"eks_nodegroup_subnet_ids": "another"}
    assert refused(eks_nodegroup__faults=faults, eks_nodegroup_subnet_ids=SUBNETS) == told
    assert refused(eks_nodegroup__faults=faults, network_subnet_ids=SUBNETS) == {}
    badly = refused(eks_nodegroup__faults=faults, eks_nodegroup_subnet_ids=["subnet-1"])
    assert "such as subnet-" in badly["eks_nodegroup_subnet_ids"]


def test_a_version_without_quotes_is_one() -> None:
    assert refused("eks_nodegroup_version", eks_nodegroup_version=1.36, eks_cluster_version=1.36) == {}
    assert refused("eks_nodegroup_version", eks_nodegroup_version=1.37, eks_cluster_version=1.36) == {
        "eks_nodegroup_version": "at most the version of the cluster, eks_cluster_version, which is 1.36"
    }


def test_nodes_in_public_subnets_need_public_addresses() -> None:
    name = "eks_nodegroup_public_addresses"
    never = {"eks_nodegroup_public_addresses": "never", "network_nodes": "public"}
    assert "nodes have no other way out there" in refused(name, **never)[name]
    assert refused(name, **never, eks_nodegroup_subnet_ids=SUBNETS) == {}
    assert refused(name, **{**never, "network_nodes": "private"}) == {}


@pytest.mark.parametrize(
    ("given", "variable", "begins"),
    [
        ({"eks_nodegroup_instance_types": ["m7i.large"]}, "eks_nodegroup_instance_types", "m7i-flex.large, as node"),
        (
            {"eks_nodegroup_ami_type": "AL2023_x86_64_NVIDIA"},
            "eks_nodegroup_ami_type",
            "AL2023_x86_64_STANDARD, as node",
        ),
        ({"eks_nodegroup_capacity_type": "SPOT"}, "eks_nodegroup_capacity_type", "ON_DEMAND, as node"),
        (
            {"eks_nodegroup_role_arn": "arn:aws:iam::111111111111:role/mine"},
            "eks_nodegroup_role_arn",
            "arn:aws:iam::111111111111:role/inferops/digits-eu-central-1-node, as node",
        ),
        ({"eks_nodegroup_subnet_ids": SUBNETS[:1]}, "eks_nodegroup_subnet_ids", f"{', '.join(SUBNETS)}, as node"),
    ],
)
def test_what_eks_cannot_change_in_a_group(given: dict[str, Any], variable: str, begins: str) -> None:
    told = refused(variable, eks_nodegroup__there=THERE, **given)
    assert list(told) == [variable]
    assert told[variable].startswith(begins)
    assert "EKS has no call that changes it; for another give another eks_nodegroup_name" in told[variable]


def test_subnets_in_another_order_are_the_same() -> None:
    assert refused("eks_nodegroup_subnet_ids", eks_nodegroup__there=THERE, eks_nodegroup_subnet_ids=SUBNETS[::-1]) == {}


def test_a_node_group_of_somebody_else() -> None:
    told = refused("eks_nodegroup_name", eks_nodegroup__there={**THERE, "tags": {"team": "vision"}})
    assert told == {
        "eks_nodegroup_name": "a name that is free or of this deployment; the node group of that name bears other tags"
        " and is left alone"
    }


@pytest.mark.parametrize("types", [["large"], [], ["m7i.large", "m7i.large"]])
def test_types_that_are_badly_written(types: list[str]) -> None:
    told = refused("eks_nodegroup_instance_types", eks_nodegroup_instance_types=types)
    assert told["eks_nodegroup_instance_types"].startswith("names of 1 to 20 instance types, each once")


def test_types_that_no_image_serves_together() -> None:
    told = refused("eks_nodegroup_instance_types", eks_nodegroup_instance_types=["inf2.xlarge", "g5.xlarge"])
    assert "inf2.xlarge, g5.xlarge need drivers of two kinds" in told["eks_nodegroup_instance_types"]


@pytest.mark.parametrize(
    ("types", "image"),
    [
        (["m6g.large"], "AL2023_ARM_64_STANDARD"),
        (["c7gn.large", "r8g.large"], "AL2023_ARM_64_STANDARD"),
        (["m6a.large"], "AL2023_x86_64_STANDARD"),
    ],
)
def test_an_image_is_always_named(types: list[str], image: str) -> None:
    """Without one EKS takes that for x86_64 and refuses ARM types, when network and cluster are made."""
    assert value("eks_nodegroup__ami_type", eks_nodegroup_instance_types=types) == image


@pytest.mark.parametrize(
    ("others", "is_deleted"),
    [([], True), ([{"node_role": "arn:aws:iam::111111111111:role/theirs"}], True), ([THERE], False)],
)
def test_the_role_of_the_nodes_stays_as_long_as_another_group_has_it(
    others: list[dict[str, Any]], is_deleted: bool
) -> None:
    tasks = DataLoader().load_from_file(str(ROLES / "eks_nodegroup" / "tasks" / "absent.yml"), trusted_as_template=True)
    (task,) = [each for each in tasks if "role of the nodes" in each["name"]]
    ask = templar(variables(eks_nodegroup__others=others))
    conditions = [trust_as_template("{{ " + each + " }}") for each in task["when"]]
    assert all(ask.template(each) for each in conditions) is is_deleted


@pytest.mark.parametrize(
    ("given", "version"),
    [
        ({"eks_cluster_version": "1.37"}, "1.37"),
        ({"eks_cluster_version": "1.37", "eks_nodegroup_version": "1.36"}, "1.36"),
        ({"eks_cluster_version": "1.37", "eks_cluster_existing_name": "theirs"}, ""),
        ({}, ""),
    ],
)
def test_nodes_follow_the_cluster_of_the_inventory(given: dict[str, Any], version: str) -> None:
    assert value("eks_nodegroup__version", **given) == version


@pytest.mark.parametrize("release", ["newest", "1.36", "20261112", "1.36.1-20261112 "])
def test_what_is_no_release(release: str) -> None:
    name = "eks_nodegroup_release_version"
    assert "latest for the newest" in refused(name, eks_nodegroup_release_version=release)[name]
    assert refused(name, eks_nodegroup_release_version="latest") == {}

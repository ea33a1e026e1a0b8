# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the role autoscaling refuses before anything is written, and for whose pods it reckons."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.roles.templar import SESSION, of_role, templar

ADDON = "metrics-server"
FRONT_END = {
    "front_end_deployment_name": "digits",
    "front_end_namespace_found": "digits",
    "front_end_requests": {"cpu": "250m", "memory": "256Mi"},
    "front_end_surge": 1,
}
NODES = {
    "eks_nodegroup_state": "present",
    "eks_nodegroup_instance_types": ["t3.medium"],
    "eks_nodegroup_type_facts": ["t3.medium"],
    "eks_nodegroup_min_size": 1,
    "eks_nodegroup_max_size": 1,
    "eks_nodegroup_desired_size": 0,
}


def variables(**given: Any) -> dict[str, Any]:
    """Return the variables of the role in a play with a cluster of ours, without nodes or a front end unless given."""
    return {
        **of_role("autoscaling"),
        "ansible_facts": {"inferops_session": SESSION},
        "inferops_name": "digits",
        "eks_cluster_state": "present",
        "eks_cluster_name_found": "digits",
        "autoscaling__role_fault": "",
        **given,
    }


def refused(**given: Any) -> dict[str, str]:
    """Return what is allowed instead, by variable."""
    scope = variables(**given)
    ask = templar(scope)
    checks = [check for check in scope["autoscaling__checks"] if not ask.template(check["passes"])]
    return {check["variable"]: ask.template(check["allowed"]) for check in checks}


def value(name: str, **given: Any) -> Any:
    scope = variables(**given)
    return templar(scope).template(scope[name])


def deployment(cpu: str, memory: str) -> dict[str, Any]:
    container = {"resources": {"requests": {"cpu": cpu, "memory": memory}}}
    return {"resources": [{"spec": {"template": {"spec": {"containers": [container]}}}}]}


def test_the_defaults_pass() -> None:
    assert refused() == {}
    assert refused(eks_cluster_auto_mode=True) == {}
    assert (
        refused(eks_cluster_addons={ADDON: {"addon_version": "v0.8.0-eksbuild.1"}, "coredns": {"state": "absent"}})
        == {}
    )


def test_pods_that_nobody_measures_are_refused() -> None:
    absent = {ADDON: {"state": "absent"}}
    assert "in which metrics-server is not absent" in refused(eks_cluster_addons=absent)["eks_cluster_addons"]
    assert refused(eks_cluster_addons=absent, autoscaling_state="absent") == {}
    assert refused(eks_cluster_addons=absent, eks_cluster_existing_name="theirs") == {}


def test_a_cluster_autoscaler_without_a_node_group_is_refused() -> None:
    chosen = {"autoscaling_nodes": "cluster_autoscaler", "eks_cluster_auto_mode": True}
    assert "would have no node group to change" in refused(**chosen)["autoscaling_nodes"]
    assert refused(**chosen, **{**NODES, "eks_nodegroup_max_size": 4}) == {}
    assert refused(autoscaling_nodes="none", eks_cluster_auto_mode=True) == {}


def test_more_pods_of_the_front_end_than_the_nodes_hold_are_refused() -> None:
    assert "need 2 nodes of t3.medium" in refused(**NODES, **FRONT_END)["autoscaling_max_replicas"]


@pytest.mark.parametrize("named", [{"autoscaling_deployment": "mine"}, {"autoscaling_namespace": "mine"}])
def test_of_another_deployment_the_requests_are_its_own(named: dict[str, str]) -> None:
    """They are known when the cluster has been asked; those of the front end say nothing of it."""
    assert refused(**NODES, **FRONT_END, **named) == {}
    asked = {**NODES, **FRONT_END, **named, "autoscaling_max_replicas": 3}
    small, large = deployment("100m", "64Mi"), deployment("1", "512Mi")
    assert value("autoscaling__capacity_fault", **asked, autoscaling__found_target=small) == ""
    told = value("autoscaling__capacity_fault", **asked, autoscaling__found_target=large)
    assert "but eks_nodegroup_max_size is 1, which carries 1" in told
    assert "rollout" not in told


@pytest.mark.parametrize(
    ("given", "association", "looked_for"),
    [
        ({"eks_cluster_existing_name": "theirs"}, {}, ["pods"]),
        ({"eks_cluster_existing_name": "theirs"}, {"diff": {"before": {}}}, ["pods"]),
        ({"eks_cluster_existing_name": "theirs"}, {"diff": {"before": {"role_arn": "arn"}}}, ["pods", "nodes"]),
        ({"eks_cluster_existing_name": "theirs", "autoscaling_nodes": "cluster_autoscaler"}, {}, ["pods", "nodes"]),
        ({}, {}, ["pods", "nodes"]),
    ],
)
def test_a_cluster_autoscaler_is_looked_for_only_where_there_may_be_one_of_ours(
    given: dict[str, str], association: dict[str, Any], looked_for: list[str]
) -> None:
    """Who has an entry for one namespace may not look elsewhere, and has nothing there."""
    objects = {"autoscaling__pod_objects": ["pods"], "autoscaling__cluster_autoscaler_objects": ["nodes"]}
    told = value("autoscaling__objects_of_ours", **given, **objects, autoscaling__association=association)
    assert told == looked_for


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (
            """Exception '403\nForbidden\n{"message":"roles \\"x\\" is forbidden","reason":"Forbidden"}""",
            'roles "x" is forbidden',
        ),
        ("no route to host", "no route to host"),
    ],
)
def test_what_may_not_be_looked_at_is_said_in_the_words_of_the_api_server(answer: str, reason: str) -> None:
    found = {"results": [{"resources": []}, {"msg": answer, "autoscaling__object": {"kind": "Role"}}]}
    assert value("autoscaling__reason", autoscaling__found=found) == reason
    assert len(value("autoscaling__unseen", autoscaling__found=found)) == 1

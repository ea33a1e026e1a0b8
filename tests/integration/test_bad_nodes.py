# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Nodes that cannot be, and more pods than they hold, are refused in one message before anything is written.

Every mistake is a host, and one run is for all of them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from sandbox.settings import CHECKOUT
from tests.integration.playbooks import DEPLOY_EKS, Playbooks, Run

FIRST_TASK = "Check the variables of all roles and say who we are"
TYPES = "eks_nodegroup_instance_types"
FIT_NO_NODES = {"eks_nodegroup_min_size": 1, "eks_nodegroup_max_size": 1}
# What private nodes without NAT need of AWS's own.
SERVICES = "ec2 ecr.api ecr.dkr eks eks-auth sts logs elasticloadbalancing autoscaling lambda"
ENCLOSED = {"network_nat": "none", "network_nodes": "private", "network_interface_endpoints": SERVICES.split()}

# The variables of a host, and what its message says.
MISTAKES: Mapping[str, tuple[Mapping[str, Any], tuple[str, ...]]] = {
    "min_above_max": (
        {"eks_nodegroup_min_size": 3, "eks_nodegroup_max_size": 2},
        ("eks_nodegroup_min_size is 3; allowed: a whole number from 0 to eks_nodegroup_max_size, which is 2",),
    ),
    "desired_outside": (
        {"eks_nodegroup_desired_size": 9},
        ("eks_nodegroup_desired_size is 9; allowed: 0 for the fewest", "which are 2 and 4"),
    ),
    "no_node_at_first": (
        {"eks_nodegroup_min_size": 0},
        ("eks_nodegroup_min_size is 0; allowed: 1 or more, or eks_nodegroup_desired_size of 1 or more",),
    ),
    "nodes_that_repel_every_pod": (
        {"eks_nodegroup_taints": [{"key": "only", "value": "front", "effect": "NO_SCHEDULE"}]},
        ("eks_nodegroup_taints is [{", "pods of the front end tolerate no only"),
    ),
    "subnets_that_there_are_not": (
        {"eks_nodegroup_subnet_ids": ["subnet-0a1b2c3d4e5f67890"]},
        ("eks_nodegroup_subnet_ids is ['subnet-0a1b2c3d4e5f67890']; allowed: subnets of this account in eu-central-1",),
    ),
    "network_that_there_is_not": (
        {
            "network_vpc_id": "vpc-0a1b2c3d4e5f67890",
            "network_subnet_ids": ["subnet-0a1b2c3d4e5f67890", "subnet-1a1b2c3d4e5f67890"],
        },
        ("network_vpc_id is 'vpc-0a1b2c3d4e5f67890'; allowed: a VPC of this account and region",),
    ),
    "unknown_type": (
        {TYPES: ["m7i.huge"]},
        (f"{TYPES} is ['m7i.huge']; allowed: types of", "EC2 offers no instance type m7i.huge in eu-central-1"),
    ),
    "type_missing_in_the_region": (
        {TYPES: ["m4.xlarge"], "inferops_region": "eu-west-3"},
        ("EC2 offers no instance type m4.xlarge in eu-west-3",),
    ),
    "type_missing_in_a_named_zone": (
        {
            TYPES: ["m7i.large"],
            "inferops_region": "us-east-1",
            "network_availability_zones": ["us-east-1a", "us-east-1e"],
        },
        ("m7i.large is not offered in us-east-1e, where nodes shall be, but in us-east-1a",),
    ),
    "two_architectures": (
        {TYPES: ["m7i.large", "m7g.large"]},
        ("types of one architecture", "m7i.large is x86_64, m7g.large is arm64"),
    ),
    "image_of_another_architecture": (
        {TYPES: ["m6g.large"], "eks_nodegroup_ami_type": "AL2023_x86_64_STANDARD"},
        ("the image AL2023_x86_64_STANDARD is for x86_64, which m6g.large is not",),
    ),
    "unknown_effect": (
        {"eks_nodegroup_taints": [{"key": "only", "effect": "NoSchedule"}]},
        ("eks_nodegroup_taints is", "effect, which is NO_SCHEDULE, NO_EXECUTE or PREFER_NO_SCHEDULE"),
    ),
    "more_pods_than_the_nodes_hold": (
        {**FIT_NO_NODES, TYPES: ["t3.medium"]},
        (
            "autoscaling_max_replicas is 10; allowed: at most 4, since 10 pods, ",
            "and 1 more while a rollout replaces them, need 2 nodes of t3.medium",
            "(5 on the first, by cpu: (1930m - 150m - 500m) / 250m; 7 on each further, by cpu: (1930m - 150m) / 250m)",
            "but eks_nodegroup_max_size is 1, which carries 5",
        ),
    ),
    "more_pods_than_nodes_hold_that_ec2_describes": (
        {**FIT_NO_NODES, TYPES: ["m6g.large"]},
        ("autoscaling_max_replicas is 10; allowed: at most 4", "need 2 nodes of m6g.large (5 on the first, by cpu"),
    ),
    "more_pods_than_nodes_that_nobody_adds": (
        {"autoscaling_nodes": "none", "eks_nodegroup_min_size": 1, TYPES: ["t3.medium"]},
        ("autoscaling_max_replicas is 10", "but without an autoscaler of nodes their number at first is 1"),
    ),
    "page_that_no_node_can_pull": (
        {**ENCLOSED, "autoscaling_nodes": "none", "front_end_image": "quay.io/team/page:1"},
        (
            "front_end_image is 'quay.io/team/page:1'; allowed: an image in ECR of eu-central-1, such as a copy",
            "because network_nat is none and nodes are in private subnets: they reach no other registry",
        ),
    ),
    "cluster_autoscaler_that_no_node_can_pull": (
        {**ENCLOSED, "front_end_image": "123456789012.dkr.ecr.eu-central-1.amazonaws.com/page:1"},
        (
            "autoscaling_cluster_autoscaler_image is 'registry.k8s.io/autoscaling/cluster-autoscaler:v1.",
            "allowed: an image in ECR of eu-central-1",
        ),
    ),
    "fewest_pods_above_the_most": (
        {"autoscaling_min_replicas": 11},
        ("autoscaling_min_replicas is 11; allowed: a whole number from 1 to autoscaling_max_replicas, which is 10",),
    ),
    "auto_mode_without": (
        {"autoscaling_nodes": "auto_mode"},
        (
            "autoscaling_nodes is 'auto_mode'; allowed: cluster_autoscaler or none",
            "unless eks_cluster_auto_mode is true",
        ),
    ),
}


@pytest.fixture(scope="module")
def run(playbooks: Playbooks, tmp_path_factory: pytest.TempPathFactory) -> Run:
    hosts = {name: variables for name, (variables, _says) in MISTAKES.items()}
    group = {"vars": {"inferops_region": "eu-central-1"}, "hosts": hosts}
    inventory = tmp_path_factory.mktemp("bad_nodes") / "hosts.json"
    inventory.write_text(json.dumps({"mistaken": group}), encoding="utf-8")
    folder = {"digits_folder": str(CHECKOUT / "examples" / "digits")}
    return playbooks.run(DEPLOY_EKS, "-i", str(inventory), "--limit", "mistaken", variables=folder)


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_named_with_its_value_and_what_is_allowed(name: str, run: Run) -> None:
    assert (name, FIRST_TASK, "failed") in run.results
    for part in MISTAKES[name][1]:
        assert part in run.failures[name]


def test_each_is_told_once(run: Run) -> None:
    several = {name for name, message in run.failures.items() if "variables need attention" in message}
    assert several == {"type_missing_in_a_named_zone"}, "in the zone that lacks the type EKS takes no subnets either"


def test_nothing_is_written(run: Run) -> None:
    assert run.status != 0
    assert run.writes() == []

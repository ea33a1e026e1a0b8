#!/usr/bin/python
# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: eks_nodegroup
version_added: 0.1.0
short_description: Manage a managed node group of an EKS cluster
description:
  - Creates, changes, upgrades and deletes a managed node group.
  - What is left out stays as it is. A change that AWS cannot make is refused with the reason, before anything is
    written.
  - How many nodes there are is given at creation only. After that an autoscaler decides, and this module does not
    interfere.
  - An interrupted run is taken up by the next one - a node group that is being created, changed or deleted is waited
    for first.
notes:
  - M(community.aws.eks_nodegroup) sends the number of nodes in every run and so undoes what an autoscaler did,
    refuses AMI types such as AL2023 with NVIDIA drivers, upgrades only groups with a launch template, and knows
    neither node repair, warm pools nor capacity blocks.
author:
  - Contributors to the inferops.aws project (@inferops)
options:
  cluster_name:
    description:
      - Name of the cluster.
    type: str
    required: true
  nodegroup_name:
    description:
      - Name of the node group.
    type: str
    required: true
    aliases: [name]
  scaling_config:
    description:
      - How many nodes there may be.
      - Nodes are added or taken away by this module only where the number that there is lies outside of new bounds.
    type: dict
    suboptions:
      min_size:
        description:
          - The fewest nodes.
        type: int
      max_size:
        description:
          - The most nodes.
        type: int
      desired_size:
        description:
          - How many nodes a new group begins with. If left out, O(scaling_config.min_size). Ignored for a group that
            exists.
        type: int
  labels:
    description:
      - Kubernetes labels of the nodes. Those that are not given here are taken away. EKS wants a value for each.
    type: dict
  taints:
    description:
      - Kubernetes taints of the nodes. Those that are not given here are taken away.
    type: list
    elements: dict
    suboptions:
      key:
        description:
          - Key of the taint.
        type: str
        required: true
      value:
        description:
          - Value of the taint.
        type: str
      effect:
        description:
          - What the taint does to pods that do not tolerate it.
        type: str
        choices: [NO_SCHEDULE, NO_EXECUTE, PREFER_NO_SCHEDULE]
        required: true
  update_config:
    description:
      - How nodes are replaced in an upgrade.
    type: dict
    suboptions:
      max_unavailable:
        description:
          - How many nodes are replaced at once.
        type: int
      max_unavailable_percentage:
        description:
          - How many in a hundred nodes are replaced at once.
        type: int
      update_strategy:
        description:
          - V(DEFAULT) makes new nodes first, V(MINIMAL) ends old ones first.
        type: str
        choices: [DEFAULT, MINIMAL]
  node_repair_config:
    description:
      - Repair of unhealthy nodes. A count and a percentage of the same thing exclude each other.
    type: dict
    suboptions:
      enabled:
        description:
          - Whether nodes are repaired.
        type: bool
      max_unhealthy_node_threshold_count:
        description:
          - With more unhealthy nodes than this, none is repaired.
        type: int
      max_unhealthy_node_threshold_percentage:
        description:
          - The same in a hundred nodes.
        type: int
      max_parallel_nodes_repaired_count:
        description:
          - How many nodes are repaired at once.
        type: int
      max_parallel_nodes_repaired_percentage:
        description:
          - The same in a hundred unhealthy nodes.
        type: int
      node_repair_config_overrides:
        description:
          - What is done otherwise than by default.
        type: list
        elements: dict
        suboptions:
          node_monitoring_condition:
            description:
              - Condition that the monitoring agent reports.
            type: str
          node_unhealthy_reason:
            description:
              - Reason that it gives.
            type: str
          min_repair_wait_time_mins:
            description:
              - For how many minutes a node is left alone.
            type: int
          repair_action:
            description:
              - What is done then.
            type: str
            choices: [Replace, Reboot, NoAction]
  warm_pool_config:
    description:
      - Instances that are made ready before they are needed. A suboption that is left out stays as it is.
    type: dict
    suboptions:
      enabled:
        description:
          - Whether there is a warm pool.
        type: bool
      min_size:
        description:
          - The fewest instances in it.
        type: int
      max_group_prepared_capacity:
        description:
          - The most instances in it and in the group together.
        type: int
      pool_state:
        description:
          - State in which they wait.
        type: str
        choices: [STOPPED, RUNNING, HIBERNATED]
      reuse_on_scale_in:
        description:
          - Whether instances go back to the pool.
        type: bool
  version:
    description:
      - Minor version of Kubernetes, in quotes. A new group gets that of the cluster, and a group keeps the one that it
        has if this is left out. AWS does not take nodes back to an earlier one.
    type: str
  release_version:
    description:
      - Version of the AMI. If left out, it changes with O(version) only, and not with O(launch_template).
      - V(latest) is the newest that AWS has published for the Kubernetes version and the kind of image, which must be
        Amazon Linux 2023. Nodes are replaced by the first run after AWS has published one.
      - V(latest) needs C(ssm:GetParameter) on C(arn:aws:ssm:*:*:parameter/aws/service/eks/optimized-ami/*).
    type: str
  launch_template:
    description:
      - The launch template. Only its version can be changed later.
    type: dict
    suboptions:
      id:
        description:
          - Identifier of the template.
        type: str
      name:
        description:
          - Name of the template.
        type: str
      version:
        description:
          - Number of the version.
        type: str
  force:
    description:
      - Whether an upgrade ends pods that a disruption budget protects.
    type: bool
    default: false
  node_role:
    description:
      - ARN of the role of the nodes. Required to create a group.
    type: str
  subnets:
    description:
      - Subnets of the nodes. Required to create a group.
    type: list
    elements: str
  instance_types:
    description:
      - Types of instances. AWS's default is V(t3.medium).
    type: list
    elements: str
  ami_type:
    description:
      - Kind of image.
    type: str
    choices:
      - AL2_x86_64
      - AL2_x86_64_GPU
      - AL2_ARM_64
      - CUSTOM
      - BOTTLEROCKET_ARM_64
      - BOTTLEROCKET_x86_64
      - BOTTLEROCKET_ARM_64_FIPS
      - BOTTLEROCKET_x86_64_FIPS
      - BOTTLEROCKET_ARM_64_NVIDIA
      - BOTTLEROCKET_x86_64_NVIDIA
      - BOTTLEROCKET_ARM_64_NVIDIA_FIPS
      - BOTTLEROCKET_x86_64_NVIDIA_FIPS
      - WINDOWS_CORE_2019_x86_64
      - WINDOWS_FULL_2019_x86_64
      - WINDOWS_CORE_2022_x86_64
      - WINDOWS_FULL_2022_x86_64
      - WINDOWS_CORE_2025_x86_64
      - WINDOWS_FULL_2025_x86_64
      - AL2023_x86_64_STANDARD
      - AL2023_ARM_64_STANDARD
      - AL2023_x86_64_NEURON
      - AL2023_x86_64_NVIDIA
      - AL2023_ARM_64_NVIDIA
  capacity_type:
    description:
      - How the instances are paid for.
    type: str
    choices: [ON_DEMAND, SPOT, CAPACITY_BLOCK]
  disk_size:
    description:
      - Size of the root volume in GiB, without a launch template.
    type: int
  remote_access:
    description:
      - Remote access, without a launch template.
    type: dict
    suboptions:
      ec2_ssh_key:
        description:
          - Name of a key pair.
        type: str
      source_security_groups:
        description:
          - Security groups from which nodes may be reached.
        type: list
        elements: str
  wait:
    description:
      - Whether to wait until the node group has reached the state that was asked for.
      - A wait that AWS needs between two writes takes place in any case.
      - Never waits in check mode.
    type: bool
    default: true
  wait_timeout:
    description:
      - For how many seconds to wait at most for each change. An upgrade replaces every node.
      - When the time is over the module fails and names the last state and the reason that AWS gave.
    type: int
    default: 3600
extends_documentation_fragment:
  - inferops.aws.attributes
  - inferops.aws.managed
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
  - amazon.aws.tags
"""

EXAMPLES = r"""
- name: Have nodes for the front end
  inferops.aws.eks_nodegroup:
    cluster_name: digits
    nodegroup_name: front
    node_role: arn:aws:iam::123456789012:role/digits-node
    subnets: [subnet-0a1, subnet-0b2]
    ami_type: AL2023_x86_64_STANDARD
    instance_types: [m7i-flex.large]
    scaling_config:
      min_size: 1
      max_size: 3
    labels:
      role: front

- name: Let there be more of them, whatever number there is now
  inferops.aws.eks_nodegroup:
    cluster_name: digits
    nodegroup_name: front
    scaling_config:
      max_size: 6

- name: Upgrade them after the cluster
  inferops.aws.eks_nodegroup:
    cluster_name: digits
    nodegroup_name: front
    version: "1.37"
"""

RETURN = r"""
cluster_name:
  description: Name of the cluster.
  returned: when the node group exists
  type: str
  sample: digits
nodegroup_name:
  description: Name of the node group.
  returned: when the node group exists
  type: str
  sample: front
nodegroup_arn:
  description: ARN of the group. In check mode what AWS alone can know of a new group is V((known after apply)).
  returned: when the node group exists
  type: str
  sample: arn:aws:eks:eu-central-1:123456789012:nodegroup/digits/front/0123
status:
  description: State of the node group.
  returned: when the node group exists
  type: str
  sample: ACTIVE
auto_scaling_groups:
  description: Names of the Auto Scaling groups behind it.
  returned: when the node group exists
  type: list
  elements: str
  sample: [eks-front-0123]
scaling_config:
  description: The bounds, and how many nodes there are to be now.
  returned: when the node group exists
  type: dict
  sample: {min_size: 1, max_size: 6, desired_size: 2}
version:
  description: Minor version of Kubernetes. All other options that hold a setting are returned in the same way.
  returned: when the node group exists
  type: str
  sample: "1.36"
created_at:
  description: When the group was created.
  returned: when the node group exists
  type: str
  sample: "2026-11-01T12:00:00+00:00"
modified_at:
  description: When it was changed last.
  returned: when the node group exists
  type: str
  sample: "2026-11-01T12:00:00+00:00"
health:
  description: Issues that AWS reports. They are shown as warnings too.
  returned: when the node group exists
  type: dict
  sample: {issues: []}
tags:
  description: The tags.
  returned: when the node group exists
  type: dict
  sample: {team: vision}
"""

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule

from ansible_collections.inferops.aws.plugins.module_utils._eks.service import nodegroup
from ansible_collections.inferops.aws.plugins.module_utils._engine.errors import EngineError

TEXT = {"type": "str"}
TEXTS = {"type": "list", "elements": "str"}
NUMBER = {"type": "int"}
FLAG = {"type": "bool"}
BOTTLEROCKET = ("ARM_64", "x86_64", "ARM_64_FIPS", "x86_64_FIPS")
BOTTLEROCKET_NVIDIA = ("ARM_64_NVIDIA", "x86_64_NVIDIA", "ARM_64_NVIDIA_FIPS", "x86_64_NVIDIA_FIPS")
AMI_TYPES = (
    *("AL2_x86_64", "AL2_x86_64_GPU", "AL2_ARM_64", "CUSTOM"),
    *(f"BOTTLEROCKET_{kind}" for kind in (*BOTTLEROCKET, *BOTTLEROCKET_NVIDIA)),
    *(f"WINDOWS_{kind}_{year}_x86_64" for year in (2019, 2022, 2025) for kind in ("CORE", "FULL")),
    *("AL2023_x86_64_STANDARD", "AL2023_ARM_64_STANDARD"),
    *("AL2023_x86_64_NEURON", "AL2023_x86_64_NVIDIA", "AL2023_ARM_64_NVIDIA"),
)


def _dict(**options: dict[str, object]) -> dict[str, object]:
    return {"type": "dict", "options": options}


def _dicts(**options: dict[str, object]) -> dict[str, object]:
    return {"type": "list", "elements": "dict", "options": options}


def _one_of(*choices: str) -> dict[str, object]:
    return {"type": "str", "choices": list(choices)}


ARGUMENT_SPEC: dict[str, dict[str, object]] = {
    "cluster_name": {"type": "str", "required": True},
    "nodegroup_name": {"type": "str", "required": True, "aliases": ["name"]},
    "expect_tags": {"type": "dict"},
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    "scaling_config": _dict(min_size=NUMBER, max_size=NUMBER, desired_size=NUMBER),
    "labels": {"type": "dict"},
    "taints": _dicts(
        key={"type": "str", "required": True, "no_log": False},
        value=TEXT,
        effect={**_one_of("NO_SCHEDULE", "NO_EXECUTE", "PREFER_NO_SCHEDULE"), "required": True},
    ),
    "update_config": {
        **_dict(
            max_unavailable=NUMBER,
            max_unavailable_percentage=NUMBER,
            update_strategy=_one_of("DEFAULT", "MINIMAL"),
        ),
        "mutually_exclusive": [("max_unavailable", "max_unavailable_percentage")],
    },
    "node_repair_config": {
        **_dict(
            enabled=FLAG,
            max_unhealthy_node_threshold_count=NUMBER,
            max_unhealthy_node_threshold_percentage=NUMBER,
            max_parallel_nodes_repaired_count=NUMBER,
            max_parallel_nodes_repaired_percentage=NUMBER,
            node_repair_config_overrides=_dicts(
                node_monitoring_condition=TEXT,
                node_unhealthy_reason=TEXT,
                min_repair_wait_time_mins=NUMBER,
                repair_action=_one_of("Replace", "Reboot", "NoAction"),
            ),
        ),
        "mutually_exclusive": [
            ("max_unhealthy_node_threshold_count", "max_unhealthy_node_threshold_percentage"),
            ("max_parallel_nodes_repaired_count", "max_parallel_nodes_repaired_percentage"),
        ],
    },
    "warm_pool_config": _dict(
        enabled=FLAG,
        min_size=NUMBER,
        max_group_prepared_capacity=NUMBER,
        pool_state=_one_of("STOPPED", "RUNNING", "HIBERNATED"),
        reuse_on_scale_in=FLAG,
    ),
    "version": TEXT,
    "release_version": TEXT,
    "launch_template": {
        **_dict(id=TEXT, name=TEXT, version=TEXT),
        "mutually_exclusive": [("id", "name")],
        "required_one_of": [("id", "name")],
    },
    "force": {"type": "bool", "default": False},
    "node_role": TEXT,
    "subnets": TEXTS,
    "instance_types": TEXTS,
    "ami_type": _one_of(*AMI_TYPES),
    "capacity_type": _one_of("ON_DEMAND", "SPOT", "CAPACITY_BLOCK"),
    "disk_size": NUMBER,
    "remote_access": _dict(ec2_ssh_key={"type": "str", "no_log": False}, source_security_groups=TEXTS),
    "tags": {"type": "dict", "aliases": ["resource_tags"]},
    "purge_tags": {"type": "bool", "default": True},
    "wait": {"type": "bool", "default": True},
    "wait_timeout": {"type": "int", "default": 3600},
}


def main() -> None:
    """Run the module."""
    module = AnsibleAWSModule(argument_spec=ARGUMENT_SPEC, supports_check_mode=True)
    try:
        module.exit_json(**nodegroup(module))
    except EngineError as error:
        module.fail_json(**error.as_result())


if __name__ == "__main__":
    main()

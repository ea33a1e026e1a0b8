#!/usr/bin/python
# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: eks_nodegroup_info
version_added: 0.1.0
short_description: Look at the node groups of an EKS cluster
description:
  - Returns what M(inferops.aws.eks_nodegroup) returns of a node group, of one or of all of a cluster.
notes:
  - No module of C(amazon.aws) or C(community.aws) looks at node groups without changing them.
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
      - Name of the node group. All of the cluster are looked at if it is left out.
    type: str
extends_documentation_fragment:
  - inferops.aws.attributes.reads
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
"""

EXAMPLES = r"""
- name: Look at all node groups of a cluster
  inferops.aws.eks_nodegroup_info:
    cluster_name: digits
  register: found

- name: See that one has been brought about
  ansible.builtin.assert:
    that: front.nodegroups[0].status == 'ACTIVE'
  vars:
    front: "{{ found.nodegroups | selectattr('nodegroup_name', 'equalto', 'front') }}"
"""

RETURN = r"""
nodegroups:
  description:
    - The node groups, each as M(inferops.aws.eks_nodegroup) returns it. Empty if there is none, or no such cluster.
  returned: always
  type: list
  elements: dict
  contains:
    nodegroup_name:
      description: Name of the node group.
      type: str
      sample: front
    nodegroup_arn:
      description: ARN of the node group.
      type: str
      sample: arn:aws:eks:eu-central-1:123456789012:nodegroup/digits/front/0123
    status:
      description: State of the node group.
      type: str
      sample: ACTIVE
    version:
      description: Minor version of Kubernetes of its nodes.
      type: str
      sample: "1.36"
    scaling_config:
      description: How many nodes there are.
      type: dict
      sample: {min_size: 1, max_size: 3, desired_size: 2}
    tags:
      description: The tags.
      type: dict
      sample: {team: vision}
"""

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule

from ansible_collections.inferops.aws.plugins.module_utils._eks.service import nodegroup_info
from ansible_collections.inferops.aws.plugins.module_utils._engine.errors import EngineError

ARGUMENT_SPEC = {
    "cluster_name": {"type": "str", "required": True},
    "nodegroup_name": {"type": "str"},
}


def main() -> None:
    """Run the module."""
    module = AnsibleAWSModule(argument_spec=ARGUMENT_SPEC, supports_check_mode=True)
    try:
        module.exit_json(**nodegroup_info(module))
    except EngineError as error:
        module.fail_json(**error.as_result())


if __name__ == "__main__":
    main()

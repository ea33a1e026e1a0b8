#!/usr/bin/python
# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: eks_access_entry
version_added: 0.1.0
short_description: Say who may enter an EKS cluster, and as what
description:
  - Manages the access entry of an IAM role or user in a cluster, with the access policies that are associated with it.
  - What is left out stays as it is.
notes:
  - No module of C(amazon.aws) or C(community.aws) manages access entries.
  - The cluster's authentication mode must be V(API) or V(API_AND_CONFIG_MAP).
author:
  - Contributors to the inferops.aws project (@inferops)
options:
  cluster_name:
    description:
      - Name of the cluster.
    type: str
    required: true
  principal_arn:
    description:
      - ARN of the role or user.
      - That of a session, as STS tells who one is, stands for its role; this takes C(iam:GetRole).
    type: str
    required: true
  type:
    description:
      - Kind of entry, such as V(STANDARD) for people and programs, or V(EC2_LINUX) for nodes that nobody manages.
        Decided at creation.
    type: str
  kubernetes_groups:
    description:
      - Groups of Kubernetes to which the principal belongs. V([]) takes it out of all.
    type: list
    elements: str
  username:
    description:
      - Name that the principal has in Kubernetes. It is best left to EKS.
    type: str
  access_policies:
    description:
      - What EKS itself allows the principal to do. A list that is left out is not touched.
    type: list
    elements: dict
    suboptions:
      policy_arn:
        description:
          - ARN of an access policy of EKS, or its name, such as V(AmazonEKSViewPolicy).
        type: str
        required: true
      access_scope:
        description:
          - Where the policy holds.
        type: dict
        default: {type: cluster}
        suboptions:
          type:
            description:
              - In the whole cluster, or in O(access_policies[].access_scope.namespaces).
            type: str
            choices: [cluster, namespace]
            default: cluster
          namespaces:
            description:
              - The namespaces.
            type: list
            elements: str
  purge_access_policies:
    description:
      - Whether to take away policies that O(access_policies) does not list.
    type: bool
    default: true
extends_documentation_fragment:
  - inferops.aws.attributes
  - inferops.aws.managed
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
  - amazon.aws.tags
"""

EXAMPLES = r"""
- name: Let operators look, and change the front end
  inferops.aws.eks_access_entry:
    cluster_name: digits
    principal_arn: arn:aws:iam::123456789012:role/operators
    access_policies:
      - policy_arn: AmazonEKSViewPolicy
      - policy_arn: AmazonEKSEditPolicy
        access_scope:
          type: namespace
          namespaces: [front]

- name: Lock somebody out
  inferops.aws.eks_access_entry:
    cluster_name: digits
    principal_arn: arn:aws:iam::123456789012:role/guest
    state: absent
"""

RETURN = r"""
cluster_name:
  description: Name of the cluster.
  returned: when the entry exists
  type: str
  sample: digits
principal_arn:
  description: ARN of the role or user.
  returned: when the entry exists
  type: str
  sample: arn:aws:iam::123456789012:role/operators
access_entry_arn:
  description: ARN of the entry. In check mode what AWS alone can know of a new one is V((known after apply)).
  returned: when the entry exists
  type: str
  sample: arn:aws:eks:eu-central-1:123456789012:access-entry/digits/role/123456789012/operators/0123
type:
  description: Kind of entry.
  returned: when the entry exists
  type: str
  sample: STANDARD
username:
  description: Name in Kubernetes.
  returned: when the entry exists
  type: str
  sample: arn:aws:sts::123456789012:assumed-role/operators/{{SessionName}}
kubernetes_groups:
  description: Groups in Kubernetes.
  returned: when the entry exists
  type: list
  elements: str
  sample: []
access_policies:
  description: The access policies.
  returned: when the entry exists
  type: list
  elements: dict
  contains:
    policy_arn:
      description: ARN of the policy.
      type: str
      sample: arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy
    access_scope:
      description: Where it holds.
      type: dict
      sample: {type: cluster, namespaces: []}
    associated_at:
      description: Since when.
      type: str
      sample: "2026-11-01T12:00:00+00:00"
    modified_at:
      description: When that was changed last.
      type: str
      sample: "2026-11-01T12:00:00+00:00"
created_at:
  description: When the entry was created.
  returned: when the entry exists
  type: str
  sample: "2026-11-01T12:00:00+00:00"
modified_at:
  description: When it was changed last.
  returned: when the entry exists
  type: str
  sample: "2026-11-01T12:00:00+00:00"
tags:
  description: The tags.
  returned: when the entry exists
  type: dict
  sample: {team: vision}
"""

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule

from ansible_collections.inferops.aws.plugins.module_utils._eks.access_entry import POLICIES
from ansible_collections.inferops.aws.plugins.module_utils._eks.service import access_entry
from ansible_collections.inferops.aws.plugins.module_utils._engine.errors import EngineError

ARGUMENT_SPEC = {
    "cluster_name": {"type": "str", "required": True},
    "principal_arn": {"type": "str", "required": True},
    "expect_tags": {"type": "dict"},
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    "type": {"type": "str"},
    "kubernetes_groups": {"type": "list", "elements": "str"},
    "username": {"type": "str"},
    "access_policies": POLICIES,
    "purge_access_policies": {"type": "bool", "default": True},
    "tags": {"type": "dict", "aliases": ["resource_tags"]},
    "purge_tags": {"type": "bool", "default": True},
}


def main() -> None:
    """Run the module."""
    module = AnsibleAWSModule(argument_spec=ARGUMENT_SPEC, supports_check_mode=True)
    try:
        module.exit_json(**access_entry(module))
    except EngineError as error:
        module.fail_json(**error.as_result())


if __name__ == "__main__":
    main()

#!/usr/bin/python
# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: eks_addon
version_added: 0.1.0
short_description: Manage an add-on of an EKS cluster
description:
  - Installs, changes, upgrades and deletes an add-on that EKS manages.
  - What is left out stays as it is; a version is kept unless one is given.
  - An add-on that has failed is written again, so that a run after the cause is gone mends it. One that is degraded
    is reported as a warning.
notes:
  - No module of C(amazon.aws) or C(community.aws) manages add-ons.
author:
  - Contributors to the inferops.aws project (@inferops)
options:
  cluster_name:
    description:
      - Name of the cluster.
    type: str
    required: true
  addon_name:
    description:
      - Name of the add-on, as EKS lists it.
    type: str
    required: true
    aliases: [name]
  addon_version:
    description:
      - Version of the add-on. If left out, a new one gets EKS's default for the cluster's version.
    type: str
    aliases: [version]
  configuration_values:
    description:
      - Settings of the add-on, by the schema that EKS has for it. They are compared by what they say.
      - Settings that are not given here are no longer set; V({}) sets none.
    type: dict
  resolve_conflicts:
    description:
      - What is done about objects in the cluster that somebody has changed. V(OVERWRITE) makes them what the add-on
        says, V(PRESERVE) leaves the changes, V(NONE) fails.
    type: str
    choices: [OVERWRITE, NONE, PRESERVE]
  service_account_role_arn:
    description:
      - ARN of a role that the add-on takes by the cluster's OpenID Connect provider. An empty text takes it away.
    type: str
  pod_identity_associations:
    description:
      - Roles that the add-on's service accounts have by Pod Identity. Those that are not listed are taken away.
    type: list
    elements: dict
    suboptions:
      service_account:
        description:
          - Name of the service account.
        type: str
        required: true
      role_arn:
        description:
          - ARN of the role.
        type: str
        required: true
  namespace:
    description:
      - Namespace of the add-on, if it is not the usual one. Decided at creation.
    type: str
  preserve:
    description:
      - Whether the software stays in the cluster when the add-on is deleted.
    type: bool
    default: false
  wait:
    description:
      - Whether to wait until the add-on is active, or gone. Some are degraded until there are nodes, which is waited
        for as well.
      - A wait that AWS needs between two writes takes place in any case.
      - Never waits in check mode.
    type: bool
    default: true
  wait_timeout:
    description:
      - For how many seconds to wait at most for each change.
      - When the time is over the module fails and names the last state and the reason that AWS gave.
    type: int
    default: 1200
extends_documentation_fragment:
  - inferops.aws.attributes
  - inferops.aws.managed
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
  - amazon.aws.tags
"""

EXAMPLES = r"""
- name: Have the network add-on with addresses for more pods
  inferops.aws.eks_addon:
    cluster_name: digits
    addon_name: vpc-cni
    resolve_conflicts: OVERWRITE
    configuration_values:
      env:
        ENABLE_PREFIX_DELEGATION: "true"

- name: Have the agent that gives roles to pods, in a certain version
  inferops.aws.eks_addon:
    cluster_name: digits
    addon_name: eks-pod-identity-agent
    addon_version: v1.3.10-eksbuild.1
"""

RETURN = r"""
cluster_name:
  description: Name of the cluster.
  returned: when the add-on exists
  type: str
  sample: digits
addon_name:
  description: Name of the add-on.
  returned: when the add-on exists
  type: str
  sample: vpc-cni
addon_arn:
  description: ARN of the add-on. In check mode what AWS alone can know of a new one is V((known after apply)).
  returned: when the add-on exists
  type: str
  sample: arn:aws:eks:eu-central-1:123456789012:addon/digits/vpc-cni/0123
addon_version:
  description: Version of the add-on.
  returned: when the add-on exists
  type: str
  sample: v1.20.4-eksbuild.1
configuration_values:
  description: Its settings.
  returned: when the add-on exists
  type: dict
  sample: {env: {ENABLE_PREFIX_DELEGATION: "true"}}
service_account_role_arn:
  description: The role that it takes by the cluster's OpenID Connect provider.
  returned: when the add-on exists
  type: str
  sample: arn:aws:iam::123456789012:role/digits-cni
pod_identity_associations:
  description: The roles of its service accounts; their ARNs only, if O(pod_identity_associations) is not given.
  returned: when the add-on exists
  type: list
  elements: raw
  sample: [{service_account: aws-node, role_arn: "arn:aws:iam::123456789012:role/digits-cni"}]
namespace:
  description: Its namespace, if EKS tells it.
  returned: when the add-on exists
  type: str
  sample: kube-system
status:
  description: State of the add-on.
  returned: when the add-on exists
  type: str
  sample: ACTIVE
created_at:
  description: When it was created.
  returned: when the add-on exists
  type: str
  sample: "2026-11-01T12:00:00+00:00"
modified_at:
  description: When it was changed last.
  returned: when the add-on exists
  type: str
  sample: "2026-11-01T12:00:00+00:00"
health:
  description: Issues that AWS reports. They are shown as warnings too.
  returned: when the add-on exists
  type: dict
  sample: {issues: []}
tags:
  description: The tags.
  returned: when the add-on exists
  type: dict
  sample: {team: vision}
"""

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule

from ansible_collections.inferops.aws.plugins.module_utils._eks.service import addon
from ansible_collections.inferops.aws.plugins.module_utils._engine.errors import EngineError

ARGUMENT_SPEC = {
    "cluster_name": {"type": "str", "required": True},
    "addon_name": {"type": "str", "required": True, "aliases": ["name"]},
    "expect_tags": {"type": "dict"},
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    "addon_version": {"type": "str", "aliases": ["version"]},
    "configuration_values": {"type": "dict"},
    "resolve_conflicts": {"type": "str", "choices": ["OVERWRITE", "NONE", "PRESERVE"]},
    "service_account_role_arn": {"type": "str"},
    "pod_identity_associations": {
        "type": "list",
        "elements": "dict",
        "options": {
            "service_account": {"type": "str", "required": True},
            "role_arn": {"type": "str", "required": True},
        },
    },
    "namespace": {"type": "str"},
    "preserve": {"type": "bool", "default": False},
    "tags": {"type": "dict", "aliases": ["resource_tags"]},
    "purge_tags": {"type": "bool", "default": True},
    "wait": {"type": "bool", "default": True},
    "wait_timeout": {"type": "int", "default": 1200},
}


def main() -> None:
    """Run the module."""
    module = AnsibleAWSModule(argument_spec=ARGUMENT_SPEC, supports_check_mode=True)
    try:
        module.exit_json(**addon(module))
    except EngineError as error:
        module.fail_json(**error.as_result())


if __name__ == "__main__":
    main()

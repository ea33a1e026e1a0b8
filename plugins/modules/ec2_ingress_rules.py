#!/usr/bin/python
# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: ec2_ingress_rules
version_added: 0.1.0
short_description: Open a port in a security group that somebody else made
description:
  - Manages the ingress rules of a security group that bear a description, and leaves its other rules as they are.
  - It is for groups that AWS itself makes and fills, such as that of an EKS cluster.
  - What a rule with another description opens already is left to that rule, with a warning, because EC2 has each port
    and network once.
notes:
  - M(amazon.aws.ec2_security_group) manages a group with all of its rules. Told to leave the rules of others alone, it
    also leaves those alone that are no longer wanted.
author:
  - Contributors to the inferops.aws project (@inferops)
options:
  group_id:
    description:
      - The security group.
    type: str
    required: true
  description:
    description:
      - What the rules are described with. A rule with this description that is not wanted is removed.
    type: str
    required: true
  port:
    description:
      - The TCP port. Required with O(state=present).
    type: int
  cidrs:
    description:
      - The networks out of which it is reached. Required with O(state=present).
    type: list
    elements: str
  state:
    description:
      - Whether there are such rules. With V(absent) all that bear the description are removed.
    type: str
    choices: [present, absent]
    default: present
extends_documentation_fragment:
  - inferops.aws.attributes
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
"""

EXAMPLES = r"""
- name: Open a port of the nodes for an office
  inferops.aws.ec2_ingress_rules:
    group_id: sg-0123456789abcdef0
    description: port of the front end digits
    port: 31000
    cidrs: [203.0.113.0/24]

- name: Close it again
  inferops.aws.ec2_ingress_rules:
    group_id: sg-0123456789abcdef0
    description: port of the front end digits
    state: absent
"""

RETURN = r"""
rules:
  description: The rules with this description that there are afterwards, or would be.
  returned: success
  type: list
  elements: dict
  contains:
    port:
      description: The TCP port.
      type: int
      sample: 31000
    cidr:
      description: The network.
      type: str
      sample: 203.0.113.0/24
rules_of_others:
  description: What was asked for and is open by rules with another description, as in RV(rules).
  returned: success
  type: list
  elements: dict
  sample: []
"""

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule

from ansible_collections.inferops.aws.plugins.module_utils._ec2.ingress import ingress_rules
from ansible_collections.inferops.aws.plugins.module_utils._engine.errors import EngineError

ARGUMENT_SPEC = {
    "group_id": {"type": "str", "required": True},
    "description": {"type": "str", "required": True},
    "port": {"type": "int"},
    "cidrs": {"type": "list", "elements": "str"},
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
}


def main() -> None:
    """Run the module."""
    module = AnsibleAWSModule(
        argument_spec=ARGUMENT_SPEC,
        required_if=[("state", "present", ["port", "cidrs"])],
        supports_check_mode=True,
    )
    try:
        module.exit_json(**ingress_rules(module))
    except EngineError as error:
        module.fail_json(**error.as_result())


if __name__ == "__main__":
    main()

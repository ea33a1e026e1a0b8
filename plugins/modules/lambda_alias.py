#!/usr/bin/python
# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: lambda_alias
version_added: 0.1.0
short_description: Manage an alias of a Lambda function
description:
  - Creates, moves and deletes an alias of a Lambda function.
  - The result tells which version the alias had before, so that a play can move it back.
notes:
  - M(amazon.aws.lambda_alias) has no weighted routing, and no diff.
author:
  - Contributors to the inferops.aws project (@inferops)
options:
  function_name:
    description:
      - Name of the function.
    type: str
    required: true
  name:
    description:
      - Name of the alias.
    type: str
    required: true
    aliases: [alias]
  state:
    description:
      - Whether the alias shall exist.
    type: str
    choices: [present, absent]
    default: present
  function_version:
    description:
      - The published version that the alias stands for. Required to create one.
      - If left out, the alias keeps its version.
    type: str
  description:
    description:
      - A description. If left out, the present one stays.
    type: str
  routing_config:
    description:
      - Sends a part of the requests to another version.
      - An alias has the weights that are given here and no others; without this option, and with V({}), it has none.
      - AWS refuses weights on an alias that has provisioned concurrency.
    type: dict
    default: {}
    suboptions:
      additional_version_weights:
        description:
          - A version and the part of the requests that goes to it, between 0.0 and 1.0.
        type: dict
extends_documentation_fragment:
  - inferops.aws.attributes
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
"""

EXAMPLES = r"""
- name: Send every request to version 7
  inferops.aws.lambda_alias:
    function_name: digits
    name: live
    function_version: "7"
  register: release

- name: Send one request in ten to version 8
  inferops.aws.lambda_alias:
    function_name: digits
    name: live
    function_version: "7"
    routing_config:
      additional_version_weights:
        "8": 0.1

- name: Go back
  inferops.aws.lambda_alias:
    function_name: digits
    name: live
    function_version: "{{ release.previous_function_version }}"
"""

RETURN = r"""
function_name:
  description: Name of the function.
  returned: when the alias exists
  type: str
  sample: digits
name:
  description: Name of the alias.
  returned: when the alias exists
  type: str
  sample: live
alias_arn:
  description:
    - ARN of the alias, by which others invoke the function.
    - In check mode, for an alias that would be created, V((known after apply)).
  returned: when the alias exists
  type: str
  sample: arn:aws:lambda:eu-central-1:111111111111:function:digits:live
function_version:
  description: The version that the alias stands for.
  returned: when the alias exists
  type: str
  sample: "8"
previous_function_version:
  description: The version that the alias stood for before this task; none if there was no alias.
  returned: always
  type: str
  sample: "7"
description:
  description: The description.
  returned: when the alias exists
  type: str
  sample: Takes the requests
routing_config:
  description: The versions that get a part of the requests; none if there are none.
  returned: when the alias exists
  type: dict
  sample: {additional_version_weights: {"8": 0.1}}
revision_id:
  description: Changes with every change of the alias.
  returned: when the alias exists
  type: str
  sample: 5f0b3a6e-0b7d-4f0e-9b0e-7d1a3a3a2b11
"""

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule

from ansible_collections.inferops.aws.plugins.module_utils._engine.errors import EngineError
from ansible_collections.inferops.aws.plugins.module_utils._lambda.service import alias

ARGUMENT_SPEC = {
    "function_name": {"type": "str", "required": True},
    "name": {"type": "str", "required": True, "aliases": ["alias"]},
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    "function_version": {"type": "str"},
    "description": {"type": "str"},
    "routing_config": {"type": "dict", "default": {}, "options": {"additional_version_weights": {"type": "dict"}}},
}


def main() -> None:
    """Run the module."""
    module = AnsibleAWSModule(argument_spec=ARGUMENT_SPEC, supports_check_mode=True)
    try:
        module.exit_json(**alias(module))
    except EngineError as error:
        module.fail_json(**error.as_result())


if __name__ == "__main__":
    main()

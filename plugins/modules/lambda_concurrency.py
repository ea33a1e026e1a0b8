#!/usr/bin/python
# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: lambda_concurrency
version_added: 0.1.0
short_description: Manage reserved and provisioned concurrency of a Lambda function
description:
  - Sets how many requests a function may work on at the same time (reserved concurrency).
  - With O(qualifier), sets for how many requests at the same time that alias or version is kept ready
    (provisioned concurrency), and waits until it is.
  - AWS refuses to have less reserved than provisioned. Of both in one task, a reserve that comes down is set after
    what is provisioned, one that goes up before it.
notes:
  - No module of C(amazon.aws) or C(community.aws) sets either.
  - Provisioned concurrency costs money for as long as it is there.
author:
  - Contributors to the inferops.aws project (@inferops)
options:
  function_name:
    description:
      - Name of the function.
    type: str
    required: true
  qualifier:
    description:
      - An alias or a published version, whose provisioned concurrency this task is about.
    type: str
  state:
    description:
      - Whether the function shall have reserved, or the qualifier provisioned, concurrency of its own.
    type: str
    choices: [present, absent]
    default: present
  reserved_concurrent_executions:
    description:
      - How many requests the function may work on at the same time. V(0) stops it, V(-1) takes the limit away.
      - Left alone if O(qualifier) is given and this is not.
    type: int
  provisioned_concurrent_executions:
    description:
      - For how many requests at the same time O(qualifier) is kept ready.
      - V(0) keeps it ready for none. AWS refuses any for an alias that has weights.
    type: int
  exclusive:
    description:
      - Whether no other alias or version of the function keeps provisioned concurrency, as after a release.
      - The others lose theirs first.
    type: bool
    default: false
  keep:
    description:
      - Aliases and versions that keep their provisioned concurrency even with O(exclusive), as during a release.
      - While there are any, a reserve does not come down. The task without them brings it down.
    type: list
    elements: str
    default: []
extends_documentation_fragment:
  - inferops.aws.attributes
  - inferops.aws.wait
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
"""

EXAMPLES = r"""
- name: Let the function work on twenty requests at the same time, no more
  inferops.aws.lambda_concurrency:
    function_name: digits
    reserved_concurrent_executions: 20

- name: Keep the alias ready for two requests
  inferops.aws.lambda_concurrency:
    function_name: digits
    qualifier: live
    provisioned_concurrent_executions: 2

- name: Stop paying for that
  inferops.aws.lambda_concurrency:
    function_name: digits
    qualifier: live
    state: absent
"""

RETURN = r"""
function_name:
  description: Name of the function, as given.
  returned: always
  type: str
  sample: digits
qualifier:
  description: The alias or version, as given.
  returned: always
  type: str
  sample: live
reserved_concurrent_executions:
  description: How many requests the function may work on at the same time.
  returned: when there is reserved concurrency and no qualifier was given
  type: int
  sample: 20
provisioned_concurrent_executions:
  description: For how many requests AWS was asked to keep the qualifier ready.
  returned: when there is provisioned concurrency
  type: int
  sample: 2
allocated_provisioned_concurrent_executions:
  description: For how many requests it is being made ready.
  returned: when there is provisioned concurrency
  type: int
  sample: 2
available_provisioned_concurrent_executions:
  description: For how many requests it is ready.
  returned: when there is provisioned concurrency
  type: int
  sample: 2
status:
  description: How far AWS is with it.
  returned: when there is provisioned concurrency
  type: str
  sample: READY
status_reason:
  description: Why AWS failed to, if it did.
  returned: when there is provisioned concurrency
  type: str
  sample: FUNCTION_ERROR_INIT_FAILURE
last_modified:
  description: When it was last changed.
  returned: when there is provisioned concurrency
  type: str
  sample: "2026-01-15T10:00:00+0000"
"""

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule

from ansible_collections.inferops.aws.plugins.module_utils._engine.errors import EngineError
from ansible_collections.inferops.aws.plugins.module_utils._lambda.service import concurrency

ARGUMENT_SPEC = {
    "function_name": {"type": "str", "required": True},
    "qualifier": {"type": "str"},
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    "reserved_concurrent_executions": {"type": "int"},
    "provisioned_concurrent_executions": {"type": "int"},
    "exclusive": {"type": "bool", "default": False},
    "keep": {"type": "list", "elements": "str", "default": []},
    "wait": {"type": "bool", "default": True},
    "wait_timeout": {"type": "int", "default": 300},
}


def main() -> None:
    """Run the module."""
    module = AnsibleAWSModule(
        argument_spec=ARGUMENT_SPEC,
        required_by={"provisioned_concurrent_executions": "qualifier"},
        supports_check_mode=True,
    )
    try:
        module.exit_json(**concurrency(module))
    except EngineError as error:
        module.fail_json(**error.as_result())


if __name__ == "__main__":
    main()

#!/usr/bin/python
# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: log_events_info
version_added: 0.1.0
short_description: Read the last minutes of a deployment's logs
description:
  - Finds the log groups of a deployment by their tags and returns their last events, of all groups in one sequence.
author:
  - Contributors to the inferops.aws project (@inferops)
options:
  deployment:
    description: The name of the deployment.
    type: str
    required: true
  minutes:
    description: How far back to read.
    type: int
    default: 10
  limit:
    description: How many events to return at most; the newest are.
    type: int
    default: 1000
  filter_pattern:
    description: A filter pattern of CloudWatch Logs that events must match.
    type: str
    default: ""
notes:
  - No module of C(amazon.aws) or C(community.aws) reads log events.
extends_documentation_fragment:
  - inferops.aws.attributes.reads
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
"""

EXAMPLES = r"""
- name: Read the last five minutes
  inferops.aws.log_events_info:
    deployment: digits-eu
    region: eu-central-1
    minutes: 5
  register: logs
"""

RETURN = r"""
events:
  description: The events, oldest first.
  returned: always
  type: list
  elements: dict
  sample:
    - timestamp: 1795236981496
      time: "2026-11-21T04:56:21.496Z"
      log_group: /aws/lambda/digits
      log_stream: 2026/11/21/[1]0a1b2c
      message: "REPORT RequestId: 0f0f Duration: 12.34 ms"
lines:
  description: The events as lines of text.
  returned: always
  type: list
  elements: str
  sample: ["2026-11-21T04:56:21.496Z /aws/lambda/digits REPORT RequestId: 0f0f Duration: 12.34 ms"]
log_groups:
  description: The log groups of the deployment.
  returned: always
  type: list
  elements: str
  sample: [/aws/lambda/digits, /aws/vendedlogs/apigateway/digits]
truncated:
  description: Whether there were more events than O(limit).
  returned: always
  type: bool
"""

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule

from ansible_collections.inferops.aws.plugins.module_utils._engine.errors import EngineError
from ansible_collections.inferops.aws.plugins.module_utils._scan.calling import connect
from ansible_collections.inferops.aws.plugins.module_utils._scan.running import recent_logs

ARGUMENT_SPEC = {
    "deployment": {"type": "str", "required": True},
    "minutes": {"type": "int", "default": 10},
    "limit": {"type": "int", "default": 1000},
    "filter_pattern": {"type": "str", "default": ""},
}


def main() -> None:
    """Run the module."""
    module = AnsibleAWSModule(argument_spec=ARGUMENT_SPEC, supports_check_mode=True)
    try:
        module.exit_json(**recent_logs(connect(module), module.params))
    except EngineError as error:
        module.fail_json(**error.as_result())


if __name__ == "__main__":
    main()

#!/usr/bin/python
# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: cloudwatch_dashboard
version_added: 0.1.0
short_description: Manage a CloudWatch dashboard
description:
  - Creates, changes and deletes a dashboard of CloudWatch.
  - Dashboards belong to the account, not to a region. The region of the task only says which endpoint is asked.
notes:
  - The collections amazon.aws and community.aws have no module for dashboards.
  - Tags are not offered. The ones that a dashboard has stay as they are.
  - AWS may accept a dashboard and remark that a part of it might not be drawn. Its remarks are shown as warnings.
author:
  - Contributors to the inferops.aws project (@inferops)
options:
  dashboard_name:
    description:
      - Name of the dashboard, of up to 255 letters, digits, V(-) and V(_).
    type: str
    required: true
  state:
    description:
      - Whether the dashboard shall exist.
    type: str
    choices: [present, absent]
    default: present
  dashboard_body:
    description:
      - What is on the dashboard, as a dictionary or as JSON, in the words of AWS. Required to create one.
      - It replaces the whole of what is there. If left out, the dashboard stays as it is.
      - Bodies are compared as JSON. The order of names and the white space are no change, the order of widgets is.
      - The syntax is described in
        U(https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-Dashboard-Body-Structure.html).
    type: dict
attributes:
  check_mode:
    description: Reports what would change without writing. Whether AWS takes a new body is not known before it is sent.
    support: full
  diff_mode:
    description: Always returns what was there and what is there afterwards.
    support: full
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
"""

EXAMPLES = r"""
- name: Show how many requests a function gets
  inferops.aws.cloudwatch_dashboard:
    dashboard_name: digits
    dashboard_body:
      widgets:
        - type: metric
          x: 0
          y: 0
          width: 12
          height: 6
          properties:
            title: Requests
            region: eu-central-1
            stat: Sum
            period: 60
            metrics:
              - [AWS/Lambda, Invocations, FunctionName, digits]
              - [AWS/Lambda, Errors, FunctionName, digits]

- name: Take a dashboard that was drawn in the console
  inferops.aws.cloudwatch_dashboard:
    dashboard_name: digits
    dashboard_body: "{{ lookup('ansible.builtin.file', 'digits.json') }}"

- name: Delete it
  inferops.aws.cloudwatch_dashboard:
    dashboard_name: digits
    state: absent
"""

RETURN = r"""
dashboard_name:
  description: Name of the dashboard.
  returned: when the dashboard exists
  type: str
  sample: digits
dashboard_arn:
  description: ARN of the dashboard. In check mode what AWS alone can know of a new dashboard is V((known after apply)).
  returned: when the dashboard exists
  type: str
  sample: arn:aws:cloudwatch::111111111111:dashboard/digits
dashboard_body:
  description: What is on the dashboard.
  returned: when the dashboard exists
  type: dict
  sample:
    widgets:
      - {type: text, x: 0, y: 0, width: 6, height: 2, properties: {markdown: Digits}}
"""

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule

from ansible_collections.inferops.aws.plugins.module_utils._cloudwatch.dashboard import dashboard
from ansible_collections.inferops.aws.plugins.module_utils._engine.errors import EngineError

ARGUMENT_SPEC = {
    "dashboard_name": {"type": "str", "required": True},
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    "dashboard_body": {"type": "dict"},
}


def main() -> None:
    """Run the module."""
    module = AnsibleAWSModule(argument_spec=ARGUMENT_SPEC, supports_check_mode=True)
    try:
        module.exit_json(**dashboard(module))
    except EngineError as error:
        module.fail_json(**error.as_result())


if __name__ == "__main__":
    main()

#!/usr/bin/python
# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: deployment_costs_info
version_added: 0.1.0
short_description: Say what a deployment costs a month while nothing is asked of it
description:
  - Finds the resources of a deployment by their tags, reads what their costs depend on, such as provisioned
    concurrency and stored bytes, and adds up their list prices.
  - What has no price, and what could not be looked at, is named and never guessed.
  - Images count in full, although AWS stores a layer that several of them share once; so they cost that at most.
    Objects and images are added up as far as one call lists them, which is 1000.
author:
  - Contributors to the inferops.aws project (@inferops)
options:
  deployment:
    description: The name of the deployment.
    type: str
    required: true
  kinds:
    description:
      - The kinds of resources to look at, by the names that M(inferops.aws.deployment_info) has for them.
      - If left out, all that AWS bills.
    type: list
    elements: str
    default: []
notes:
  - No module of C(amazon.aws) or C(community.aws) says what resources cost.
seealso:
  - module: inferops.aws.deployment_info
  - plugin: inferops.aws.planned_costs
    plugin_type: filter
extends_documentation_fragment:
  - inferops.aws.attributes.reads
  - inferops.aws.prices
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
"""

EXAMPLES = r"""
- name: See what a deployment costs
  inferops.aws.deployment_costs_info:
    deployment: digits-eu
    region: eu-central-1
  register: found

- name: Show it
  ansible.builtin.debug:
    msg: "{{ found.summary }}"
"""

RETURN = r"""
resources:
  description: What is billed, and what its costs depend on; C(problem) says what could not be read of it.
  returned: always
  type: list
  elements: dict
  sample:
    - kind: lambda_function
      name: digits
      arn: arn:aws:lambda:eu-central-1:111111111111:function:digits
      region: eu-central-1
      attributes: {memory_mib: 512, architecture: x86_64, ephemeral_mib: 512, provisioned_concurrency: 2}
      problem: ""
usd_per_month:
  description: What it costs in US dollars a month of 730 hours, without requests.
  returned: always
  type: float
  sample: 13.18
lines:
  description: The lines of that sum, the dearest first.
  returned: always
  type: list
  elements: dict
  sample: [{resource: Lambda function digits, line: provisioned concurrency, usd_per_month: 13.18}]
not_priced:
  description: What is not in that sum, and why.
  returned: always
  type: list
  elements: dict
  sample: [{resource: CloudWatch alarm errors, reason: the catalogue has no price for alarms}]
summary:
  description: All of it in words.
  returned: always
  type: str
checked:
  description: Which kinds were listed, in which regions, and how many resources there are, ours or not.
  returned: always
  type: list
  elements: dict
not_checked:
  description: Which kinds could not be listed, in which regions, and why.
  returned: always
  type: list
  elements: dict
calls:
  description: How many requests were sent to AWS.
  returned: always
  type: int
  sample: 14
"""

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule

from ansible_collections.inferops.aws.plugins.module_utils._engine.errors import EngineError
from ansible_collections.inferops.aws.plugins.module_utils._engine.remarks import tell
from ansible_collections.inferops.aws.plugins.module_utils._scan.calling import connect
from ansible_collections.inferops.aws.plugins.module_utils._scan.expenses import PRICES
from ansible_collections.inferops.aws.plugins.module_utils._scan.report import not_checked_lines
from ansible_collections.inferops.aws.plugins.module_utils._scan.running import running_costs

ARGUMENT_SPEC = {
    "deployment": {"type": "str", "required": True},
    "kinds": {"type": "list", "elements": "str", "default": []},
    "prices": PRICES,
}


def main() -> None:
    """Run the module."""
    module = AnsibleAWSModule(argument_spec=ARGUMENT_SPEC, supports_check_mode=True)
    try:
        result = running_costs(connect(module), module.params)
    except EngineError as error:
        module.fail_json(**error.as_result())
    tell(not_checked_lines(result["not_checked"]))
    module.exit_json(**result)


if __name__ == "__main__":
    main()

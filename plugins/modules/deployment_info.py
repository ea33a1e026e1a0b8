#!/usr/bin/python
# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: deployment_info
version_added: 0.1.0
short_description: Say which deployments exist, by their tags alone
description:
  - Finds every resource with the tag C(inferops:managed-by=inferops.aws) and groups it by the tags
    C(inferops:deployment) and C(inferops:component). There is no state file that could be wrong or lost.
  - Each service is asked itself, for every kind of resource that this collection knows, in all regions in parallel;
    the Resource Groups Tagging API is asked as well, for types that it alone knows.
  - What belongs to no region, such as an IAM role, is part of the deployment in the region that its tag
    C(inferops:region) names. Without that tag its region is C(global), and no other region makes it an orphan.
  - What could not be looked at is reported in RV(not_checked), never taken for empty. Regions that the account has
    not enabled are passed over.
author:
  - Contributors to the inferops.aws project (@inferops)
options:
  regions:
    description:
      - The regions to look through.
      - If left out, the regions of O(expected) and that of the session; beyond them, every region that the account
        has switched on and where the tagging API reports something of ours.
    type: list
    elements: str
  expected:
    description:
      - The deployments of the inventory. With it, every deployment is reported as being in the inventory or not, and
        those that are not there as missing.
    type: list
    elements: dict
    suboptions:
      deployment:
        description: The name of the deployment.
        type: str
        required: true
      region:
        description: Its region.
        type: str
        required: true
      prices:
        description:
          - By which prices costs are told, so that they are those of the plan. Without it by the packaged list prices.
        type: dict
        suboptions:
          catalogue_file:
            description: As O(inferops.aws.cost_comparison_info#module:catalogue_file).
            type: path
          free_tier:
            description: As O(inferops.aws.cost_comparison_info#module:settings.free_tier).
            type: bool
            default: false
          savings_plan_percent:
            description: As O(inferops.aws.cost_comparison_info#module:settings.savings_plan_percent).
            type: dict
            default: {}
          as_of:
            description: As O(inferops.aws.cost_comparison_info#module:settings.as_of).
            type: str
notes:
  - No module of C(amazon.aws) or C(community.aws) lists resources across services by tag.
  - Services that list without tags are asked for the tags of each resource, up to 200 of a kind and region; beyond
    that the tagging API's word is taken, which RV(checked) notes.
seealso:
  - module: inferops.aws.deployment
  - module: inferops.aws.leftovers_info
extends_documentation_fragment:
  - inferops.aws.attributes.reads
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
"""

EXAMPLES = r"""
- name: See what exists
  inferops.aws.deployment_info:
    expected:
      - deployment: digits-eu
        region: eu-central-1
  register: found

- name: Show it
  ansible.builtin.debug:
    msg: "{{ found.table }}"
"""

RETURN = r"""
deployments:
  description: The deployments that exist, by name, each with its components and their resources.
  returned: always
  type: list
  elements: dict
  sample:
    - deployment: digits-eu
      workload: digits
      regions: [eu-central-1]
      in_inventory: true
      since: "2026-11-21T04:56:21Z"
      components:
        - component: http_api
          region: eu-central-1
          state: present
          endpoint: https://a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com
          retain: false
          since: "2026-11-21T04:56:21Z"
          in_inventory: true
          resources:
            - {kind: http_api, id: a1b2c3d4e5, name: digits, region: eu-central-1, state: present}
missing:
  description: The deployments of O(expected) that do not exist, with their regions.
  returned: always
  type: list
  elements: dict
  sample: [{deployment: digits-us, region: us-west-2}]
orphans:
  description: The deployments that exist and are not in O(expected), with their regions.
  returned: always
  type: list
  elements: dict
  sample: [{deployment: digits-old, region: eu-west-1}]
rows:
  description: The rows of RV(table).
  returned: always
  type: list
  elements: dict
table:
  description: A table of deployments, components, regions, states, endpoints and whether the inventory has them.
  returned: always
  type: str
costs:
  description: What each deployment costs in each of its regions in US dollars a month of 730 hours, without requests.
  returned: always
  type: list
  elements: dict
  sample:
    - deployment: digits-eu
      region: eu-central-1
      in_inventory: true
      usd_per_month: 13.18
      lines: [{resource: Lambda function digits, line: provisioned concurrency, usd_per_month: 13.18}]
      not_priced: [{resource: CloudWatch alarm errors, reason: the catalogue has no price for alarms}]
costs_table:
  description: The same as a table, with what has no price under it; empty if nothing is billed.
  returned: always
  type: str
unknown:
  description: ARNs of a type that this collection cannot list, which the tagging API reports as ours.
  returned: always
  type: list
  elements: dict
checked:
  description: Which kinds were listed, in which regions, and how many resources there are, ours or not.
  returned: always
  type: list
  elements: dict
  sample: [{kind: lambda_function, label: Lambda function, region: eu-central-1, found: 3}]
not_checked:
  description: Which kinds could not be listed, in which regions, and why.
  returned: always
  type: list
  elements: dict
calls:
  description: How many requests were sent to AWS.
  returned: always
  type: int
  sample: 65
"""

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule

from ansible_collections.inferops.aws.plugins.module_utils._engine.errors import EngineError
from ansible_collections.inferops.aws.plugins.module_utils._scan.calling import connect
from ansible_collections.inferops.aws.plugins.module_utils._scan.expenses import PRICES
from ansible_collections.inferops.aws.plugins.module_utils._scan.running import status

ARGUMENT_SPEC = {
    "regions": {"type": "list", "elements": "str"},
    "expected": {
        "type": "list",
        "elements": "dict",
        "options": {
            "deployment": {"type": "str", "required": True},
            "region": {"type": "str", "required": True},
            "prices": PRICES,
        },
    },
}


def main() -> None:
    """Run the module."""
    module = AnsibleAWSModule(argument_spec=ARGUMENT_SPEC, supports_check_mode=True)
    try:
        module.exit_json(**status(connect(module), module.params))
    except EngineError as error:
        module.fail_json(**error.as_result())


if __name__ == "__main__":
    main()

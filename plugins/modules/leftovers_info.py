#!/usr/bin/python
# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: leftovers_info
version_added: 0.1.0
short_description: Prove that nothing is left of a deployment
description:
  - Lists every kind of resource that this collection knows, with each service's own calls, in all regions given, and
    reports what is left of a deployment.
  - By tag, in every region - what carries the tag of the deployment.
  - By name - what is called as the deployment would call it, in its own region, tagged or not, and what is called
    after a resource that was destroyed, such as the log group of a function.
  - By reference, in every region - what names a resource that was destroyed, such as an API that invokes a function
    that is gone.
  - An EKS cluster without the deployment's tags is somebody else's whatever its name, and is no leftover. Nor is what
    is named after it, such as its log group, unless something else than the name says so.
  - What carries the tag of another deployment is not a leftover, nor is what is tagged C(inferops:retain=true), nor
    what is elsewhere and tagged C(inferops:region) with another region, where a deployment of the same name may be.
  - What belongs to no region and lacks that tag is kept, but left if the region is in its name.
  - What could not be looked at is in RV(not_checked) and in RV(summary), never taken for empty.
author:
  - Contributors to the inferops.aws project (@inferops)
options:
  deployment:
    description: The name of the deployment.
    type: str
    required: true
  workload:
    description: The name of its workload, with which names of resources begin.
    type: str
    required: true
  regions:
    description:
      - Regions to look through, beside the one of the deployment, which is that of the session.
      - All regions that the account has enabled if left out, which takes longer.
      - Those that it has not enabled are passed over and reported in RV(switched_off).
    type: list
    elements: str
  destroyed:
    description: What was destroyed, as M(inferops.aws.deployment) returns it in C(deleted).
    type: list
    elements: dict
    default: []
  wait:
    description: How long to look again while something is left, in seconds. Some listings lag behind deletions.
    type: int
    default: 0
notes:
  - No module of C(amazon.aws) or C(community.aws) looks for what is left.
  - Names that only begin like the workload are not taken for leftovers, since another workload may be called so.
seealso:
  - module: inferops.aws.deployment
extends_documentation_fragment:
  - inferops.aws.attributes.reads
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
"""

EXAMPLES = r"""
- name: Look for what is left
  inferops.aws.leftovers_info:
    deployment: digits-eu
    workload: digits
    region: eu-central-1
    regions: [us-west-2]
    destroyed: "{{ destroyed.deleted }}"
  register: proof

- name: Stop if anything is
  ansible.builtin.assert:
    that: proof.leftovers | length == 0
    fail_msg: "{{ proof.summary }}"
"""

RETURN = r"""
leftovers:
  description: What is left, how it was found (C(tag), C(name), C(reference), C(parent)), and why it counts.
  returned: always
  type: list
  elements: dict
  sample:
    - kind: log_group
      label: log group
      id: /aws/lambda/digits
      name: /aws/lambda/digits
      arn: arn:aws:logs:eu-central-1:111111111111:log-group:/aws/lambda/digits
      region: eu-central-1
      component: ""
      found_by: name
      why: its name derives from deployment digits-eu (/aws/lambda/digits)
kept:
  description: What is there on purpose or may belong to another region, and why.
  returned: always
  type: list
  elements: dict
summary:
  description: All of it in words.
  returned: always
  type: str
  sample: "0 left, 0 kept: 27 kinds in 2 regions, 65 calls"
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
switched_off:
  description: Which of O(regions) the account has not enabled; nobody can look there.
  returned: always
  type: list
  elements: str
  sample: [ap-east-1]
calls:
  description: How many requests were sent to AWS.
  returned: always
  type: int
  sample: 65
"""

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule

from ansible_collections.inferops.aws.plugins.module_utils._engine.errors import EngineError
from ansible_collections.inferops.aws.plugins.module_utils._scan.calling import connect
from ansible_collections.inferops.aws.plugins.module_utils._scan.running import prove

ARGUMENT_SPEC = {
    "deployment": {"type": "str", "required": True},
    "workload": {"type": "str", "required": True},
    "regions": {"type": "list", "elements": "str"},
    "destroyed": {"type": "list", "elements": "dict", "default": []},
    "wait": {"type": "int", "default": 0},
}


def main() -> None:
    """Run the module."""
    module = AnsibleAWSModule(argument_spec=ARGUMENT_SPEC, supports_check_mode=True)
    try:
        module.exit_json(**prove(connect(module), module.params))
    except EngineError as error:
        module.fail_json(**error.as_result())


if __name__ == "__main__":
    main()

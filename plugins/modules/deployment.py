#!/usr/bin/python
# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: deployment
version_added: 0.1.0
short_description: Delete everything that belongs to a deployment
description:
  - Finds what carries both tags, C(inferops:managed-by=inferops.aws) and C(inferops:deployment) with the name of the
    deployment, in the region and among what belongs to no region, and deletes it, who uses before what is used.
  - What is part of such a resource goes with it, tagged or not, such as the versions of a function and the objects in
    a bucket with all their versions. Nothing else is touched.
  - What AWS protects from deletion is refused before anything is deleted, such as an EKS cluster with deletion
    protection.
  - Add-ons, access entries and Pod Identity associations of an EKS cluster go with it, so that those who may enter it
    can mend what keeps it from going. A load balancer that Kubernetes made, by its tags, goes before its cluster;
    where it cannot be deleted the cluster and its node groups stay, since nobody else would take it away.
  - Of what a deployment has in a cluster that is not its own AWS knows only a part, such as a Pod Identity association.
    That is refused too, unless O(emptied_clusters) says that the rest is gone.
  - The logs of an EKS cluster's control plane are ended before it is deleted. Its last lines would make the log group
    anew.
  - The same deployment may be in several regions. What belongs to no region, such as an IAM role, is deleted only if
    its tag C(inferops:region) names the region; without that tag it is kept and reported.
  - What is tagged C(inferops:retain=true) stays, and so does what it needs.
  - What cannot be deleted does not stop the rest; only what it uses is left as well. The task fails at the end and
    names each with the reason. Running it again goes on where it stopped.
author:
  - Contributors to the inferops.aws project (@inferops)
options:
  name:
    description: The name of the deployment.
    type: str
    required: true
    aliases: [deployment]
  state:
    description: What shall be. The roles of this collection make deployments; this module only takes them away.
    type: str
    choices: [absent]
    required: true
  emptied_clusters:
    description:
      - Names of EKS clusters of somebody else out of which the deployment's Kubernetes objects were taken before; C(*)
        stands for all.
    type: list
    elements: str
    default: []
  wait_timeout:
    description:
      - How long a resource may be in use, or take to be gone, in seconds.
      - By default what its kind takes on AWS; an hour for a node group, whose nodes may drain for a quarter of an hour
        each, 40 minutes for a cluster, 20 for an add-on, 15 for instances, NAT gateways and VPC endpoints, 10 for load
        balancers and parts of a network, 5 for all others.
    type: int
attributes:
  check_mode:
    description: Lists what would be deleted and what would be kept.
    support: full
  diff_mode:
    description: Shows the ARNs before and after.
    support: full
notes:
  - No module of C(amazon.aws) or C(community.aws) deletes by tag, or a function and a bucket with all that is in them.
seealso:
  - module: inferops.aws.deployment_info
  - module: inferops.aws.leftovers_info
extends_documentation_fragment:
  - inferops.aws.prices
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
"""

EXAMPLES = r"""
- name: Delete a deployment
  inferops.aws.deployment:
    name: digits-eu
    region: eu-central-1
    state: absent
"""

RETURN = r"""
deployment:
  description: The name of the deployment.
  returned: always
  type: str
  sample: digits-eu
workload:
  description: The workload that the tags name; empty if nothing was there.
  returned: always
  type: str
  sample: digits
deleted:
  description:
    - What was deleted, in order, or would be; C(parts) counts what was in it, such as versions of objects.
    - C(remark) says what to expect where not all could be done, such as of a cluster whose logs one may not end.
  returned: always
  type: list
  elements: dict
  sample:
    - kind: lambda_function
      label: Lambda function
      id: digits
      name: digits
      arn: arn:aws:lambda:eu-central-1:111111111111:function:digits
      region: eu-central-1
      component: inference_lambda
      time: "2026-11-21T05:20:11Z"
      parts: 0
      remark: ""
failed:
  description: What could not be deleted, and why.
  returned: always
  type: list
  elements: dict
kept:
  description: What stays, and why; on purpose, or because it may belong to another region.
  returned: always
  type: list
  elements: dict
  sample:
    - kind: s3_bucket
      label: S3 bucket
      id: digits-models-111111111111-eu-central-1
      name: digits-models-111111111111-eu-central-1
      arn: arn:aws:s3:::digits-models-111111111111-eu-central-1
      region: eu-central-1
      component: model_store
      why: it is tagged inferops:retain=true
costs_ended:
  description: What was deleted, or would be, costs in US dollars a month of 730 hours, without requests.
  returned: always
  type: dict
  sample:
    usd_per_month: 13.18
    lines: [{resource: Lambda function digits, line: provisioned concurrency, usd_per_month: 13.18}]
    not_priced: []
costs_kept:
  description: What stays, in the same form.
  returned: always
  type: dict
summary:
  description: All of it in words; or that nothing of the deployment exists in the region.
  returned: always
  type: str
not_checked:
  description: Which kinds could not be listed and why; of these nothing was deleted.
  returned: always
  type: list
  elements: dict
"""

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule

from ansible_collections.inferops.aws.plugins.module_utils._engine.errors import EngineError
from ansible_collections.inferops.aws.plugins.module_utils._engine.remarks import tell
from ansible_collections.inferops.aws.plugins.module_utils._scan.calling import connect
from ansible_collections.inferops.aws.plugins.module_utils._scan.expenses import PRICES
from ansible_collections.inferops.aws.plugins.module_utils._scan.report import not_checked_lines
from ansible_collections.inferops.aws.plugins.module_utils._scan.running import destroy, failure_of

ARGUMENT_SPEC = {
    "name": {"type": "str", "required": True, "aliases": ["deployment"]},
    "state": {"type": "str", "choices": ["absent"], "required": True},
    "emptied_clusters": {"type": "list", "elements": "str", "default": []},
    "wait_timeout": {"type": "int"},
    "prices": PRICES,
}


def main() -> None:
    """Run the module."""
    module = AnsibleAWSModule(argument_spec=ARGUMENT_SPEC, supports_check_mode=True)
    try:
        result = destroy(connect(module), module.params, module.check_mode)
    except EngineError as error:
        module.fail_json(**error.as_result())
    tell(not_checked_lines(result["not_checked"]))
    message = failure_of(result)
    if message:
        module.fail_json(msg=message, **result)
    module.exit_json(**result)


if __name__ == "__main__":
    main()

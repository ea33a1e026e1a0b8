#!/usr/bin/python
# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: session
version_added: 0.1.0
short_description: Check the variables of a deployment and say who acts where
description:
  - The first task of every role and every playbook of this collection.
  - It checks the variables of the host against what the roles declare, before anything is written, and reports
    variables that carry our prefix but that nobody knows.
  - It asks AWS whose credentials these are and refuses another account than the expected one.
  - For roles that make something it refuses a name (O(name)) that another host of the run, or another deployment in
    the same region and account, has already. That takes one call of the Resource Groups Tagging API, whose
    permission is C(tag:GetResources); without the permission there is a warning instead. What another run makes at
    the same time is not seen.
  - It returns, as the fact C(inferops_session), what the tasks of the role use. That is the caller as below,
    C(environment), C(tags), those of the tags by which a deployment knows what it made (C(ownership)), and whether
    the role is in check mode, by the command line or by a keyword (C(check_mode)).
  - Every option can be given as the variable C(inferops_<option>) of a host, which is the usual way; the roles
    use the variables.
  - It brings the in-process runner in. See O(runner).
author:
  - Contributors to the inferops.aws project (@inferops)
options:
  name:
    description:
      - The name of the workload. Names of resources begin with it.
      - Only one deployment in a region of an account can have it.
    type: str
    required: true
  deployment:
    description:
      - The name of the deployment, a workload in a region of an account. It is the value of the tag
        C(inferops:deployment).
      - The name of the inventory host if left out.
    type: str
  option:
    description: The deployment option, such as V(lambda_api); the deploy playbooks set it.
    type: str
    default: ""
  region:
    description: The AWS region.
    type: str
    required: true
  profile:
    description:
      - The profile in the AWS configuration whose credentials are used. A role to assume in another account is
        such a profile, with C(role_arn) and C(source_profile).
      - AWS's ordinary search for credentials if left out.
    type: str
  expected_account_id:
    description: The account that may be written to, 12 digits. Any account if left out.
    type: str
  environment:
    description:
      - Environment variables for every AWS call of the host, such as C(AWS_CONFIG_FILE).
      - No place for secrets.
    type: dict
    default: {}
  tags:
    description: Tags for everything that can be tagged.
    type: dict
    default: {}
  runner:
    description:
      - Whether modules of AWS collections run in a fork of the warm worker instead of a new interpreter.
      - The results are the same, the time is not.
    type: bool
    default: true
  target:
    description:
      - The hosts that a playbook takes, as a pattern; wave by wave all hosts of the option if left out.
      - It is read before any host is known, so it is given on the command line, with C(-e).
    type: str
  waves:
    description:
      - The groups that are waves, in order. An empty list deploys everywhere at once.
      - V(canary), V(wave_2), V(wave_3) and so on, as far as the inventory has them, if left out.
      - It is read before any host is known, so it is given on the command line, with C(-e).
    type: list
    elements: str
  roles:
    description:
      - The roles of this collection whose variables are checked.
      - The role that the task belongs to, if left out.
      - A playbook that names them brings all of them about; a role whose state is V(absent) is refused then.
    type: list
    elements: str
  offline:
    description:
      - Only check the variables, for what needs no AWS. Nobody is asked who we are, nothing is returned, and no
        variable of the whole collection is required.
    type: bool
    default: false
notes:
  - No module of C(amazon.aws) compares the account with an expected one, nor checks variables.
seealso:
  - module: amazon.aws.aws_caller_info
requirements:
  - boto3
extends_documentation_fragment:
  - inferops.aws.attributes.reads
"""

EXAMPLES = r"""
- name: Check the variables of two roles and say who we are
  inferops.aws.session:
    roles: [model_store, inference_lambda]
"""

RETURN = r"""
account_id:
  description: The account that the credentials belong to.
  returned: unless O(offline)
  type: str
  sample: "111111111111"
arn:
  description: Whose credentials they are.
  returned: unless O(offline)
  type: str
  sample: arn:aws:sts::111111111111:assumed-role/inferops-deployer/inferops
dns_suffix:
  description: The DNS suffix of the partition.
  returned: unless O(offline)
  type: str
  sample: amazonaws.com
partition:
  description: The AWS partition of the region.
  returned: unless O(offline)
  type: str
  sample: aws
region:
  description: The region.
  returned: unless O(offline)
  type: str
  sample: eu-central-1
"""

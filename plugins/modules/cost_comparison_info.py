#!/usr/bin/python
# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: cost_comparison_info
version_added: 0.1.0
short_description: Compare what each way of running a model would cost, before anything is built
description:
  - Says for a workload in a region what each option would cost an hour, a month and for a thousand requests, or exactly
    why it cannot be used - one EC2 instance, EC2 with EKS, EC2 with EKS and Lambda, Lambda behind an HTTP API with and
    without provisioned concurrency, Fargate, SageMaker real-time, serverless and asynchronous.
  - Names the cheapest option that works, the next best, and the load at which they swap.
  - Prices come from the catalogue of the collection, each with its source and date, or from O(catalogue_file). A price
    that is not there is reported by name and never guessed.
  - Needs no credentials, no network and no AWS account.
author:
  - Contributors to the inferops.aws project (@inferops)
options:
  region:
    description: The AWS region. One that the price catalogue has.
    type: str
    required: true
  options:
    description: The options to compare, by name. All of them if empty.
    type: list
    elements: str
    default: []
  traffic_file:
    description:
      - A text file with the requests of each hour, in place of O(workload.requests_per_hour).
      - One number a line, or C(hour,requests) with hours that count on by one from 0 or 1. Empty lines and what follows
        a C(#) do not count. The first line may be the header C(hour,requests) or C(requests).
    type: path
  catalogue_file:
    description: A file of prices by M(inferops.aws.price_catalogue), which stand before those of the collection.
    type: path
  workload:
    description:
      - What is to be served.
      - A number that is known only to lie between two bounds may be a dictionary of C(min) and C(max). Then the middle
        is compared, and the answer says whether the ranking depends on it.
    type: dict
    required: true
    suboptions:
      requests_per_hour:
        description:
          - Requests in each hour of a day, or of another period that repeats, as a list of up to 744 numbers.
          - One number if every hour is alike.
          - Needed unless O(traffic_file) is given.
        type: raw
      seconds_per_request:
        description:
          - Seconds that one request takes, alone and with as many vCPUs as it keeps busy. Measure it. From 0.001 to
            86400.
        type: raw
      seconds_measured:
        description:
          - "Seconds that one request takes where that was measured, by the name of the option, such as V({lambda_api:
            0.8})."
        type: dict
        default: {}
      vcpu_per_request:
        description: vCPUs that one request keeps busy. With fewer it takes longer in proportion. From 0.05 to 96.
        type: raw
        default: 1
      memory_mib:
        description: MiB that the model needs in work. From 16 to 786432.
        type: raw
        default: 512
      request_mib:
        description: MiB of a request's body. From 0 to 1024.
        type: raw
        default: 0.01
      response_mib:
        description: MiB of a response's body. From 0 to 1024.
        type: raw
        default: 0.01
      concurrent_users:
        description:
          - Users who wait for an answer at the same time in the busiest hour. 0 to follow from the requests alone.
            From 0 to 1000000.
        type: raw
        default: 0
      pods:
        description: Pods with the model on EKS, whatever the requests need. 0 to work it out. From 0 to 100000.
        type: raw
        default: 0
      latency_limit_seconds:
        description:
          - Seconds within which an answer must come. Options that take longer are out. 0 for no limit. From 0 to
            86400.
        type: raw
        default: 0
      storage_gb:
        description: "GB in S3: the model, and the data that are kept. From 0 to 1000000."
        type: raw
        default: 1
      image_gb:
        description: GB of container images in ECR. From 0 to 10.
        type: raw
        default: 1
      efs_gb:
        description: GB in a shared file system (EFS). From 0 to 1000000.
        type: raw
        default: 0
      monthly_users:
        description: Users a month who sign in with Cognito. From 0 to 1000000000.
        type: raw
        default: 0
      init_seconds:
        description:
          - Seconds until a function or a serverless endpoint has started and loaded the model. From 0 to 900.
        type: raw
        default: 2
      cold_start_percent:
        description: Per cent of the requests that meet such a start. From 0 to 100.
        type: raw
        default: 1
      log_kib_per_request:
        description: KiB that one request writes into the log. From 0 to 1024.
        type: raw
        default: 1
      gpu:
        description: Whether the model needs a GPU.
        type: bool
        default: false
  settings:
    description: How the options would be built.
    type: dict
    default: {}
    suboptions:
      instance_type:
        description: EC2 instance type of the instance or of the nodes.
        type: str
        default: m7i.large
      ml_instance_type:
        description: SageMaker instance type of the endpoint.
        type: str
        default: ml.m5.large
      lambda_memory_mib:
        description:
          - MiB of a function, 128 to 10240. 0 for as much as the model needs, and as gives it the vCPUs that a
            request keeps busy. From 0 to 10240.
        type: raw
        default: 0
      architecture:
        description: Architecture of images, functions and tasks. The instance types must be of it too.
        type: str
        choices: [x86_64, arm64]
        default: x86_64
      provisioned_concurrency:
        description:
          - Environments of a function that are kept ready. 0 for as many as the busiest hour has requests at a time.
            From 0 to 100000, and no more than C(lambda_concurrency_quota).
        type: raw
        default: 0
      lambda_concurrency_quota:
        description: How many environments the account may run at a time. From 1 to 1000000.
        type: raw
        default: 1000
      sagemaker_serverless_memory_gb:
        description: GB of a serverless endpoint, 1 to 6. 0 to work it out. From 0 to 6.
        type: raw
        default: 0
      fargate_vcpu:
        description: vCPUs of a Fargate task. 0 for as many as one request keeps busy. From 0 to 32.
        type: raw
        default: 0
      pod_cpu_millicores:
        description:
          - Millicores that a pod with the model requests. 0 for the vCPUs that a request keeps busy. From 0 to 96000.
        type: raw
        default: 0
      pod_memory_mib:
        description: MiB that a pod with the model requests. 0 for the memory of the model. From 0 to 786432.
        type: raw
        default: 0
      pods_per_node:
        description: Pods with the model on each node, whatever fits. 0 to work out what fits. From 0 to 250.
        type: raw
        default: 0
      front_end_pod_cpu_millicores:
        description: Millicores that a pod of the front end requests, where inference is in Lambda. From 10 to 96000.
        type: raw
        default: 250
      front_end_pod_memory_mib:
        description: MiB that a pod of the front end requests. From 16 to 786432.
        type: raw
        default: 256
      front_end_pods_per_node:
        description: Pods of the front end on each node, whatever fits. 0 to work out what fits. From 0 to 250.
        type: raw
        default: 0
      front_end_requests_per_pod:
        description: Requests at a time for which one pod of the front end waits. From 1 to 10000.
        type: raw
        default: 10
      prefix_delegation:
        description: Whether nodes give their pods addresses by prefixes, so that more pods fit.
        type: bool
        default: false
      target_utilisation_percent:
        description:
          - How busy nodes, tasks and instances are kept in each hour. The rest is for the minutes that are above the
            mean. From 1 to 100.
        type: raw
        default: 70
      minimum_copies:
        description: The fewest nodes, tasks or instances that run. From 1 to 10000.
        type: raw
        default: 1
      maximum_copies:
        description:
          - The most nodes, tasks or instances that may run. An option that needs more is out. From 1 to 10000.
        type: raw
        default: 10000
      load_balancer:
        description: V(alb) for an Application Load Balancer, V(clb) for a Classic one.
        type: str
        choices: [alb, clb]
        default: alb
      public_ipv4:
        description: Whether instances, tasks and load balancers have public IPv4 addresses, which are billed.
        type: bool
        default: true
      nat_gateways:
        description: NAT gateways of the network that instances and nodes are in. From 0 to 16.
        type: raw
        default: 0
      root_volume_gb:
        description: GB of the volume of each instance or node. From 1 to 16384.
        type: raw
        default: 30
      kubernetes_version:
        description:
          - Version of Kubernetes, in quotes. One in extended support costs six times as much an hour. Standard
            support is assumed if empty.
        type: str
        default: ""
      auto_mode:
        description: Whether the cluster is in EKS Auto Mode, which has a fee for each node.
        type: bool
        default: false
      log_retention_days:
        description: Days for which logs are kept. From 1 to 3653.
        type: raw
        default: 14
      as_of:
        description:
          - The day, such as V(2026-11-21), for which support of versions of Kubernetes is judged. Today if empty.
        type: str
        default: ""
      free_tier:
        description: Whether to take off what AWS's free tier has for every month.
        type: bool
        default: false
      savings_plan_percent:
        description:
          - "Per cent that a Savings Plan takes off, for any of V(ec2), V(fargate), V(lambda), V(sagemaker), such as
            V({ec2: 28})."
        type: dict
        default: {}
  training:
    description: A training job, to compare where it would run. None if left out.
    type: dict
    suboptions:
      hours:
        description: Hours that one run takes on one instance of the type. From 0.01 to 8760.
        type: raw
      instance_type:
        description: EC2 instance type. The SageMaker type of the same size has C(ml.) before it.
        type: str
        default: g4dn.xlarge
      runs_per_month:
        description: Runs a month. From 0.01 to 100000.
        type: raw
        default: 1
      storage_gb:
        description: GB of the volume of each instance. From 0 to 16384.
        type: raw
        default: 50
      scaling_efficiency_percent:
        description: Per cent of its speed that an instance keeps when two share the work. From 1 to 100.
        type: raw
        default: 90
      spot_saving_percent:
        description:
          - Per cent that spot saves. Spot prices change by the hour and are in no price list; 0 leaves spot out. From
            0 to 90.
        type: raw
        default: 0
      notebooks:
        description: Notebooks that are left running instead. From 1 to 100000.
        type: raw
        default: 1
      notebook_hours_per_day:
        description: Hours a day for which they run. From 0.01 to 24.
        type: raw
        default: 24
      notebook_days_per_month:
        description: Days a month on which they run. From 0.01 to 31.
        type: raw
        default: 30.416666666666668
  name:
    description: What the workload is called. It stands in RV(inputs), for M(inferops.aws.cost_report).
    type: str
  variables:
    description:
      - Whether messages call things by the variables of the role P(inferops.aws.compare_options#role), such as
        C(compare_options_memory_mib), in place of the options of this module. The role sets it.
    type: bool
    default: false
notes:
  - No module of C(amazon.aws) or C(community.aws) says what anything costs.
  - It takes none of the options that modules of AWS have, such as C(profile), and is in no action group.
  - docs/costs.md of the collection tells the model with its formulas and their sources.
extends_documentation_fragment:
  - inferops.aws.attributes.reads
"""

EXAMPLES = r"""
- name: Compare all options for 2000 requests in every hour
  inferops.aws.cost_comparison_info:
    region: eu-central-1
    workload:
      requests_per_hour: 2000
      seconds_per_request: 1.5
      memory_mib: 2048
  register: costs

- name: Say which is the cheapest
  ansible.builtin.debug:
    msg: "{{ costs.sentence }}"

- name: Compare three of them for the traffic of a file, where the duration is not known exactly
  inferops.aws.cost_comparison_info:
    region: us-west-2
    options: [eks, eks_lambda, lambda_api]
    traffic_file: "{{ playbook_dir }}/files/traffic.csv"
    workload:
      seconds_per_request: {min: 0.5, max: 3}
      latency_limit_seconds: 10
    settings:
      instance_type: m7i.xlarge
      savings_plan_percent: {ec2: 28}

- name: Compare where a training job of five hours would run
  inferops.aws.cost_comparison_info:
    region: us-east-1
    workload: {requests_per_hour: 100, seconds_per_request: 0.2}
    training:
      hours: 5
      instance_type: g4dn.xlarge
      runs_per_month: 4
"""

RETURN = r"""
options:
  description: The options, those with a bill first and the cheapest of them at the top. Amounts are US dollars.
  returned: always
  type: list
  elements: dict
  contains:
    name:
      description: The name.
      type: str
      sample: lambda_api
    title:
      description: The name in words.
      type: str
      sample: Lambda behind an HTTP API
    feasible:
      description: Whether the option can do it at all.
      type: bool
      sample: true
    reason:
      description: Why it cannot; empty if it can.
      type: str
      sample: one request takes 45 s, an HTTP API cuts at 30 s; eks_lambda calls the function without one
    unpriced:
      description: Which price is missing, and the command that gets it; empty if none is.
      type: str
    per_hour:
      description: What an average hour costs; none without a bill.
      type: float
      sample: 0.2136
    per_month:
      description: What a month of 730 hours costs.
      type: float
      sample: 155.92
    per_thousand_requests:
      description: What a thousand requests cost with everything counted in.
      type: float
      sample: 0.0754
    fixed_per_month:
      description: What a month without a single request would cost.
      type: float
      sample: 0.123
    size:
      description: How large the option was taken to be. Copies and pods are those of the busiest hour.
      type: dict
      sample: {seconds_per_request: 1.5, vcpu: 1.0, memory_mib: 1769, instance_type: null, copies: null, pods: null}
    lines:
      description: The bill of a month, each line with its price and where that is known from.
      type: list
      elements: dict
      sample:
        - name: Lambda requests
          quantity: 2068333.3
          unit: request
          per_month: 0.4137
          key: lambda.requests
          price: 0.0000002
          grade: A
          source: AWS price list for eu-central-1
          as_of: "2026-10-08"
    marks:
      description: What the option is good and bad at beside its cost, and why.
      type: list
      elements: dict
      sample: [{aspect: scaling, mark: poor, because: "it does not; when it is down, so is the service"}]
cheapest:
  description: The name of the cheapest option that works; none if none does.
  returned: always
  type: str
  sample: lambda_api
next_best:
  description: The name of the one that comes after it.
  returned: always
  type: str
  sample: fargate
sentence:
  description: Both of them and the load at which they swap, in one sentence.
  returned: always
  type: str
  sample: >-
    Lambda behind an HTTP API costs 155.92 $ a month in eu-central-1, the least; next comes SageMaker real-time endpoint
    with 169.04 $; from 2.31 million requests a month on (1.12 times this load) SageMaker real-time endpoint costs less.
swaps:
  description:
    - Every load between a thousandth and a thousand times of this one at which one of the two becomes the cheaper one,
      and why the one before cannot do it from there on, if that is so.
  returned: always
  type: list
  elements: dict
  sample:
    - {load: 1.12, requests_per_month: 2316533.0, before: lambda_api, then: sagemaker, because: ""}
leads:
  description:
    - Which option is the cheapest of all, from which load on, by ascending load between a thousandth and a thousand
      times of this one; C(name) is null where none can do it.
  returned: always
  type: list
  elements: dict
  sample:
    - {load: 0.001, requests_per_month: 2068.3, name: lambda_api}
    - {load: 1.12, requests_per_month: 2316533.0, name: sagemaker}
pod_steps:
  description:
    - For 1 to 20 pods, how many nodes carry them with inference in the pods and how many as front ends of Lambda, and
      below how much work of functions in each hour inference in Lambda costs less.
    - Empty unless V(eks) and V(eks_lambda) are among the options and have a bill.
  returned: always
  type: list
  elements: dict
  sample: [{pods: 8, nodes_inference: 2, nodes_front_end: 1, minutes_per_hour: 14.25, hours_per_day: 5.7}]
ranking_depends_on_ranges:
  description: Whether another option is the cheapest somewhere at the ends of the ranges given.
  returned: always
  type: bool
  sample: false
corners:
  description: The cheapest option at each choice of ends; empty without ranges.
  returned: always
  type: list
  elements: dict
  sample: [{values: {seconds_per_request: 0.5}, cheapest: lambda_api, per_month: 61.2}]
rules:
  description:
    - Rules of thumb that others published; whether they speak of this workload, none where no number says so.
    - Of each, C(holds) is false where the bills say otherwise.
  returned: always
  type: list
  elements: dict
  sample: [{text: "At most two users at a time: one instance is enough.", options: [ec2], applies: true, holds: true}]
training:
  description: What each way to train costs for a run and a month, and the cheapest; none without O(training).
  returned: always
  type: dict
not_counted:
  description: What no bill holds.
  returned: always
  type: list
  elements: str
table:
  description: The table of all options.
  returned: always
  type: str
report:
  description:
    - The sentence, which option leads from which load on, the break-even over pods, the table, the rules and the
      training as text.
  returned: always
  type: str
for_every_workload:
  description: The marks of the options and what is not counted as text, which are the same for every workload.
  returned: always
  type: str
region:
  description: The region.
  returned: always
  type: str
  sample: eu-central-1
requests_per_month:
  description: The requests of an average month.
  returned: always
  type: float
  sample: 2068333.3
catalogue_as_of:
  description: The date of the price catalogue, which is that of its newest price.
  returned: always
  type: str
  sample: "2026-11-21"
oldest_price_as_of:
  description:
    - The date, or month, of the oldest price that is a hundredth of any bill or more; none without a bill.
  returned: always
  type: str
  sample: "2026-07-20"
inputs:
  description:
    - What was compared, with every default - region, workload, settings, training, options, catalogue_file, name.
      Ranges are as they were given, and requests from a file are among the workload.
    - Given to the module again it has the same answer. M(inferops.aws.cost_report) takes it for a host.
  returned: always
  type: dict
"""

import datetime
import typing as t

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.inferops.aws.plugins.module_utils._costs import fields
from ansible_collections.inferops.aws.plugins.module_utils._costs.answer import (
    OF_THE_MODULE,
    OF_THE_ROLE,
    Question,
    answer,
)
from ansible_collections.inferops.aws.plugins.module_utils._costs.errors import CostError, message
from ansible_collections.inferops.aws.plugins.module_utils._costs.reading import SETTINGS, WORKLOAD
from ansible_collections.inferops.aws.plugins.module_utils._costs.training import FIELDS as TRAINING

# Numbers are taken as they are written: what is allowed of them is said by the model, which knows their units.
TYPES = {fields.Number: "raw", fields.Choice: "str", fields.Flag: "bool", fields.Text: "str", fields.Date: "str"}


def _arguments(table: dict[str, fields.Field]) -> dict[str, t.Any]:
    return {name: _argument(field) for name, field in table.items()}


def _argument(field: fields.Field) -> dict[str, t.Any]:
    if isinstance(field, fields.Numbers):
        return {"type": "dict", "default": {}}
    choices = {"choices": list(field.choices)} if isinstance(field, fields.Choice) else {}
    default = {} if field.default is None else {"default": field.default}
    return {"type": TYPES[type(field)], **choices, **default}


ARGUMENT_SPEC: dict[str, t.Any] = {
    "region": {"type": "str", "required": True},
    "options": {"type": "list", "elements": "str", "default": []},
    "traffic_file": {"type": "path"},
    "catalogue_file": {"type": "path"},
    "workload": {
        "type": "dict",
        "required": True,
        "options": {"requests_per_hour": {"type": "raw"}, **_arguments(WORKLOAD)},
    },
    "settings": {"type": "dict", "default": {}, "options": _arguments(SETTINGS)},
    "training": {"type": "dict", "options": _arguments(TRAINING)},
    "name": {"type": "str"},
    "variables": {"type": "bool", "default": False},
}


def compared(params: dict[str, t.Any], today: str) -> dict[str, t.Any]:
    """Return the answer to what the options ask.

    :raises CostError: Something in them cannot be used.
    """
    asked = Question(
        region=params["region"],
        workload=params["workload"],
        settings=params["settings"],
        training=params["training"] or {},
        options=params["options"],
        traffic_file=params["traffic_file"],
        catalogue_file=params["catalogue_file"],
    )
    found = answer(asked, today, OF_THE_ROLE if params["variables"] else OF_THE_MODULE)
    return {**found, "inputs": {**found["inputs"], "name": params["name"]}}


def main() -> None:
    """Run the module."""
    module = AnsibleModule(argument_spec=ARGUMENT_SPEC, supports_check_mode=True)
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    try:
        module.exit_json(changed=False, **compared(module.params, today))
    except CostError as error:
        module.fail_json(msg=message(error))


if __name__ == "__main__":
    main()

#!/usr/bin/python
# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: endpoint_test
version_added: 0.1.0
short_description: Test that an endpoint keeps the HTTP contract of a workload
description:
  - Sends real requests to a deployed workload and fails unless every answer is what the contract promises.
    The contract and the test are the same on every deployment option.
  - Everything is sent once. No retry hides an error, and one wrong answer among all concurrent requests is a failure.
  - All checks run, also after one has failed, so that one run tells everything.
author:
  - Contributors to the inferops.aws project (@inferops)
options:
  url:
    description:
      - The base URL of the workload, without C(/ping) or C(/invocations), and without user, query or fragment.
      - A host name that ends in C(.localhost) is reached at 127.0.0.1 under its own name, whatever the resolver says.
      - Either this or O(function) is needed.
    type: str
  function:
    description:
      - The ARN of a Lambda function or alias to test instead, with no endpoint before it. It is invoked by AWS's API
        with the events that an HTTP API would send it (payload format 2.0).
      - Needs botocore, credentials and O(region).
    type: str
  instances:
    description:
      - Valid instances to send, at least one for the checks V(one), V(batch), V(concurrent) and V(gzip).
      - The batch sends the first 32; the concurrent requests send one each, in turn.
    type: list
    elements: raw
  instances_file:
    description: A JSON file with the instances, as a list or as an object with a list C(instances).
    type: path
  expected:
    description:
      - The predictions to expect, one for each instance.
      - Of an expected dictionary every entry must be there; the prediction may have more. Numbers may differ by
        one millionth. Any other expected value is compared with the C(label) of the prediction.
    type: list
    elements: raw
  checks:
    description:
      - The checks to run, in this order.
      - V(ping) wants 200 and the status C(ok); V(one) a prediction for one instance; V(batch) one for each of several.
      - V(wrong_input) wants 400 with a JSON error for eleven kinds of wrong input, and never a 5xx.
      - V(too_large) wants 413 with a JSON error for a body of one byte more than O(max_body_bytes).
      - V(concurrent) wants a right answer to each of O(requests) requests from O(concurrency) workers.
      - V(gzip) wants a large answer packed for a client that takes gzip, plain for one that does not, and the same.
    type: list
    elements: str
    choices: [ping, one, batch, wrong_input, too_large, concurrent, gzip]
    default: [ping, one, batch, wrong_input, too_large, concurrent, gzip]
  requests:
    description: How many requests the check V(concurrent) sends in all, at most 100000.
    type: int
    default: 100
  concurrency:
    description: How many workers send them, each on a connection that it keeps open; at most 256.
    type: int
    default: 8
  timeout:
    description: Seconds that each request may take until its last byte has arrived.
    type: float
    default: 30
  max_body_bytes:
    description:
      - The largest body the workload takes. The default is the workload's own.
      - What lies in front of it may take less. Lambda takes 6 MB and answers in a form of its own beyond that.
    type: int
    default: 1048576
  headers:
    description: Headers to send with every request, for example C(Authorization) for a JWT authorizer.
    type: dict
    default: {}
  sign:
    description:
      - Sign every request with AWS Signature Version 4, for an API that authorizes by IAM.
      - Needs botocore, credentials and O(region).
    type: bool
    default: false
notes:
  - Closes a gap. C(ansible.builtin.uri) sends one request, follows redirects and has no notion of a contract.
  - In check mode nothing is sent and the task is skipped, because what the plan describes may not exist yet and because
    an invocation costs money.
  - Proxies named in the environment are not used.
  - O(validate_certs) and O(aws_ca_bundle) also apply to the certificate of O(url).
attributes:
  check_mode:
    support: full
    description: Can run in C(check_mode) and changes nothing; nothing is sent then.
  diff_mode:
    support: none
    description: Nothing is changed, so there is no difference to show.
extends_documentation_fragment:
  - amazon.aws.common.modules
  - amazon.aws.region.modules
"""

EXAMPLES = r"""
- name: Test a workload with the instances beside the playbook
  inferops.aws.endpoint_test:
    url: https://a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com
    instances_file: "{{ playbook_dir }}/files/held_out.json"

- name: Test one that authorizes by IAM, with a known answer and more load
  inferops.aws.endpoint_test:
    url: https://a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com
    sign: true
    region: eu-central-1
    instances:
      - [5.1, 3.5, 1.4, 0.2]
    expected:
      - label: 0
    requests: 1000
    concurrency: 32

- name: Test a function that has no endpoint
  inferops.aws.endpoint_test:
    function: arn:aws:lambda:eu-central-1:123456789012:function:digits:live
    region: eu-central-1
    instances_file: "{{ playbook_dir }}/files/held_out.json"

- name: Only see whether it is up
  inferops.aws.endpoint_test:
    url: http://127.0.0.1:8080
    checks: [ping]
"""

RETURN = r"""
msg:
  description: One line. The checks that failed with what was seen instead, or that all have passed.
  returned: always
  type: str
  sample: "https://api.example.com keeps the contract: 7 checks passed"
url:
  description: The URL that was tested, or the ARN of the function.
  returned: when requests were sent
  type: str
  sample: https://api.example.com
checks:
  description: The checks in the order they ran; empty in check mode.
  returned: always
  type: list
  elements: dict
  contains:
    name:
      description: The name of the check.
      type: str
      sample: ping
    passed:
      description: Whether every answer was right.
      type: bool
      sample: true
    status:
      description: The last HTTP status, or that of the first request that failed; 0 when there was no answer.
      type: int
      sample: 200
    milliseconds:
      description:
        - How long the answer took. The sum for V(wrong_input), the slowest for V(concurrent), the packed one
          for V(gzip).
      type: float
      sample: 12.3
    message:
      description: What was seen. Of a wrong answer its beginning is repeated, without what O(headers) contains.
      type: str
      sample: is up
latency:
  description:
    - Milliseconds of the right answers to the concurrent requests, from opening the connection or sending the first
      byte to receiving the last.
    - A percentile is the smallest latency that so many per cent of all latencies do not exceed (nearest rank).
  returned: when requests were sent
  type: dict
  contains:
    count:
      description: How many answers these are.
      type: int
      sample: 100
    p50:
      description: The 50th percentile.
      type: float
      sample: 71.5
    p95:
      description: The 95th percentile.
      type: float
      sample: 102.9
    max:
      description: The slowest.
      type: float
      sample: 612.4
requests:
  description: The concurrent requests.
  returned: when requests were sent
  type: dict
  contains:
    sent:
      description: How many were sent.
      type: int
      sample: 100
    succeeded:
      description: How many were answered, and rightly.
      type: int
      sample: 100
    failed:
      description: How many were not.
      type: int
      sample: 0
    by_status:
      description: How many answers had which HTTP status; C(none) counts requests without an answer.
      type: dict
      sample: {"200": 100}
    connections:
      description: How many connections were opened for them.
      type: int
      sample: 8
counts:
  description: How many checks passed and how many failed.
  returned: when requests were sent
  type: dict
  contains:
    passed:
      description: How many passed.
      type: int
      sample: 7
    failed:
      description: How many failed.
      type: int
      sample: 0
"""

from pathlib import Path
from typing import Any

from ansible_collections.amazon.aws.plugins.module_utils.botocore import get_aws_connection_info
from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule

from ansible_collections.inferops.aws.plugins.module_utils._contract.function import (
    HAS_BOTO3,
    FunctionClient,
    settings,
)
from ansible_collections.inferops.aws.plugins.module_utils._contract.plan import (
    CHECK_NAMES,
    Plan,
    PlanError,
    read_instances,
)
from ansible_collections.inferops.aws.plugins.module_utils._contract.run import Report, over_http, run
from ansible_collections.inferops.aws.plugins.module_utils._contract.signing import find_keys, signer
from ansible_collections.inferops.aws.plugins.module_utils._contract.target import TargetError, parse

ARGUMENT_SPEC: dict[str, dict[str, Any]] = {
    "url": {"type": "str"},
    "function": {"type": "str"},
    "instances": {"type": "list", "elements": "raw"},
    "instances_file": {"type": "path"},
    "expected": {"type": "list", "elements": "raw"},
    "checks": {"type": "list", "elements": "str", "choices": list(CHECK_NAMES), "default": list(CHECK_NAMES)},
    "requests": {"type": "int", "default": 100},
    "concurrency": {"type": "int", "default": 8},
    "timeout": {"type": "float", "default": 30},
    "max_body_bytes": {"type": "int", "default": 1048576},
    "headers": {"type": "dict", "default": {}, "no_log": True},
    "sign": {"type": "bool", "default": False},
}
SESSION_OPTIONS = ("aws_access_key_id", "aws_secret_access_key", "aws_session_token", "profile_name")


def build_plan(params: dict[str, Any]) -> Plan:
    """The plan the options describe; raises PlanError or TargetError."""
    instances = params["instances"] or []
    if params["instances_file"]:
        try:
            instances = read_instances(Path(params["instances_file"]).read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise PlanError(f"instances_file cannot be read: {error}") from error
    return Plan(
        target=parse(params["url"]) if params["url"] else None,
        function=params["function"] or "",
        instances=instances,
        expected=params["expected"] or [],
        checks=params["checks"],
        requests=params["requests"],
        concurrency=params["concurrency"],
        timeout=params["timeout"],
        max_body_bytes=params["max_body_bytes"],
        headers={str(name): str(value) for name, value in params["headers"].items()},
    ).validated()


def over_lambda(module: AnsibleAWSModule, plan: Plan) -> Report:
    """Test a function through Lambda's API; raises PlanError."""
    if not HAS_BOTO3:
        raise PlanError("function is given: this needs boto3 and botocore")
    aws = module.client("lambda", config=settings(plan.timeout, plan.concurrency + 1))
    return run(plan, lambda: FunctionClient(aws, plan.function, plan.headers))


def over_url(module: AnsibleAWSModule, plan: Plan) -> Report:
    """Test what answers at a URL; raises PlanError."""
    region, _endpoint, connection = get_aws_connection_info(module)
    verify = connection.get("verify", True)
    if not module.params["sign"]:
        return run(plan, over_http(plan, verify=verify))
    if not region:
        raise PlanError("sign is true: region says where the API is")
    keys = find_keys({name: connection[name] for name in SESSION_OPTIONS if connection.get(name)})
    secrets = [secret for secret in (keys.access_key, keys.secret_key, keys.token) if secret]
    return run(plan, over_http(plan, signer(keys, region), verify), secrets)


def execute(module: AnsibleAWSModule) -> dict[str, Any]:
    """Run the test; raises PlanError or TargetError when it cannot be run as asked."""
    plan = build_plan(module.params)
    report = over_url(module, plan) if plan.target else over_lambda(module, plan)
    return {"msg": report.verdict(), "failed": bool(report.failed), **report.results()}


def main() -> None:
    module = AnsibleAWSModule(
        argument_spec=ARGUMENT_SPEC,
        mutually_exclusive=[("instances", "instances_file"), ("url", "function")],
        required_one_of=[("url", "function")],
        supports_check_mode=True,
        check_boto3=False,
    )
    if module.check_mode:
        module.exit_json(changed=False, skipped=True, checks=[], msg="Nothing is sent in check mode")
    try:
        result = execute(module)
    except (PlanError, TargetError, OSError) as error:
        module.fail_json(msg=str(error), checks=[])
    if result.pop("failed"):
        module.fail_json(**result)
    module.exit_json(changed=False, **result)


if __name__ == "__main__":
    main()

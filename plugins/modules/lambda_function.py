#!/usr/bin/python
# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: lambda_function
version_added: 0.1.0
short_description: Manage a Lambda function with everything that it can be set to
description:
  - Creates, updates and deletes a Lambda function, packaged as a zip archive or as a container image.
  - What is left out stays as it is. An empty value (V({}), V([]) or an empty text) takes a setting away.
  - Code is compared by its digest. The same content, wherever it comes from, is no change.
  - With O(publish) a version is published when code or configuration differ from the latest published one.
notes:
  - M(amazon.aws.lambda) reports an image, and code in S3, as changed in every run, takes a function out of its
    VPC when the subnets are left out, and knows neither file systems nor ephemeral storage, image configuration,
    SnapStart, logging configuration or pruning of versions.
  - Limits are those of AWS, which differ between kinds of functions and change; this module adds none.
author:
  - Contributors to the inferops.aws project (@inferops)
options:
  function_name:
    description:
      - Name of the function.
    type: str
    required: true
    aliases: [name]
  expect_tags:
    description:
      - Tags that the function must bear already if it exists. One that does not bear them is somebody else's.
      - With O(state=present) the module then refuses and leaves that function as it is; with O(state=absent) there is
        nothing to delete, and nothing changes.
      - O(tags) must hold them as well, unless the function bears them and keeps them.
    type: dict
  state:
    description:
      - Whether the function shall exist. V(absent) deletes it with all its versions and aliases.
    type: str
    choices: [present, absent]
    default: present
  role:
    description:
      - ARN of the role that the function has. Required to create one.
      - A role that has just been made is not known everywhere; that error is retried for a minute.
    type: str
  source:
    description:
      - A folder on the machine that runs the module, whose files become the package.
      - The same files give the same package, byte for byte; times, owners and the order of files do not count.
    type: path
  exclude:
    description:
      - Patterns of names in O(source) that are not packed, such as V(tests) or V(*.md). A folder is left out with all
        that is in it.
      - What interpreters and git leave behind is never packed.
    type: list
    elements: str
  zip_file:
    description:
      - Path of a zip archive with the code.
    type: path
  s3_bucket:
    description:
      - Bucket of a zip archive with the code.
    type: str
  s3_key:
    description:
      - Key of the archive in O(s3_bucket).
    type: str
  s3_object_version:
    description:
      - Version of the archive in O(s3_bucket).
    type: str
  s3_object_storage_mode:
    description:
      - Whether Lambda copies the archive or refers to it.
    type: str
    choices: [COPY, REFERENCE]
  code_sha256:
    description:
      - SHA-256 of the archive in O(s3_bucket), in base64.
      - Without it, the checksum of the object is taken if it has one over the whole of it, else the object is read.
    type: str
  image_uri:
    description:
      - A container image in ECR, by digest or by tag.
      - A tag is resolved to the digest that it has now, and the function gets the digest.
    type: str
  source_kms_key_arn:
    description:
      - Key that encrypts the archive.
    type: str
  architectures:
    description:
      - Instruction set of the function.
      - A change needs the code to be given as well.
    type: list
    elements: str
    choices: [x86_64, arm64]
  allow_replace:
    description:
      - Whether to delete the function and create it anew for a change that AWS does not make, such as from archive
        to image. Versions, aliases, permissions and concurrency are lost.
    type: bool
    default: false
  publish:
    description:
      - Whether to publish a version when there is something new in it.
      - A change of nothing but the description or the tags is nothing new.
    type: bool
    default: false
  versions_to_keep:
    description:
      - How many published versions remain, the newest ones. Those that an alias uses remain as well.
      - If left out, none is deleted.
    type: int
  runtime:
    description:
      - Identifier of the runtime, for an archive.
    type: str
  handler:
    description:
      - The function that is called in the code, for an archive.
    type: str
  description:
    description:
      - A description.
    type: str
  timeout:
    description:
      - After how many seconds Lambda ends a request.
    type: int
  memory_size:
    description:
      - Memory in MB; processors are allotted in proportion.
    type: int
  environment:
    description:
      - All environment variables by name, together with those of O(secret_environment).
      - Values that are given here appear in the diff and in the result. Of every other variable only the name does.
    type: dict
  secret_environment:
    description:
      - Environment variables with values that are never shown.
      - AWS shows them to everyone who may read the function. A secret store is the better place.
    type: dict
  kms_key_arn:
    description:
      - Key that encrypts the environment variables.
    type: str
  ephemeral_storage:
    description:
      - The function's C(/tmp).
    type: dict
    suboptions:
      size:
        description:
          - Size in MB.
        type: int
        required: true
  layers:
    description:
      - ARNs of layer versions, in this order.
    type: list
    elements: str
  vpc_config:
    description:
      - The VPC that the function reaches; V({}) takes it out. Suboptions that are left out stay as they are.
    type: dict
    suboptions:
      subnet_ids:
        description:
          - Subnets.
        type: list
        elements: str
      security_group_ids:
        description:
          - Security groups.
        type: list
        elements: str
      ipv6_allowed_for_dual_stack:
        description:
          - Whether dual-stack subnets may be reached by IPv6.
        type: bool
  file_system_configs:
    description:
      - File systems that are mounted.
    type: list
    elements: dict
    suboptions:
      arn:
        description:
          - ARN of the access point.
        type: str
        required: true
      local_mount_path:
        description:
          - Where it is mounted, below C(/mnt).
        type: str
        required: true
      s3_files_config:
        description:
          - Settings of an S3 file system.
        type: dict
        suboptions:
          direct_s3_read:
            description:
              - Whether large reads go to S3 itself.
            type: str
            choices: [ENABLED, DISABLED, AUTO]
  image_config:
    description:
      - Overrides what the container image says.
    type: dict
    suboptions:
      entry_point:
        description:
          - The entry point.
        type: list
        elements: str
      command:
        description:
          - The command.
        type: list
        elements: str
      working_directory:
        description:
          - The working directory.
        type: str
  tracing_config:
    description:
      - Tracing with X-Ray.
    type: dict
    suboptions:
      mode:
        description:
          - Whether requests are traced.
        type: str
        choices: [Active, PassThrough]
  dead_letter_config:
    description:
      - Where asynchronous requests go that failed.
    type: dict
    suboptions:
      target_arn:
        description:
          - ARN of a queue or topic.
        type: str
  snap_start:
    description:
      - Whether published versions start from a snapshot.
    type: dict
    suboptions:
      apply_on:
        description:
          - To what it applies.
        type: str
        choices: [PublishedVersions, None]
  logging_config:
    description:
      - Where the function logs and how. Suboptions that are left out stay as they are.
    type: dict
    suboptions:
      log_format:
        description:
          - Format of the log.
        type: str
        choices: [JSON, Text]
      application_log_level:
        description:
          - From which level on the function's messages are kept, with format V(JSON).
        type: str
        choices: [TRACE, DEBUG, INFO, WARN, ERROR, FATAL]
      system_log_level:
        description:
          - From which level on Lambda's messages are kept, with format V(JSON).
        type: str
        choices: [DEBUG, INFO, WARN]
      log_group:
        description:
          - The log group.
        type: str
  capacity_provider_config:
    description:
      - Instances that the function runs on.
    type: dict
    suboptions:
      lambda_managed_instances_capacity_provider_config:
        description:
          - The capacity provider.
        type: dict
        required: true
        suboptions:
          capacity_provider_arn:
            description:
              - Its ARN.
            type: str
            required: true
          per_execution_environment_max_concurrency:
            description:
              - How many requests one environment works on at the same time.
            type: int
          execution_environment_memory_gi_b_per_v_cpu:
            description:
              - Memory in GiB for every virtual processor.
            type: float
  durable_config:
    description:
      - Settings of durable executions. Suboptions that are left out stay as they are.
    type: dict
    suboptions:
      kms_key_arn:
        description:
          - Key that encrypts what executions carry.
        type: str
      retention_period_in_days:
        description:
          - For how many days the history is kept.
        type: int
      execution_timeout:
        description:
          - After how many seconds an execution ends.
        type: int
  runtime_config:
    description:
      - A runtime that the customer manages.
    type: dict
    suboptions:
      runtime_arn:
        description:
          - ARN of the runtime.
        type: str
        required: true
      runtime_alias:
        description:
          - Alias of the runtime.
        type: str
        required: true
  accelerator_config:
    description:
      - Accelerator of the execution environment.
    type: dict
    suboptions:
      accelerator_memory_size:
        description:
          - Memory of the accelerator.
        type: int
        required: true
  tenancy_config:
    description:
      - Isolation of tenants; decided when the function is created.
    type: dict
    suboptions:
      tenant_isolation_mode:
        description:
          - The mode.
        type: str
        required: true
        choices: [PER_TENANT]
attributes:
  check_mode:
    description:
      - Reports what would change without writing or waiting.
      - Code that does not exist yet is taken for new.
    support: full
  diff_mode:
    description: Always returns what was there and what is there afterwards.
    support: full
extends_documentation_fragment:
  - inferops.aws.wait
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
  - amazon.aws.tags
"""

EXAMPLES = r"""
- name: Make a function from an archive and publish a version if there is anything new
  inferops.aws.lambda_function:
    function_name: digits
    role: arn:aws:iam::111111111111:role/inferops/digits-eu-central-1-lambda
    zip_file: build/digits.zip
    runtime: python3.12
    handler: handler.handle
    memory_size: 1024
    timeout: 20
    environment:
      MODEL_URI: s3://digits-models-111111111111-eu-central-1/models/4f1c
    logging_config:
      log_group: /aws/lambda/digits
    tags:
      inferops:workload: digits
    publish: true
    versions_to_keep: 5
  register: function

- name: Make a function from an image
  inferops.aws.lambda_function:
    function_name: digits-image
    role: arn:aws:iam::111111111111:role/inferops/digits-eu-central-1-lambda
    image_uri: 111111111111.dkr.ecr.eu-central-1.amazonaws.com/digits:v1
    architectures: [arm64]

- name: Delete it
  inferops.aws.lambda_function:
    function_name: digits-image
    state: absent
"""

RETURN = r"""
function_name:
  description: Name of the function.
  returned: when the function exists
  type: str
  sample: digits
function_arn:
  description: ARN of the function. In check mode what AWS alone can know of a new function is V((known after apply)).
  returned: when the function exists
  type: str
  sample: arn:aws:lambda:eu-central-1:111111111111:function:digits
version:
  description:
    - With O(publish) or O(versions_to_keep), the latest published version.
    - Else, and if there is none, V($LATEST).
  returned: when the function exists
  type: str
  sample: "8"
version_arn:
  description: ARN of the latest published version, with O(publish) or O(versions_to_keep).
  returned: when the function exists
  type: str
  sample: arn:aws:lambda:eu-central-1:111111111111:function:digits:8
aliases:
  description: The aliases with C(name), C(function_version) and C(routing_config).
  returned: when O(versions_to_keep) was given
  type: list
  elements: dict
  sample: [{name: live, function_version: "3"}]
published_versions:
  description: All published versions, oldest first, with O(publish) or O(versions_to_keep).
  returned: when the function exists
  type: list
  elements: str
  sample: ["7", "8"]
package_type:
  description: V(Zip) or V(Image).
  returned: when the function exists
  type: str
  sample: Zip
code_sha256:
  description: SHA-256 of the code, in base64.
  returned: when the function exists
  type: str
  sample: 47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=
code_size:
  description: Size of the archive in bytes.
  returned: when the function exists
  type: int
  sample: 48213
image_digest:
  description: Digest of the image that runs.
  returned: when the function exists
  type: str
  sample: sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
resolved_image_uri:
  description: The image that runs, by digest.
  returned: when the function exists
  type: str
  sample: 111111111111.dkr.ecr.eu-central-1.amazonaws.com/digits@sha256:e3b0
state:
  description: State of the function.
  returned: when the function exists
  type: str
  sample: Active
last_update_status:
  description: State of the latest update.
  returned: when the function exists
  type: str
  sample: Successful
last_modified:
  description: When the function was last changed.
  returned: when the function exists
  type: str
  sample: "2026-01-15T10:00:00.000+0000"
revision_id:
  description: Changes with every change of the function.
  returned: when the function exists
  type: str
  sample: 5f0b3a6e-0b7d-4f0e-9b0e-7d1a3a3a2b11
environment:
  description: All variables by name; the values that this task gave under O(environment), V((hidden)) for the others.
  returned: when the function exists
  type: dict
  sample: {LOG_LEVEL: info, TOKEN: (hidden)}
tags:
  description: The tags.
  returned: when the function exists
  type: dict
  sample: {"inferops:workload": digits}
role:
  description: The role. All other settings are returned likewise, under the names of their options.
  returned: when the function exists
  type: str
  sample: arn:aws:iam::111111111111:role/inferops/digits-eu-central-1-lambda
"""

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule

from ansible_collections.inferops.aws.plugins.module_utils._engine.errors import EngineError
from ansible_collections.inferops.aws.plugins.module_utils._lambda.service import function

TEXT = {"type": "str"}
TEXTS = {"type": "list", "elements": "str"}
NUMBER = {"type": "int"}


def _dict(**options: dict[str, object]) -> dict[str, object]:
    return {"type": "dict", "options": options}


def _needed(spec: dict[str, object]) -> dict[str, object]:
    return {**spec, "required": True}


def _one_of(*choices: str) -> dict[str, object]:
    return {"type": "str", "choices": list(choices)}


ARGUMENT_SPEC: dict[str, dict[str, object]] = {
    "function_name": {"type": "str", "required": True, "aliases": ["name"]},
    "expect_tags": {"type": "dict"},
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    "role": TEXT,
    "source": {"type": "path"},
    "exclude": TEXTS,
    "zip_file": {"type": "path"},
    "s3_bucket": TEXT,
    "s3_key": {"type": "str", "no_log": False},
    "s3_object_version": TEXT,
    "s3_object_storage_mode": _one_of("COPY", "REFERENCE"),
    "code_sha256": TEXT,
    "image_uri": TEXT,
    "source_kms_key_arn": {"type": "str", "no_log": False},
    "architectures": {"type": "list", "elements": "str", "choices": ["x86_64", "arm64"]},
    "allow_replace": {"type": "bool", "default": False},
    "publish": {"type": "bool", "default": False},
    "versions_to_keep": NUMBER,
    "runtime": TEXT,
    "handler": TEXT,
    "description": TEXT,
    "timeout": NUMBER,
    "memory_size": NUMBER,
    "environment": {"type": "dict"},
    "secret_environment": {"type": "dict", "no_log": True},
    "kms_key_arn": {"type": "str", "no_log": False},
    "ephemeral_storage": _dict(size=_needed(NUMBER)),
    "layers": TEXTS,
    "vpc_config": _dict(subnet_ids=TEXTS, security_group_ids=TEXTS, ipv6_allowed_for_dual_stack={"type": "bool"}),
    "file_system_configs": {
        "type": "list",
        "elements": "dict",
        "options": {
            "arn": _needed(TEXT),
            "local_mount_path": _needed(TEXT),
            "s3_files_config": _dict(direct_s3_read=_one_of("ENABLED", "DISABLED", "AUTO")),
        },
    },
    "image_config": _dict(entry_point=TEXTS, command=TEXTS, working_directory=TEXT),
    "tracing_config": _dict(mode=_one_of("Active", "PassThrough")),
    "dead_letter_config": _dict(target_arn=TEXT),
    "snap_start": _dict(apply_on=_one_of("PublishedVersions", "None")),
    "logging_config": _dict(
        log_format=_one_of("JSON", "Text"),
        application_log_level=_one_of("TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"),
        system_log_level=_one_of("DEBUG", "INFO", "WARN"),
        log_group=TEXT,
    ),
    "capacity_provider_config": _dict(
        lambda_managed_instances_capacity_provider_config=_needed(
            _dict(
                capacity_provider_arn=_needed(TEXT),
                per_execution_environment_max_concurrency=NUMBER,
                execution_environment_memory_gi_b_per_v_cpu={"type": "float"},
            )
        )
    ),
    "durable_config": _dict(
        kms_key_arn={"type": "str", "no_log": False}, retention_period_in_days=NUMBER, execution_timeout=NUMBER
    ),
    "runtime_config": _dict(runtime_arn=_needed(TEXT), runtime_alias=_needed(TEXT)),
    "accelerator_config": _dict(accelerator_memory_size=_needed(NUMBER)),
    "tenancy_config": _dict(tenant_isolation_mode=_needed(_one_of("PER_TENANT"))),
    "tags": {"type": "dict", "aliases": ["resource_tags"]},
    "purge_tags": {"type": "bool", "default": True},
    "wait": {"type": "bool", "default": True},
    "wait_timeout": {"type": "int", "default": 300},
}


def main() -> None:
    """Run the module."""
    module = AnsibleAWSModule(
        argument_spec=ARGUMENT_SPEC,
        mutually_exclusive=[("source", "zip_file", "s3_bucket", "image_uri")],
        required_together=[("s3_bucket", "s3_key")],
        required_by={
            "exclude": "source",
            "s3_object_version": "s3_key",
            "code_sha256": "s3_key",
            "s3_object_storage_mode": "s3_key",
        },
        supports_check_mode=True,
    )
    try:
        module.exit_json(**function(module))
    except EngineError as error:
        module.fail_json(**error.as_result())


if __name__ == "__main__":
    main()

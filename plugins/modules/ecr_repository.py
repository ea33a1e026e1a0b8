#!/usr/bin/python
# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: ecr_repository
version_added: 0.1.0
short_description: Manage an ECR repository
description:
  - Creates, changes and deletes a repository of the account's private registry, with its lifecycle policy and tags.
notes:
  - M(community.aws.ecs_ecr) has no tags and no diff, fails in check mode when a repository that does not exist yet
    is to have a policy, and refuses a KMS key that is not given by the very ARN that AWS reports.
author:
  - Contributors to the inferops.aws project (@inferops)
options:
  name:
    description:
      - Name of the repository.
    type: str
    required: true
  image_tag_mutability:
    description:
      - Whether a tag can be moved to another image. If left out, it stays as it is; AWS creates with V(MUTABLE).
    type: str
    choices: [MUTABLE, IMMUTABLE]
  image_scanning_configuration:
    description:
      - How images are scanned. If left out, it stays as it is.
    type: dict
    suboptions:
      scan_on_push:
        description:
          - Whether each image is scanned for known weaknesses when it is pushed.
        type: bool
  encryption_configuration:
    description:
      - How images are encrypted. It is decided at creation; if left out, ECR's own keys are used.
    type: dict
    suboptions:
      encryption_type:
        description:
          - V(AES256) for ECR's own keys, V(KMS) for a key in KMS, V(KMS_DSSE) for two layers of it.
        type: str
        choices: [AES256, KMS, KMS_DSSE]
        required: true
      kms_key:
        description:
          - The key by ARN, id or alias; the account's key for ECR if left out.
          - AWS reports a key by its ARN, so a change from one alias to another is not noticed.
        type: str
  lifecycle_policy:
    description:
      - The lifecycle policy, as a dictionary or as JSON. V({}) deletes it; if left out, it stays as it is.
    type: dict
  tags:
    description:
      - Tags of the repository. If left out, they stay as they are.
    type: dict
    aliases: [resource_tags]
  purge_tags:
    description:
      - Whether tags that are not in O(tags) are taken away.
    type: bool
    default: true
  force:
    description:
      - Whether a repository is deleted although there are images in it.
    type: bool
    default: false
  allow_replace:
    description:
      - Whether the repository may be deleted and created anew to change what is decided at creation.
    type: bool
    default: false
extends_documentation_fragment:
  - inferops.aws.attributes
  - inferops.aws.managed
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
"""

EXAMPLES = r"""
- name: Keep the last 30 images, with tags that never move
  inferops.aws.ecr_repository:
    name: digits
    image_tag_mutability: IMMUTABLE
    image_scanning_configuration:
      scan_on_push: true
    lifecycle_policy:
      rules:
        - rulePriority: 1
          selection: {tagStatus: any, countType: imageCountMoreThan, countNumber: 30}
          action: {type: expire}
    tags:
      team: digits

- name: Delete it with its images
  inferops.aws.ecr_repository:
    name: digits
    state: absent
    force: true
"""

RETURN = r"""
repository_name:
  description: Name of the repository.
  returned: when the repository exists
  type: str
  sample: digits
repository_arn:
  description: ARN of the repository. In check mode, for one that would be created, V((known after apply)).
  returned: when the repository exists
  type: str
  sample: arn:aws:ecr:eu-central-1:111111111111:repository/digits
repository_uri:
  description: What the names of its images begin with.
  returned: when the repository exists
  type: str
  sample: 111111111111.dkr.ecr.eu-central-1.amazonaws.com/digits
registry_id:
  description: The account that the registry belongs to.
  returned: when the repository exists
  type: str
  sample: "111111111111"
created_at:
  description: When the repository was created.
  returned: when the repository exists
  type: str
  sample: "2026-01-31T12:00:00+00:00"
image_tag_mutability:
  description: Whether a tag can be moved to another image.
  returned: when the repository exists
  type: str
  sample: IMMUTABLE
image_scanning_configuration:
  description: How images are scanned.
  returned: when the repository exists
  type: dict
  sample: {scan_on_push: true}
encryption_configuration:
  description: How images are encrypted.
  returned: when the repository exists
  type: dict
  sample: {encryption_type: AES256}
lifecycle_policy:
  description: The lifecycle policy; none if there is none.
  returned: when the repository exists
  type: dict
  sample:
    rules:
      - rulePriority: 1
        selection: {tagStatus: any, countType: imageCountMoreThan, countNumber: 30}
        action: {type: expire}
tags:
  description: Tags of the repository.
  returned: when the repository exists
  type: dict
  sample: {team: digits}
"""

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule

from ansible_collections.inferops.aws.plugins.module_utils._ecr.repository import repository
from ansible_collections.inferops.aws.plugins.module_utils._engine.errors import EngineError

ARGUMENT_SPEC = {
    "name": {"type": "str", "required": True},
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    "expect_tags": {"type": "dict"},
    "image_tag_mutability": {"type": "str", "choices": ["MUTABLE", "IMMUTABLE"]},
    "image_scanning_configuration": {"type": "dict", "options": {"scan_on_push": {"type": "bool"}}},
    "encryption_configuration": {
        "type": "dict",
        "options": {
            "encryption_type": {"type": "str", "choices": ["AES256", "KMS", "KMS_DSSE"], "required": True},
            "kms_key": {"type": "str", "no_log": False},
        },
    },
    "lifecycle_policy": {"type": "dict"},
    "tags": {"type": "dict", "aliases": ["resource_tags"]},
    "purge_tags": {"type": "bool", "default": True},
    "force": {"type": "bool", "default": False},
    "allow_replace": {"type": "bool", "default": False},
}


def main() -> None:
    """Run the module."""
    module = AnsibleAWSModule(argument_spec=ARGUMENT_SPEC, supports_check_mode=True)
    try:
        module.exit_json(**repository(module))
    except EngineError as error:
        module.fail_json(**error.as_result())


if __name__ == "__main__":
    main()

#!/usr/bin/python
# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: eks_pod_identity_association
version_added: 0.1.0
short_description: Give a service account of an EKS cluster a role in AWS
description:
  - Manages the Pod Identity association of a service account, which gives its pods the credentials of a role.
  - What is left out stays as it is.
notes:
  - No module of C(amazon.aws) or C(community.aws) manages Pod Identity associations.
  - The role's trust policy must allow C(sts:AssumeRole) and C(sts:TagSession) to C(pods.eks.amazonaws.com), and the
    cluster needs the add-on C(eks-pod-identity-agent), or Auto Mode.
  - Neither the namespace nor the service account need exist.
author:
  - Contributors to the inferops.aws project (@inferops)
options:
  cluster_name:
    description:
      - Name of the cluster.
    type: str
    required: true
  namespace:
    description:
      - Namespace of the service account.
    type: str
    required: true
  service_account:
    description:
      - Name of the service account.
    type: str
    required: true
  role_arn:
    description:
      - ARN of the role. Required to create an association.
    type: str
  target_role_arn:
    description:
      - ARN of a second role, perhaps in another account, that is taken with the first. An empty text takes it away.
    type: str
  disable_session_tags:
    description:
      - Whether sessions lack the tags that tell cluster, namespace and service account.
    type: bool
  policy:
    description:
      - An IAM policy that allows the pods less than the role does. It wants O(disable_session_tags=true). V({}) takes
        it away.
    type: dict
extends_documentation_fragment:
  - inferops.aws.attributes
  - inferops.aws.managed
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
  - amazon.aws.tags
"""

EXAMPLES = r"""
- name: Let the front end invoke the function
  inferops.aws.eks_pod_identity_association:
    cluster_name: digits
    namespace: front
    service_account: front-end
    role_arn: arn:aws:iam::123456789012:role/digits-front-end
"""

RETURN = r"""
cluster_name:
  description: Name of the cluster.
  returned: when the association exists
  type: str
  sample: digits
namespace:
  description: Namespace of the service account.
  returned: when the association exists
  type: str
  sample: front
service_account:
  description: Name of the service account.
  returned: when the association exists
  type: str
  sample: front-end
association_id:
  description: Identifier of the association. In check mode, for a new one, V((known after apply)).
  returned: when the association exists
  type: str
  sample: a-0123456789abcdef0
association_arn:
  description: ARN of the association.
  returned: when the association exists
  type: str
  sample: arn:aws:eks:eu-central-1:123456789012:podidentityassociation/digits/a-0123456789abcdef0
role_arn:
  description: ARN of the role.
  returned: when the association exists
  type: str
  sample: arn:aws:iam::123456789012:role/digits-front-end
target_role_arn:
  description: ARN of the second role.
  returned: when the association exists
  type: str
  sample: arn:aws:iam::210987654321:role/data
external_id:
  description: What the trust policy of the second role can ask for.
  returned: when the association exists
  type: str
  sample: eu-central-1/123456789012/digits/front/front-end
disable_session_tags:
  description: Whether sessions lack tags.
  returned: when the association exists
  type: bool
  sample: false
policy:
  description: The policy that narrows the role.
  returned: when the association exists
  type: dict
  sample: {Version: "2012-10-17", Statement: []}
owner_arn:
  description: ARN of the add-on to which the association belongs, if it belongs to one.
  returned: when the association exists
  type: str
  sample: arn:aws:eks:eu-central-1:123456789012:addon/digits/vpc-cni/0123
created_at:
  description: When it was created.
  returned: when the association exists
  type: str
  sample: "2026-11-01T12:00:00+00:00"
modified_at:
  description: When it was changed last.
  returned: when the association exists
  type: str
  sample: "2026-11-01T12:00:00+00:00"
tags:
  description: The tags.
  returned: when the association exists
  type: dict
  sample: {team: vision}
"""

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule

from ansible_collections.inferops.aws.plugins.module_utils._eks.service import pod_identity_association
from ansible_collections.inferops.aws.plugins.module_utils._engine.errors import EngineError

ARGUMENT_SPEC = {
    "cluster_name": {"type": "str", "required": True},
    "namespace": {"type": "str", "required": True},
    "service_account": {"type": "str", "required": True},
    "expect_tags": {"type": "dict"},
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    "role_arn": {"type": "str"},
    "target_role_arn": {"type": "str"},
    "disable_session_tags": {"type": "bool"},
    "policy": {"type": "dict"},
    "tags": {"type": "dict", "aliases": ["resource_tags"]},
    "purge_tags": {"type": "bool", "default": True},
}


def main() -> None:
    """Run the module."""
    module = AnsibleAWSModule(argument_spec=ARGUMENT_SPEC, supports_check_mode=True)
    try:
        module.exit_json(**pod_identity_association(module))
    except EngineError as error:
        module.fail_json(**error.as_result())


if __name__ == "__main__":
    main()

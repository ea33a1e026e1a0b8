# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Lookup of tokens for EKS clusters."""

from __future__ import annotations

DOCUMENTATION = r"""
name: eks_token
version_added: 0.1.0
short_description: Tokens for the API servers of EKS clusters
author:
  - Contributors to the inferops.aws project (@inferops)
description:
  - Makes a token with which the API server of an EKS cluster knows who we are. The AWS CLI is not needed.
  - The token is a signed request that is not sent. The cluster need not exist, and no permission is needed; what the
    token may do in a cluster is decided by the cluster's access entries.
  - A token is valid for 15 minutes. It is a secret.
notes:
  - A lookup works where Ansible runs and does not see the C(environment) of a task.
  - No plugin of C(amazon.aws), C(community.aws) or C(kubernetes.core) makes such a token.
options:
  _terms:
    description: Names of clusters.
    required: true
extends_documentation_fragment:
  - amazon.aws.boto3
  - amazon.aws.common.plugins
  - amazon.aws.region.plugins
"""

EXAMPLES = r"""
- name: List the nodes
  kubernetes.core.k8s_info:
    kind: Node
    host: "{{ cluster.endpoint }}"
    api_key: "{{ lookup('inferops.aws.eks_token', 'digits', region='eu-central-1') }}"
    ca_cert: "{{ ca_file }}"
  no_log: true
"""

RETURN = r"""
_raw:
  description: A token for every cluster, in the order of the names.
  type: list
  elements: str
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from ansible.errors import AnsibleLookupError
from ansible_collections.amazon.aws.plugins.plugin_utils.lookup import AWSLookupBase

from ansible_collections.inferops.aws.plugins.module_utils._eks.bearer import addressed_to_aws, token

with suppress(ImportError):  # AWSLookupBase reports it
    from botocore.exceptions import BotoCoreError, ClientError


class LookupModule(AWSLookupBase):
    """Returns a token for each cluster that is named."""

    def run(self, terms: Sequence[str], variables: Mapping[str, Any] | None = None, **kwargs: Any) -> list[str]:
        """Return the tokens.

        Raises AnsibleLookupError where there are no credentials, or no region.
        """
        super().run(terms, variables, **kwargs)
        try:
            sts = self.client("sts", config=addressed_to_aws())
            return [token(sts, str(name)) for name in terms]
        except (BotoCoreError, ClientError) as error:
            raise AnsibleLookupError(f"eks_token: {error}") from error

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Lookup of what the modules of kubernetes.core need to reach EKS clusters."""

from __future__ import annotations

DOCUMENTATION = r"""
name: eks_connection
version_added: 0.1.0
short_description: How modules of kubernetes.core reach an EKS cluster
author:
  - Contributors to the inferops.aws project (@inferops)
description:
  - Returns the options O(ignore:host), O(ignore:ca_cert) and O(ignore:api_key) of M(kubernetes.core.k8s) for a cluster.
  - The token among them is made anew each time, so that a run may take longer than a token is valid. Neither the AWS
    CLI nor a kubeconfig is needed, and nothing is asked of AWS but, where a role is assumed, its credentials.
  - The certificate is written into Ansible's temporary folder of the run.
notes:
  - What is returned holds a secret. Use it in C(module_defaults), whose modules conceal it, and register it nowhere.
  - No plugin of C(amazon.aws), C(community.aws) or C(kubernetes.core) makes a connection to an EKS cluster.
options:
  _terms:
    description:
      - Clusters, as M(inferops.aws.eks_cluster) or M(inferops.aws.eks_cluster_info) returns them.
    type: list
    elements: dict
    required: true
extends_documentation_fragment:
  - inferops.aws.environment
"""

EXAMPLES = r"""
- name: Look at a cluster
  inferops.aws.eks_cluster_info:
    name: digits
  register: cluster

- name: List the nodes
  kubernetes.core.k8s_info:
    kind: Node
  module_defaults:
    group/kubernetes.core.k8s: "{{ lookup('inferops.aws.eks_connection', cluster) }}"
"""

RETURN = r"""
_raw:
  description: The options, one dictionary for each cluster.
  type: list
  elements: dict
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from ansible.errors import AnsibleLookupError
from ansible.plugins.lookup import LookupBase

from ansible_collections.inferops.aws.plugins.plugin_utils._session import calls
from ansible_collections.inferops.aws.plugins.plugin_utils._session.environment import Pairs, pairs

with suppress(ImportError):  # calls.asking() reports it
    from botocore.exceptions import BotoCoreError, ClientError


class LookupModule(LookupBase):
    """Returns a connection for each cluster that is given."""

    def run(
        self, terms: Sequence[Mapping[str, Any]], variables: Mapping[str, Any] | None = None, **kwargs: Any
    ) -> list[dict[str, str]]:
        """Return the connections.

        Raises AnsibleLookupError where a cluster has no API server yet, and where there are no credentials.
        """
        self.set_options(var_options=variables, direct=kwargs)
        with calls.asking("eks_connection"):
            return connections(terms, self.get_option("environment"))


def connections(clusters: Sequence[Mapping[str, Any]], environment: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return the connections to *clusters*, made with *environment*; raises AnsibleLookupError."""
    return [_connection(cluster, pairs(environment)) for cluster in clusters]


def _connection(cluster: Mapping[str, Any], environment: Pairs) -> dict[str, str]:
    name, endpoint = str(cluster.get("name", "")), str(cluster.get("endpoint") or "")
    if not endpoint.startswith("https://"):
        raise AnsibleLookupError(f"eks_connection: cluster {name!r} has no API server that could be reached yet.")
    try:
        secret = calls.token(name, environment)
    except (BotoCoreError, ClientError) as error:
        raise AnsibleLookupError(f"eks_connection: no token for cluster {name!r}: {error}") from error
    authority = calls.authority_file(str(cluster["certificate_authority_data"]))
    return {"host": endpoint, "ca_cert": authority, "api_key": secret}

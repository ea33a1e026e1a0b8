# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Lookup of what EKS has against a version of Kubernetes."""

from __future__ import annotations

DOCUMENTATION = r"""
name: eks_version_fault
version_added: 0.1.0
short_description: What EKS has against a version of Kubernetes for a cluster
author:
  - Contributors to the inferops.aws project (@inferops)
description:
  - Says before anything is written whether EKS has the version, and whether the cluster, if it is there, can go to
    it.
  - Needs C(eks:DescribeCluster), and C(eks:DescribeClusterVersions) where the cluster has another version.
options:
  _terms:
    description:
      - Names of clusters.
    type: list
    elements: str
    required: true
  version:
    description:
      - The version of Kubernetes that the cluster shall have.
    type: str
    required: true
  support_type:
    description:
      - With V(STANDARD), only versions in standard support are allowed for a cluster that has another one.
    type: str
    choices: [STANDARD, EXTENDED]
    default: STANDARD
  allow_rollback:
    description:
      - Whether a cluster may go back to a version that is lower than what it has.
    type: bool
    default: false
extends_documentation_fragment:
  - inferops.aws.environment
"""

EXAMPLES = r"""
- name: Refuse a version that EKS does not have, or that the cluster cannot go to
  ansible.builtin.assert:
    that: lookup('inferops.aws.eks_version_fault', 'digits', version='1.37') == ''
"""

RETURN = r"""
_raw:
  description: What would be allowed instead, for each cluster; empty if nothing is wrong.
  type: list
  elements: str
"""

import functools
from collections.abc import Mapping, Sequence
from typing import Any

from ansible.plugins.lookup import LookupBase

from ansible_collections.inferops.aws.plugins.module_utils._eks.preflight import version_fault
from ansible_collections.inferops.aws.plugins.plugin_utils._session import calls
from ansible_collections.inferops.aws.plugins.plugin_utils._session.environment import Pairs, acting_as, pairs


class LookupModule(LookupBase):
    """Returns a sentence for each cluster."""

    def run(self, terms: Sequence[str], variables: Mapping[str, Any] | None = None, **kwargs: Any) -> list[str]:
        """Return the sentences.

        Raises AnsibleLookupError where EKS cannot be asked.
        """
        self.set_options(var_options=variables, direct=kwargs)
        with calls.asking("eks_version_fault"):
            environment = pairs(self.get_option("environment"))
            version, support = str(self.get_option("version")), str(self.get_option("support_type"))
            back = bool(self.get_option("allow_rollback"))
            return [_fault(str(name), version, support, back, environment) for name in terms]


# Asked once in a process, since a check needs the sentence several times.
@functools.cache
def _fault(name: str, version: str, support: str, allow_rollback: bool, environment: Pairs) -> str:
    with acting_as(dict(environment)):
        found = calls.cluster(name, environment)
        return version_fault(calls.ask(environment), name, found, version, support, allow_rollback=allow_rollback)

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
  - inferops.aws.cluster_names
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

from ansible.plugins.lookup import LookupBase

from ansible_collections.inferops.aws.plugins.module_utils._eks.preflight import version_fault
from ansible_collections.inferops.aws.plugins.plugin_utils._session import calls
from ansible_collections.inferops.aws.plugins.plugin_utils._session.environment import Pairs
from ansible_collections.inferops.aws.plugins.plugin_utils._session.faults import FaultLookup


class LookupModule(FaultLookup, LookupBase):
    """Returns a sentence for each cluster."""

    def fault(self, term: str, environment: Pairs) -> str:
        """Return the sentence of one."""
        version, support = str(self.get_option("version")), str(self.get_option("support_type"))
        return _fault(str(term), version, support, bool(self.get_option("allow_rollback")), environment)


# Asked once in a process, since a check needs the sentence several times.
@functools.cache
def _fault(name: str, version: str, support: str, allow_rollback: bool, environment: Pairs) -> str:
    found = calls.cluster(name, environment)
    return version_fault(calls.ask(environment), name, found, version, support, allow_rollback=allow_rollback)

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Lookup of what would be lost with Auto Mode."""

from __future__ import annotations

DOCUMENTATION = r"""
name: eks_auto_mode_fault
version_added: 0.1.0
short_description: What speaks against switching Auto Mode off
author:
  - Contributors to the inferops.aws project (@inferops)
description:
  - Says before anything is written whether a cluster that has Auto Mode has Services whose load balancers Auto Mode
    made, since EKS deletes them with it. Its API server is asked; of one that does not answer nothing is said.
  - Needs C(eks:DescribeCluster).
extends_documentation_fragment:
  - inferops.aws.cluster_names
  - inferops.aws.environment
"""

EXAMPLES = r"""
- name: Refuse to switch Auto Mode off under its load balancers
  ansible.builtin.assert:
    that: lookup('inferops.aws.eks_auto_mode_fault', 'digits') == ''
"""

RETURN = r"""
_raw:
  description: What would be allowed instead, for each cluster; empty if nothing is wrong.
  type: list
  elements: str
"""

import functools

from ansible.plugins.lookup import LookupBase

from ansible_collections.inferops.aws.plugins.module_utils._eks.preflight import auto_mode_fault
from ansible_collections.inferops.aws.plugins.plugin_utils._session import calls
from ansible_collections.inferops.aws.plugins.plugin_utils._session.environment import Pairs
from ansible_collections.inferops.aws.plugins.plugin_utils._session.faults import FaultLookup


class LookupModule(FaultLookup, LookupBase):
    """Returns a sentence for each cluster."""

    def fault(self, term: str, environment: Pairs) -> str:
        """Return the sentence of one."""
        return _fault(str(term), environment)


# Asked once in a process, since a check needs the sentence several times.
@functools.cache
def _fault(name: str, environment: Pairs) -> str:
    found = calls.cluster(name, environment)
    return auto_mode_fault(found, lambda: calls.server(found or {}, environment))

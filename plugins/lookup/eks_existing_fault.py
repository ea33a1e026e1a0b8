# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Lookup of whether a cluster that exists can be used."""

from __future__ import annotations

DOCUMENTATION = r"""
name: eks_existing_fault
version_added: 0.1.0
short_description: Whether an EKS cluster is there, usable, and lets us in
author:
  - Contributors to the inferops.aws project (@inferops)
description:
  - Says why a cluster that somebody else made cannot be used, be it that it is not there, that it is not ready, or that
    its API server does not let in whose credentials these are. The latter is asked for no more than everyone may read
    who is let in.
  - Needs C(eks:DescribeCluster).
extends_documentation_fragment:
  - inferops.aws.cluster_names
  - inferops.aws.environment
"""

EXAMPLES = r"""
- name: Refuse a cluster that is not there or does not let us in
  ansible.builtin.assert:
    that: lookup('inferops.aws.eks_existing_fault', 'digits') == ''
"""

RETURN = r"""
_raw:
  description: What would be allowed instead, for each cluster; empty if nothing is wrong.
  type: list
  elements: str
"""

import functools

from ansible.plugins.lookup import LookupBase

from ansible_collections.inferops.aws.plugins.module_utils._eks.preflight import entry_fault, existing_fault
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
    fault = existing_fault(calls.ask(environment), found)
    if fault or found is None:
        return fault
    return entry_fault(calls.server(found, environment))

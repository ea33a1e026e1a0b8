# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Lookup of what EKS has against access entries."""

from __future__ import annotations

DOCUMENTATION = r"""
name: eks_entries_fault
version_added: 0.1.0
short_description: What EKS has against access entries
author:
  - Contributors to the inferops.aws project (@inferops)
description:
  - Says before anything is written whether the access policies are such that EKS has, and whether the name of a
    user or group begins with C(system:), which EKS refuses.
  - Asks for C(eks:ListAccessPolicies), and does without where that is denied.
options:
  _terms:
    description:
      - Lists of access entries, each entry a dictionary of options of M(inferops.aws.eks_access_entry).
    type: list
    elements: list
    required: true
extends_documentation_fragment:
  - inferops.aws.environment
"""

EXAMPLES = r"""
- name: Refuse an access policy that EKS does not have
  ansible.builtin.assert:
    that: >-
      lookup('inferops.aws.eks_entries_fault', [{'principal_arn': arn, 'access_policies': policies}]) == ''
"""

RETURN = r"""
_raw:
  description: What would be allowed instead, for each list; empty if nothing is wrong.
  type: list
  elements: str
"""

import functools
from collections.abc import Mapping, Sequence
from typing import Any

from ansible.errors import AnsibleLookupError
from ansible.plugins.lookup import LookupBase

from ansible_collections.inferops.aws.plugins.module_utils._eks.preflight import access_policies, entries_fault
from ansible_collections.inferops.aws.plugins.plugin_utils._session import calls
from ansible_collections.inferops.aws.plugins.plugin_utils._session.environment import Pairs
from ansible_collections.inferops.aws.plugins.plugin_utils._session.faults import FaultLookup


class LookupModule(FaultLookup, LookupBase):
    """Returns a sentence for each list."""

    def fault(self, term: Sequence[Any], environment: Pairs) -> str:
        """Return the sentence of one."""
        if isinstance(term, str | Mapping) or not all(isinstance(entry, Mapping) for entry in term):
            raise AnsibleLookupError("eks_entries_fault takes lists of access entries, each a dictionary.")
        return entries_fault(term, lambda: _policies(environment))


# Asked once in a process, since every sentence needs them.
@functools.cache
def _policies(environment: Pairs) -> dict[str, str]:
    return access_policies(calls.ask(environment))

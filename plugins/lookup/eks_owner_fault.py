# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Lookup of whose a cluster is, or what goes by its name."""

from __future__ import annotations

DOCUMENTATION = r"""
name: eks_owner_fault
version_added: 0.1.0
short_description: Whether the name of an EKS cluster is somebody else's
author:
  - Contributors to the inferops.aws project (@inferops)
description:
  - Says before anything is written whether a cluster, or what goes by its name, belongs to somebody else.
  - Needs C(eks:DescribeCluster), where there is no cluster C(logs:DescribeLogGroups) and C(logs:ListTagsLogGroup)
    too, and with O(key_alias) C(kms:DescribeKey) and C(kms:ListResourceTags).
options:
  expect_tags:
    description:
      - Tags of whom the name is for. If there is a cluster of that name without them, or no cluster but the log group
        of one, it is somebody else's.
    type: dict
    required: true
  key_alias:
    description:
      - An alias of a KMS key that would be made for the cluster. A key that has it where there is no cluster must bear
        the tags too.
    type: str
    default: ""
extends_documentation_fragment:
  - inferops.aws.cluster_names
  - inferops.aws.environment
"""

EXAMPLES = r"""
- name: Refuse the name of a cluster that is somebody else's
  ansible.builtin.assert:
    that: >-
      lookup('inferops.aws.eks_owner_fault', 'digits', expect_tags={'team': 'vision'}) == ''
"""

RETURN = r"""
_raw:
  description: What would be allowed instead, for each cluster; empty if nothing is wrong.
  type: list
  elements: str
"""

import functools

from ansible.plugins.lookup import LookupBase

from ansible_collections.inferops.aws.plugins.module_utils._eks.preflight import owner_fault
from ansible_collections.inferops.aws.plugins.plugin_utils._session import calls
from ansible_collections.inferops.aws.plugins.plugin_utils._session.environment import Pairs, pairs
from ansible_collections.inferops.aws.plugins.plugin_utils._session.faults import FaultLookup


class LookupModule(FaultLookup, LookupBase):
    """Returns a sentence for each cluster."""

    def fault(self, term: str, environment: Pairs) -> str:
        """Return the sentence of one."""
        return _fault(str(term), str(self.get_option("key_alias")), pairs(self.get_option("expect_tags")), environment)


# Asked once in a process, since a check needs the sentence several times.
@functools.cache
def _fault(name: str, key_alias: str, expected: Pairs, environment: Pairs) -> str:
    return owner_fault(calls.ask(environment), name, calls.cluster(name, environment), dict(expected), key_alias)

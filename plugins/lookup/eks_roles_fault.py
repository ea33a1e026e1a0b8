# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Lookup of whose the roles are that would be made for a cluster."""

from __future__ import annotations

DOCUMENTATION = r"""
name: eks_roles_fault
version_added: 0.1.0
short_description: Whether roles for a new EKS cluster are somebody else's
author:
  - Contributors to the inferops.aws project (@inferops)
description:
  - Says before anything is written whether an IAM role that would be made for a cluster is there and belongs to
    somebody else, since the task that makes it would make it ours. Where there is the cluster, nothing is said.
  - Needs C(eks:DescribeCluster) and C(iam:GetRole).
options:
  expect_tags:
    description:
      - Tags of whom the cluster is for, which a role that is there must bear.
    type: dict
    required: true
  roles:
    description:
      - Names of the roles.
    type: list
    elements: str
    required: true
extends_documentation_fragment:
  - inferops.aws.cluster_names
  - inferops.aws.environment
"""

EXAMPLES = r"""
- name: Refuse a role that is somebody else's
  ansible.builtin.assert:
    that: >-
      lookup('inferops.aws.eks_roles_fault', 'digits', roles=['digits-nodes'], expect_tags={'team': 'vision'}) == ''
"""

RETURN = r"""
_raw:
  description: What would be allowed instead, for each cluster; empty if nothing is wrong.
  type: list
  elements: str
"""

import functools

from ansible.plugins.lookup import LookupBase

from ansible_collections.inferops.aws.plugins.module_utils._eks.preflight import roles_fault
from ansible_collections.inferops.aws.plugins.plugin_utils._session import calls
from ansible_collections.inferops.aws.plugins.plugin_utils._session.environment import Pairs, pairs
from ansible_collections.inferops.aws.plugins.plugin_utils._session.faults import FaultLookup


class LookupModule(FaultLookup, LookupBase):
    """Returns a sentence for each cluster."""

    def fault(self, term: str, environment: Pairs) -> str:
        """Return the sentence of one."""
        roles = tuple(map(str, self.get_option("roles")))
        return _fault(str(term), roles, pairs(self.get_option("expect_tags")), environment)


# Asked once in a process, since a check needs the sentence several times.
@functools.cache
def _fault(name: str, roles: tuple[str, ...], expected: Pairs, environment: Pairs) -> str:
    if calls.cluster(name, environment) is not None:
        return ""
    return roles_fault(calls.ask(environment), roles, dict(expected))

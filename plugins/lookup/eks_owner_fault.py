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
  _terms:
    description:
      - Names of clusters.
    type: list
    elements: str
    required: true
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
from collections.abc import Mapping, Sequence
from typing import Any

from ansible.plugins.lookup import LookupBase

from ansible_collections.inferops.aws.plugins.module_utils._eks.preflight import owner_fault
from ansible_collections.inferops.aws.plugins.plugin_utils._session import calls
from ansible_collections.inferops.aws.plugins.plugin_utils._session.environment import Pairs, acting_as, pairs


class LookupModule(LookupBase):
    """Returns a sentence for each cluster."""

    def run(self, terms: Sequence[str], variables: Mapping[str, Any] | None = None, **kwargs: Any) -> list[str]:
        """Return the sentences.

        Raises AnsibleLookupError where AWS cannot be asked.
        """
        self.set_options(var_options=variables, direct=kwargs)
        with calls.asking("eks_owner_fault"):
            environment = pairs(self.get_option("environment"))
            expected, key_alias = pairs(self.get_option("expect_tags")), str(self.get_option("key_alias"))
            return [_fault(str(name), key_alias, expected, environment) for name in terms]


# Asked once in a process, since a check needs the sentence several times.
@functools.cache
def _fault(name: str, key_alias: str, expected: Pairs, environment: Pairs) -> str:
    with acting_as(dict(environment)):
        return owner_fault(calls.ask(environment), name, calls.cluster(name, environment), dict(expected), key_alias)

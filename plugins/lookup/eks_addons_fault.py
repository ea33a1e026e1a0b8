# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Lookup of what EKS has against add-ons."""

from __future__ import annotations

DOCUMENTATION = r"""
name: eks_addons_fault
version_added: 0.1.0
short_description: What EKS has against add-ons of a cluster
author:
  - Contributors to the inferops.aws project (@inferops)
description:
  - Says before anything is written whether EKS has the add-ons, and their versions where one is named.
  - Needs C(eks:DescribeCluster), C(eks:DescribeAddonVersions) and C(eks:DescribeAddon), and, where neither O(version)
    nor a cluster says for which, C(eks:DescribeClusterVersions). Where one of the last three is denied, nothing is
    said.
options:
  addons:
    description:
      - The add-ons that the cluster shall have, each by its name a dictionary of options of M(inferops.aws.eks_addon).
      - Those that there are for every version of Kubernetes are asked for only with a version of theirs.
    type: dict
    required: true
  version:
    description:
      - The version of Kubernetes that the cluster shall have. Without it, what the cluster has counts, else the newest
        in standard support.
    type: str
    default: ""
extends_documentation_fragment:
  - inferops.aws.cluster_names
  - inferops.aws.environment
"""

EXAMPLES = r"""
- name: Refuse an add-on that EKS does not have
  ansible.builtin.assert:
    that: >-
      lookup('inferops.aws.eks_addons_fault', 'digits', addons={'metrics-server': {}}) == ''
"""

RETURN = r"""
_raw:
  description: What would be allowed instead, for each cluster; empty if nothing is wrong.
  type: list
  elements: str
"""

import functools
from collections.abc import Mapping
from typing import Any

from ansible.plugins.lookup import LookupBase

from ansible_collections.inferops.aws.plugins.module_utils._eks.addon_versions import addons_fault
from ansible_collections.inferops.aws.plugins.plugin_utils._session import calls
from ansible_collections.inferops.aws.plugins.plugin_utils._session.environment import Pairs
from ansible_collections.inferops.aws.plugins.plugin_utils._session.faults import FaultLookup


class LookupModule(FaultLookup, LookupBase):
    """Returns a sentence for each cluster."""

    def fault(self, term: str, environment: Pairs) -> str:
        """Return the sentence of one."""
        return _fault(str(term), _wanted(self.get_option("addons")), str(self.get_option("version")), environment)


def _wanted(addons: Mapping[str, Any]) -> Pairs:
    """Return the names of the add-ons that shall be there, each with its version or ""."""
    return tuple(
        (str(name), str((options or {}).get("addon_version") or ""))
        for name, options in sorted(addons.items())
        if (options or {}).get("state") != "absent"
    )


# Asked once in a process, since a check needs the sentence several times.
@functools.cache
def _fault(name: str, addons: Pairs, version: str, environment: Pairs) -> str:
    return addons_fault(calls.ask(environment)("eks"), name, calls.cluster(name, environment), addons, version)

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Lookup of node groups as they are."""

from __future__ import annotations

DOCUMENTATION = r"""
name: eks_nodegroup_settings
version_added: 0.1.0
short_description: Managed node groups as they are
author:
  - Contributors to the inferops.aws project (@inferops)
description:
  - Returns those of some managed node groups that exist, so that what EKS cannot change in them is refused before
    anything is written.
  - Needs C(eks:DescribeNodegroup); with O(others) C(eks:ListNodegroups) too.
options:
  _terms:
    description:
      - Names of the node groups.
    type: list
    elements: str
    required: true
  cluster_name:
    description:
      - Name of the cluster.
    type: str
    required: true
  others:
    description:
      - Whether to return all node groups of the cluster but those named.
    type: bool
    default: false
extends_documentation_fragment:
  - inferops.aws.environment
"""

EXAMPLES = r"""
- name: Say of which instance types a node group is
  ansible.builtin.debug:
    msg: "{{ lookup('inferops.aws.eks_nodegroup_settings', 'front', cluster_name='digits').instance_types }}"
"""

RETURN = r"""
_raw:
  description:
    - For each node group that exists, what M(inferops.aws.eks_nodegroup) returns. There is none where there is no such
      cluster.
  type: list
  elements: dict
"""

import functools
from collections.abc import Mapping, Sequence
from typing import Any

from ansible.plugins.lookup import LookupBase

from ansible_collections.inferops.aws.plugins.module_utils._eks.nodegroup import others, settings
from ansible_collections.inferops.aws.plugins.plugin_utils._session import calls
from ansible_collections.inferops.aws.plugins.plugin_utils._session.environment import Pairs, acting_as, pairs


class LookupModule(LookupBase):
    """Returns a dictionary for each node group that exists."""

    def run(
        self, terms: Sequence[Any], variables: Mapping[str, Any] | None = None, **kwargs: Any
    ) -> list[dict[str, Any]]:
        """Return the node groups.

        Raises AnsibleLookupError where EKS cannot be asked.
        """
        self.set_options(var_options=variables, direct=kwargs)
        cluster, environment = str(self.get_option("cluster_name")), pairs(self.get_option("environment"))
        named = tuple(map(str, self._flatten(terms)))
        with calls.asking("eks_nodegroup_settings"):
            if self.get_option("others"):
                found = _others(cluster, named, environment)
            else:
                found = [_settings(cluster, name, environment) for name in named]
        return [dict(each) for each in found if each]


# Each is asked once in a process: checks need the answer several times.
@functools.cache
def _settings(cluster: str, name: str, environment: Pairs) -> dict[str, Any]:
    with acting_as(dict(environment)):
        return settings(calls.api("eks", environment), cluster, name)


@functools.cache
def _others(cluster: str, named: tuple[str, ...], environment: Pairs) -> list[dict[str, Any]]:
    with acting_as(dict(environment)):
        return others(calls.api("eks", environment), cluster, named)

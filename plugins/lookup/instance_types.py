# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Lookup of what instance types have."""

from __future__ import annotations

DOCUMENTATION = r"""
name: instance_types
version_added: 0.1.0
short_description: What EC2 instance types have
author:
  - Contributors to the inferops.aws project (@inferops)
description:
  - Returns processors, memory, network interfaces and GPUs of instance types, for the filter
    P(inferops.aws.hpa_fault#filter).
  - EC2 is asked only of types that the cost model lacks, which needs C(ec2:DescribeInstanceTypes).
options:
  _terms:
    description:
      - Names of the instance types.
    type: list
    elements: str
    required: true
extends_documentation_fragment:
  - inferops.aws.environment
"""

EXAMPLES = r"""
- name: Say whether ten pods fit one node of a type that the cost model lacks
  ansible.builtin.debug:
    msg: "{{ 10 | inferops.aws.hpa_fault(1, query('inferops.aws.instance_types', 'm6g.large'), '250m', '256Mi') }}"
"""

RETURN = r"""
_raw:
  description: A dictionary for each type, in their order; none if EC2 does not know one of them.
  type: list
  elements: dict
"""

import functools
from collections.abc import Mapping, Sequence
from typing import Any

from ansible.plugins.lookup import LookupBase

from ansible_collections.inferops.aws.plugins.module_utils._costs.instances import Instance, known
from ansible_collections.inferops.aws.plugins.module_utils._ec2.sizes import sizes
from ansible_collections.inferops.aws.plugins.plugin_utils._session import calls
from ansible_collections.inferops.aws.plugins.plugin_utils._session.environment import Pairs, acting_as, pairs


class LookupModule(LookupBase):
    """Returns a dictionary for each type."""

    def run(
        self, terms: Sequence[Any], variables: Mapping[str, Any] | None = None, **kwargs: Any
    ) -> list[dict[str, Any]]:
        """Return what the types have.

        Raises AnsibleLookupError where EC2 cannot be asked.
        """
        self.set_options(var_options=variables, direct=kwargs)
        names = tuple(map(str, self._flatten(terms)))
        if all(name in known() for name in names):
            return [known()[name]._asdict() for name in names]
        with calls.asking("instance_types"):
            return [each._asdict() for each in _asked(names, pairs(self.get_option("environment")))]


@functools.cache
def _asked(names: tuple[str, ...], environment: Pairs) -> list[Instance]:
    """Ask EC2, once in a process: a check needs the answer several times."""
    with acting_as(dict(environment)):
        return sizes(calls.api("ec2", environment), names)

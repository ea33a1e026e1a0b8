# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Lookup of what EC2 has against the instance types and the subnets of a node group."""

from __future__ import annotations

DOCUMENTATION = r"""
name: eks_nodes_fault
version_added: 0.1.0
short_description: What EC2 has against the instance types and the subnets of a node group
author:
  - Contributors to the inferops.aws project (@inferops)
description:
  - Says before anything is written whether the instance types of a managed node group exist, have one architecture and
    are offered in every availability zone where nodes shall be, and whether its subnets exist.
  - This is for a new group, since nothing changes these of one that exists.
  - Needs C(ec2:DescribeInstanceTypeOfferings), C(ec2:DescribeInstanceTypes), C(ec2:DescribeSubnets) and
    C(ec2:DescribeAvailabilityZones).
options:
  _terms:
    description:
      - Names of the instance types.
    type: list
    elements: str
    required: true
  ami_type:
    description:
      - Kind of image. It must be for the architecture of the instance types. None is compared if empty.
    type: str
    default: ""
  subnets:
    description:
      - Subnets of the nodes, if they exist.
    type: list
    elements: str
    default: []
  availability_zones:
    description:
      - Availability zones of the nodes, if there are no subnets yet.
    type: list
    elements: str
    default: []
  availability_zone_count:
    description:
      - How many zones the network of the role network will have if it does not exist and nothing else says the zones.
    type: int
    default: 0
  tags:
    description:
      - Tags by which the subnets of that network are found if it exists.
    type: dict
    default: {}
extends_documentation_fragment:
  - inferops.aws.environment
"""

EXAMPLES = r"""
- name: Refuse nodes that cannot be
  ansible.builtin.assert:
    that: fault == ''
    fail_msg: "{{ fault }}"
  vars:
    fault: >-
      {{ query('inferops.aws.eks_nodes_fault', 'm7i-flex.large', ami_type='AL2023_x86_64_STANDARD',
               availability_zones=['eu-central-1a', 'eu-central-1b']) | select | join('; ') }}
"""

RETURN = r"""
_raw:
  description: Two texts, what would be allowed instead of the types and of the subnets; empty if nothing is wrong.
  type: list
  elements: str
"""

import functools
from collections.abc import Mapping, Sequence
from typing import Any

from ansible.plugins.lookup import LookupBase

from ansible_collections.inferops.aws.plugins.module_utils._eks.placement import Nodes, faults
from ansible_collections.inferops.aws.plugins.plugin_utils._session import calls
from ansible_collections.inferops.aws.plugins.plugin_utils._session.environment import Pairs, acting_as, pairs


class LookupModule(LookupBase):
    """Returns two sentences."""

    def run(self, terms: Sequence[Any], variables: Mapping[str, Any] | None = None, **kwargs: Any) -> list[str]:
        """Return the sentences.

        Raises AnsibleLookupError where AWS cannot be asked.
        """
        self.set_options(var_options=variables, direct=kwargs)
        listed = {name: tuple(map(str, self.get_option(name))) for name in ("subnets", "availability_zones")}
        with calls.asking("eks_nodes_fault"):
            found = _faults(
                str(self.get_option("ami_type")),
                instance_types=tuple(map(str, self._flatten(terms))),
                zone_count=self.get_option("availability_zone_count"),
                tags=pairs(self.get_option("tags")),
                environment=pairs(self.get_option("environment")),
                **listed,
            )
        return list(found)


@functools.cache
def _faults(
    ami_type: str,
    *,
    instance_types: tuple[str, ...],
    subnets: tuple[str, ...],
    availability_zones: tuple[str, ...],
    zone_count: int,
    tags: Pairs,
    environment: Pairs,
) -> tuple[str, str]:
    """Ask AWS, once in a process: checks need the sentences several times."""
    nodes = Nodes(instance_types, ami_type, subnets, availability_zones, zone_count, dict(tags))
    with acting_as(dict(environment)):
        return faults(calls.api("ec2", environment), nodes)

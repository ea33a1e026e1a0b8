# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Lookup of what EC2 has against the instance types of a node group."""

from __future__ import annotations

DOCUMENTATION = r"""
name: eks_nodes_fault
version_added: 0.1.0
short_description: What EC2 has against the instance types of a node group
author:
  - Contributors to the inferops.aws project (@inferops)
description:
  - Says before anything is written whether the instance types of a managed node group exist, have one architecture and
    are offered in every availability zone where nodes shall be.
  - Asks nothing of a node group that exists, whose instance types stay.
  - Needs C(eks:DescribeNodegroup), and for a new group C(ec2:DescribeInstanceTypeOfferings),
    C(ec2:DescribeInstanceTypes), C(ec2:DescribeSubnets) and C(ec2:DescribeAvailabilityZones).
options:
  _terms:
    description:
      - Names of the instance types.
    type: list
    elements: str
    required: true
  cluster_name:
    description:
      - Name of the cluster.
    type: str
    required: true
  nodegroup_name:
    description:
      - Name of the node group.
    type: str
    required: true
  ami_type:
    description:
      - Kind of image, if it is chosen. It must be for the architecture of the instance types.
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
      {{ lookup('inferops.aws.eks_nodes_fault', 'm7i-flex.large', cluster_name='digits', nodegroup_name='front',
                availability_zones=['eu-central-1a', 'eu-central-1b']) }}
"""

RETURN = r"""
_raw:
  description: One text, what would be allowed instead; empty if nothing is wrong.
  type: list
  elements: str
"""

import functools
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from ansible.errors import AnsibleLookupError
from ansible.plugins.lookup import LookupBase

from ansible_collections.inferops.aws.plugins.module_utils._eks.bearer import HAS_BOTO3
from ansible_collections.inferops.aws.plugins.module_utils._eks.placement import Nodes, fault
from ansible_collections.inferops.aws.plugins.module_utils._engine.api import Api
from ansible_collections.inferops.aws.plugins.module_utils._engine.errors import EngineError
from ansible_collections.inferops.aws.plugins.plugin_utils._session.environment import Pairs, acting_as, pairs

with suppress(ImportError):  # run() reports it
    import boto3
    from botocore.exceptions import BotoCoreError


class LookupModule(LookupBase):
    """Returns one sentence."""

    def run(self, terms: Sequence[Any], variables: Mapping[str, Any] | None = None, **kwargs: Any) -> list[str]:
        """Return the sentence.

        Raises AnsibleLookupError where AWS cannot be asked.
        """
        self.set_options(var_options=variables, direct=kwargs)
        if not HAS_BOTO3:
            raise AnsibleLookupError("eks_nodes_fault: boto3 is not installed where Ansible runs.")
        listed = {name: tuple(map(str, self.get_option(name))) for name in ("subnets", "availability_zones")}
        try:
            return [
                _fault(
                    *(str(self.get_option(name)) for name in ("cluster_name", "nodegroup_name", "ami_type")),
                    instance_types=tuple(map(str, self._flatten(terms))),
                    zone_count=self.get_option("availability_zone_count"),
                    tags=pairs(self.get_option("tags")),
                    environment=pairs(self.get_option("environment")),
                    **listed,
                )
            ]
        except (EngineError, BotoCoreError) as error:
            raise AnsibleLookupError(f"eks_nodes_fault: {error}") from error


@functools.cache
def _fault(
    cluster_name: str,
    nodegroup_name: str,
    ami_type: str,
    *,
    instance_types: tuple[str, ...],
    subnets: tuple[str, ...],
    availability_zones: tuple[str, ...],
    zone_count: int,
    tags: Pairs,
    environment: Pairs,
) -> str:
    """Ask AWS, once in a process: a check needs the sentence several times."""
    nodes = Nodes(
        cluster_name, nodegroup_name, instance_types, ami_type, subnets, availability_zones, zone_count, dict(tags)
    )
    with acting_as(dict(environment)):
        session = boto3.session.Session()
        return fault(Api(session.client("eks")), Api(session.client("ec2")), nodes)

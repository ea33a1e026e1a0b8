# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Lookup of what EC2 has against the variables of the role network."""

from __future__ import annotations

DOCUMENTATION = r"""
name: network_fault
version_added: 0.1.0
short_description: What EC2 has against the variables of the role network
author:
  - Contributors to the inferops.aws project (@inferops)
description:
  - Says before anything is written what of a network cannot be brought about, because of the region, of what is there,
    or of the VPC that is given.
  - Needs C(ec2:DescribeVpcs), C(ec2:DescribeSubnets) and C(ec2:DescribeAvailabilityZones);
    C(ec2:DescribeVpcEndpointServices) if there shall be interface endpoints; with O(vpc_id) what
    M(inferops.aws.ec2_network_info) needs.
options:
  _terms:
    description:
      - Names of variables of the role.
    type: list
    elements: str
    required: true
  wanted:
    description:
      - The settings of the role, as the filter P(inferops.aws.network_plan#filter) takes them.
    type: dict
    required: true
  vpc_id:
    description:
      - A VPC that exists, which shall be used as it is.
    type: str
    default: ""
  subnet_ids:
    description:
      - The subnets to use of that VPC.
    type: list
    elements: str
    default: []
extends_documentation_fragment:
  - inferops.aws.environment
"""

EXAMPLES = r"""
- name: Refuse availability zones that there are not
  ansible.builtin.assert:
    that: lookup('inferops.aws.network_fault', 'network_availability_zones', wanted=network__wanted) == ''
"""

RETURN = r"""
_raw:
  description: What would be allowed instead, for each variable; empty if nothing is wrong with it.
  type: list
  elements: str
"""

import functools
import json
from collections.abc import Mapping, Sequence
from typing import Any

from ansible.plugins.lookup import LookupBase

from ansible_collections.inferops.aws.plugins.module_utils._network import preflight
from ansible_collections.inferops.aws.plugins.module_utils._scan.calling import through
from ansible_collections.inferops.aws.plugins.plugin_utils._session import calls
from ansible_collections.inferops.aws.plugins.plugin_utils._session.environment import Pairs, acting_as, pairs


class LookupModule(LookupBase):
    """Returns a text for each variable."""

    def run(self, terms: Sequence[str], variables: Mapping[str, Any] | None = None, **kwargs: Any) -> list[str]:
        """Return the texts.

        Raises AnsibleLookupError where EC2 cannot be asked.
        """
        self.set_options(var_options=variables, direct=kwargs)
        asked = json.dumps(self.get_option("wanted"), sort_keys=True)
        given = str(self.get_option("vpc_id")), tuple(map(str, self.get_option("subnet_ids")))
        with calls.asking("network_fault"):
            faults = _faults(asked, *given, pairs(self.get_option("environment")))
        return [faults.get(str(name), "") for name in terms]


# Asked once in a process, however often the variables are templated.
@functools.cache
def _faults(wanted: str, vpc_id: str, subnet_ids: tuple[str, ...], environment: Pairs) -> dict[str, str]:
    """Return what is allowed instead, by variable; of several faults of one the first."""
    settings = json.loads(wanted)
    with acting_as(dict(environment)):
        aws = through(calls.session(environment), settings["region"])
        if vpc_id:
            against = preflight.of_existing(aws, vpc_id, subnet_ids, settings["nodes"])
        else:
            against = preflight.of_ours(aws, settings)
    return {each.variable: each.allowed for each in reversed(against)}

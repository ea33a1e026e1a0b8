#!/usr/bin/python
# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: ec2_network_info
version_added: 0.1.0
short_description: Look at a VPC and all that is in it
description:
  - Returns a VPC, its subnets, gateways, route tables, endpoints, security groups and network interfaces, and the
    elastic IP addresses that bear the same tags.
  - Can wait until nothing in it is being made or deleted.
notes:
  - C(amazon.aws) has a module for each of these kinds, so that looking at a network takes nine tasks, and none that
    waits for NAT gateways and endpoints that an earlier run has started.
author:
  - Contributors to the inferops.aws project (@inferops)
options:
  vpc_id:
    description:
      - The VPC. Without it, the one that bears O(tags).
    type: str
  tags:
    description:
      - The tags by which the VPC is found if O(vpc_id) is not given, and in any case its addresses.
      - At most one VPC may bear them.
    type: dict
  wait:
    description:
      - Whether to wait until no NAT gateway and no endpoint is on its way, also in check mode.
      - Fails if a NAT gateway fails meanwhile.
    type: bool
    default: false
  wait_timeout:
    description:
      - For how many seconds to wait at most. The error names what is still on its way, and its state.
    type: int
    default: 600
extends_documentation_fragment:
  - inferops.aws.attributes.reads
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
"""

EXAMPLES = r"""
- name: Look at a network
  inferops.aws.ec2_network_info:
    vpc_id: vpc-0a1b2c3d4e5f67890
  register: network

- name: Wait until what was started in a network is there
  inferops.aws.ec2_network_info:
    tags:
      team: vision
    wait: true
"""

RETURN = r"""
vpc:
  description: The VPC with its attributes for DNS. Null if there is none; then nothing is in the lists of its parts.
  returned: always
  type: dict
  sample: {vpc_id: vpc-0a1b2c3d4e5f67890, cidr_block: 10.0.0.0/16, dns_support: true, dns_hostnames: true, tags: {}}
subnets:
  description: The subnets. RV(subnets[].is_public) tells whether the route table leads to an internet gateway.
  returned: always
  type: list
  elements: dict
  contains:
    is_public:
      description: Whether what is for the Internet is sent to an internet gateway.
      type: bool
  sample:
    - subnet_id: subnet-0a1b2c3d4e5f67890
      cidr_block: 10.0.0.0/20
      availability_zone: eu-central-1a
      availability_zone_id: euc1-az2
      available_ip_address_count: 4091
      map_public_ip_on_launch: false
      is_public: false
      tags: {}
internet_gateways:
  description: The internet gateways.
  returned: always
  type: list
  elements: dict
  sample: [{internet_gateway_id: igw-0a1b2c3d4e5f67890, tags: {}}]
route_tables:
  description: The route tables, with the subnets that they were made for.
  returned: always
  type: list
  elements: dict
  sample:
    - route_table_id: rtb-0a1b2c3d4e5f67890
      is_main: false
      subnet_ids: [subnet-0a1b2c3d4e5f67890]
      routes: [{destination: 0.0.0.0/0, target: nat-0a1b2c3d4e5f67890, via: nat_gateway_id, state: active}]
      tags: {}
nat_gateways:
  description: The NAT gateways, those that AWS still lists after their deletion among them.
  returned: always
  type: list
  elements: dict
  sample:
    - nat_gateway_id: nat-0a1b2c3d4e5f67890
      subnet_id: subnet-0a1b2c3d4e5f67890
      state: available
      failure_message: ""
      allocation_ids: [eipalloc-0a1b2c3d4e5f67890]
      tags: {}
vpc_endpoints:
  description: The VPC endpoints, with their type and state.
  returned: always
  type: list
  elements: dict
  sample:
    - vpc_endpoint_id: vpce-0a1b2c3d4e5f67890
      service_name: com.amazonaws.eu-central-1.s3
      type: Gateway
      state: available
      route_table_ids: [rtb-0a1b2c3d4e5f67890]
      subnet_ids: []
      security_group_ids: []
      tags: {}
security_groups:
  description: The security groups, with what they let in.
  returned: always
  type: list
  elements: dict
  sample:
    - group_id: sg-0a1b2c3d4e5f67890
      group_name: digits-endpoints
      ingress: [{protocol: tcp, from_port: 443, to_port: 443, cidr_blocks: [10.0.0.0/16]}]
      tags: {}
network_interfaces:
  description: The network interfaces, which tell what uses the network.
  returned: always
  type: list
  elements: dict
  sample:
    - network_interface_id: eni-0a1b2c3d4e5f67890
      subnet_id: subnet-0a1b2c3d4e5f67890
      type: interface
      status: in-use
      description: Amazon EKS digits
      tags: {}
addresses:
  description: The elastic IP addresses that bear O(tags); none without O(tags).
  returned: always
  type: list
  elements: dict
  sample: [{allocation_id: eipalloc-0a1b2c3d4e5f67890, public_ip: 203.0.113.7, is_in_use: true, tags: {}}]
availability_zones:
  description: The availability zones of the region that can be used.
  returned: always
  type: list
  elements: dict
  sample: [{name: eu-central-1a, zone_id: euc1-az2}]
"""

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule

from ansible_collections.inferops.aws.plugins.module_utils._engine.errors import EngineError
from ansible_collections.inferops.aws.plugins.module_utils._network.service import look

ARGUMENT_SPEC = {
    "vpc_id": {"type": "str"},
    "tags": {"type": "dict"},
    "wait": {"type": "bool", "default": False},
    "wait_timeout": {"type": "int", "default": 600},
}


def main() -> None:
    """Run the module."""
    module = AnsibleAWSModule(
        argument_spec=ARGUMENT_SPEC, supports_check_mode=True, required_one_of=[("vpc_id", "tags")]
    )
    try:
        module.exit_json(changed=False, **look(module))
    except EngineError as error:
        module.fail_json(**error.as_result())


if __name__ == "__main__":
    main()

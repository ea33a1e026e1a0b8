#!/usr/bin/python
# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: eks_cluster
version_added: 0.1.0
short_description: Manage an EKS cluster
description:
  - Creates, changes, upgrades and deletes a cluster of EKS, the control plane that AWS runs.
  - What is left out stays as it is. AWS takes one kind of change at a time; the module makes as many calls as that
    needs and waits for each.
  - A change that AWS cannot make is refused with the reason, before anything is written.
  - An interrupted run is taken up by the next one - a cluster that is being created, changed or deleted is waited
    for first.
notes:
  - M(community.aws.eks_cluster) changes neither version, subnets nor tags of a cluster, and knows neither access
    configuration, logging, encryption, endpoint access, support type, Auto Mode nor deletion protection.
  - What AWS nests in C(resourcesVpcConfig), C(accessConfig) and in parts of C(kubernetesNetworkConfig) are options of
    their own here. Local clusters on Outposts are not offered.
  - Which versions EKS offers is asked when a cluster is created or upgraded only (C(eks:DescribeClusterVersions)),
    and C(eks:ListInsights) when it is upgraded. If these have something against it AWS looks anew
    (C(eks:StartInsightsRefresh), C(eks:DescribeInsightsRefresh)), except in check mode.
author:
  - Contributors to the inferops.aws project (@inferops)
options:
  name:
    description:
      - Name of the cluster.
    type: str
    required: true
  version:
    description:
      - Minor version of Kubernetes, in quotes, such as V("1.36").
      - If left out, a new cluster gets the newest version in standard support, and a cluster keeps the one that it
        has.
      - AWS upgrades by one minor version at a time. For seven days after that it goes back by one as well, which
        needs O(allow_rollback=true).
    type: str
  allow_rollback:
    description:
      - Whether a cluster is rolled back if O(version) is lower than what it has. Without it that is refused.
    type: bool
    default: false
  rollback_config:
    description:
      - How AWS rolls a cluster back. No upgrade takes it.
    type: dict
    suboptions:
      timeout_minutes:
        description:
          - After how many minutes AWS gives a rollback up, from 120 to 10080. AWS's default is 720.
          - Nodes of Auto Mode go back before the control plane does, which may take that long. If it takes longer than
            O(wait_timeout) the module fails, the rollback goes on, and the next run waits for it.
        type: int
  force:
    description:
      - Whether another version is taken even if AWS's insights say that the cluster is not ready for it.
    type: bool
    default: false
  role_arn:
    description:
      - ARN of the role with which EKS acts for the cluster. Required to create one; it cannot be changed.
    type: str
  subnet_ids:
    description:
      - Subnets, in two zones at least, in which the control plane has network interfaces. Required to create a
        cluster.
    type: list
    elements: str
  security_group_ids:
    description:
      - Security groups of these interfaces beside the one that EKS makes.
    type: list
    elements: str
  endpoint_public_access:
    description:
      - Whether the API server is reached from the internet, by O(public_access_cidrs). AWS's default is V(true).
    type: bool
  endpoint_private_access:
    description:
      - Whether the API server is reached from the VPC. AWS's default is V(false).
    type: bool
  public_access_cidrs:
    description:
      - Address blocks that may reach the public endpoint. AWS's default is everyone.
    type: list
    elements: str
  control_plane_egress_mode:
    description:
      - By which way the control plane reaches out. What is left once cannot be had back from AWS's management.
    type: str
    choices: [AWS_MANAGED, CUSTOMER_ROUTED, CUSTOMER_ISOLATED]
  logging:
    description:
      - Which logs of the control plane go to CloudWatch. Those that are not listed do not; V([]) ends all.
    type: list
    elements: str
    choices: [api, audit, authenticator, controllerManager, scheduler]
  authentication_mode:
    description:
      - Whether access entries (V(API)), a ConfigMap or both say who may enter. It changes towards V(API) only.
    type: str
    choices: [CONFIG_MAP, API_AND_CONFIG_MAP, API]
  bootstrap_cluster_creator_admin_permissions:
    description:
      - Whether who creates the cluster becomes its administrator. Used at creation only; AWS's default is V(true).
    type: bool
  bootstrap_self_managed_addons:
    description:
      - Whether a new cluster begins with network add-ons that nobody manages. Used at creation only; AWS's default is
        V(true). Auto Mode wants V(false).
    type: bool
  upgrade_policy:
    description:
      - What happens when standard support of the version ends.
    type: dict
    suboptions:
      support_type:
        description:
          - V(STANDARD) has AWS upgrade the cluster then; V(EXTENDED), AWS's default, keeps the version at a higher
            price per hour.
        type: str
        choices: [STANDARD, EXTENDED]
  zonal_shift_config:
    description:
      - Zonal shift of the Application Recovery Controller.
    type: dict
    suboptions:
      enabled:
        description:
          - Whether traffic may be shifted away from a zone.
        type: bool
  deletion_protection:
    description:
      - Whether AWS refuses to delete the cluster.
    type: bool
  control_plane_scaling_config:
    description:
      - Capacity of the control plane that is provisioned, at a price.
    type: dict
    suboptions:
      tier:
        description:
          - The tier.
        type: str
        choices: [standard, tier-xl, tier-2xl, tier-4xl, tier-8xl]
  compute_config:
    description:
      - Auto Mode. Its storage and its load balancing are switched together with it, as AWS wants.
      - A suboption that is left out stays as it is.
    type: dict
    suboptions:
      enabled:
        description:
          - Whether EKS runs the nodes.
        type: bool
      node_pools:
        description:
          - Built-in node pools.
        type: list
        elements: str
      node_role_arn:
        description:
          - ARN of the role of the nodes. It cannot be changed while Auto Mode is on.
        type: str
  storage_config:
    description:
      - Block storage of Auto Mode. If left out it follows O(compute_config.enabled).
    type: dict
    suboptions:
      block_storage:
        description:
          - Volumes for pods.
        type: dict
        suboptions:
          enabled:
            description:
              - Whether EKS makes volumes.
            type: bool
  elastic_load_balancing:
    description:
      - Load balancing of Auto Mode. A suboption that is left out stays as it is.
    type: dict
    suboptions:
      enabled:
        description:
          - Whether EKS makes load balancers. If left out it follows O(compute_config.enabled).
        type: bool
      gateway_api:
        description:
          - The Gateway API of Kubernetes.
        type: dict
        suboptions:
          crds:
            description:
              - Its custom resource definitions.
            type: dict
            suboptions:
              managed:
                description:
                  - Whether EKS installs and updates them.
                type: bool
  service_ipv4_cidr:
    description:
      - Addresses of services. Decided at creation.
    type: str
  ip_family:
    description:
      - Kind of the addresses of pods and services. Decided at creation.
    type: str
    choices: [ipv4, ipv6]
  remote_network_config:
    description:
      - Networks of hybrid nodes. V({}) takes them away.
    type: dict
    suboptions:
      remote_node_networks:
        description:
          - Networks of nodes.
        type: list
        elements: dict
        suboptions:
          cidrs:
            description:
              - Address blocks.
            type: list
            elements: str
      remote_pod_networks:
        description:
          - Networks of pods.
        type: list
        elements: dict
        suboptions:
          cidrs:
            description:
              - Address blocks.
            type: list
            elements: str
  kube_api_server_config:
    description:
      - Settings of the API server. A suboption that is left out stays as it is.
    type: dict
    suboptions:
      event_ttl:
        description:
          - For how long events are kept.
        type: str
      service_node_port_range:
        description:
          - Ports for services of type NodePort.
        type: dict
        suboptions:
          min_port:
            description:
              - The first port.
            type: int
          max_port:
            description:
              - The last port.
            type: int
  kube_scheduler_config:
    description:
      - Settings of the scheduler.
    type: dict
    suboptions:
      node_resources_fit:
        description:
          - How nodes are scored by their resources.
        type: dict
        suboptions:
          scoring_strategy:
            description:
              - The strategy.
            type: dict
            suboptions:
              type:
                description:
                  - Whether emptier or fuller nodes are preferred.
                type: str
                choices: [LeastAllocated, MostAllocated]
              resources:
                description:
                  - Which resources count how much.
                type: list
                elements: dict
                suboptions:
                  name:
                    description:
                      - Name of the resource.
                    type: str
                  weight:
                    description:
                      - Its weight, from 1 to 100.
                    type: int
  kube_controller_manager_config:
    description:
      - Settings of the controller manager. A suboption that is left out stays as it is.
    type: dict
    suboptions:
      pod_gc_controller_config:
        description:
          - Clearing away of pods that have ended.
        type: dict
        suboptions:
          terminated_pod_gc_threshold:
            description:
              - How many are kept.
            type: int
      horizontal_pod_autoscaler_controller_config:
        description:
          - The horizontal pod autoscaler.
        type: dict
        suboptions:
          horizontal_pod_autoscaler_sync_period:
            description:
              - How often it looks.
            type: str
  encryption_key_arn:
    description:
      - ARN or alias of a KMS key of one's own for envelope encryption. A cluster can get one later; AWS neither
        changes it then nor takes it away.
    type: str
  wait:
    description:
      - Whether to wait until the cluster has reached the state that was asked for. V(false) starts a creation or the
        last change and returns.
      - A wait that AWS needs between two writes takes place in any case.
      - Never waits in check mode.
    type: bool
    default: true
  wait_timeout:
    description:
      - For how many seconds to wait at most for each change. A creation takes some ten minutes, an upgrade longer.
      - When the time is over the module fails and names the last state and the reason that AWS gave.
    type: int
    default: 2400
extends_documentation_fragment:
  - inferops.aws.attributes
  - inferops.aws.managed
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
  - amazon.aws.tags
"""

EXAMPLES = r"""
- name: Have a cluster in the newest version in standard support
  inferops.aws.eks_cluster:
    name: digits
    role_arn: arn:aws:iam::123456789012:role/digits-cluster
    subnet_ids: [subnet-0a1, subnet-0b2]
    authentication_mode: API
    upgrade_policy:
      support_type: STANDARD
    endpoint_private_access: true
    public_access_cidrs: [203.0.113.0/24]
    logging: [api, audit]
    tags:
      team: vision

- name: Upgrade it by one minor version
  inferops.aws.eks_cluster:
    name: digits
    version: "1.37"

- name: Delete it, after its node groups
  inferops.aws.eks_cluster:
    name: digits
    state: absent
"""

RETURN = r"""
name:
  description: Name of the cluster.
  returned: when the cluster exists
  type: str
  sample: digits
arn:
  description: ARN of the cluster. In check mode what AWS alone can know of a new cluster is V((known after apply)).
  returned: when the cluster exists
  type: str
  sample: arn:aws:eks:eu-central-1:123456789012:cluster/digits
status:
  description: State of the cluster.
  returned: when the cluster exists
  type: str
  sample: ACTIVE
version:
  description: Minor version of Kubernetes.
  returned: when the cluster exists
  type: str
  sample: "1.36"
platform_version:
  description: Version of what EKS adds.
  returned: when the cluster exists
  type: str
  sample: eks.5
endpoint:
  description: URL of the API server.
  returned: when the cluster exists
  type: str
  sample: https://0123456789ABCDEF.gr7.eu-central-1.eks.amazonaws.com
certificate_authority_data:
  description: Certificate of the authority that signs for the API server, in base64, as a kubeconfig takes it.
  returned: when the cluster exists
  type: str
  sample: LS0tLS1CRUdJTi
cluster_security_group_id:
  description: The security group that EKS makes for the control plane and the nodes.
  returned: when the cluster exists
  type: str
  sample: sg-0123
vpc_id:
  description: The VPC of the subnets.
  returned: when the cluster exists
  type: str
  sample: vpc-0123
oidc_issuer:
  description: Issuer of the tokens of service accounts.
  returned: when the cluster exists
  type: str
  sample: https://oidc.eks.eu-central-1.amazonaws.com/id/0123456789ABCDEF
created_at:
  description: When the cluster was created.
  returned: when the cluster exists
  type: str
  sample: "2026-11-01T12:00:00+00:00"
health:
  description: Issues that AWS reports. They are shown as warnings too.
  returned: when the cluster exists
  type: dict
  sample: {issues: []}
logging:
  description: The logs that go to CloudWatch. All other options that hold a setting are returned in the same way.
  returned: when the cluster exists
  type: list
  elements: str
  sample: [api, audit]
tags:
  description: The tags.
  returned: when the cluster exists
  type: dict
  sample: {team: vision}
"""

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule

from ansible_collections.inferops.aws.plugins.module_utils._eks.service import cluster
from ansible_collections.inferops.aws.plugins.module_utils._engine.errors import EngineError

TEXT = {"type": "str"}
TEXTS = {"type": "list", "elements": "str"}
NUMBER = {"type": "int"}
FLAG = {"type": "bool"}


def _dict(**options: dict[str, object]) -> dict[str, object]:
    return {"type": "dict", "options": options}


def _one_of(*choices: str) -> dict[str, object]:
    return {"type": "str", "choices": list(choices)}


NETWORKS: dict[str, object] = {"type": "list", "elements": "dict", "options": {"cidrs": TEXTS}}
WEIGHTS: dict[str, object] = {"type": "list", "elements": "dict", "options": {"name": TEXT, "weight": NUMBER}}

ARGUMENT_SPEC: dict[str, dict[str, object]] = {
    "name": {"type": "str", "required": True},
    "expect_tags": {"type": "dict"},
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    "version": TEXT,
    "allow_rollback": {"type": "bool", "default": False},
    "rollback_config": _dict(timeout_minutes=NUMBER),
    "force": {"type": "bool", "default": False},
    "role_arn": TEXT,
    "subnet_ids": TEXTS,
    "security_group_ids": TEXTS,
    "endpoint_public_access": FLAG,
    "endpoint_private_access": FLAG,
    "public_access_cidrs": TEXTS,
    "control_plane_egress_mode": _one_of("AWS_MANAGED", "CUSTOMER_ROUTED", "CUSTOMER_ISOLATED"),
    "logging": {
        "type": "list",
        "elements": "str",
        "choices": ["api", "audit", "authenticator", "controllerManager", "scheduler"],
    },
    "authentication_mode": _one_of("CONFIG_MAP", "API_AND_CONFIG_MAP", "API"),
    "bootstrap_cluster_creator_admin_permissions": FLAG,
    "bootstrap_self_managed_addons": FLAG,
    "upgrade_policy": _dict(support_type=_one_of("STANDARD", "EXTENDED")),
    "zonal_shift_config": _dict(enabled=FLAG),
    "deletion_protection": FLAG,
    "control_plane_scaling_config": _dict(tier=_one_of("standard", "tier-xl", "tier-2xl", "tier-4xl", "tier-8xl")),
    "compute_config": _dict(enabled=FLAG, node_pools=TEXTS, node_role_arn=TEXT),
    "storage_config": _dict(block_storage=_dict(enabled=FLAG)),
    "elastic_load_balancing": _dict(enabled=FLAG, gateway_api=_dict(crds=_dict(managed=FLAG))),
    "service_ipv4_cidr": TEXT,
    "ip_family": _one_of("ipv4", "ipv6"),
    "remote_network_config": _dict(remote_node_networks=NETWORKS, remote_pod_networks=NETWORKS),
    "kube_api_server_config": _dict(event_ttl=TEXT, service_node_port_range=_dict(min_port=NUMBER, max_port=NUMBER)),
    "kube_scheduler_config": _dict(
        node_resources_fit=_dict(
            scoring_strategy=_dict(type=_one_of("LeastAllocated", "MostAllocated"), resources=WEIGHTS)
        )
    ),
    "kube_controller_manager_config": _dict(
        pod_gc_controller_config=_dict(terminated_pod_gc_threshold=NUMBER),
        horizontal_pod_autoscaler_controller_config=_dict(horizontal_pod_autoscaler_sync_period=TEXT),
    ),
    "encryption_key_arn": {"type": "str", "no_log": False},
    "tags": {"type": "dict", "aliases": ["resource_tags"]},
    "purge_tags": {"type": "bool", "default": True},
    "wait": {"type": "bool", "default": True},
    "wait_timeout": {"type": "int", "default": 2400},
}


def main() -> None:
    """Run the module."""
    module = AnsibleAWSModule(argument_spec=ARGUMENT_SPEC, supports_check_mode=True)
    try:
        module.exit_json(**cluster(module))
    except EngineError as error:
        module.fail_json(**error.as_result())


if __name__ == "__main__":
    main()

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The tables of EKS."""

from __future__ import annotations

from typing import Any

from ansible_collections.inferops.aws.plugins.module_utils._eks.access_entry import ACCESS_ENTRY, ACCESS_POLICY
from ansible_collections.inferops.aws.plugins.module_utils._eks.addon import ADDON
from ansible_collections.inferops.aws.plugins.module_utils._eks.cluster import CLUSTER, CONFIGURE
from ansible_collections.inferops.aws.plugins.module_utils._eks.nodegroup import NODEGROUP
from ansible_collections.inferops.aws.plugins.module_utils._eks.pod_identity import ASSOCIATION
from ansible_collections.inferops.aws.plugins.modules import (
    eks_access_entry,
    eks_addon,
    eks_cluster,
    eks_nodegroup,
    eks_pod_identity_association,
)
from tests.tools.tables import Described

ENTRY: dict[str, Any] = eks_access_entry.ARGUMENT_SPEC
DECIDED = "decided at creation"
MINORS = ("1.35", "1.36")

TABLES = [
    Described(
        CLUSTER,
        eks_cluster.ARGUMENT_SPEC,
        given={"role_arn": "the-role", "subnet_ids": ["subnet-a", "subnet-b"]},
        samples={
            "version": MINORS,
            "logging": (["api"], ["audit"]),
            "authentication_mode": ("CONFIG_MAP", "API"),
            "compute_config": ({"enabled": False}, {"enabled": True, "node_pools": ["system"], "node_role_arn": "arn"}),
            "encryption_key_arn": (None, "arn:aws:kms:eu-central-1:111111111111:key/1"),
        },
        causes={"force": "version", "rollback_config": "version"},
        left_out={
            "CreateCluster": {"outpostConfig": "local clusters on Outposts are not offered"},
            CONFIGURE: {
                "kubernetesNetworkConfig.serviceIpv4Cidr": DECIDED,
                "kubernetesNetworkConfig.ipFamily": DECIDED,
            },
        },
    ),
    Described(
        NODEGROUP,
        eks_nodegroup.ARGUMENT_SPEC,
        given={"node_role": "the-role", "subnets": ["subnet-a"]},
        samples={
            "version": MINORS,
            "launch_template": ({"id": "lt-1", "version": "1"}, {"id": "lt-1", "version": "2"}),
        },
        causes={"force": "version"},
    ),
    Described(
        ADDON,
        eks_addon.ARGUMENT_SPEC,
        samples={"configuration_values": ({}, {"replicaCount": 2})},
        causes={"resolve_conflicts": "addon_version"},
    ),
    Described(ACCESS_ENTRY, ENTRY),
    Described(
        ACCESS_POLICY,
        ENTRY["access_policies"]["options"],
        given={"access_scope": {"type": "cluster"}},
    ),
    Described(
        ASSOCIATION,
        eks_pod_identity_association.ARGUMENT_SPEC,
        given={"role_arn": "the-role"},
        samples={"policy": ({}, {"Version": "2012-10-17", "Statement": []})},
    ),
]

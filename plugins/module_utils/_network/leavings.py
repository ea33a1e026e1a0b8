# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Network interfaces that nodes leave behind: they hold subnets and security groups, and nothing ever deletes them.

The add-on vpc-cni detaches an interface before it deletes it. If the node ends in between, the interface stays as
available, with the tags of its cluster (aws/amazon-vpc-cni-k8s, pkg/awsutils; issues 69 and 608 there).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from .._engine.ownership import lacking

FREE = "available"
"""The status of an interface that nothing has."""

DEPLOYMENT = "inferops:deployment"


def left_by_nodes(interfaces: Iterable[Mapping[str, Any]], cluster: str, ownership: Mapping[str, str]) -> list[str]:
    """Return the ids of those that nodes of the cluster named *cluster*, or of whom *ownership* is for, have left."""
    return [each["network_interface_id"] for each in interfaces if is_left(each, cluster, ownership)]


def is_left(interface: Mapping[str, Any], cluster: str, ownership: Mapping[str, str]) -> bool:
    """Say whether nodes have left an interface. What bears the tag of a deployment is of that, whatever its cluster."""
    tags = interface["tags"]
    if interface["status"] != FREE:
        return False
    if DEPLOYMENT in tags:
        return not lacking(ownership, tags)
    return bool(cluster) and tags.get("cluster.k8s.amazonaws.com/name") == cluster

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""EKS as AWS has it, on ministack's records: real control planes, states that last, updates, checks.

ministack keeps the records, verifies EKS tokens and turns access entries into RBAC. What it lacks, or lets pass, is
here.
"""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable, Mapping
from typing import Any

from .. import seams
from . import (
    access,
    addon_versions,
    addons,
    auto_nodes,
    autoscaling,
    balancers,
    cluster_updates,
    insights,
    nodegroup_releases,
    permissions,
    planes,
    pod_admission,
    protocol,
    scaling,
    store,
    updates,
    versions,
)
from .clusters import Clusters
from .nodegroups import Nodegroups
from .planes import Planes
from .protocol import MODULE, Call, Refused

Operation = Callable[[Call], Any]

#: Operations that ministack answers as AWS does.
_AS_THEY_ARE = frozenset(
    {
        "DeletePodIdentityAssociation",
        "DisassociateAccessPolicy",
        "ListAssociatedAccessPolicies",
        "ListIdentityProviderConfigs",
        "ListPodIdentityAssociations",
        "ListTagsForResource",
        "TagResource",
        "UntagResource",
    }
)


def install(directory: str, emulator_port: int, endpoint: str) -> None:
    """Put it in force: `directory` is the sandbox's own, `emulator_port` where token reviews are answered.

    `endpoint` is where whoever runs in a cluster finds AWS.
    """
    running = planes.from_environment(directory, emulator_port)
    operations = _operations(running)
    seams.wrap(MODULE, "_handle_request_sync", lambda original: _answering(original, operations))
    seams.wrap(MODULE, "_get_docker", lambda _original: functools.partial(running.docker))
    seams.wrap(MODULE, "reset", lambda original: _resetting(original, running))
    seams.wrap(MODULE, "_resolve_tag_resource_arn", _resolving)
    seams.wrap(MODULE, "_schedule_access_policy_reconcile", access.later)
    permissions.install()
    nodegroup_releases.install()
    scaling.install(running)
    balancers.install(running)
    autoscaling.install(running, endpoint)
    auto_nodes.install(running)
    pod_admission.install(running)


def _operations(running: Planes) -> Mapping[str, Operation]:
    clusters, nodegroups, components = Clusters(running), Nodegroups(running), addons.Addons(running)
    return {
        "AssociateAccessPolicy": access.associate_policy,
        "AssociateEncryptionConfig": cluster_updates.associate_encryption,
        "CreateAccessEntry": access.create_entry,
        "CreateAddon": components.create,
        "CreateCluster": clusters.create,
        "CreateNodegroup": nodegroups.create,
        "CreatePodIdentityAssociation": access.create_identity,
        "DeleteAccessEntry": access.delete_entry,
        "DeleteAddon": components.delete,
        "DeleteCluster": clusters.delete,
        "DeleteNodegroup": nodegroups.delete,
        "DescribeAccessEntry": access.describe_entry,
        "DescribeAddon": components.describe,
        "DescribeAddonConfiguration": addon_versions.describe_configuration,
        "DescribeAddonVersions": addon_versions.describe_versions,
        "DescribeCluster": clusters.describe,
        "DescribeClusterVersions": versions.describe,
        "DescribeInsight": insights.describe,
        "DescribeInsightsRefresh": insights.describe_refresh,
        "DescribeNodegroup": nodegroups.describe,
        "DescribePodIdentityAssociation": access.describe_identity,
        "DescribeUpdate": updates.describe,
        "ListAccessEntries": access.list_entries,
        "ListAccessPolicies": access.list_policies,
        "ListAddons": components.listed,
        "ListClusters": clusters.listed,
        "ListFargateProfiles": lambda call: _none(call["clusterName"], "fargateProfileNames"),
        "ListInsights": insights.listed,
        "ListNodegroups": nodegroups.listed,
        "ListUpdates": updates.listed,
        "StartInsightsRefresh": insights.start_refresh,
        "UpdateAccessEntry": access.update_entry,
        "UpdateAddon": components.update,
        "UpdateClusterConfig": cluster_updates.update_config,
        "UpdateClusterVersion": cluster_updates.update_version,
        "UpdateNodegroupConfig": nodegroups.update_config,
        "UpdateNodegroupVersion": nodegroups.update_version,
        "UpdatePodIdentityAssociation": access.update_identity,
    }


def _none(cluster: str, key: str) -> Any:
    """An empty list: there is nothing of the kind in this sandbox."""
    store.cluster(cluster)
    return protocol.answer({key: []})


def _answering(original: Any, operations: Mapping[str, Operation]) -> Any:
    def handle(method: str, path: str, headers: Any, body: bytes, query: Mapping[str, Any]) -> Any:
        key = seams.get("ministack.core.router", "extract_access_key_id")(headers, query) or ""
        try:
            call = protocol.identify(method, path, query, body, key)
            if call is None:
                # Token reviews, and the discovery of the clusters' identity providers.
                return original(method, path, headers, body, query)
            protocol.check(call)
            if call.operation in operations:
                return operations[call.operation](call)
        except Refused as refused:
            return refused.response
        except Exception as error:
            logging.getLogger("sandbox.eks").exception("%s %s", method, path)
            return Refused("ServerException", f"the sandbox failed: {error}", 500).response
        if call.operation in _AS_THEY_ARE:
            return original(method, path, headers, body, query)
        return Refused("InvalidRequestException", f"{call.operation} is not in this sandbox").response

    return handle


def _resetting(original: Any, running: Planes) -> Any:
    def reset() -> None:
        store.forget()
        running.stop_all()
        updates.forget()
        original()

    return reset


def _resolving(original: Any) -> Any:
    """ministack does not know the ARNs of pod identities."""

    def resolve(arn: str) -> Any:
        if ":podidentityassociation/" in arn:
            found = store.module()._pod_identity_associations.values()
            if any(one["associationArn"] == arn for one in found):
                return arn, None
        return original(arn)

    return resolve

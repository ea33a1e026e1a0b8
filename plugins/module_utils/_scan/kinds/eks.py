# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Amazon EKS: clusters, and what is in a cluster that AWS knows of.

What is part of a cluster goes with it, but its node groups, which EKS wants gone before; where the cluster is somebody
else's it is deleted by itself. Who may enter a cluster may so until it is gone, and can mend what keeps it from going.
Load balancers come before all of it: what is left of them when their controller is gone, nobody takes away.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..places import first, gather
from ..table import Call, End, Gone, Kind, Listing, Read, Ref, Tags
from ._names import DERIVED

_CLUSTER = {"clusterName": "cluster.name"}
"""What the description of a cluster lends to that of its parts."""

_PART_ARN = "arn:{partition}:eks:{region}:{account}:"
_BUSY = ("ResourceInUseException", "InvalidRequestException")

_SYSTEM = "kube-system"

# What lasts on AWS: a node may drain for a quarter of an hour before EKS ends it, one after the other.
_NODES, _CONTROL_PLANE, _ADDON = 3600, 2400, 1200

_LOG_TYPES = ["api", "audit", "authenticator", "controllerManager", "scheduler"]


def _writes_logs(described: Mapping[str, Any]) -> bool:
    """Say whether the control plane writes logs that can be ended: what is protected stays as it is."""
    return (
        first(described, "cluster.status") in ("ACTIVE", "UPDATING")
        and not first(described, "cluster.deletionProtection")
        and any(gather(described, "cluster.logging.clusterLogging[].enabled"))
    )


def _protection(described: Mapping[str, Any]) -> str:
    """Say what keeps a cluster from being deleted: it holds for one that works.

    https://docs.aws.amazon.com/eks/latest/userguide/deletion-protection.html
    """
    if first(described, "cluster.status") in ("CREATING", "FAILED", "DELETING"):
        return ""
    return _HOW_TO_LIFT if first(described, "cluster.deletionProtection") else ""


_HOW_TO_LIFT = (
    "is protected from deletion: set eks_cluster_deletion_protection to false and deploy, or run aws eks"
    " update-cluster-config --name {name} --no-deletion-protection; then destroy again"
)


def _as_host(name: str, parts: Sequence[Mapping[str, Any]]) -> str:
    """Say which variables name the place of what roles made: the Cluster Autoscaler's is the same everywhere."""
    pods = {(part["namespace"], part["serviceAccount"]) for part in parts if part.get("namespace", _SYSTEM) != _SYSTEM}
    places = [f" -e front_end_namespace={space} -e front_end_name={account}" for space, account in sorted(pods)]
    return f"give -e eks_cluster_existing_name={name}{''.join(places)}, so that what it runs there goes as well"


# What EKS writes while it deletes a cluster makes the log group anew, without tags and for ever.
_END_OF_LOGS = End(
    Call(
        "UpdateClusterConfig",
        {"name": "@item"},
        {"logging": {"clusterLogging": [{"types": _LOG_TYPES, "enabled": False}]}},
    ),
    when=_writes_logs,
    done=Gone(
        Call("DescribeUpdate", {"name": "@cluster.name", "updateId": "update.id"}),
        "update.status",
        ("Successful", "Failed", "Cancelled"),
    ),
    otherwise="its logs may not have ended before, so the log group /aws/eks/{name}/cluster may come back",
    nothing=("InvalidParameterException",),
)

_CLUSTERS = Kind(
    name="eks_cluster",
    label="EKS cluster",
    type="eks:cluster",
    service="eks",
    listings=(Listing(Call("ListClusters"), "clusters[]"),),
    id="@item",
    arn="arn:{partition}:eks:{region}:{account}:cluster/{id}",
    reads=(Read(Call("DescribeCluster", {"name": "@item"}), "cluster", "cluster"),),
    tags=Tags(place="cluster.tags"),
    refs=(
        Ref("cluster.roleArn"),
        Ref("cluster.computeConfig.nodeRoleArn"),
        Ref("cluster.encryptionConfig[].provider.keyArn"),
        Ref("cluster.resourcesVpcConfig.vpcId"),
        Ref("cluster.resourcesVpcConfig.subnetIds[]"),
        Ref("cluster.resourcesVpcConfig.securityGroupIds[]"),
        Ref("cluster.resourcesVpcConfig.clusterSecurityGroupId"),
    ),
    state=("cluster.status",),
    endpoint="cluster.endpoint",
    since="cluster.createdAt",
    named_after=DERIVED,
    made_tagged=True,
    # After the interfaces that nodes left: the cluster's security group goes with it, unless one of them holds that.
    order=52,
    deletion=(_END_OF_LOGS, Call("DeleteCluster", {"name": "@item"})),
    # InvalidRequestException does not pass: the cluster is protected.
    busy=("ResourceInUseException",),
    gone=Gone(Call("DescribeCluster", {"name": "@item"})),
    seconds=_CONTROL_PLANE,
    protection=_protection,
    as_host=_as_host,
)

_DESCRIBE_GROUP = Call("DescribeNodegroup", {**_CLUSTER, "nodegroupName": "@item"})
_NODEGROUPS = Kind(
    name="eks_nodegroup",
    label="EKS node group",
    type="eks:nodegroup",
    service="eks",
    listings=(Listing(Call("ListNodegroups", _CLUSTER), "nodegroups[]", of="eks_cluster"),),
    id="@item",
    arn=_PART_ARN + "nodegroup/{id}",
    true_arn="nodegroup.nodegroupArn",
    reads=(Read(_DESCRIBE_GROUP, "nodegroup", "nodegroup"),),
    tags=Tags(place="nodegroup.tags"),
    refs=(
        Ref("nodegroup.nodeRole"),
        Ref("nodegroup.subnets[]"),
        Ref("nodegroup.launchTemplate.id"),
        Ref("nodegroup.resources.remoteAccessSecurityGroup"),
    ),
    state=("nodegroup.status",),
    since="nodegroup.createdAt",
    order=40,
    deletion=(Call("DeleteNodegroup", {**_CLUSTER, "nodegroupName": "@item"}),),
    busy=_BUSY,
    gone=Gone(_DESCRIBE_GROUP),
    seconds=_NODES,
)

_DESCRIBE_ADDON = Call("DescribeAddon", {**_CLUSTER, "addonName": "@item"})
_ADDONS = Kind(
    name="eks_addon",
    label="EKS add-on",
    type="eks:addon",
    service="eks",
    listings=(Listing(Call("ListAddons", _CLUSTER), "addons[]", of="eks_cluster"),),
    id="@item",
    arn=_PART_ARN + "addon/{id}",
    true_arn="addon.addonArn",
    reads=(Read(_DESCRIBE_ADDON, "addon", "addon"),),
    tags=Tags(place="addon.tags"),
    refs=(Ref("addon.serviceAccountRoleArn"),),
    state=("addon.status",),
    since="addon.createdAt",
    order=42,
    deletion=(Call("DeleteAddon", {**_CLUSTER, "addonName": "@item"}),),
    busy=_BUSY,
    gone=Gone(_DESCRIBE_ADDON),
    seconds=_ADDON,
    goes_along=True,
)

_ENTRIES = Kind(
    name="eks_access_entry",
    label="EKS access entry",
    type="eks:access-entry",
    service="eks",
    listings=(Listing(Call("ListAccessEntries", _CLUSTER), "accessEntries[]", of="eks_cluster"),),
    id="@item",
    arn=_PART_ARN + "access-entry/{id}",
    true_arn="entry.accessEntryArn",
    reads=(Read(Call("DescribeAccessEntry", {**_CLUSTER, "principalArn": "@item"}), "accessEntry", "entry"),),
    tags=Tags(place="entry.tags"),
    since="entry.createdAt",
    order=42,
    deletion=(Call("DeleteAccessEntry", {**_CLUSTER, "principalArn": "@item"}),),
    busy=_BUSY,
    goes_along=True,
)

_ASSOCIATION = {"clusterName": "clusterName", "associationId": "associationId"}
_ASSOCIATIONS = Kind(
    name="eks_pod_identity_association",
    label="EKS Pod Identity association",
    type="eks:podidentityassociation",
    service="eks",
    listings=(Listing(Call("ListPodIdentityAssociations", _CLUSTER), "associations[]", of="eks_cluster"),),
    id="associationId",
    title="serviceAccount",
    arn="associationArn",
    reads=(Read(Call("DescribePodIdentityAssociation", _ASSOCIATION), "association", "association"),),
    tags=Tags(place="association.tags"),
    refs=(Ref("association.roleArn"), Ref("association.targetRoleArn")),
    since="association.createdAt",
    order=42,
    deletion=(Call("DeletePodIdentityAssociation", _ASSOCIATION),),
    busy=_BUSY,
    goes_along=True,
)

KINDS = (_CLUSTERS, _NODEGROUPS, _ADDONS, _ENTRIES, _ASSOCIATIONS)

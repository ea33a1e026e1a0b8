# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Amazon EKS: clusters. They are found, not yet deleted: what runs in them has to go first."""

from __future__ import annotations

from ..table import Call, Kind, Listing, Read, Ref, Tags
from ._names import DERIVED

KINDS = (
    Kind(
        name="eks_cluster",
        label="EKS cluster",
        type="eks:cluster",
        service="eks",
        listings=(Listing(Call("ListClusters"), "clusters[]"),),
        id="@item",
        arn="arn:{partition}:eks:{region}:{account}:cluster/{id}",
        reads=(Read(Call("DescribeCluster", {"name": "@item"}), "cluster", "cluster"),),
        tags=Tags(place="cluster.tags"),
        refs=(Ref("cluster.roleArn"), Ref("cluster.resourcesVpcConfig.securityGroupIds[]")),
        state=("cluster.status",),
        endpoint="cluster.endpoint",
        since="cluster.createdAt",
        named_after=DERIVED,
        order=40,
    ),
)

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Names and tags that several kinds have: those that follow from a deployment, and those that Kubernetes gives."""

from __future__ import annotations

from ..table import WORKLOAD

DERIVED = {WORKLOAD: ("{workload}", "{workload}-{region}", "{workload}-{region}-*", "{deployment}", "{deployment}-*")}
"""What carries the region or the deployment in its name belongs to it; what only begins like the workload may not."""

OF_KUBERNETES = {
    "eks_cluster": (
        ("kubernetes.io/cluster/{name}", "owned"),
        ("elbv2.k8s.aws/cluster", "{name}"),
        ("eks:eks-cluster-name", "{name}"),
    )
}
"""What a cluster's cloud provider, its AWS Load Balancer Controller and Auto Mode tag what they make with."""

#!/usr/bin/python
# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: eks_cluster_info
version_added: 0.1.0
short_description: Look at EKS clusters, or at the versions that EKS offers
description:
  - Returns what M(inferops.aws.eks_cluster) returns of a cluster, and the names of its node groups.
  - Returns the same, without node groups, of all clusters of the region that bear some tags.
  - Returns the Kubernetes versions that a new cluster can have, and until when they are supported.
notes:
  - No module of C(amazon.aws) or C(community.aws) looks at a cluster or at the versions of EKS.
author:
  - Contributors to the inferops.aws project (@inferops)
options:
  name:
    description:
      - Name of the cluster.
    type: str
  tags:
    description:
      - Tags of the clusters to look for.
    type: dict
  versions:
    description:
      - Whether to return the versions that EKS offers in the region.
    type: bool
    default: false
  attached:
    description:
      - Whether to return the add-ons and the access entries of the cluster as well.
    type: bool
    default: false
extends_documentation_fragment:
  - inferops.aws.attributes.reads
  - amazon.aws.common.modules
  - amazon.aws.region.modules
  - amazon.aws.boto3
"""

EXAMPLES = r"""
- name: Look at a cluster that somebody else has made
  inferops.aws.eks_cluster_info:
    name: shared
  register: shared

- name: Find the clusters of a team
  inferops.aws.eks_cluster_info:
    tags: {team: vision}
  register: theirs

- name: See which versions there are
  inferops.aws.eks_cluster_info:
    versions: true
"""

RETURN = r"""
exists:
  description: Whether there is a cluster of that name. If not, none of its attributes is returned.
  returned: always
  type: bool
  sample: true
endpoint:
  description: URL of the API server. All that M(inferops.aws.eks_cluster) returns of a cluster is returned beside it.
  returned: when the cluster exists
  type: str
  sample: https://0123456789ABCDEF.gr7.eu-central-1.eks.amazonaws.com
nodegroups:
  description: Names of the node groups.
  returned: when the cluster exists
  type: list
  elements: str
  sample: [front]
addons:
  description: Names of the add-ons.
  returned: with O(attached=true), when the cluster exists
  type: list
  elements: str
  sample: [coredns, vpc-cni]
access_entries:
  description:
    - Who may enter, without the policies of each. M(inferops.aws.eks_access_entry) says what the keys hold.
  returned: with O(attached=true), when the cluster exists
  type: list
  elements: dict
  contains:
    principal_arn:
      description: ARN of the role or user.
      type: str
      sample: arn:aws:iam::123456789012:role/operators
    type:
      description: Kind of entry.
      type: str
      sample: STANDARD
    tags:
      description: The tags.
      type: dict
      sample: {team: vision}
administrators:
  description: ARNs of those among RV(access_entries) who have the policy C(AmazonEKSClusterAdminPolicy).
  returned: with O(attached=true), when the cluster exists
  type: list
  elements: str
  sample: [arn:aws:iam::123456789012:role/deployer]
clusters:
  description: The clusters that bear O(tags), each as M(inferops.aws.eks_cluster) returns it.
  returned: with O(tags)
  type: list
  elements: dict
  sample: [{name: digits, status: ACTIVE, version: "1.36", tags: {team: vision}}]
unseen:
  description: Names of the clusters that one may not look at, which may bear O(tags). A warning names them too.
  returned: with O(tags)
  type: list
  elements: str
  sample: [letters]
versions:
  description: The versions that EKS offers, oldest first.
  returned: with O(versions=true)
  type: list
  elements: dict
  contains:
    version:
      description: The minor version.
      type: str
      sample: "1.36"
    support:
      description: Kind of support that it has now.
      type: str
      sample: STANDARD_SUPPORT
    default:
      description: Whether AWS takes it where no version is given.
      type: bool
      sample: false
    end_of_standard_support:
      description: When standard support ends.
      type: str
      sample: "2027-08-02T00:00:00+00:00"
    end_of_extended_support:
      description: When extended support ends.
      type: str
      sample: "2028-08-02T00:00:00+00:00"
"""

from ansible_collections.amazon.aws.plugins.module_utils.modules import AnsibleAWSModule

from ansible_collections.inferops.aws.plugins.module_utils._eks.service import cluster_info
from ansible_collections.inferops.aws.plugins.module_utils._engine.errors import EngineError

ARGUMENT_SPEC = {
    "name": {"type": "str"},
    "tags": {"type": "dict"},
    "versions": {"type": "bool", "default": False},
    "attached": {"type": "bool", "default": False},
}


def main() -> None:
    """Run the module."""
    module = AnsibleAWSModule(argument_spec=ARGUMENT_SPEC, supports_check_mode=True)
    try:
        module.exit_json(**cluster_info(module))
    except EngineError as error:
        module.fail_json(**error.as_result())


if __name__ == "__main__":
    main()

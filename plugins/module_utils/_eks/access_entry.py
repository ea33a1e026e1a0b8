# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who may enter a cluster: access entries with the access policies of each."""

from __future__ import annotations

from typing import Any

from .._engine.table import Call, Child, Field, Find, Table
from .._engine.values import unordered
from .common import HINTS, MISSING, RETRIES, tags

UPDATE = "UpdateAccessEntry"
GRANT = Call("AssociateAccessPolicy")
POLICIES: dict[str, Any] = {
    "type": "list",
    "elements": "dict",
    "options": {
        "policy_arn": {"type": "str", "required": True},
        "access_scope": {
            "type": "dict",
            "default": {"type": "cluster"},
            "options": {
                "type": {"type": "str", "choices": ["cluster", "namespace"], "default": "cluster"},
                "namespaces": {"type": "list", "elements": "str"},
            },
            "required_if": [("type", "namespace", ["namespaces"])],
        },
    },
}
"""How the option that lists access policies is declared."""

_IDENTITY = {"cluster_name": "cluster_name", "principal_arn": "principal_arn"}

ACCESS_POLICY = Table(
    label="EKS access policy",
    service="eks",
    find=Find("ListAssociatedAccessPolicies", _IDENTITY, absent=MISSING, items="associated_access_policies"),
    identity={**_IDENTITY, "policy_arn": "policy_arn"},
    id="policy_arn",
    create=GRANT,
    updates=(GRANT,),
    delete=Call("DisassociateAccessPolicy"),
    required=("access_scope",),
    fields=(Field("access_scope", GRANT.operation, same=unordered),),
    returns=("associated_at", "modified_at"),
)

ACCESS_ENTRY = Table(
    label="EKS access entry",
    service="eks",
    find=Find("DescribeAccessEntry", _IDENTITY, absent=MISSING, view=lambda answer: dict(answer["access_entry"])),
    identity=_IDENTITY,
    create=Call("CreateAccessEntry", result="access_entry"),
    updates=(Call(UPDATE, carry=("kubernetes_groups",)),),
    delete=Call("DeleteAccessEntry"),
    retries=RETRIES,
    hints=HINTS,
    tags=tags("access_entry_arn"),
    fields=(
        Field("kubernetes_groups", UPDATE, same=unordered),
        Field("username", UPDATE),
        Field(
            "type",
            default="STANDARD",
            fixed="EKS has no call that changes it: delete the access entry, then create it anew",
        ),
    ),
    children=(Child("access_policies", "policy_arn", "policy_arn", ACCESS_POLICY, "purge_access_policies"),),
    returns=("cluster_name", "principal_arn", "access_entry_arn", "created_at", "modified_at"),
)

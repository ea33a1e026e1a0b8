# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""AWS Identity and Access Management: roles, policies and instance profiles. They belong to no region."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..table import WORKLOAD, Call, Each, Kind, Listing, Read, Ref, Tags
from ._names import DERIVED

_ROLE = {"RoleName": "RoleName"}
_POLICY = {"PolicyArn": "Arn"}
_PROFILE = {"InstanceProfileName": "InstanceProfileName"}
_MADE_BY_AWS = ("/aws-service-role/", "/aws-reserved/")


def _is_ours(role: Mapping[str, Any]) -> bool:
    return not str(role.get("Path", "")).startswith(_MADE_BY_AWS)


KINDS = (
    Kind(
        name="iam_role",
        label="IAM role",
        type="iam:role",
        service="iam",
        is_global=True,
        listings=(Listing(Call("ListRoles"), "Roles[]"),),
        is_ours=_is_ours,
        id="RoleName",
        arn="Arn",
        # ListRoles leaves the tags out, and the tagging API does not know roles.
        tags=Tags(read=Read(Call("ListRoleTags", _ROLE), "Tags", "Tags")),
        refs=(Ref("AssumeRolePolicyDocument"),),
        since="CreateDate",
        named_after={WORKLOAD: ("{workload}-{region}", "{workload}-{region}-*", "{deployment}", "{deployment}-*")},
        order=85,
        deletion=(
            Each(
                Listing(Call("ListInstanceProfilesForRole", _ROLE), "InstanceProfiles[]"),
                Call("RemoveRoleFromInstanceProfile", {**_PROFILE, "RoleName": "@RoleName"}),
            ),
            Each(
                Listing(Call("ListAttachedRolePolicies", _ROLE), "AttachedPolicies[]"),
                Call("DetachRolePolicy", {"PolicyArn": "PolicyArn", "RoleName": "@RoleName"}),
            ),
            Each(
                Listing(Call("ListRolePolicies", _ROLE), "PolicyNames[]"),
                Call("DeleteRolePolicy", {"PolicyName": "@item", "RoleName": "@RoleName"}),
            ),
            Call("DeleteRole", _ROLE),
        ),
        busy=("DeleteConflict", "ConcurrentModification"),
    ),
    Kind(
        name="iam_policy",
        label="IAM policy",
        type="iam:policy",
        service="iam",
        is_global=True,
        listings=(Listing(Call("ListPolicies", constants={"Scope": "Local"}), "Policies[]"),),
        id="PolicyName",
        arn="Arn",
        tags=Tags(read=Read(Call("ListPolicyTags", _POLICY), "Tags", "Tags"), in_tagging_api=True),
        since="CreateDate",
        named_after=DERIVED,
        order=90,
        deletion=(
            Each(
                Listing(
                    Call("ListPolicyVersions", _POLICY),
                    "Versions[]",
                    only=lambda version: not version.get("IsDefaultVersion"),
                ),
                Call("DeletePolicyVersion", {"VersionId": "VersionId", "PolicyArn": "@Arn"}),
            ),
            Call("DeletePolicy", _POLICY),
        ),
        busy=("DeleteConflict",),
    ),
    Kind(
        name="instance_profile",
        label="instance profile",
        type="iam:instance-profile",
        service="iam",
        is_global=True,
        listings=(Listing(Call("ListInstanceProfiles"), "InstanceProfiles[]"),),
        id="InstanceProfileName",
        arn="Arn",
        tags=Tags(read=Read(Call("ListInstanceProfileTags", _PROFILE), "Tags", "Tags"), in_tagging_api=True),
        refs=(Ref("Roles[].Arn"),),
        since="CreateDate",
        named_after={**DERIVED, "iam_role": ("{name}",)},
        order=80,
        deletion=(
            Each(
                Listing(Call("GetInstanceProfile", _PROFILE), "InstanceProfile.Roles[]"),
                Call(
                    "RemoveRoleFromInstanceProfile",
                    {"RoleName": "RoleName", "InstanceProfileName": "@InstanceProfileName"},
                ),
            ),
            Call("DeleteInstanceProfile", _PROFILE),
        ),
        busy=("DeleteConflict",),
    ),
)

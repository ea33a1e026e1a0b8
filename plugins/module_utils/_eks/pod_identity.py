# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a service account of a cluster may do in AWS: EKS Pod Identity."""

from __future__ import annotations

from typing import Any

from .._engine.table import Call, Field, Find, Table
from .common import HINTS, MISSING, RETRIES, tags

UPDATE = "UpdatePodIdentityAssociation"
_ACCOUNT = {"cluster_name": "cluster_name", "namespace": "namespace", "service_account": "service_account"}
_IDENTITY = {"cluster_name": "cluster_name", "association_id": "association_id"}


def _view(answer: dict[str, Any]) -> dict[str, Any]:
    return dict(answer["association"])


DESCRIBED = Find("DescribePodIdentityAssociation", _IDENTITY, absent=MISSING, view=_view)
"""The listing tells identifiers, and no roles."""

ASSOCIATION = Table(
    label="EKS Pod Identity association",
    service="eks",
    find=Find("ListPodIdentityAssociations", _ACCOUNT, absent=MISSING, items="associations", then=DESCRIBED),
    identity=_IDENTITY,
    id="association_id",
    create=Call("CreatePodIdentityAssociation", _ACCOUNT, result="association"),
    updates=(Call(UPDATE, carry=("role_arn", "target_role_arn", "disable_session_tags", "policy")),),
    delete=Call("DeletePodIdentityAssociation"),
    required=("role_arn",),
    retries=RETRIES,
    hints=HINTS,
    tags=tags("association_arn"),
    fields=(
        Field("role_arn", UPDATE),
        Field("target_role_arn", UPDATE),
        Field("disable_session_tags", UPDATE, default=False),
        Field("policy", UPDATE, document=True, reset=""),
    ),
    returns=(
        "cluster_name",
        "namespace",
        "service_account",
        "association_id",
        "association_arn",
        "external_id",
        "owner_arn",
        "created_at",
        "modified_at",
    ),
)

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a service account of a cluster may do in AWS: EKS Pod Identity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .._engine.table import Call, Field, Find, Table
from .._engine.values import dig
from .common import HINTS, MISSING, RETRIES, tags

UPDATE = "UpdatePodIdentityAssociation"
_ACCOUNT = {"cluster_name": "cluster_name", "namespace": "namespace", "service_account": "service_account"}
_IDENTITY = {"cluster_name": "cluster_name", "association_id": "association_id"}

CREDENTIALS = "AWS_CONTAINER_CREDENTIALS_FULL_URI"
"""The variable by which a pod finds its credentials: https://docs.aws.amazon.com/eks/latest/userguide/pod-id-how-it-works.html.

EKS sets it when a pod is admitted and never later, some seconds after there is an association at the earliest.
"""

RESTARTED = "kubectl.kubernetes.io/restartedAt"
"""The annotation of a template by which a rollout is restarted."""


def _has_credentials(pod: Mapping[str, Any]) -> bool:
    containers = dig(pod, "spec.containers") or ()
    return all(any(item.get("name") == CREDENTIALS for item in each.get("env") or ()) for each in containers)


def _restarted(metadata: Mapping[str, Any] | None) -> Any:
    return ((metadata or {}).get("annotations") or {}).get(RESTARTED)


def without_credentials(pods: Sequence[Mapping[str, Any]], deployment: Mapping[str, Any]) -> list[str]:
    """Return the names of a Deployment's pods that were admitted without credentials and stay so.

    Those that end count no more, nor those from before the latest restart, which a rollout replaces.
    """
    since = _restarted(dig(deployment, "spec.template.metadata"))
    return [
        str(dig(pod, "metadata.name"))
        for pod in pods
        if not dig(pod, "metadata.deletionTimestamp")
        and dig(pod, "status.phase") in ("Pending", "Running")
        and _restarted(dig(pod, "metadata")) == since
        and not _has_credentials(pod)
    ]


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

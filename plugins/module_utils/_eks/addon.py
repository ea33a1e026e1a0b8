# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An add-on of a cluster."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from .._engine.steps import Addition, Current, Step
from .._engine.table import Call, Field, Find, Look, Ref, Table, Wait
from .._engine.values import unordered
from .common import HINTS, MISSING, PAUSE, RETRIES, issues, tags, updated
from .pod_identity import DESCRIBED

UPDATE = "UpdateAddon"
_ID = {"cluster_name": "cluster_name", "addon_name": "addon_name"}
_ROLES = "pod_identity_associations"
_FAILED = ("CREATE_FAILED", "UPDATE_FAILED")

ACTIVE = Wait(
    goal="active",
    operation="DescribeAddon",
    params={name: Ref(name) for name in _ID},
    path="status",
    done=("ACTIVE",),
    failed=("CREATE_FAILED",),
    reason="health.issues",
    absent=MISSING,
    pause=PAUSE,
    result="addon",
)
SETTLED = replace(ACTIVE, goal="settled", done=("ACTIVE", "DEGRADED", "DELETE_FAILED", *_FAILED), failed=())
"""Whatever state an add-on has come to, an update may mend it."""

GONE = replace(ACTIVE, goal="deleted", done=(), failed=("DELETE_FAILED",), gone=True)
_UPDATED = Call(UPDATE, carry=("service_account_role_arn",), wait=updated(name="cluster_name", addon_name="addon_name"))


def _view(answer: dict[str, Any]) -> dict[str, Any]:
    return dict(answer["addon"])


def _own(item: Mapping[str, Any], addon: Mapping[str, Any]) -> bool:
    """Say whether an association of the cluster is one of those that the add-on's description names by their ARNs."""
    return item.get("association_arn") in (addon.get(_ROLES) or ())


def _again(wanted: Mapping[str, Any], current: Current | None, steps: Sequence[Step]) -> Addition:
    """Repeat the change by which an add-on has failed, if nothing else is to be written."""
    described = current.attributes if current else {}
    if described.get("status") not in _FAILED or any(step.call.operation == UPDATE for step in steps):
        return Addition()
    params = {
        **{name: described[name] for name in _ID},
        "addon_version": described.get("addon_version"),
        "service_account_role_arn": described.get("service_account_role_arn"),
        "resolve_conflicts": wanted.get("resolve_conflicts"),
    }
    step = Step(_UPDATED, {name: value for name, value in params.items() if value}, ("status",))
    return Addition((step,), {"status": (described["status"], "ACTIVE")})


ADDON = Table(
    label="EKS add-on",
    service="eks",
    find=Find("DescribeAddon", _ID, absent=MISSING, view=_view),
    identity=_ID,
    create=Call("CreateAddon", result="addon", wait=ACTIVE),
    updates=(_UPDATED,),
    delete=Call("DeleteAddon", {**_ID, "preserve": "preserve"}, wait=GONE),
    settled=(SETTLED,),
    deleting=("DELETING",),
    retries=RETRIES,
    hints=HINTS,
    tags=tags("addon_arn"),
    looks=(
        Look(
            _ROLES,
            Find(
                "ListPodIdentityAssociations",
                {"cluster_name": "cluster_name"},
                absent=MISSING,
                items="associations",
                only=_own,
                then=DESCRIBED,
            ),
            when=lambda options: options.get(_ROLES) is not None,
        ),
    ),
    extend=_again,
    warn=issues("EKS add-on", "addon_name"),
    fields=(
        Field("addon_version", UPDATE),
        Field("configuration_values", UPDATE, document=True),
        Field("service_account_role_arn", UPDATE, lapses=True),
        Field(_ROLES, UPDATE, same=unordered),
        Field("resolve_conflicts", UPDATE, compared=False),
        Field(
            "namespace",
            create="namespace_config.namespace",
            read="namespace_config.namespace",
            fixed="EKS has no call that moves an add-on: delete it, then create it anew",
        ),
    ),
    returns=("cluster_name", "addon_name", "addon_arn", "status", "created_at", "modified_at", "health"),
)

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reserved concurrency of a function, and provisioned concurrency of one of its aliases or versions."""

from __future__ import annotations

from typing import Any

from .._engine.table import Call, Field, Find, Ref, Table, Wait
from .common import HINTS, MISSING, RETRIES

_RESERVE = "PutFunctionConcurrency"
_PROVISION = "PutProvisionedConcurrencyConfig"
_FUNCTION = {"function_name": "function_name"}
_QUALIFIED = {"function_name": "function_name", "qualifier": "qualifier"}
_NONE = (*MISSING, "ProvisionedConcurrencyConfigNotFoundException")

READY = Wait(
    goal="ready",
    operation="GetProvisionedConcurrencyConfig",
    params={"function_name": Ref("function_name"), "qualifier": Ref("qualifier")},
    path="status",
    done=("READY",),
    failed=("FAILED",),
    reason="status_reason",
    absent=_NONE,
)


EVERYWHERE = Find(
    "ListProvisionedConcurrencyConfigs",
    {"function_name": "function_name"},
    absent=MISSING,
    items="provisioned_concurrency_configs",
)
"""All qualifiers of a function that have provisioned concurrency, each named by the end of its ARN."""


def _view(answer: dict[str, Any]) -> dict[str, Any]:
    """A request that failed counts as none, so that the next run makes it again."""
    failed = answer.get("status") == "FAILED"
    return {**answer, "requested_provisioned_concurrent_executions": None} if failed else answer


RESERVED = Table(
    label="Reserved concurrency",
    service="lambda",
    find=Find("GetFunctionConcurrency", _FUNCTION, absent=MISSING, exists="reserved_concurrent_executions"),
    identity=_FUNCTION,
    create=Call(_RESERVE),
    updates=(Call(_RESERVE),),
    delete=Call("DeleteFunctionConcurrency"),
    required=("reserved_concurrent_executions",),
    retries=RETRIES,
    hints=HINTS,
    fields=(Field("reserved_concurrent_executions", _RESERVE),),
    returns=("function_name",),
)

PROVISIONED = Table(
    label="Provisioned concurrency",
    service="lambda",
    find=Find("GetProvisionedConcurrencyConfig", _QUALIFIED, absent=_NONE, view=_view),
    identity=_QUALIFIED,
    create=Call(_PROVISION, wait=READY),
    updates=(Call(_PROVISION, wait=READY),),
    delete=Call("DeleteProvisionedConcurrencyConfig"),
    required=("provisioned_concurrent_executions",),
    settled=(READY,),
    retries=RETRIES,
    hints=HINTS,
    fields=(
        Field("provisioned_concurrent_executions", _PROVISION, read="requested_provisioned_concurrent_executions"),
    ),
    returns=(
        "function_name",
        "qualifier",
        "allocated_provisioned_concurrent_executions",
        "available_provisioned_concurrent_executions",
        "status",
        "status_reason",
        "last_modified",
    ),
)

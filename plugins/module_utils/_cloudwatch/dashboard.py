# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A dashboard of CloudWatch."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._engine.api import Module
from .._engine.running import run
from .._engine.table import Call, Field, Find, Table

PUT = "PutDashboard"
BODY = "dashboard_body"
MISSING = ("ResourceNotFound", "DashboardNotFoundError")
"""The code that AWS sends, and the one by which it is modelled."""
_IDENTITY = {"dashboard_name": "dashboard_name"}
_PUT = Call(PUT, warnings="dashboard_validation_messages")


def _names(_described: Mapping[str, Any], scope: Mapping[str, Any]) -> dict[str, Any]:
    return {"dashboard_names": [scope["dashboard_name"]]}


DASHBOARD = Table(
    label="CloudWatch dashboard",
    service="cloudwatch",
    find=Find("GetDashboard", _IDENTITY, absent=MISSING),
    identity=_IDENTITY,
    create=_PUT,
    updates=(_PUT,),
    delete=Call("DeleteDashboards", {"dashboard_names": "dashboard_names"}),
    required=(BODY,),
    fields=(Field(BODY, PUT, document=True),),
    derive=_names,
    returns=("dashboard_name", "dashboard_arn"),
)


def dashboard(module: Module) -> dict[str, Any]:
    """Run the module cloudwatch_dashboard."""
    return run(module, DASHBOARD)

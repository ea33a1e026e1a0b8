# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A dashboard of CloudWatch.

AWS takes and returns its body as JSON text, and so does the table: a map would lose its nulls and empty values on
the way through the engine, and in a dashboard they mean something. People see a map.
"""

from __future__ import annotations

import json
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


def same_json(wanted: str, current: str | None) -> bool:
    """Compare texts by what they say in JSON, where 1 equals 1.0 but not true."""
    return current is not None and _canonical(wanted) == _canonical(current)


def _canonical(text: str) -> str:
    return json.dumps(json.loads(text, parse_int=float), sort_keys=True)


def _names(_described: Mapping[str, Any], scope: Mapping[str, Any]) -> dict[str, Any]:
    return {"dashboard_names": [scope["dashboard_name"]]}


DASHBOARD = Table(
    label="CloudWatch dashboard",
    service="cloudwatch",
    find=Find("GetDashboard", _IDENTITY, absent=MISSING),
    identity=_IDENTITY,
    create=Call(PUT),
    updates=(Call(PUT),),
    delete=Call("DeleteDashboards", {"dashboard_names": "dashboard_names"}),
    required=(BODY,),
    fields=(Field(BODY, PUT, same=same_json),),
    derive=_names,
    returns=("dashboard_name", "dashboard_arn"),
    left_out={PUT: {"Tags": "tags are not offered: the oldest botocore that we support does not know them"}},
)


def _shown(part: Mapping[str, Any]) -> dict[str, Any]:
    """Return *part* of a result with the body as a map."""
    return {**part, BODY: json.loads(part[BODY])} if BODY in part else dict(part)


def dashboard(module: Module) -> dict[str, Any]:
    """Run the module cloudwatch_dashboard."""
    body = module.params[BODY]
    result = run(module, DASHBOARD, {**module.params, BODY: None if body is None else json.dumps(body)})
    return {**_shown(result), "diff": {side: _shown(part) for side, part in result["diff"].items()}}

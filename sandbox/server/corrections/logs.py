# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lambda writes logs with the function's role, and only as far as that role may.

ministack writes them in any case and makes the log group as well, so a role without logs:CreateLogGroup would leave a
log group behind here and none in a real account.
"""

from __future__ import annotations

import importlib
from typing import Any

from .. import seams
from . import policies
from .functions import MODULE


def install() -> None:
    """Ask the function's role before its output is written."""
    seams.wrap(MODULE, "_emit_lambda_logs", _permitted)


def _permitted(original: Any) -> Any:
    def emit(func: dict[str, Any], *args: Any, **kwargs: Any) -> None:
        config = func.get("config") or func
        group = (config.get("LoggingConfig") or {}).get("LogGroup") or f"/aws/lambda/{config.get('FunctionName')}"
        if _may_write(config, group):
            original(func, *args, **kwargs)

    return emit


def _may_write(config: dict[str, Any], group: str) -> bool:
    _aws, partition, _service, region, account = config["FunctionArn"].split(":")[:5]
    arn = f"arn:{partition}:logs:{region}:{account}:log-group:{group}"
    needed = [("logs:CreateLogStream", f"{arn}:*"), ("logs:PutLogEvents", f"{arn}:log-stream:*")]
    if group not in importlib.import_module("ministack.services.cloudwatch_logs")._log_groups:
        needed.append(("logs:CreateLogGroup", arn))
    return all(policies.role_may(config.get("Role", ""), action, resource) for action, resource in needed)

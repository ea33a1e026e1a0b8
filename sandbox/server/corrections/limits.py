# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lambda's limits, which ministack does not know.

https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html: memory from 128 to 10,240 MB, 900 seconds,
512 to 10,240 MB of ephemeral storage, 4 KB of environment variables; of 1,000 concurrent executions 100 stay
unreserved.
"""

from __future__ import annotations

import json
from typing import Any

from . import guard, refuse
from .functions import MODULE, functions

#: Path in the request, its least and its greatest value.
BOUNDS: tuple[tuple[tuple[str, ...], int, int], ...] = (
    (("MemorySize",), 128, 10240),
    (("Timeout",), 1, 900),
    (("EphemeralStorage", "Size"), 512, 10240),
)
ENVIRONMENT_BYTES = 4096
RESERVABLE = 900


def install() -> None:
    """Put the checks in force."""
    guard(
        MODULE,
        {
            "_create_function": [_check],
            "_update_config": [lambda _name, data: _check(data)],
            "_put_function_concurrency": [_reserved],
        },
    )


def _check(data: dict[str, Any]) -> Any:
    for path, least, greatest in BOUNDS:
        value: Any = data
        for key in path:
            value = (value or {}).get(key)
        if value is not None and not least <= value <= greatest:
            name = ".".join(key[0].lower() + key[1:] for key in path)
            relation, bound = ("greater", least) if value < least else ("less", greatest)
            return refuse(
                "ValidationException",
                f"1 validation error detected: Value '{value}' at '{name}' failed to satisfy constraint: Member must "
                f"have value {relation} than or equal to {bound}",
            )
    variables = (data.get("Environment") or {}).get("Variables") or {}
    if len(json.dumps(variables)) > ENVIRONMENT_BYTES:
        return refuse(
            "InvalidParameterValueException",
            "Lambda was unable to configure your environment variables because the environment variables you have "
            f"provided exceeded the {ENVIRONMENT_BYTES // 1024}KB limit.",
        )
    return None


def _reserved(func_name: str, data: dict[str, Any]) -> Any:
    others = sum(function.get("concurrency") or 0 for name, function in functions().items() if name != func_name)
    if others + data.get("ReservedConcurrentExecutions", 0) <= RESERVABLE:
        return None
    return refuse(
        "InvalidParameterValueException",
        "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below "
        "its minimum value of [100].",
    )

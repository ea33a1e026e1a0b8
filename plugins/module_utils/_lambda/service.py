# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the modules of Lambda run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .._engine.api import Module, connect
from .._engine.running import before, run
from .alias import ALIAS
from .code import with_code
from .concurrency import EVERYWHERE, PROVISIONED, RESERVED
from .function import FUNCTION

_SIDES = ("before", "after")


def _with_environment(options: Mapping[str, Any]) -> dict[str, Any]:
    """Join the visible and the secret variables, and remember which may be shown."""
    visible, secret = options.get("environment"), options.get("secret_environment")
    if visible is None and secret is None:
        return dict(options)
    joined = {**(visible or {}), **(secret or {})}
    shown = [str(name) for name in visible or {} if name not in (secret or {})]
    return {**options, "environment": joined, "shown_environment": shown}


def function(module: Module) -> dict[str, Any]:
    """Run the module lambda_function."""
    options = _with_environment(module.params)
    return run(module, FUNCTION, options if options["state"] == "absent" else with_code(module, options))


def alias(module: Module) -> dict[str, Any]:
    """Run the module lambda_alias; the result tells where the alias pointed before."""
    result = run(module, ALIAS)
    return {**result, "previous_function_version": before(result, "function_version").get("function_version")}


def concurrency(module: Module) -> dict[str, Any]:
    """Run the module lambda_concurrency: reserved concurrency, with a qualifier provisioned concurrency, or both."""
    options = module.params
    parts = []
    if options["reserved_concurrent_executions"] is not None or not options["qualifier"]:
        parts.append(run(module, RESERVED, _part(options, "reserved_concurrent_executions", none=-1)))
    if options["qualifier"]:
        result = run(module, PROVISIONED, _part(options, "provisioned_concurrent_executions", none=0))
        parts.append(_nowhere_else(module, result) if options["exclusive"] else result)
    return _joined(parts)


def _part(options: Mapping[str, Any], count: str, none: int) -> dict[str, Any]:
    """Return the options of one kind of concurrency; the count that means none has it taken away."""
    return {**options, "state": "absent"} if options[count] == none else dict(options)


def _joined(parts: Sequence[dict[str, Any]]) -> dict[str, Any]:
    sides = {side: {key: value for part in parts for key, value in part["diff"][side].items()} for side in _SIDES}
    merged = {key: value for part in parts for key, value in part.items()}
    return {**merged, "changed": any(part["changed"] for part in parts), "diff": sides}


def _nowhere_else(module: Module, result: dict[str, Any]) -> dict[str, Any]:
    """Take provisioned concurrency from every other qualifier, and say so in the result of the one that keeps it."""
    found = connect(module, "lambda").list(EVERYWHERE, module.params)
    arns = {item["function_arn"].rpartition(":")[2]: item for item in found}
    others = {name: item for name, item in arns.items() if name != module.params["qualifier"]}
    for qualifier in others:
        run(module, PROVISIONED, {**module.params, "qualifier": qualifier, "state": "absent"})
    if others:
        counts = {name: item.get("requested_provisioned_concurrent_executions") for name, item in others.items()}
        result["diff"]["before"]["elsewhere"], result["diff"]["after"]["elsewhere"] = counts, {}
    return {**result, "changed": result["changed"] or bool(others)}

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the modules of Lambda run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .._engine.api import Module, connect
from .._engine.running import before, prepare, run
from .._engine.steps import Current, Plan
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
    """Run the module lambda_concurrency: reserved concurrency, with a qualifier provisioned concurrency, or both.

    AWS refuses whatever would have more provisioned than reserved at any moment: a limit that comes
    down does so after what is provisioned, one that goes up before it. While others keep theirs it does not come down.
    """
    options = module.params
    if options["reserved_concurrent_executions"] is None and options["qualifier"]:
        return _joined([_provisioned(module)])
    reserved = prepare(module, RESERVED, _part(options, "reserved_concurrent_executions", none=-1))
    if not options["qualifier"]:
        return _joined([reserved.finish()])
    if _comes_down(reserved.planned):
        return _joined([_provisioned(module), *([] if options["keep"] else [reserved.finish()])])
    return _joined([reserved.finish(), _provisioned(module)])


def _limit(side: Current | None) -> float:
    count = side.fields.get("reserved_concurrent_executions") if side else None
    return float("inf") if count is None else float(count)


def _comes_down(planned: Plan) -> bool:
    """Say whether the limit gets lower; having none is higher than any."""
    return _limit(planned.after) < _limit(planned.before)


def _provisioned(module: Module) -> dict[str, Any]:
    taken = _take_elsewhere(module) if module.params["exclusive"] else {}
    result = run(module, PROVISIONED, _part(module.params, "provisioned_concurrent_executions", none=0))
    if taken:
        result["diff"]["before"]["elsewhere"], result["diff"]["after"]["elsewhere"] = taken, {}
    return {**result, "changed": result["changed"] or bool(taken)}


def _take_elsewhere(module: Module) -> dict[str, Any]:
    """Take provisioned concurrency from every qualifier that is neither the one meant nor kept; return what they had.

    That comes first, because a limit may have no room for theirs and that of the one meant.
    """
    found = connect(module, "lambda").list(EVERYWHERE, module.params)
    named = {item["function_arn"].rpartition(":")[2]: item for item in found}
    stays = {module.params["qualifier"], *module.params["keep"]}
    others = {name: item for name, item in named.items() if name not in stays}
    for qualifier in others:
        run(module, PROVISIONED, {**module.params, "qualifier": qualifier, "state": "absent"})
    return {name: item.get("requested_provisioned_concurrent_executions") for name, item in others.items()}


def _part(options: Mapping[str, Any], count: str, none: int) -> dict[str, Any]:
    """Return the options of one kind of concurrency; the count that means none has it taken away."""
    return {**options, "state": "absent"} if options[count] == none else dict(options)


def _joined(parts: Sequence[dict[str, Any]]) -> dict[str, Any]:
    sides = {side: {key: value for part in parts for key, value in part["diff"][side].items()} for side in _SIDES}
    merged = {key: value for part in parts for key, value in part.items()}
    return {**merged, "changed": any(part["changed"] for part in parts), "diff": sides}

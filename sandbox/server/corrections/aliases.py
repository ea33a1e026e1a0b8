# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Aliases and provisioned concurrency: weights that are followed, and what does not go together.

An alias with weights and provisioned concurrency exclude each other; AWS words it "Alias with weights can not be used
with Provisioned Concurrency". Provisioned concurrency is allocated in the background: IN_PROGRESS, then READY. An
alias that is deleted takes its resource policy and its provisioned concurrency with it.
"""

from __future__ import annotations

import random
import re
import threading
from typing import Any

from .. import seams
from . import guard, refuse
from .functions import MODULE, functions

ALLOCATION_SECONDS = 0.5
_CONCURRENCY = re.compile(r"/functions/([^/:]+)/provisioned-concurrency$")
_EXCLUSIVE = "Alias with weights can not be used with Provisioned Concurrency"


def install() -> None:
    """Put the checks in force, and the effects that ministack leaves out."""
    guard(
        MODULE,
        {
            "_create_alias": [_versions_of_new],
            "_update_alias": [_versions_of_changed, _weights_beside_concurrency],
            "_delete_function": [_referenced],
            "_put_provisioned_concurrency": [_concurrency_of_what, _concurrency_beside_weights],
        },
    )
    seams.wrap(MODULE, "_put_provisioned_concurrency", _allocating)
    seams.wrap(MODULE, "_delete_alias", _taking_all)
    seams.wrap(MODULE, "_invoke", _following_weights)
    seams.wrap(MODULE, "handle_request", _listing_concurrency)


def choose(name: str, qualifier: str | None) -> str | None:
    """The version that an invocation of a weighted alias goes to; the qualifier itself where there are no weights."""
    alias = _alias(name, qualifier)
    draw = random.random()
    for version, weight in _weights(alias).items():
        draw -= weight
        if draw < 0:
            return version
    return qualifier


def _alias(name: str, qualifier: str | None) -> dict[str, Any]:
    found: dict[str, Any] = (functions().get(name) or {}).get("aliases", {}).get(qualifier, {})
    return found


def _weights(holder: dict[str, Any]) -> dict[str, float]:
    return (holder.get("RoutingConfig") or {}).get("AdditionalVersionWeights") or {}


def _versions_of_new(func_name: str, data: dict[str, Any]) -> Any:
    return _versions(func_name, data.get("FunctionVersion"), _weights(data))


def _versions_of_changed(func_name: str, alias_name: str, data: dict[str, Any]) -> Any:
    alias = _alias(func_name, alias_name)
    if not alias:
        return None
    merged = {**alias, **data}
    return _versions(func_name, merged.get("FunctionVersion"), _weights(merged))


def _versions(name: str, main: str | None, weights: dict[str, float]) -> Any:
    function = functions().get(name)
    if function is None:
        return None
    for version in filter(None, (main, *weights)):
        if version != "$LATEST" and version not in function["versions"]:
            arn = seams.get(MODULE, "_func_arn")(name)
            return refuse("ResourceNotFoundException", f"Function not found: {arn}:{version}", 404)
    if weights and "$LATEST" in (main, *weights):
        return refuse(
            "InvalidParameterValueException",
            "$LATEST is not supported for an alias pointing to more than 1 version",
        )
    if main in weights:
        return refuse(
            "InvalidParameterValueException",
            f"Invalid function version {main}. Function version {main} is already included in routing configuration.",
        )
    return None


def _weights_beside_concurrency(func_name: str, alias_name: str, data: dict[str, Any]) -> Any:
    function = functions().get(func_name) or {}
    if _weights(data) and alias_name in function.get("provisioned_concurrency", {}):
        return refuse("InvalidParameterValueException", _EXCLUSIVE)
    return None


def _concurrency_beside_weights(func_name: str, qualifier: str | None, _data: dict[str, Any]) -> Any:
    return refuse("InvalidParameterValueException", _EXCLUSIVE) if _weights(_alias(func_name, qualifier)) else None


def _concurrency_of_what(func_name: str, qualifier: str | None, _data: dict[str, Any]) -> Any:
    target = _alias(func_name, qualifier).get("FunctionVersion", qualifier)
    if target in (None, "$LATEST"):
        return refuse(
            "InvalidParameterValueException",
            "Provisioned Concurrency Configs cannot be applied to unpublished function versions.",
        )
    return None


def _referenced(name: str, query_params: dict[str, Any], path_qualifier: str | None = None) -> Any:
    """ministack refuses this too, in other words."""
    version = path_qualifier or (query_params.get("Qualifier") or [None])[0]
    aliases = (functions().get(name) or {}).get("aliases", {})
    named = [key for key, alias in aliases.items() if version in (alias.get("FunctionVersion"), *_weights(alias))]
    if version and named:
        return refuse(
            "ResourceConflictException",
            f"Unable to delete version because the following aliases reference it: [{', '.join(named)}]",
            409,
        )
    return None


def _allocating(original: Any) -> Any:
    def put(func_name: str, qualifier: str, data: dict[str, Any]) -> Any:
        # Serialised before it is changed below: the answer itself says IN_PROGRESS as well.
        answer = original(func_name, qualifier, data)
        config = (functions().get(func_name) or {}).get("provisioned_concurrency", {}).get(qualifier)
        if answer[0] != 202 or config is None:
            return answer
        ready = dict(config)
        numbers = ("AvailableProvisionedConcurrentExecutions", "AllocatedProvisionedConcurrentExecutions")
        config.update(dict.fromkeys(numbers, 0), Status="IN_PROGRESS")
        timer = threading.Timer(ALLOCATION_SECONDS, config.update, [ready])
        timer.daemon = True
        timer.start()
        return 202, answer[1], seams.get("ministack.core.responses", "json_response")(config, 202)[2]

    return put


def _listing_concurrency(original: Any) -> Any:
    """ministack takes the list of a function's provisioned concurrency for the one of $LATEST, which there never is."""

    async def handle(method: str, path: str, headers: Any, body: bytes, query_params: dict[str, Any]) -> Any:
        match = _CONCURRENCY.search(path)
        if not (method == "GET" and match and query_params.get("List") == ["ALL"] and match[1] in functions()):
            return await original(method, path, headers, body, query_params)
        arn = seams.get(MODULE, "_func_arn")(match[1])
        configs = functions()[match[1]]["provisioned_concurrency"]
        listed = [{"FunctionArn": f"{arn}:{qualifier}", **config} for qualifier, config in configs.items()]
        return seams.get("ministack.core.responses", "json_response")({"ProvisionedConcurrencyConfigs": listed}, 200)

    return handle


def _taking_all(original: Any) -> Any:
    def delete(func_name: str, alias_name: str) -> Any:
        function = functions().get(func_name)
        if function is not None and alias_name not in function["aliases"]:
            return 204, {}, b""
        answer = original(func_name, alias_name)
        if answer[0] == 204 and function is not None:
            arn = f"{seams.get(MODULE, '_func_arn')(func_name)}:{alias_name}"
            policy = function["policy"]
            policy["Statement"] = [one for one in policy["Statement"] if one.get("Resource") != arn]
            function["provisioned_concurrency"].pop(alias_name, None)
        return answer

    return delete


def _following_weights(original: Any) -> Any:
    async def invoke(
        name: str,
        event: Any,
        headers: dict[str, str],
        path_qualifier: str | None = None,
        query_params: dict[str, Any] | None = None,
    ) -> Any:
        qualifier = path_qualifier or ((query_params or {}).get("Qualifier") or [None])[0]
        return await original(name, event, headers, choose(name, qualifier), query_params)

    return invoke

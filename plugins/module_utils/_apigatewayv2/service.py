# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the modules of API Gateway run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from .._engine.api import Module, connect
from .._engine.running import run
from .http_api import HTTP_API

_PAYLOADS = {"AWS_PROXY": "2.0", "HTTP_PROXY": "1.0"}


def _integration(item: Mapping[str, Any]) -> dict[str, Any]:
    """Enter the payload format, which AWS wants with HTTP APIs."""
    payload = item["payload_format_version"]
    if payload is None:
        payload = "1.0" if item["integration_subtype"] else _PAYLOADS.get(item["integration_type"])
    return {**item, "payload_format_version": payload}


def _route(item: Mapping[str, Any]) -> dict[str, Any]:
    """Take the authorizer away from a route that needs none."""
    if item["authorization_type"] in ("JWT", "CUSTOM"):
        return dict(item)
    return {**item, "authorizer": "", "authorization_scopes": []}


def _completed(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return *options* with what follows from the others; stages have the tags of their API."""
    tags = {"tags": options["tags"], "purge_tags": options["purge_tags"]}
    complete: dict[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
        "integrations": _integration,
        "routes": _route,
        "stages": lambda item: {**item, **tags},
    }
    done = {
        name: [rule(item) for item in options[name]] for name, rule in complete.items() if options[name] is not None
    }
    return {**options, **done}


def http_api(module: Module) -> dict[str, Any]:
    """Run the module http_api."""
    account = module.params["account_id"] or connect(module, "sts").call("GetCallerIdentity", {})["account"]
    return run(module, HTTP_API, {**_completed(module.params), "account_id": account})

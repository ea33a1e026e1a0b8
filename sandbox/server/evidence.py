# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Evidence of Lambda invocations that never cross the network.

ministack calls a function behind an API in its own process. Each such call is noted with the request that caused it,
and handed to the front in a response header; the front writes it to the request log.
"""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Iterator
from contextvars import ContextVar
from typing import Any

from . import seams

HEADER = "x-sandbox-invocations"

_notes: ContextVar[list[dict[str, Any]] | None] = ContextVar("notes", default=None)
_current: ContextVar[dict[str, Any] | None] = ContextVar("current", default=None)


@contextlib.contextmanager
def collecting() -> Iterator[list[dict[str, Any]]]:
    """Collect the invocations that happen while one request is served."""
    notes: list[dict[str, Any]] = []
    token = _notes.set(notes)
    try:
        yield notes
    finally:
        _notes.reset(token)


def header_value(notes: list[dict[str, Any]]) -> bytes:
    return json.dumps(notes, separators=(",", ":")).encode()


def install() -> None:
    """Wrap the two functions of ministack through which an HTTP API invokes Lambda."""
    seams.wrap("ministack.services.apigateway", "_invoke_lambda_proxy", _noting)
    seams.wrap("ministack.services.lambda_svc", "_execute_function_with_config_scope", _versioned)


def _noting(original: Any) -> Any:
    async def invoke(integration: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        note = _describe(integration, kwargs)
        token = _current.set(note)
        started = time.perf_counter()
        try:
            status, headers, body = await original(integration, *args, **kwargs)
        finally:
            _current.reset(token)
        note.update(status=status, ms=round((time.perf_counter() - started) * 1000, 1))
        notes = _notes.get()
        if notes is not None and note.pop("executed", False):
            notes.append(note)
        return status, headers, body

    return invoke


def _versioned(original: Any) -> Any:
    """Note which version really ran."""

    def execute(function: dict[str, Any], event: Any) -> Any:
        note = _current.get()
        if note is not None:
            note.update(executed=True, version=(function.get("config") or function).get("Version"))
        return original(function, event)

    return execute


def _describe(integration: dict[str, Any], scope: dict[str, Any]) -> dict[str, Any]:
    reference = seams.get("ministack.services.apigateway", "_extract_lambda_ref_from_integration_uri")(
        integration.get("integrationUri", "")
    )
    name, qualifier = seams.get("ministack.services.lambda_svc", "_resolve_name_and_qualifier")(reference)
    return {
        "function": name,
        "qualifier": qualifier,
        "account": scope.get("owner_account_id"),
        "region": scope.get("owner_region"),
    }

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ministack's API Gateway as the other corrections see it, and what is known of the request that it is answering."""

from __future__ import annotations

import importlib
import json
from contextvars import ContextVar
from typing import Any

MODULE = "ministack.services.apigateway"

#: What is known of the request to an API that is being answered, by the names of the access log's variables.
current: ContextVar[dict[str, Any] | None] = ContextVar("current", default=None)


def note(**facts: Any) -> None:
    """Say what only the place where it happens knows, such as integrationErrorMessage."""
    request = current.get()
    if request is not None:
        request.update(facts)


def store(name: str, api_id: str) -> dict[str, Any]:
    """What one of ministack's stores has of an API of the current account and region."""
    found: dict[str, Any] = getattr(importlib.import_module(MODULE), name).get(api_id) or {}
    return found


def answer(status: int, message: str) -> tuple[int, dict[str, str], bytes]:
    """What API Gateway answers itself."""
    return status, {"Content-Type": "application/json"}, json.dumps({"message": message}).encode()

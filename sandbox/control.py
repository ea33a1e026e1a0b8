# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Talk to the front's control endpoint. Standard library only."""

from __future__ import annotations

import http.client
import json
from collections.abc import Mapping
from typing import Any

from .settings import HOST, SandboxError

PREFIX = "/_sandbox"


class NotRunning(SandboxError):
    """Nothing answers at the front's port."""


def call(port: int, method: str, path: str, body: Mapping[str, Any] | None = None, timeout: float = 10.0) -> Any:
    """Send one request to the front and return the decoded JSON answer.

    Raises NotRunning when nothing answers in `timeout` seconds and SandboxError when the front refuses.
    """
    connection = http.client.HTTPConnection(HOST, port, timeout=timeout)
    try:
        payload = None if body is None else json.dumps(body).encode()
        connection.request(method, PREFIX + path, payload, {"Content-Type": "application/json"})
        response = connection.getresponse()
        text = response.read()
    except (OSError, http.client.HTTPException) as error:
        raise NotRunning(
            f"No sandbox answers at http://{HOST}:{port} ({error}). Start it: python -m sandbox up"
        ) from error
    finally:
        connection.close()
    try:
        answer = json.loads(text)
    except ValueError:
        raise SandboxError(f"What answers at http://{HOST}:{port} is not the sandbox's front.") from None
    if response.status >= 400:
        raise SandboxError(str(answer.get("error", answer)) if isinstance(answer, dict) else str(answer))
    return answer

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The one exception of the engine."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_DENIED = re.compile(r"AccessDenied|UnauthorizedOperation|AuthorizationError|NotAuthorized")
"""What the codes have in common by which services say that something is not permitted."""


class EngineError(Exception):
    """A resource could not be brought into the state that was asked for.

    Carries the operation, AWS's error code and message, and the request with secrets taken out.
    """

    def __init__(
        self,
        message: str,
        *,
        operation: str = "",
        code: str = "",
        reason: str = "",
        request: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.operation = operation
        self.code = code
        self.reason = reason
        self.request = dict(request or {})

    @property
    def is_denied(self) -> bool:
        """Whether AWS answered that it is not permitted."""
        return bool(_DENIED.search(self.code))

    def as_result(self) -> dict[str, Any]:
        """Return the arguments of a module's fail_json."""
        details = {
            "operation": self.operation,
            "error": {"code": self.code, "message": self.reason} if self.code else None,
            "request": self.request,
        }
        return {"msg": self.message, **{name: value for name, value in details.items() if value}}

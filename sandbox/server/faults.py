# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults and latencies that tests put on requests."""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from fnmatch import fnmatchcase
from typing import Any
from xml.sax.saxutils import escape

from .requests import GATEWAY, Request

_CODES = {400: "ValidationException", 403: "AccessDeniedException", 404: "ResourceNotFoundException",
          409: "ConflictException", 429: "TooManyRequestsException", 500: "InternalFailure",
          503: "ServiceUnavailable"}  # fmt: skip


class BadFault(ValueError):
    """A fault that cannot be; its text names the field."""


@dataclass
class Fault:
    """Every `every`-th request that matches is answered with `status`, after `latency_ms` more than it would take.

    Without a status the request is only delayed. `count` is how many times it happens in all; None is no end.
    `service`, `operation`, `region`, `account` and `path` match with * and ?; None matches everything.
    """

    id: int = 0
    service: str | None = None
    operation: str | None = None
    region: str | None = None
    account: str | None = None
    path: str | None = None
    every: int = 1
    status: int | None = None
    error_code: str | None = None
    message: str = "A fault put here on purpose by the sandbox."
    latency_ms: float = 0
    count: int | None = None
    seen: int = 0
    applied: int = 0

    def takes(self, request: Request, path: str) -> bool:
        """Whether this request is one to apply the fault to; counts it."""
        wanted = {"service": request.service, "operation": request.operation, "region": request.region,
                  "account": request.account, "path": path}  # fmt: skip
        for name, value in wanted.items():
            pattern = getattr(self, name)
            if pattern is not None and not fnmatchcase(value or "", pattern):
                return False
        if self.count is not None and self.applied >= self.count:
            return False
        self.seen += 1
        if self.seen % self.every:
            return False
        self.applied += 1
        return True

    @property
    def code(self) -> str:
        return self.error_code or _CODES.get(self.status or 500, "InternalFailure")


class Faults:
    """The faults in force."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._ids = itertools.count(1)

    def add(self, description: Mapping[str, Any]) -> dict[str, Any]:
        """Put a fault in force. Raises BadFault when it is not one."""
        allowed = {item.name for item in fields(Fault)} - {"id", "seen", "applied"}
        unknown = sorted(set(description) - allowed)
        if unknown:
            raise BadFault(f"unknown field {unknown[0]!r}; a fault has {', '.join(sorted(allowed))}")
        fault = Fault(**{key: value for key, value in description.items() if value is not None})
        for name, least in (("every", 1), ("latency_ms", 0), ("count", 1), ("status", 400)):
            value = getattr(fault, name)
            if value is not None and (not isinstance(value, int | float) or value < least):
                raise BadFault(f"{name} is {value!r}; it is a number of at least {least}")
        if fault.status is None and not fault.latency_ms:
            raise BadFault("a fault has a status, a latency_ms or both")
        fault.id = next(self._ids)
        self._faults.append(fault)
        return asdict(fault)

    def listed(self) -> list[dict[str, Any]]:
        return [asdict(fault) for fault in self._faults]

    def clear(self, number: int | None = None) -> int:
        """Lift one fault, or all of them. Returns how many were lifted."""
        before = len(self._faults)
        self._faults = [fault for fault in self._faults if number is not None and fault.id != number]
        return before - len(self._faults)

    def matching(self, request: Request, path: str) -> list[Fault]:
        """The faults that fall on this request, in the order in which they were put in force."""
        return [fault for fault in self._faults if fault.takes(request, path)]


def answer(fault: Fault, request: Request, headers: Mapping[str, str]) -> tuple[dict[str, str], bytes]:
    """The headers and the body of an error as the service's own protocol words it."""
    if request.service == GATEWAY:
        return {"Content-Type": "application/json"}, b'{"message":"Internal Server Error"}'
    form = headers.get("Content-Type", "").startswith("application/x-www-form-urlencoded")
    if request.service == "s3" or form:
        error = f"<Code>{escape(fault.code)}</Code><Message>{escape(fault.message)}</Message>"
        body = f"<Error>{error}</Error>" if request.service == "s3" else _query_error(request, error)
        return {"Content-Type": "text/xml"}, body.encode()
    payload = {"__type": fault.code, "message": fault.message}
    return {"Content-Type": "application/json", "x-amzn-ErrorType": fault.code}, json.dumps(payload).encode()


def _query_error(request: Request, error: str) -> str:
    if request.service == "ec2":
        return f"<Response><Errors><Error>{error}</Error></Errors><RequestID>sandbox</RequestID></Response>"
    return f"<ErrorResponse><Error><Type>Receiver</Type>{error}</Error><RequestId>sandbox</RequestId></ErrorResponse>"

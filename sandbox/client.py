# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What tests need of a running sandbox: its endpoint, its AWS files, its request log, its faults.

Standard library only, so that it can be imported in any environment.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any

from . import control, lifecycle, settings


class Sandbox:
    """The sandbox of a directory: by default the one that SANDBOX_DIR names, or the checkout's."""

    def __init__(self, where: settings.Settings | None = None) -> None:
        self.settings = lifecycle.with_running_port(where or settings.load())

    @property
    def endpoint(self) -> str:
        """The front's URL."""
        return self.settings.endpoint

    @property
    def environment(self) -> dict[str, str]:
        """AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE; add AWS_PROFILE (sandbox-dev, sandbox-prod)."""
        return self.settings.aws_environment()

    def mark(self) -> int:
        """The number of the newest record in the request log; `requests(since=mark)` gives what comes after."""
        return int(control.call(self.settings.port, "GET", "/mark")["id"])

    def requests(self, since: int = 0, *, writes: bool = False, **matching: str | None) -> list[dict[str, Any]]:
        """Records of the request log after number `since`, only writes if asked.

        Any field of a record can be matched, with * and ?: `requests(service="lambda", operation="Update*")`.
        """
        wanted = {name: pattern for name, pattern in matching.items() if pattern is not None}
        return [
            record
            for record in self._log(since)
            if (record["write"] or not writes)
            and all(fnmatchcase(str(record.get(name) or ""), pattern) for name, pattern in wanted.items())
        ]

    def writes(self, since: int = 0, **matching: str | None) -> list[dict[str, Any]]:
        """The records of requests that changed something or would have."""
        return self.requests(since, writes=True, **matching)

    def operations(self, since: int = 0, *, writes: bool = False, **matching: str | None) -> list[str]:
        """`service:Operation` of each record, in order."""
        return [f"{r['service']}:{r['operation']}" for r in self.requests(since, writes=writes, **matching)]

    def add_fault(self, **fault: Any) -> dict[str, Any]:
        """Put a fault in force: service, operation, region, account, path (each with *), every, status, error_code,
        message, latency_ms, count. Raises SandboxError when it is not a fault."""
        added: dict[str, Any] = control.call(self.settings.port, "POST", "/faults", fault)
        return added

    def faults(self) -> list[dict[str, Any]]:
        """The faults in force, with how often each was applied."""
        listed: list[dict[str, Any]] = control.call(self.settings.port, "GET", "/faults")
        return listed

    def clear_faults(self, number: int | None = None) -> int:
        """Lift one fault or all; returns how many."""
        path = "/faults" if number is None else f"/faults?id={number}"
        return int(control.call(self.settings.port, "DELETE", path)["cleared"])

    @contextlib.contextmanager
    def fault(self, **fault: Any) -> Iterator[dict[str, Any]]:
        """A fault that is in force inside a `with` block."""
        added = self.add_fault(**fault)
        try:
            yield added
        finally:
            self.clear_faults(added["id"])

    def reset(self) -> None:
        """Empty everything; the accounts are made anew, with new keys."""
        control.call(self.settings.port, "POST", "/reset", {}, timeout=60)

    def _log(self, since: int) -> Iterator[dict[str, Any]]:
        """Records after number `since`; the log grows long, so those before it are not decoded."""
        with contextlib.suppress(FileNotFoundError), self.settings.request_log.open(encoding="utf-8") as log:
            for line in log:
                # The last line may be half written.
                if line.endswith("\n") and _number(line) > since:
                    yield json.loads(line)


def _number(line: str) -> int:
    """The number of a record, which the recorder writes before anything that came with the request."""
    return int(line.partition('"id":')[2].partition(",")[0])

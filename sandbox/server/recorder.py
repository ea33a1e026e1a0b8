# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The request log: one JSON object a line, written by the front alone, so that its numbers are in order."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any


class Recorder:
    """Appends records to the log; a fresh log at every start."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND, 0o600)
        self._last = 0

    @property
    def last(self) -> int:
        """The number of the newest record; the next one has a greater one."""
        return self._last

    def write(self, record: dict[str, Any]) -> None:
        self._last += 1
        stamped = {"time": datetime.now(UTC).isoformat(timespec="milliseconds"), "id": self._last, **record}
        os.write(self._file, json.dumps(stamped, separators=(",", ":")).encode() + b"\n")

    def clear(self) -> None:
        """Empty the log; the numbers go on, so that a mark taken before stays right."""
        os.ftruncate(self._file, 0)

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Logs: one JSON object a line on standard output, where Lambda and every container platform collect it."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime


def log(event: str, level: str = "info", **fields: object) -> None:
    """Write one line. The line goes out in one write, so that lines of concurrent requests do not mix."""
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    line = json.dumps({"time": now, "level": level, "event": event, **fields}, default=str)
    sys.stdout.write(line + "\n")
    sys.stdout.flush()

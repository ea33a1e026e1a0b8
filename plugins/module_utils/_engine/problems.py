# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What AWS says is wrong with something, in one line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def told(reason: Any) -> str:
    """Return AWS's reason as text: it comes as a text, or as a list of issues with a code, a message and resources."""
    if isinstance(reason, (list, tuple)):
        return "; ".join(filter(None, map(told, reason)))
    if not isinstance(reason, Mapping):
        return str(reason or "")
    code = reason.get("code") or reason.get("error_code")
    message = reason.get("message") or reason.get("error_message")
    about = ", ".join(map(str, reason.get("resource_ids") or ()))
    return ": ".join(str(part).rstrip(".") for part in (code, message) if part) + (f" ({about})" if about else "")

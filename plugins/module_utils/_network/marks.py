# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tags: what a thing of ours bears, and whether it differs from what it should be."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

Wanted = Mapping[str, Any]
Found = Mapping[str, Any]

_OTHERS = re.compile(r"[^/]+\.[^/]+/")
"""Keys that begin with a domain are those of controllers, such as karpenter.sh/discovery; they stay."""


def tags_of(wanted: Wanted, name: str, there: Found | None, **more: str) -> dict[str, str]:
    """Return the tags that something of this name shall bear, those of controllers that it has among them."""
    kept = {key: value for key, value in (there or {}).get("tags", {}).items() if _OTHERS.match(key)}
    return {**kept, **wanted["tags"], **more, "Name": name}


def differs(there: Found | None, tags: Mapping[str, str], **more: Any) -> bool:
    """Say whether something is not there, or has other tags or other values than these."""
    return there is None or there["tags"] != tags or any(there[name] != value for name, value in more.items())


def is_ours(item: Found, wanted: Wanted) -> bool:
    """Say whether the role made it for this deployment."""
    return all(item["tags"].get(key) == value for key, value in wanted["ownership"].items())

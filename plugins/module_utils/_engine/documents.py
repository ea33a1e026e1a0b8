# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Settings that AWS keeps as text and people write as data."""

from __future__ import annotations

import json
from typing import Any

from ansible.module_utils.common.yaml import HAS_YAML, yaml_load


def parse(text: Any) -> Any:
    """Return what *text* says in JSON or, where PyYAML is there, in YAML; text that says nothing in either as it is."""
    if not isinstance(text, str) or not text.strip():
        return None if text == "" else text
    try:
        return json.loads(text)
    except ValueError:
        return _parse_yaml(text)


def _parse_yaml(text: str) -> Any:
    if not HAS_YAML:
        return text
    try:
        return yaml_load(text)
    except Exception:
        return text


def write(value: Any) -> str:
    """Return *value* as the text that AWS takes."""
    return value if isinstance(value, str) else json.dumps(value)

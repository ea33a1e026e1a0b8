# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Settings, all from the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

BUNDLED_MODEL = Path(__file__).resolve().parent.parent / "model" / "model.json"


class SettingsError(ValueError):
    """A setting cannot be read; the message names it, its value and what is allowed."""


@dataclass(frozen=True)
class Settings:
    """What the workload may be told. Sizes in bytes; `bucket` and `key` together win over `path`."""

    max_body_bytes: int = 1024 * 1024
    max_instances: int = 1000
    port: int = 8080
    bucket: str = ""
    key: str = ""
    path: Path = BUNDLED_MODEL


def _positive(environ: Mapping[str, str], name: str, default: int) -> int:
    text = environ.get(name, "").strip()
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and 0 < len(text) <= 10 and int(text) > 0):
        raise SettingsError(f"{name} is {text[:40]!r}: a whole number above zero is needed")
    return int(text)


def from_environment(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings, of the process if no environment is given; raises SettingsError."""
    environ = os.environ if environ is None else environ
    bucket, key = environ.get("MODEL_BUCKET", ""), environ.get("MODEL_KEY", "")
    if bool(bucket) != bool(key):
        raise SettingsError("MODEL_BUCKET and MODEL_KEY are set together or not at all")
    return Settings(
        max_body_bytes=_positive(environ, "MAX_BODY_BYTES", Settings.max_body_bytes),
        max_instances=_positive(environ, "MAX_INSTANCES", Settings.max_instances),
        port=_positive(environ, "PORT", Settings.port),
        bucket=bucket,
        key=key,
        path=Path(environ.get("MODEL_PATH") or BUNDLED_MODEL),
    )

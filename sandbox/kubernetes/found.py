# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Programs that are on this machine already, if their version fits."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from .programs import Program

_VERSION = re.compile(r"\bv?(\d+\.\d+)\.\d+")
_SECONDS = 10


def find(program: Program, environ: Mapping[str, str]) -> Path | None:
    """The program in KUBEBUILDER_ASSETS, else on PATH, if it says that it is of the pinned minor version."""
    places = [environ.get("KUBEBUILDER_ASSETS", ""), environ.get("PATH", "")]
    for place in filter(None, places):
        found = shutil.which(program.name, path=place)
        if found and _minor(found, program.name) == program.minor:
            return Path(found).absolute()
    return None


def _minor(path: str, name: str) -> str | None:
    arguments = ["version", "--client"] if name == "kubectl" else ["--version"]
    try:
        # An empty home, so that a program does not read or write settings of the user.
        answer = subprocess.run(
            [path, *arguments],
            capture_output=True,
            text=True,
            check=False,
            timeout=_SECONDS,
            env={"PATH": os.defpath, "HOME": os.devnull},
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    version = _VERSION.search(answer.stdout + answer.stderr)
    return version[1] if version else None

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sandbox's own Python environment, made from requirements/sandbox.txt when missing. Standard library only."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from .settings import CHECKOUT, REQUIREMENTS, SandboxError, Settings

_STAMP = ".requirements.sha256"


def ensure(settings: Settings, say: Callable[[str], None]) -> None:
    """Make the environment when it is missing or was made from other requirements.

    One that exists and is named by SANDBOX_VENV is the user's: it is used as it is.
    """
    if "SANDBOX_VENV" in os.environ and settings.python.exists():
        return
    digest = hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()
    with _one_at_a_time(settings.environment):
        _bring_up_to_date(settings, digest, say)


@contextlib.contextmanager
def _one_at_a_time(environment: Path) -> Iterator[None]:
    """Several sandboxes share an environment and may start at the same time."""
    environment.parent.mkdir(parents=True, exist_ok=True)
    with environment.with_name(f"{environment.name}.lock").open("w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _bring_up_to_date(settings: Settings, digest: str, say: Callable[[str], None]) -> None:
    stamp = settings.environment / _STAMP
    if settings.python.exists() and stamp.exists() and stamp.read_text(encoding="ascii") == digest:
        return
    say(f"Installing the emulators into {settings.environment} (once; about a minute with an empty cache)")
    # An environment that is there is brought up to date in place: another sandbox may be running from it.
    for command in _commands(settings)[settings.python.exists() :]:
        _run(command)
    stamp.write_text(digest, encoding="ascii")


def _commands(settings: Settings) -> list[list[str]]:
    where, python, requirements = str(settings.environment), str(settings.python), str(REQUIREMENTS)
    uv = _uv()
    if uv:
        return [
            [uv, "venv", "--quiet", "--python", sys.executable, where],
            [uv, "pip", "install", "--quiet", "--python", python, "--require-hashes", "-r", requirements],
        ]
    return [
        [sys.executable, "-m", "venv", where],
        [
            python,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--require-hashes",
            "-r",
            requirements,
        ],
    ]


def _uv() -> str | None:
    bundled = CHECKOUT / ".venv" / "bin" / "uv"
    return str(bundled) if bundled.exists() else shutil.which("uv")


def _run(command: Sequence[str]) -> None:
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    if answer.returncode:
        tail = "\n".join((answer.stderr or answer.stdout).strip().splitlines()[-15:])
        raise SandboxError(f"Could not make the sandbox's environment: {' '.join(map(str, command))}\n{tail}")


def python_of(settings: Settings) -> Path:
    """The interpreter of the environment. Raises SandboxError when there is none."""
    if not settings.python.exists():
        raise SandboxError(f"No Python at {settings.python}: set SANDBOX_VENV to an existing environment or unset it.")
    return settings.python

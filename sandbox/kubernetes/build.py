# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Build programs from tools/go.mod: the versions and the checksums of every module are in the repository."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from .programs import TOOLS, Program

HEARTBEAT_SECONDS = 60.0


class NotBuilt(Exception):
    """Why a program could not be built; its text is the reason."""


def build(program: Program, target: Path, say: Callable[[str], None]) -> None:
    """Put the program at `target`. Says every minute that it is still at it. Raises NotBuilt."""
    go = shutil.which("go")
    if go is None:
        raise NotBuilt("there is no Go on PATH")
    partial, log = target.with_suffix(".part"), target.with_suffix(".log")
    command = [go, "build", "-trimpath", "-ldflags", program.linker_flags, "-o", str(partial), program.package]
    # Polite to whoever works on the machine meanwhile: it takes minutes of every core.
    command = ["nice", "-n", "10", *command] if shutil.which("nice") else command
    with log.open("wb") as output:
        started = time.monotonic()
        process = subprocess.Popen(command, cwd=TOOLS, env=_environment(), stdout=output, stderr=subprocess.STDOUT)
        try:
            code = _wait(process, lambda: say(f"  still building {program.name} ({time.monotonic() - started:.0f} s)"))
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait()
    if code:
        tail = "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-10:])
        partial.unlink(missing_ok=True)
        raise NotBuilt(f"go build {program.package} in {TOOLS} ended with {code}; the end of {log}:\n{tail}")
    partial.replace(target)
    log.unlink()


def _environment() -> dict[str, str]:
    """The user's settings of Go, but for those that would change what is built."""
    replaced = ("GOFLAGS", "GOWORK", "GOOS", "GOARCH")
    kept = {name: value for name, value in os.environ.items() if name not in replaced and not name.startswith("AWS_")}
    return {**kept, "CGO_ENABLED": "0", "GOFLAGS": "-mod=readonly -buildvcs=false", "GOWORK": "off"}


def _wait(process: subprocess.Popen[bytes], beat: Callable[[], None]) -> int:
    while True:
        try:
            return process.wait(HEARTBEAT_SECONDS)
        except subprocess.TimeoutExpired:
            beat()

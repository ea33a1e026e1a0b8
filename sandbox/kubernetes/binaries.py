# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Have every program of a control plane: from this machine, from the cache, downloaded, or built once.

The cache is $XDG_CACHE_HOME/inferops-aws/kubernetes (~/.cache/...), one folder for each content of tools/go.sum.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from ..settings import SandboxError
from . import programs
from .build import NotBuilt, build
from .download import NotDownloaded, fetch, host
from .found import find
from .programs import Program

Say = Callable[[str], None]

#: A base URL to download from instead of the projects' own hosts, or "off".
MIRROR = "SANDBOX_KUBERNETES_MIRROR"


def cache_folder(environ: Mapping[str, str] | None = None) -> Path:
    environ = os.environ if environ is None else environ
    base = Path(environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "inferops-aws" / "kubernetes" / programs.key()


def ready(environ: Mapping[str, str] | None = None) -> dict[str, Path] | None:
    """Every program by its name, without downloading or building; None if any is missing."""
    environ = os.environ if environ is None else environ
    folder = cache_folder(environ)
    known = {program.name: _present(program, folder, environ) for program in programs.PROGRAMS}
    return {name: path for name, path in known.items() if path} if all(known.values()) else None


def ensure(say: Say, environ: Mapping[str, str] | None = None) -> dict[str, Path]:
    """Every program by its name; what is missing is downloaded or built first, once for this machine.

    Raises SandboxError saying what is missing and what would help.
    """
    environ = os.environ if environ is None else environ
    folder = cache_folder(environ)
    folder.mkdir(parents=True, exist_ok=True)
    with _one_at_a_time(folder, say):
        here = {program.name: _present(program, folder, environ) for program in programs.PROGRAMS}
        missing = [program for program in programs.PROGRAMS if here[program.name] is None]
        if missing:
            _get(missing, folder, environ.get(MIRROR, ""), say)
    return {name: path or folder / name for name, path in here.items()}


def _present(program: Program, folder: Path, environ: Mapping[str, str]) -> Path | None:
    cached = folder / program.name
    # Our own first: they are known, and asking a program for its version takes a moment.
    return cached if cached.exists() else find(program, environ)


def _get(missing: list[Program], folder: Path, mirror: str, say: Say) -> None:
    say(f"Kubernetes: {len(missing)} of {len(programs.PROGRAMS)} programs are missing; kept in {folder}")
    unreachable: dict[str, str] = {} if mirror != "off" else dict.fromkeys(map(host, missing), "downloads are off")
    left = [program for program in missing if not _downloaded(program, folder, mirror, unreachable, say)]
    if left and len(left) == len(missing):
        say("  nothing to download within reach; building takes some ten minutes on two cores, once")
    for number, program in enumerate(left, 1):
        say(f"  building {program.name} {program.version} ({number} of {len(left)})")
        began = time.monotonic()
        try:
            build(program, folder / program.name, say)
        except NotBuilt as error:
            raise SandboxError(_hopeless(program, str(error), unreachable)) from error
        say(f"  built {program.name} in {time.monotonic() - began:.0f} s")


def _downloaded(program: Program, folder: Path, mirror: str, unreachable: dict[str, str], say: Say) -> bool:
    if host(program) in unreachable:
        return False
    try:
        fetch(program, folder / program.name, mirror)
    except NotDownloaded as error:
        if error.is_out_of_reach:
            unreachable[host(program)] = str(error)
        say(f"  not downloaded: {error}")
        return False
    say(f"  downloaded {program.name} {program.version}")
    return True


def _hopeless(program: Program, reason: str, unreachable: Mapping[str, str]) -> str:
    return (
        f"Kubernetes needs {program.name} {program.version}, which could not be had. Building it failed: {reason}. "
        f"Downloading it failed: {unreachable.get(host(program), 'not tried')}. Install Go 1.26, or let this machine "
        f"reach {host(program)}, or put {program.name} {program.minor} on PATH."
    )


@contextlib.contextmanager
def _one_at_a_time(folder: Path, say: Say) -> Iterator[None]:
    """Several sandboxes may need the programs at the same time; one gets them, the others wait."""
    with (folder / "lock").open("w", encoding="ascii") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Kubernetes: another sandbox is getting the programs; waiting for it")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield

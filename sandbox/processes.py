# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Start processes and end exactly those, also when their numbers were reused since. Standard library only.

Every process the sandbox starts leads a process group of its own and carries the instance's mark in its environment,
which its children inherit (Lambda's workers, for example). So what belongs to an instance is known even after the
process that started it has crashed.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

MARK = "SANDBOX_INSTANCE"
_PROC = Path("/proc")


@dataclass(frozen=True)
class Process:
    """A started process: its number and when it started, which together name it for good."""

    name: str
    pid: int
    started: str
    port: int

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def alive(self) -> bool:
        return start_time(self.pid) == self.started


def start(name: str, command: Sequence[str], port: int, log: Path, environ: Mapping[str, str], cwd: Path) -> Process:
    """Start `command` as the leader of a new process group, its output appended to `log`."""
    with log.open("ab") as output:
        child = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=dict(environ),
            cwd=cwd,
            start_new_session=True,
        )
    return Process(name, child.pid, start_time(child.pid) or "", port)


def start_time(pid: int) -> str | None:
    """When process `pid` started, in the system's own unit, or None when it is gone (a zombie is gone)."""
    if _PROC.joinpath("self").exists():
        fields = _stat(pid)
        return fields[19] if fields and fields[0] not in "ZX" else None
    answer = subprocess.run(["ps", "-o", "stat=,lstart=", "-p", str(pid)], capture_output=True, text=True, check=False)
    state, _space, started = answer.stdout.strip().partition(" ")
    return started.strip() if state and not state.startswith("Z") else None


def memory(pid: int) -> int | None:
    """The bytes of memory that a process has, or None where the system does not say."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        pages = _PROC.joinpath(str(pid), "statm").read_text(encoding="ascii").split()[1]
        return int(pages) * os.sysconf("SC_PAGE_SIZE")
    return None


def end(processes: Sequence[Process], instance: str, patience: float = 5.0) -> list[int]:
    """End the given processes and everything carrying the instance's mark; wait until they are gone.

    They are asked first; whatever is left after `patience` seconds is killed. Returns the numbers of those that would
    not go.
    """
    for process in processes:
        if process.alive:
            _signal(process.pid, signal.SIGTERM)
    _wait(lambda: _members(processes, instance), patience)
    # A child can be born while the others are being killed, hence more than one round.
    for _round in range(5):
        remaining = _members(processes, instance)
        for pid in remaining:
            _signal(pid, signal.SIGKILL)
        if not _wait(lambda: _members(processes, instance), 1.0):
            return []
    return sorted(_members(processes, instance))


def members(processes: Sequence[Process], instance: str) -> set[int]:
    """The numbers of all living processes of an instance, children included."""
    return _members(processes, instance)


def _members(processes: Sequence[Process], instance: str) -> set[int]:
    _reap(processes)
    living = {process.pid for process in processes if process.alive}
    if _PROC.joinpath("self").exists():
        return living | set(_marked(instance))
    return living | set(_groups(living))


def _marked(instance: str) -> Iterable[int]:
    mark = f"{MARK}={instance}".encode()
    for entry in _PROC.iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        with contextlib.suppress(OSError):
            if mark in entry.joinpath("environ").read_bytes().split(b"\0"):
                yield int(entry.name)


def _groups(leaders: set[int]) -> Iterable[int]:
    answer = subprocess.run(["ps", "-axo", "pid=,pgid="], capture_output=True, text=True, check=False)
    for line in answer.stdout.splitlines():
        pid, group = (int(field) for field in line.split())
        if group in leaders:
            yield pid


def _reap(processes: Sequence[Process]) -> None:
    """Collect our own dead children, so that a run that does up and down in one process leaves no zombie."""
    for process in processes:
        with contextlib.suppress(ChildProcessError):
            os.waitpid(process.pid, os.WNOHANG)


def _stat(pid: int) -> list[str] | None:
    try:
        text = _PROC.joinpath(str(pid), "stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return None
    # The command's name is in parentheses and may itself hold spaces and parentheses.
    return text.rpartition(")")[2].split()


def _signal(pid: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)


def _wait(condition: Any, seconds: float) -> bool:
    """Wait until `condition()` is falsy; return what it last was."""
    deadline = time.monotonic() + seconds
    while condition():
        if time.monotonic() > deadline:
            return True
        time.sleep(0.02)
    return False

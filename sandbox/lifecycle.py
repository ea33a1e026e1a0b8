# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bring the sandbox up and down. Standard library only.

What runs is written to state.json as soon as it is started, so that `down` finds it after any crash.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import secrets
import shutil
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from . import control, environment, processes
from .kubernetes import control_plane
from .processes import Process
from .settings import CHECKOUT, HOST, SandboxError, Settings

Say = Callable[[str], None]

START_SECONDS = 90.0
_SERVERS = {
    "front": ("sandbox.server.front", "SANDBOX_PORT"),
    "emulator": ("sandbox.server.emulator", "SANDBOX_EMULATOR_PORT"),
    "moto": ("sandbox.server.moto", "SANDBOX_MOTO_PORT"),
}


def up(settings: Settings, say: Say) -> dict[str, Any]:
    """Start what is not running and wait until a signed call is answered. Returns the front's health."""
    settings.directory.mkdir(parents=True, exist_ok=True)
    with _locked(settings):
        current = status(settings)
        if current["healthy"]:
            say(f"Already running at http://{HOST}:{current['port']}")
            return current
        if current["processes"]:
            say("Found a sandbox that is not whole; ending it first")
            _end(settings, say)
        environment.ensure(settings, say)
        _check_ports(settings)
        _start(settings, say)
        health = _wait(settings, say)
    return {**status(settings), "seconds": health["seconds"]}


def down(settings: Settings, say: Say) -> bool:
    """End what `up` started and wait until it is gone. Returns whether anything was running."""
    if not settings.directory.exists():
        return False
    with _locked(settings):
        return _end(settings, say)


def status(settings: Settings) -> dict[str, Any]:
    """What is running: ports, processes and whether it is healthy. Never raises because nothing runs."""
    state = read_state(settings)
    port = state.get("port", settings.port)
    living = [process for process in _processes(state) if process.alive]
    report: dict[str, Any] = {
        "healthy": False,
        "endpoint": f"http://{HOST}:{port}",
        "port": port,
        "directory": str(settings.directory),
        "processes": [process.as_dict() for process in living],
        "control_planes": control_plane.summary(settings.kubernetes_directory),
        "environment": settings.aws_environment(),
    }
    if len(living) == len(_SERVERS):
        with contextlib.suppress(SandboxError):
            answer = control.call(port, "GET", "/health", timeout=5)
            # Without its credentials, which somebody may have deleted, nobody can use it.
            whole = answer.get("instance") == state.get("instance") and settings.aws_credentials.exists()
            report.update(answer, healthy=whole and bool(answer.get("ready")))
    return report


def running_port(settings: Settings) -> int:
    """The port that the running instance of this directory has; the configured one when none runs."""
    return int(read_state(settings).get("port", settings.port))


def read_state(settings: Settings) -> dict[str, Any]:
    try:
        state = json.loads(settings.state_file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return state if isinstance(state, dict) else {}


def _start(settings: Settings, say: Say) -> None:
    for directory in (settings.log_directory, settings.temporary_directory):
        directory.mkdir(parents=True, exist_ok=True)
    python = str(environment.python_of(settings))
    state: dict[str, Any] = {"instance": secrets.token_hex(8), "port": settings.port, "processes": []}
    _write_state(settings, state)
    environ = _server_environment(settings, state["instance"])
    for name, (module, port_variable) in _SERVERS.items():
        log = settings.log_directory / f"{name}.log"
        log.write_bytes(b"")
        process = processes.start(
            name, [python, "-m", module], int(environ[port_variable]), log, environ, cwd=settings.directory
        )
        state["processes"].append(process.as_dict())
        _write_state(settings, state)
        say(f"Started {name} (pid {process.pid}, {HOST}:{process.port}, log {log})")


def _server_environment(settings: Settings, instance: str) -> dict[str, str]:
    """The servers' environment: the user's without anything of AWS, so that no real credential can reach them."""
    environ = {key: value for key, value in os.environ.items() if not key.startswith(("AWS_", "BOTO", "PYTHON"))}
    return {
        **environ,
        "PATH": f"{settings.python.parent}{os.pathsep}{environ.get('PATH', os.defpath)}",
        "PYTHONPATH": str(CHECKOUT),
        "PYTHONUNBUFFERED": "1",
        "TMPDIR": str(settings.temporary_directory),
        processes.MARK: instance,
        "SANDBOX_CONTROL_TOKEN": secrets.token_hex(16),
        "SANDBOX_DIR": str(settings.directory),
        "SANDBOX_PORT": str(settings.port),
        "SANDBOX_EMULATOR_PORT": str(settings.emulator_port),
        "SANDBOX_MOTO_PORT": str(settings.moto_port),
    }


def _wait(settings: Settings, say: Say) -> dict[str, Any]:
    started = time.monotonic()
    while True:
        with contextlib.suppress(SandboxError):
            answer: dict[str, Any] = control.call(settings.port, "GET", "/health", timeout=5)
            if answer.get("ready"):
                return {**answer, "seconds": round(time.monotonic() - started, 2)}
        dead = [process for process in _processes(read_state(settings)) if not process.alive]
        late = time.monotonic() - started > START_SECONDS
        if dead or late:
            what = f"{dead[0].name} ended while starting" if dead else f"it was not healthy after {START_SECONDS:.0f} s"
            log = settings.log_directory / f"{dead[0].name if dead else 'front'}.log"
            tail = "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-15:])
            _end(settings, say)
            raise SandboxError(f"The sandbox did not start: {what}. The end of {log}:\n{tail}")
        time.sleep(0.05)


def _end(settings: Settings, say: Say) -> bool:
    state = read_state(settings)
    known = [*_processes(state), *control_plane.recorded(settings.kubernetes_directory)]
    living = processes.members(known, state.get("instance", "")) if state else set()
    if living:
        say(f"Ending {len(living)} process(es) of the sandbox in {settings.directory}")
        left = processes.end(known, state["instance"])
        if left:
            raise SandboxError(f"These processes of the sandbox would not end: {left}")
    settings.state_file.unlink(missing_ok=True)
    for folder in (settings.temporary_directory, settings.kubernetes_directory):
        shutil.rmtree(folder, ignore_errors=True)
    return bool(living)


def _check_ports(settings: Settings) -> None:
    for name, port in (
        ("SANDBOX_PORT", settings.port),
        ("SANDBOX_EMULATOR_PORT", settings.emulator_port),
        ("SANDBOX_MOTO_PORT", settings.moto_port),
    ):
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError as error:
                raise SandboxError(
                    f"Port {port} on {HOST} cannot be used ({error.strerror}). Set {name} to a free port, "
                    f"for example {name}={port + 100}; SANDBOX_PORT moves all three."
                ) from error


def _processes(state: dict[str, Any]) -> list[Process]:
    return [Process(**entry) for entry in state.get("processes", [])]


def _write_state(settings: Settings, state: dict[str, Any]) -> None:
    temporary = settings.state_file.with_suffix(".tmp")
    temporary.write_text(json.dumps(state, indent=2), encoding="utf-8")
    temporary.replace(settings.state_file)


@contextlib.contextmanager
def _locked(settings: Settings) -> Iterator[None]:
    """One `up` or `down` at a time for a directory."""
    with settings.lock_file.open("w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def with_running_port(settings: Settings) -> Settings:
    """The settings with the port of the running instance."""
    return replace(settings, port=running_port(settings))

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One real control plane: etcd, kube-apiserver, kube-controller-manager, kube-scheduler, and kwok for its nodes.

kwokctl makes the keys and starts the programs. Everything listens on the loopback address. The numbers of the processes
are written down as soon as they are known, for whoever has to end them after a crash.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from .. import processes
from ..processes import Process
from ..settings import HOST
from . import configuration
from .api import Api, ApiError

#: kwokctl's own name for the cluster; each has a work folder of its own, so all may have the same.
_NAME = "eks"
_START_SECONDS = 90
_RECORD = "processes.json"
#: How long it took until the API server answered.
_SECONDS = "seconds"


class NotStarted(Exception):
    """Why a control plane did not come up; its text is the reason."""


class ControlPlane:
    """A control plane in a folder of its own, on ports of its own."""

    def __init__(self, folder: Path, programs: Mapping[str, Path], port: int) -> None:
        self.folder = folder
        self.port = port
        self.programs = programs
        self.kubeconfig = folder / "kubeconfig"
        self._work = folder / "kwok"
        self._api: Api | None = None

    @property
    def cluster(self) -> Path:
        return self._work / "clusters" / _NAME

    @property
    def pki(self) -> Path:
        return self.cluster / "pki"

    @property
    def certificate(self) -> str:
        """The authority's certificate, as PEM."""
        return (self.pki / "ca.crt").read_text(encoding="ascii")

    def api(self) -> Api:
        """Its API server, asked as the administrator; the same one each time, with the connections it keeps."""
        if self._api is None:
            self._api = Api.of_administrator(self.port, self.pki)
        return self._api

    def start(self, webhook: str, service_cidr: str) -> None:
        """Start it and wait until it answers. Raises NotStarted with the end of the log of what went wrong."""
        self.folder.mkdir(parents=True, exist_ok=True)
        began = time.monotonic()
        review = self._write("tokens.yaml", webhook)
        usage = self._write("usage.yaml", configuration.usage())
        etcd, peer, manager, scheduler, kwok = free_ports(5)
        wanted = configuration.Wanted(self.port, etcd, peer, manager, scheduler, kwok, review, usage, service_cidr)
        config = self._write("kwokctl.yaml", configuration.cluster(wanted, self.programs))
        command = [str(self.programs["kwokctl"]), "create", "cluster", f"--name={_NAME}", f"--config={config}",
                   f"--kubeconfig={self.kubeconfig}", f"--timeout={_START_SECONDS}s"]  # fmt: skip
        log = self.folder / "kwokctl.log"
        try:
            with log.open("wb") as output:
                code = subprocess.call(
                    command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=self._environment(),
                    timeout=_START_SECONDS + 10,
                )  # fmt: skip
            self._record()
            if code:
                raise NotStarted(f"kwokctl ended with {code}: {_tail(log)}")
            self._wait()
            self._write(_SECONDS, f"{time.monotonic() - began:.1f}")
        except (OSError, subprocess.TimeoutExpired, NotStarted) as error:
            self._record()
            self.stop()
            raise NotStarted(str(error)) from error

    def kubectl(self, arguments: Sequence[str], stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        """Run kubectl as the administrator."""
        command = [str(self.programs["kubectl"]), f"--kubeconfig={self.kubeconfig}", *arguments]
        return subprocess.run(
            command, input=stdin, capture_output=True, check=False, timeout=60, env=self._environment()
        )

    def start_program(
        self, name: str, command: Sequence[str], port: int, environ: Mapping[str, str] | None = None
    ) -> None:
        """Start one more program beside the control plane, with its log in the folder."""
        log, settings = self.folder / f"{name}.log", {**self._environment(), **(environ or {})}
        process = processes.start(name, command, port, log, settings, self.folder)
        self._pid_file(name).write_text(str(process.pid), encoding="ascii")
        self._record()

    def is_running(self, name: str) -> bool:
        return any(process.name == name for process in self._running())

    def stop_program(self, name: str) -> None:
        _end([process for process in self._running() if process.name == name])
        self._pid_file(name).unlink(missing_ok=True)
        self._record()

    def stop(self) -> None:
        """End all of it and remove its folder; twice without error."""
        _end(self._running())
        shutil.rmtree(self.folder, ignore_errors=True)

    def _write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    def _wait(self) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while True:
            try:
                self.api().get("/readyz")
                self.api().get("/api/v1/namespaces/kube-system/serviceaccounts/default")
                return
            except (ApiError, OSError) as error:
                if time.monotonic() > deadline:
                    raise NotStarted(f"the API server does not answer: {error}") from error
            time.sleep(0.1)

    def _environment(self) -> dict[str, str]:
        """Nothing of the emulator's own environment, which holds the keys of its root."""
        kept = {name: os.environ[name] for name in ("TMPDIR", processes.MARK) if name in os.environ}
        folders = dict.fromkeys(str(path.parent) for path in self.programs.values())
        return {
            **kept,
            "PATH": os.pathsep.join([*folders, os.defpath]),
            "HOME": str(self.folder),
            "KWOK_WORKDIR": str(self._work),
        }

    def _pid_file(self, name: str) -> Path:
        return self.cluster / "pids" / f"{name}.pid"

    def _running(self) -> list[Process]:
        found = []
        for file in sorted((self.cluster / "pids").glob("*.pid")):
            with contextlib.suppress(OSError, ValueError):
                pid = int(file.read_text(encoding="ascii"))
                started = processes.start_time(pid)
                if started:
                    found.append(Process(file.stem, pid, started, 0))
        return found

    def _record(self) -> None:
        record = [process.as_dict() for process in self._running()]
        (self.folder / _RECORD).write_text(json.dumps(record), encoding="utf-8")


def recorded(folder: Path) -> list[Process]:
    """The processes of every control plane under `folder`, as they were written down."""
    return [process for file in sorted(folder.glob(f"*/{_RECORD}")) for process in _recorded(file.parent)]


def _recorded(plane: Path) -> list[Process]:
    try:
        return [Process(**entry) for entry in json.loads((plane / _RECORD).read_text(encoding="utf-8"))]
    except (OSError, ValueError, TypeError):
        return []


def summary(folder: Path) -> list[dict[str, Any]]:
    """For each control plane under `folder`: its cluster (account-region-name), its processes and their memory in MB
    now, and after how many seconds it answered; None for what is not known."""
    planes = sorted(file.parent for file in folder.glob(f"*/{_RECORD}"))
    return [_summary(plane) for plane in planes]


def _summary(plane: Path) -> dict[str, Any]:
    living = [process for process in _recorded(plane) if process.alive]
    memory = [processes.memory(process.pid) for process in living]
    answered = plane / _SECONDS
    return {
        "cluster": plane.name,
        "processes": len(living),
        "memory": round(sum(filter(None, memory)) / 1e6) if any(memory) else None,
        "seconds": float(answered.read_text(encoding="utf-8")) if answered.exists() else None,
    }


def free_ports(count: int) -> list[int]:
    """Ports of the loopback address that nobody has just now."""
    probes = [socket.socket(socket.AF_INET, socket.SOCK_STREAM) for _number in range(count)]
    try:
        for probe in probes:
            probe.bind((HOST, 0))
        return [probe.getsockname()[1] for probe in probes]
    finally:
        for probe in probes:
            probe.close()


def _end(living: Sequence[Process]) -> None:
    # No mark: other control planes of this sandbox carry the same one.
    processes.end(living, instance="", patience=1.5)


def _tail(log: Path) -> str:
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-8:])

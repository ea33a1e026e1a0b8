# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The control planes behind EKS clusters.

ministack keeps a cluster's RBAC in step with its access entries by running commands in the cluster's container. The
container here is a control plane of this machine; it understands the commands that ministack gives it.
"""

from __future__ import annotations

import base64
import json
import logging
import os
import re
import threading
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from ...kubernetes import binaries
from ...kubernetes.api import Api
from ...kubernetes.control_plane import ControlPlane, NotStarted, free_ports
from ...settings import HOST, SandboxError
from . import store

_logger = logging.getLogger("sandbox.eks")
_APPLY = re.compile(r"printf '%s' '([A-Za-z0-9+/=]*)' \| base64 -d \| kubectl (.*)")

Key = tuple[str, str, str]


class Planes:
    """The control planes of one sandbox, by account, region and cluster."""

    def __init__(self, folder: Path, emulator_port: int, is_real: bool) -> None:
        self._folder = folder
        self._emulator_port = emulator_port
        self._is_real = is_real
        self._running: dict[Key, ControlPlane] = {}
        self._lock = threading.Lock()

    def start(self, name: str, token: str, port: int, service_cidr: str) -> str:
        """Start the control plane of a cluster of the current account and region; return its authority's certificate.

        Raises NotStarted.
        """
        if not self._is_real:
            return "there is no control plane: SANDBOX_KUBERNETES is off"
        key = _key(name)
        try:
            programs = binaries.ensure(self._say)
        except SandboxError as error:
            raise NotStarted(str(error)) from error
        plane = ControlPlane(self._folder / "-".join(key), programs, port)
        plane.start(self._webhook(key, token), service_cidr)
        with self._lock:
            self._running[key] = plane
        return plane.certificate

    def find(self, name: str) -> ControlPlane | None:
        """The running control plane of a cluster of the current account and region."""
        return self._running.get(_key(name))

    def api(self, name: str) -> Api | None:
        plane = self.find(name)
        return plane.api() if plane else None

    def apis(self) -> dict[Key, Api]:
        """Those of all running control planes, whosever they are."""
        return {key: plane.api() for key, plane in list(self._running.items())}

    def stop(self, name: str) -> None:
        self._stop(_key(name))

    def stop_all(self) -> None:
        for key in list(self._running):
            self._stop(key)

    def docker(self) -> Any:
        """What ministack takes for a Docker client."""
        return SimpleNamespace(containers=SimpleNamespace(get=self._container, list=self._containers))

    def _stop(self, key: Key) -> None:
        with self._lock:
            plane = self._running.pop(key, None)
        if plane:
            plane.stop()

    def _container(self, identifier: str) -> Any:
        plane = self._running.get(_of_identifier(identifier))
        if plane is None:
            raise LookupError(f"no control plane {identifier}")
        return SimpleNamespace(id=identifier, exec_run=lambda command: _run(plane, command))

    def _containers(self, **_filters: Any) -> list[Any]:
        """None that ministack would have to stop: they are stopped here, when a cluster is deleted or all is reset."""
        return []

    def _webhook(self, key: Key, token: str) -> str:
        """Whom the API server asks about a token. Not by way of the front: nobody's request, and none to be noted."""
        server = f"http://{HOST}:{self._emulator_port}/_ministack/eks-auth/{'/'.join(key)}/{token}"
        name = "eks"
        return json.dumps(
            {
                "apiVersion": "v1",
                "kind": "Config",
                "clusters": [{"name": name, "cluster": {"server": server}}],
                "users": [{"name": name, "user": {}}],
                "contexts": [{"name": name, "context": {"cluster": name, "user": name}}],
                "current-context": name,
            }
        )

    def _say(self, text: str) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / "programs.log").open("a", encoding="utf-8") as log:
            log.write(f"{text}\n")


def from_environment(directory: str, emulator_port: int) -> Planes:
    """As `sandbox up` set it: SANDBOX_KUBERNETES=off leaves clusters without a control plane."""
    is_real = os.environ.get("SANDBOX_KUBERNETES", "on") != "off"
    return Planes(Path(directory) / "kubernetes", emulator_port, is_real)


def identifier(name: str) -> str:
    """What a cluster's record holds as the number of its container."""
    return "/".join(_key(name))


def free_port() -> int:
    return free_ports(1)[0]


def _key(name: str) -> Key:
    return store.account(), store.region(), name


def _of_identifier(text: str) -> Key:
    account, region, name = text.split("/")
    return account, region, name


def _run(plane: ControlPlane, command: str | Sequence[str]) -> tuple[int, bytes]:
    """Run one of the commands that ministack would run in the container."""
    words = command.split() if isinstance(command, str) else list(command)
    if words[:1] == ["kubectl"]:
        arguments, stdin = words[1:], b""
    else:
        piped = _APPLY.fullmatch(words[-1])
        if piped is None:
            return 127, f"not understood: {words}".encode()
        arguments, stdin = piped[2].split(), base64.b64decode(piped[1])
    done = plane.kubectl(arguments, stdin)
    return done.returncode, done.stdout if done.returncode == 0 else done.stderr + done.stdout

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Each playbook is run once with the runner and once without; many small tests then look at what came of it."""

from __future__ import annotations

import contextlib
import os
import pathlib
import socket
import subprocess
import time
import typing as t
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from . import kubernetes, world

PLAYBOOKS = ("probes.yml", "aws.yml", "kubernetes.yml", "conditions.yml", "files.yml", "hosts.yml", "roles_only.yml")
"""The longest first: two run at a time."""

Runs = t.Callable[[str], tuple[world.Run, world.Run]]


@pytest.fixture(scope="session")
def collections(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """The path on which Ansible finds our collection with the probes in it."""
    return world.build_collection(tmp_path_factory.mktemp("collection"))


@pytest.fixture(scope="session")
def runs(collections: pathlib.Path, tmp_path_factory: pytest.TempPathFactory) -> t.Iterator[Runs]:
    """Return the run with the runner and the one without it for the name of a playbook."""

    def start(playbook: str, mode: str) -> world.Run:
        root = tmp_path_factory.mktemp(f"{playbook}-{mode}") / "world"
        if playbook == "kubernetes.yml":
            with kubernetes.cluster() as endpoint:
                return world.run(playbook, mode, collections, root, PROBE_CLUSTER=endpoint)
        if playbook != "aws.yml":
            return world.run(playbook, mode, collections, root)
        with emulator() as endpoint:
            return world.run(playbook, mode, collections, root, **aws(endpoint))

    with ThreadPoolExecutor(2) as pool:
        started: dict[tuple[str, str], Future[world.Run]] = {
            (playbook, mode): pool.submit(start, playbook, mode)
            for playbook in PLAYBOOKS
            for mode in reversed(world.MODES)
        }
        yield lambda playbook: (started[playbook, "runner"].result(), started[playbook, "stock"].result())


def aws(endpoint: str) -> dict[str, str]:
    """The environment in which AWS is the emulator at this endpoint."""
    return {
        "AWS_CONFIG_FILE": "{root}/aws.config",
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_PROFILE": "source",
        "AWS_SHARED_CREDENTIALS_FILE": "{root}/aws.credentials",
    }


@contextlib.contextmanager
def emulator() -> t.Iterator[str]:
    """Serve an AWS of its own on a free port of this machine."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [moto_server(), "-H", "127.0.0.1", "-p", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        wait_for(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


def moto_server() -> pathlib.Path:
    """Find the emulator in the sandbox's environment, which has its own dependencies."""
    places = (
        os.environ.get("SANDBOX_VENV"),
        world.COLLECTION / ".sandbox" / "venv",
        world.COLLECTION / ".sandbox-venv",
    )
    for place in places:
        if place and (found := pathlib.Path(place, "bin", "moto_server")).exists():
            return found
    pytest.skip("the sandbox's environment is not there: SANDBOX_VENV names another one")


def wait_for(port: int) -> None:
    """Wait until something listens on the port; raises TimeoutError."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.1)
    raise TimeoutError(f"nothing listens on port {port}")

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Up, down and what they leave."""

from __future__ import annotations

import json
import os
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from sandbox import client, control, lifecycle, processes, settings
from tests.sandbox.deployment import deploy, environment_of, free_settings

linux = pytest.mark.skipif(not Path("/proc/self").exists(), reason="reads /proc")


def _cli(where: settings.Settings, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "sandbox", *arguments],
        env=environment_of(where),
        cwd=settings.CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def _quiet(_text: str) -> None:
    """Say nothing."""


def test_up_again_starts_nothing(sandbox_settings: settings.Settings) -> None:
    before = lifecycle.read_state(sandbox_settings)
    said = _cli(sandbox_settings, "up")
    assert said.returncode == 0
    assert "Already running" in said.stdout
    assert lifecycle.read_state(sandbox_settings) == before


def test_status_tells_ports_and_processes(sandbox_settings: settings.Settings) -> None:
    told = json.loads(_cli(sandbox_settings, "status", "--json").stdout)
    assert told["healthy"]
    assert told["endpoint"] == f"http://127.0.0.1:{sandbox_settings.port}"
    assert [process["name"] for process in told["processes"]] == ["front", "emulator", "moto"]


def test_without_its_credentials_it_is_not_healthy(sandbox_settings: settings.Settings, tmp_path: Path) -> None:
    aside = sandbox_settings.aws_credentials.rename(tmp_path / "credentials")
    try:
        assert not lifecycle.status(sandbox_settings)["healthy"]
    finally:
        aside.rename(sandbox_settings.aws_credentials)
    assert lifecycle.status(sandbox_settings)["healthy"]


def test_status_of_nothing(tmp_path: Path) -> None:
    said = _cli(free_settings(tmp_path / "none"), "status")
    assert said.returncode == 3
    assert "not running" in said.stdout


def test_credentials_are_private(sandbox_settings: settings.Settings) -> None:
    for path in (sandbox_settings.aws_config, sandbox_settings.aws_credentials):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_port_in_use_is_one_clear_message(tmp_path: Path) -> None:
    where = free_settings(tmp_path)
    with socket.socket() as taken:
        taken.bind((settings.HOST, where.emulator_port))
        taken.listen()
        said = _cli(where, "up")
    assert said.returncode == 1
    assert f"Port {where.emulator_port}" in said.stderr
    assert "SANDBOX_EMULATOR_PORT" in said.stderr
    assert len(said.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("environ", "named"),
    [({"SANDBOX_PORT": "abc"}, "SANDBOX_PORT"), ({"SANDBOX_PORT": "4566", "SANDBOX_MOTO_PORT": "4566"}, "different")],
)
def test_bad_ports_are_refused(environ: dict[str, str], named: str) -> None:
    with pytest.raises(settings.SandboxError, match=named):
        settings.load(environ)


def test_the_command_line_puts_faults_and_prints_requests(sandbox_settings: settings.Settings, dev: Any) -> None:
    mark = str(client.Sandbox(sandbox_settings).mark())
    fault = ("--service", "iam", "--operation", "List*", "--every", "1", "--status", "503", "--count", "1")
    assert _cli(sandbox_settings, "faults", "add", *fault).returncode == 0
    assert json.loads(_cli(sandbox_settings, "faults", "list").stdout)["operation"] == "List*"
    with pytest.raises(ClientError):
        dev.client("iam").list_roles()
    assert _cli(sandbox_settings, "faults", "clear").stdout == "Lifted 1\n"
    printed = _cli(sandbox_settings, "requests", "--since-id", mark, "--service", "iam", "--json")
    assert [json.loads(line)["status"] for line in printed.stdout.splitlines()] == [503]
    assert _cli(sandbox_settings, "requests", "--since-id", mark, "--writes").stdout == ""
    assert "iam:ListRoles" in _cli(sandbox_settings, "requests", "--since-id", mark).stdout


@linux
def test_everything_listens_on_the_loopback_only(sandbox_settings: settings.Settings, workload: Any) -> None:
    workload.post()
    state = lifecycle.read_state(sandbox_settings)
    ours = processes.members([], state["instance"])
    inodes = {_socket_inode(entry) for pid in ours for entry in Path(f"/proc/{pid}/fd").iterdir()}
    listening = [
        fields[1]
        for table in ("tcp", "tcp6")
        for fields in (line.split() for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:])
        if fields[3] == "0A" and fields[9] in inodes
    ]
    assert len(listening) == 3
    assert {address.partition(":")[0] for address in listening} == {"0100007F"}


def _socket_inode(entry: Path) -> str:
    try:
        return os.readlink(entry).removeprefix("socket:[").rstrip("]")
    except OSError:
        return ""


@linux
def test_reset_empties_and_down_leaves_nothing_after_a_crash(
    second: settings.Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = second
    for name, value in where.aws_environment().items():
        monkeypatch.setenv(name, value)
    fresh: Any = _Fresh()
    deployed = deploy(fresh, "crash")
    assert deployed.post()[0] == 200

    running, before = client.Sandbox(where), client.Sandbox(where).mark()
    running.add_fault(service="iam", status=500)
    running.reset()
    assert (running.faults(), running.requests()) == ([], [])
    assert fresh.client("lambda").list_functions()["Functions"] == []
    assert running.requests()[0]["id"] > before
    assert deploy(fresh, "crash").post()[0] == 200

    state = lifecycle.read_state(where)
    emulator = next(process for process in state["processes"] if process["name"] == "emulator")
    workers = processes.members([], state["instance"]) - {process["pid"] for process in state["processes"]}
    assert workers, "the function runs in a process of its own"
    os.kill(emulator["pid"], signal.SIGKILL)

    assert lifecycle.down(where, _quiet)
    assert processes.members([], state["instance"]) == set()
    assert not lifecycle.down(where, _quiet)
    assert not list(where.directory.rglob("tmp/*"))
    with pytest.raises(control.NotRunning):
        client.Sandbox(where).mark()


@pytest.fixture
def second(tmp_path: Path) -> Iterator[settings.Settings]:
    """An instance that a test may ruin."""
    where = free_settings(tmp_path)
    lifecycle.up(where, _quiet)
    yield where
    state = lifecycle.read_state(where)
    if state:
        processes.end([processes.Process(**one) for one in state["processes"]], state["instance"])


class _Fresh:
    """Clients that read the AWS files anew."""

    def client(self, service: str, region: str = "eu-central-1") -> Any:
        session: Any = boto3.Session(profile_name="sandbox-dev")
        return session.client(service, region_name=region)


def test_a_reused_process_number_is_never_ended() -> None:
    other = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    try:
        recycled = processes.Process("front", other.pid, "0", 1)
        assert processes.end([recycled], "no-such-instance") == []
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()

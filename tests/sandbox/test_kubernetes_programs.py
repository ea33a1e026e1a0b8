# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the programs of a control plane come from: this machine, a download, a build; what is said when from none."""

from __future__ import annotations

import hashlib
import io
import os
import tarfile
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from sandbox.kubernetes import binaries, download, found, programs
from sandbox.settings import SandboxError

BY_NAME = {program.name: program for program in programs.PROGRAMS}
UNREACHABLE = "http://127.0.0.1:9"


def _executable(folder: Path, name: str, *lines: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text("\n".join(("#!/bin/sh", *lines, "")), encoding="utf-8")
    path.chmod(0o755)
    return path


class _Releases:
    """A server with the files of releases, by the path that a mirror has them under."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        releases = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                content = releases.files.get(self.path)
                self.send_response(200 if content is not None else 404)
                self.end_headers()
                self.wfile.write(content or b"")

            def log_message(self, *_arguments: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def publish(self, url: str, content: bytes) -> None:
        self.files["/" + url.removeprefix("https://")] = content


@pytest.fixture
def releases() -> Iterator[_Releases]:
    made = _Releases()
    threading.Thread(target=made.server.serve_forever, daemon=True).start()
    yield made
    made.server.shutdown()
    made.server.server_close()


def test_every_program_has_a_pinned_version() -> None:
    assert all(program.version.startswith("v") for program in programs.PROGRAMS)
    assert BY_NAME["kubectl"].version == BY_NAME["kube-apiserver"].version == programs.versions()["k8s.io/kubernetes"]
    assert all(program.package in _tools() for program in programs.PROGRAMS)


def _tools() -> str:
    return (programs.TOOLS / "go.mod").read_text(encoding="utf-8").partition("tool (")[2].partition(")")[0]


@pytest.mark.parametrize(("variable", "has_it"), [("KUBEBUILDER_ASSETS", True), ("PATH", True), ("HOME", False)])
def test_a_program_of_the_right_minor_version_is_taken(tmp_path: Path, variable: str, has_it: bool) -> None:
    program = BY_NAME["kube-apiserver"]
    here = _executable(tmp_path, program.name, f"echo Kubernetes v{program.minor}.99")
    assert found.find(program, {variable: str(tmp_path)}) == (here if has_it else None)


@pytest.mark.parametrize("says", ["echo Kubernetes v1.2.3", "echo nothing", "exit 1"])
def test_a_program_of_another_version_is_not(tmp_path: Path, says: str) -> None:
    _executable(tmp_path, "kube-apiserver", says)
    assert found.find(BY_NAME["kube-apiserver"], {"PATH": str(tmp_path)}) is None


def test_a_release_is_downloaded_and_checked(tmp_path: Path, releases: _Releases) -> None:
    program, content = BY_NAME["kubectl"], b"the program"
    releases.publish(program.release_url, content)
    releases.publish(program.checksum_url, hashlib.sha256(content).hexdigest().encode())
    download.fetch(program, tmp_path / "kubectl", releases.url)
    assert (tmp_path / "kubectl").read_bytes() == content
    assert os.access(tmp_path / "kubectl", os.X_OK)


def test_an_archive_is_unpacked(tmp_path: Path, releases: _Releases) -> None:
    program, packed = BY_NAME["etcd"], io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        entry = tarfile.TarInfo(program.member_path)
        entry.size = 4
        archive.addfile(entry, io.BytesIO(b"etcd"))
    name = program.release_url.rpartition("/")[2]
    sums = f"{'0' * 64}  another.tar.gz\n{hashlib.sha256(packed.getvalue()).hexdigest()}  {name}\n"
    releases.publish(program.release_url, packed.getvalue())
    releases.publish(program.checksum_url, sums.encode())
    download.fetch(program, tmp_path / "etcd", releases.url)
    assert (tmp_path / "etcd").read_bytes() == b"etcd"


@pytest.mark.parametrize(("published", "says"), [("0" * 64, "and .* says 0000"), ("nonsense", "has no checksum of")])
def test_what_is_not_what_was_published_is_not_kept(
    tmp_path: Path, releases: _Releases, published: str, says: str
) -> None:
    program = BY_NAME["kubectl"]
    releases.publish(program.release_url, b"something else")
    releases.publish(program.checksum_url, published.encode())
    with pytest.raises(download.NotDownloaded, match=says) as caught:
        download.fetch(program, tmp_path / "kubectl", releases.url)
    assert not caught.value.is_out_of_reach
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """An environment with nothing in it but a cache of its own."""
    empty = tmp_path / "bin"
    empty.mkdir()
    environ = {"PATH": str(empty), "XDG_CACHE_HOME": str(tmp_path / "cache"), binaries.MIRROR: UNREACHABLE}
    monkeypatch.setenv("PATH", str(empty))
    return environ


def test_what_cannot_be_had_is_one_clear_message(machine: dict[str, str]) -> None:
    said: list[str] = []
    with pytest.raises(SandboxError, match=r"kwokctl v0\..*no Go on PATH.*Connection refused.*Install Go"):
        binaries.ensure(said.append, machine)
    # A host that does not answer is asked once, not once for each of its programs.
    assert len([line for line in said if "not downloaded" in line]) == len({download.host(one) for one in _all()})
    assert binaries.ready(machine) is None


def test_what_cannot_be_downloaded_is_built_once(machine: dict[str, str], tmp_path: Path) -> None:
    calls, said = tmp_path / "calls", list[str]()
    # Writes the file that follows -o, as the real one does.
    script = (
        f'echo "$@" >> {calls}',
        'while [ "$1" != -o ]; do shift; done',
        'echo built > "$2"',
    )
    _executable(Path(machine["PATH"]), "go", *script)
    have = binaries.ensure(said.append, machine)
    assert set(have) == set(BY_NAME)
    assert all(path.read_text(encoding="ascii") == "built\n" for path in have.values())
    assert [line for line in said if "building" in line][1].endswith(f"(1 of {len(BY_NAME)})")
    built = calls.read_text(encoding="utf-8").splitlines()
    assert [line.split()[-1] for line in built] == [program.package for program in programs.PROGRAMS]
    assert all("-trimpath" in line for line in built)
    assert binaries.ensure(said.append, machine) == have == binaries.ready(machine)
    assert len(calls.read_text(encoding="utf-8").splitlines()) == len(built)


def test_a_build_that_fails_shows_its_end(machine: dict[str, str]) -> None:
    _executable(Path(machine["PATH"]), "go", "echo missing go.sum entry", "exit 1")
    with pytest.raises(SandboxError, match=r"missing go\.sum entry"):
        binaries.ensure(lambda _text: None, machine)


def test_what_is_there_is_neither_downloaded_nor_built(machine: dict[str, str]) -> None:
    for program in programs.PROGRAMS:
        _executable(Path(machine["PATH"]), program.name, f"echo {program.version}")
    have = binaries.ensure(pytest.fail, machine)
    assert {path.parent for path in have.values()} == {Path(machine["PATH"])}


def _all() -> tuple[programs.Program, ...]:
    return programs.PROGRAMS

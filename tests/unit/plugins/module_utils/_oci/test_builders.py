# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The builders behind command lines: which is taken, what it is told, and what becomes of what it exports."""

from __future__ import annotations

import gzip
import io
import json
import subprocess
import tarfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from ansible_collections.inferops.aws.plugins.module_utils._oci import builders, daemonless
from ansible_collections.inferops.aws.plugins.module_utils._oci.building import Job, Tools
from ansible_collections.inferops.aws.plugins.module_utils._oci.errors import ImageError
from ansible_collections.inferops.aws.plugins.module_utils._oci.layout import Layout
from ansible_collections.inferops.aws.plugins.module_utils._oci.spec import LAYER_GZIP, digest_of

from .conftest import AMD64, MakeJob

DOCKERFILE = "FROM scratch\nARG SECRET\nCOPY a /a\n"


class Machine:
    """A machine with some tools on it, that notes what they are told and exports an image when they are asked to."""

    def __init__(self, job: Job, *works: str, broken: str = "", fails: str = "", packed: bool = False) -> None:
        self.commands: list[list[str]] = []
        self.environment: dict[str, str] = {}
        self._job = job
        self._works = works
        self._broken = broken
        self._fails = fails
        self._packed = packed

    @property
    def tools(self) -> Tools:
        return Tools(which=lambda name: name if name in (*self._works, self._broken) else None, run=self.run)

    def run(
        self,
        command: Sequence[str],
        environment: Mapping[str, str] | None = None,
        timeout: float | None = None,
        folder: Path | None = None,
    ) -> subprocess.CompletedProcess[str]:
        assert timeout is None or timeout < 60, "only probing has a limit"
        assert folder is None or folder.is_dir()
        self.commands.append(list(command))
        self.environment |= environment or {}
        failed = command[0] == self._broken or command[1] == self._fails
        if not failed and command[1] == "build":
            Path(command[command.index("--iidfile") + 1]).write_text("the-id")
        if not failed and command[1] == "push":
            self._export(Path(command[-1].split(":")[1]))
        if not failed and command[1] == "save":
            self._save(Path(command[command.index("--output") + 1]))
        return subprocess.CompletedProcess(command, int(failed), stdout="\n".join(f"line {n}" for n in range(99)))

    def _export(self, folder: Path) -> str:
        return str(
            daemonless.build(self._job.context, self._job.dockerfile, {}, AMD64, Layout.create(folder))["digest"]
        )

    def _save(self, path: Path) -> None:
        """Write what an older docker writes: the layers plain, and a manifest of its own."""
        source = Layout.create(path.parent / "source")
        built = daemonless.build(self._job.context, self._job.dockerfile, {}, AMD64, source)
        manifest = source.read_json(built["digest"])
        layer = source.read(manifest["layers"][0]["digest"])
        files = {
            "config.json": source.read(manifest["config"]["digest"]),
            "layer.tar": layer if self._packed else gzip.decompress(layer),
            "manifest.json": json.dumps([{"Config": "config.json", "Layers": ["layer.tar"]}]).encode(),
        }
        with tarfile.open(path, "w") as archive:
            for name, data in files.items():
                member = tarfile.TarInfo(name)
                member.size = len(data)
                archive.addfile(member, io.BytesIO(data))


@pytest.fixture
def job(make_job: MakeJob) -> Job:
    return make_job(DOCKERFILE, {"a": "content"}, SECRET="hidden-in-the-environment")


@pytest.mark.parametrize(
    ("works", "broken", "base", "chosen"),
    [
        (("docker", "podman", "buildah"), "", "", "docker"),
        (("podman", "buildah"), "docker", "", "podman"),
        (("buildah",), "", "", "buildah"),
        ((), "", "", "daemonless"),
        ((), "docker", "", "daemonless"),
        (("docker", "buildah"), "", "python:3.13", "buildah"),
        (("docker",), "", "python:3.13", "daemonless"),
    ],
)
def test_auto_takes_the_first_that_works(job: Job, works: tuple[str, ...], broken: str, base: str, chosen: str) -> None:
    assert builders.choose("auto", base, Machine(job, *works, broken=broken).tools) == chosen


def test_one_that_is_named_and_does_not_work_is_told(job: Job) -> None:
    with pytest.raises(ImageError, match="The builder docker cannot be used here: `docker version` is not found"):
        builders.choose("docker", "", Machine(job, broken="docker").tools)


@pytest.mark.parametrize("name", ["podman", "buildah", "docker"])
def test_what_is_built_is_ours_to_push(job: Job, tmp_path: Path, name: str) -> None:
    machine = Machine(job, name)
    layout = Layout.create(tmp_path / "out")
    built = builders.build(name, job, layout, machine.tools)

    manifest = layout.read_json(built["digest"])
    layout.verify([manifest["config"], *manifest["layers"]])
    assert [layer["mediaType"] for layer in manifest["layers"]] == [LAYER_GZIP]
    plain = gzip.decompress(layout.read(manifest["layers"][0]["digest"]))
    assert layout.read_json(manifest["config"]["digest"])["rootfs"]["diff_ids"] == [digest_of(plain)]
    assert sorted(entry.name for entry in layout.folder.iterdir()) == ["blobs", "index.json", "oci-layout"]


@pytest.mark.parametrize("name", ["podman", "buildah", "docker"])
def test_no_tool_logs_in_or_pushes_and_values_are_not_in_the_arguments(job: Job, tmp_path: Path, name: str) -> None:
    machine = Machine(job, name)
    builders.build(name, job, Layout.create(tmp_path / "out"), machine.tools)
    said = [word for command in machine.commands for word in command]
    assert "login" not in said
    assert all(command[-1].startswith("oci:") for command in machine.commands if command[1] == "push")
    assert machine.environment["SECRET"] == "hidden-in-the-environment"
    assert "hidden-in-the-environment" not in " ".join(said)
    (build,) = (command for command in machine.commands if command[1] == "build")
    assert build[build.index("--build-arg") + 1] == "SECRET"
    assert build[build.index("--platform") + 1] == "linux/amd64"
    removed = [command for command in machine.commands if command[1] in ("rmi", "image")]
    assert len(removed) == 1, "nothing stays in the tool's own storage"


def test_layers_that_are_packed_already_stay_as_they_are(job: Job, tmp_path: Path) -> None:
    machine = Machine(job, "docker", packed=True)
    layout = Layout.create(tmp_path / "out")
    manifest = layout.read_json(builders.build("docker", job, layout, machine.tools)["digest"])
    assert gzip.decompress(layout.read(manifest["layers"][0]["digest"]))[:1] == b"a"


@pytest.mark.parametrize(("name", "fails"), [("buildah", "build"), ("buildah", "push"), ("docker", "save")])
def test_a_failure_shows_the_end_of_the_output(job: Job, tmp_path: Path, name: str, fails: str) -> None:
    machine = Machine(job, name, fails=fails)
    with pytest.raises(ImageError, match=f"{name} {fails} failed") as failed:
        builders.build(name, job, Layout.create(tmp_path / "out"), machine.tools)
    assert str(failed.value).endswith("line 97\nline 98")
    assert len(str(failed.value).splitlines()) == 21


def test_docker_takes_no_other_base(make_job: MakeJob, tmp_path: Path) -> None:
    job = make_job(DOCKERFILE, {"a": ""}, base="python:3.13")
    with pytest.raises(ImageError, match="docker takes its base from the Dockerfile"):
        builders.build("docker", job, Layout.create(tmp_path / "out"), Machine(job, "docker").tools)


def test_a_base_in_a_registry_is_named_and_one_that_is_a_path_is_brought(make_job: MakeJob, tmp_path: Path) -> None:
    job = make_job(DOCKERFILE, {"a": ""}, base="python:3.13")
    machine = Machine(job, "podman")
    builders.build("podman", job, Layout.create(tmp_path / "one"), machine.tools)
    assert machine.commands[0][machine.commands[0].index("--from") + 1] == "python:3.13"

    local = make_job(DOCKERFILE, {"a": ""}, base=str(tmp_path / "one"))
    machine = Machine(local, "podman")
    builders.build("podman", local, Layout.create(tmp_path / "two"), machine.tools)
    name = machine.commands[0][machine.commands[0].index("--from") + 1]
    assert name.startswith("oci:base-")
    assert machine.commands[-1] == ["podman", "rmi", f"localhost/{name.removeprefix('oci:')}"]

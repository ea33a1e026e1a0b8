# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Building upon a base: what is there stays as it is."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

import pytest

from ansible_collections.inferops.aws.plugins.module_utils._oci import bases, daemonless
from ansible_collections.inferops.aws.plugins.module_utils._oci.errors import ImageError
from ansible_collections.inferops.aws.plugins.module_utils._oci.layout import Layout
from ansible_collections.inferops.aws.plugins.module_utils._oci.rootfs import Tree
from ansible_collections.inferops.aws.plugins.module_utils._oci.spec import Platform

from .conftest import AMD64, MakeJob


def rootfs(path: Path, mode: str = "w:gz") -> Path:
    """A file system in which /bin leads to /usr/bin, and /tmp is everybody's."""
    with tarfile.open(path, mode) as archive:  # type: ignore[call-overload]
        for name, kind, target in (
            ("./usr/bin", tarfile.DIRTYPE, ""),
            ("bin", tarfile.SYMTYPE, "usr/bin"),
            ("opt", tarfile.SYMTYPE, "/var/../srv"),
            ("srv", tarfile.DIRTYPE, ""),
            ("tmp", tarfile.DIRTYPE, ""),
            ("round", tarfile.SYMTYPE, "round"),
        ):
            member = tarfile.TarInfo(name)
            member.type, member.linkname, member.mode = kind, target, 0o1777
            archive.addfile(member)
        member = tarfile.TarInfo("usr/bin/python3")
        member.size = 6
        archive.addfile(member, io.BytesIO(b"python"))
    return path


def added(make_job: MakeJob, folder: Path, text: str, base: str) -> list[str]:
    job = make_job(text, {"a": "a", "app/b": "b"}, base=base)
    layout = Layout.create(folder)
    built = daemonless.build(job.context, job.dockerfile, job.build_args, job.platform, layout, job.base)
    found: list[str] = []
    for layer in layout.read_json(built["digest"])["layers"][1:]:
        with tarfile.open(layout.path(layer["digest"])) as archive:
            found += archive.getnames()
    return found


@pytest.mark.parametrize(
    ("instruction", "paths"),
    [
        ("COPY a /bin/a", ["usr/bin/a"]),
        ("COPY a /tmp/", ["tmp/a"]),
        ("COPY a /tmp", ["tmp/a"]),
        ("COPY app /tmp", ["tmp/b"]),
        ("COPY a /opt/new/", ["srv/new", "srv/new/a"]),
        ("WORKDIR /tmp", []),
        ("WORKDIR /opt/x", ["srv/x"]),
    ],
)
def test_what_is_there_is_neither_replaced_nor_listed(
    make_job: MakeJob, tmp_path: Path, instruction: str, paths: list[str]
) -> None:
    base = rootfs(tmp_path / "base.tar.gz")
    assert added(make_job, tmp_path / "out", f"FROM any\n{instruction}\n", str(base)) == paths


def test_links_that_go_round_are_told(make_job: MakeJob, tmp_path: Path) -> None:
    base = rootfs(tmp_path / "base.tar.gz")
    with pytest.raises(ImageError, match="go round in circles"):
        added(make_job, tmp_path / "out", "FROM any\nCOPY a /round/a\n", str(base))


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:xz"])
def test_a_tar_of_any_compression_is_the_same_base(tmp_path: Path, mode: str) -> None:
    loaded = bases.load(str(rootfs(tmp_path / "base", mode)), Layout.create(tmp_path / "out"), AMD64)
    assert loaded.tree.kind("usr/bin/python3") == "file"
    plain = bases.load(str(rootfs(tmp_path / "plain", "w")), Layout.create(tmp_path / "two"), AMD64)
    assert loaded.config == plain.config


def test_the_history_of_a_base_tells_of_each_of_its_layers(tmp_path: Path) -> None:
    loaded = bases.load(str(rootfs(tmp_path / "base")), Layout.create(tmp_path / "out"), AMD64)
    layered = [entry for entry in loaded.config["history"] if not entry.get("empty_layer")]
    assert len(layered) == len(loaded.layers) == len(loaded.config["rootfs"]["diff_ids"])


def test_a_layout_is_a_base_and_its_configuration_is_kept(make_job: MakeJob, tmp_path: Path) -> None:
    first = make_job('FROM scratch\nENV A=1 PATH=/x\nUSER 5\nCMD ["one"]\nCOPY a /a\n', {"a": ""})
    layout = Layout.create(tmp_path / "base")
    daemonless.build(first.context, first.dockerfile, {}, AMD64, layout)
    job = make_job('FROM any\nENV B=$A\nENTRYPOINT ["two"]\n', base=str(tmp_path / "base"))
    out = Layout.create(tmp_path / "out")
    built = daemonless.build(job.context, job.dockerfile, {}, AMD64, out, job.base)
    image = out.read_json(out.read_json(built["digest"])["config"]["digest"])
    assert image["config"] == {"Env": ["PATH=/x", "A=1", "B=1"], "User": "5", "Entrypoint": ["two"]}
    assert len(image["history"]) == 6
    out.verify(out.read_json(built["digest"])["layers"])


def test_a_layout_without_the_platform_is_told(make_job: MakeJob, tmp_path: Path) -> None:
    job = make_job("FROM scratch\n")
    daemonless.build(job.context, job.dockerfile, {}, AMD64, Layout.create(tmp_path / "base"))
    with pytest.raises(ImageError, match="holds no image for linux/arm64"):
        bases.load(str(tmp_path / "base"), Layout.create(tmp_path / "out"), Platform("linux", "arm64"))


@pytest.mark.parametrize(("name", "said"), [("./nowhere", "neither an OCI"), ("/nowhere", "neither an OCI")])
def test_a_path_that_is_no_base(tmp_path: Path, name: str, said: str) -> None:
    with pytest.raises(ImageError, match=said):
        bases.load(name, Layout.create(tmp_path), AMD64)


def test_what_upper_layers_take_away_is_gone(tmp_path: Path) -> None:
    tree = Tree()
    for names in (("a/x", "a/y", "b/x"), ("a/.wh.x", "b/.wh..wh..opq", "b/z")):
        with tarfile.open(tmp_path / "layer", "w") as archive:
            for name in names:
                archive.addfile(tarfile.TarInfo(name))
        tree.apply(tmp_path / "layer")
    assert [path for path in ("a/x", "a/y", "b/x", "b/z") if tree.kind(path)] == ["a/y", "b/z"]

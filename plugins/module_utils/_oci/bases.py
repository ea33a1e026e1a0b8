# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where an image begins: nothing, an image in a registry or in an OCI image layout, or a root file system."""

from __future__ import annotations

import gzip
import lzma
import shutil
import tarfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, cast

from . import layers, references
from .errors import ImageError
from .layout import Layout
from .registry import Repository
from .rootfs import Tree
from .spec import CONFIG, DOCKER_LAYER_GZIP, EPOCH, LAYER_GZIP, Json, Platform
from .transport import base_url

SCRATCH = "scratch"


@dataclass
class Base:
    """What to build on: the configuration, the layers (whose blobs are in the layout of the build), the paths."""

    config: Json = field(default_factory=dict)
    layers: list[Json] = field(default_factory=list)
    tree: Tree = field(default_factory=Tree)


Opener = Callable[[references.Reference], Repository]


def open_registry(reference: references.Reference) -> Repository:
    """Return the repository that a reference names, without a login."""
    return Repository(base_url(reference.host), reference.repository)


def load(name: str, layout: Layout, platform: Platform, opener: Opener = open_registry) -> Base:
    """Bring a base into the layout.

    `name` is `scratch`, the path of an OCI image layout or of a tar with a root file system, else an image in
    a registry. Raises ImageError if it cannot be had.
    """
    if name == SCRATCH:
        return Base()
    path = Path(name).expanduser()
    if (path / "index.json").is_file():
        return _from_layout(Layout(path), layout, platform)
    if path.is_file():
        return _from_tar(path, layout, platform)
    if name.startswith(("/", "./", "../", "~")):
        raise ImageError(f"The base {name} is neither an OCI image layout nor a tar with a root file system")
    reference = references.parse(name)
    return _from_manifest(opener(reference).pull(layout, reference.reference, platform), layout)


def as_layout(base: str, folder: Path, platform: Platform) -> None:
    """Make an OCI image layout of a base that is a path."""
    layout = Layout.create(folder)
    loaded = load(base, layout, platform)
    layout.finish(layout.put_json(CONFIG, loaded.config), loaded.layers)


def is_path(name: str) -> bool:
    """Say whether a base is a file or a folder of this machine."""
    return bool(name) and name != SCRATCH and Path(name).expanduser().exists()


def _from_layout(source: Layout, layout: Layout, platform: Platform) -> Base:
    described = source.manifest(platform)
    manifest = source.read_json(described["digest"])
    blobs = [described, manifest["config"], *manifest["layers"]]
    source.verify(blobs)
    for blob in blobs:
        shutil.copyfile(source.path(blob["digest"]), layout.path(blob["digest"]))
    return _from_manifest(described, layout)


def _from_manifest(described: Json, layout: Layout) -> Base:
    manifest = layout.read_json(described["digest"])
    base = Base(layout.read_json(manifest["config"]["digest"]))
    for layer in manifest["layers"]:
        base.tree.apply(layout.path(layer["digest"]))
        kind = LAYER_GZIP if layer["mediaType"] == DOCKER_LAYER_GZIP else layer["mediaType"]
        base.layers.append({"mediaType": kind, "digest": layer["digest"], "size": layer["size"]})
    for unused in (described["digest"], manifest["config"]["digest"]):
        layout.path(unused).unlink(missing_ok=True)
    return base


def _from_tar(path: Path, layout: Layout, platform: Platform) -> Base:
    if not tarfile.is_tarfile(path):
        raise ImageError(f"The base {path} is not a tar with a root file system")
    with _uncompressed(path) as stream:
        layer = layers.compress(layout, stream)
    base = Base(layers=[layer.descriptor])
    base.config = {
        "architecture": platform.architecture,
        "os": platform.os,
        "rootfs": {"type": "layers", "diff_ids": [layer.diff_id]},
        # podman counts the layers that the history tells of, and refuses an image that has more.
        "history": [{"created": EPOCH, "created_by": "a root file system"}],
    }
    base.tree.apply(layout.path(layer.descriptor["digest"]))
    return base


def _uncompressed(path: Path) -> IO[bytes]:
    with path.open("rb") as content:
        magic = content.read(2)
    if magic == b"\x1f\x8b":
        return cast(IO[bytes], gzip.open(path, "rb"))
    return lzma.open(path, "rb") if magic == b"\xfd7" else path.open("rb")

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From what container tools export to an OCI image layout of our own making."""

from __future__ import annotations

import json
import shutil
import tarfile
from pathlib import Path
from typing import Any

from . import layers
from .errors import ImageError
from .layout import Layout
from .spec import CONFIG, LAYER, LAYER_GZIP, Json, Platform

_SAFELY: Any = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
"""Not every release of Python 3.11 has filters; the archive is one that docker wrote a moment ago."""

_GZIP_MAGIC = b"\x1f\x8b"


def from_layout(source: Layout, layout: Layout, platform: Platform) -> Json:
    """Copy the image for a platform; layers that are not compressed become so. Return the manifest's descriptor.

    Annotations, attestations and other platforms stay behind: they may name the machine or the hour.
    """
    manifest = source.read_json(source.manifest(platform)["digest"])
    source.verify(manifest["layers"])
    kept = [_layer(source.path(item["digest"]), item, layout) for item in manifest["layers"]]
    config = layout.put(CONFIG, source.read(manifest["config"]["digest"]))
    return layout.finish(config, kept)


def from_docker(archive: Path, layout: Layout, platform: Platform) -> Json:
    """Convert what `docker save` writes, whichever of its formats it is; return the manifest's descriptor."""
    folder = layout.folder / "export"
    try:
        with tarfile.open(archive) as packed:
            packed.extractall(folder, **_SAFELY)
        if (folder / "index.json").is_file():
            return from_layout(Layout(folder), layout, platform)
        return _from_manifest_json(folder, layout)
    except (OSError, tarfile.TarError, KeyError, ValueError) as error:
        raise ImageError(f"The image that docker exported cannot be read: {error}") from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _from_manifest_json(folder: Path, layout: Layout) -> Json:
    described = json.loads((folder / "manifest.json").read_bytes())[0]
    data = (folder / described["Config"]).read_bytes()
    kept = [_layer(folder / name, {"mediaType": LAYER}, layout) for name in described["Layers"]]
    if len(kept) != len(json.loads(data)["rootfs"]["diff_ids"]):
        raise ImageError("The image that docker exported lacks layers")
    return layout.finish(layout.put(CONFIG, data), kept)


def _layer(path: Path, described: Json, layout: Layout) -> Json:
    with path.open("rb") as content:
        packed = content.read(2) == _GZIP_MAGIC
        content.seek(0)
        if described["mediaType"].endswith("+zstd"):
            return layout.copy(content, described["mediaType"])
        return layout.copy(content, LAYER_GZIP) if packed else layers.compress(layout, content).descriptor

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Layers that are the same bytes for the same content: sorted, without times, owners' names or machine in them."""

from __future__ import annotations

import gzip
import hashlib
import io
import tarfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from .layout import BlobWriter, Layout
from .spec import CHUNK, LAYER_GZIP, Json

GZIP_LEVEL = 6


@dataclass(frozen=True)
class Member:
    """One entry of a layer; `path` is relative to the root of the file system."""

    path: str
    kind: str
    mode: int
    source: Path | None = None
    target: str = ""
    uid: int = 0
    gid: int = 0


@dataclass(frozen=True)
class Layer:
    """A stored layer: its descriptor and the digest of what it is before compression."""

    descriptor: Json
    diff_id: str


class _Hashing:
    """Passes what is written on, and keeps its hash."""

    def __init__(self, target: IO[bytes]) -> None:
        self._target = target
        self.hash = hashlib.sha256()

    def write(self, data: bytes) -> int:
        self.hash.update(data)
        return self._target.write(data)


def write(layout: Layout, members: Iterable[Member]) -> Layer:
    """Store a layer with these entries."""
    with layout.writing() as blob:
        diff_id = _compressed(blob, lambda plain: _tar(plain, members))
    return _layer(blob, diff_id)


def compress(layout: Layout, stream: IO[bytes]) -> Layer:
    """Store what is a layer already, an uncompressed tar."""

    def copy(plain: _Hashing) -> None:
        while chunk := stream.read(CHUNK):
            plain.write(chunk)

    with layout.writing() as blob:
        diff_id = _compressed(blob, copy)
    return _layer(blob, diff_id)


def _layer(blob: BlobWriter, diff_id: str) -> Layer:
    return Layer({"mediaType": LAYER_GZIP, "digest": blob.digest, "size": blob.size}, diff_id)


def _compressed(blob: BlobWriter, fill: Callable[[_Hashing], None]) -> str:
    """Compress what *fill* writes into the blob; return the digest of what it wrote."""
    with gzip.GzipFile("", "wb", GZIP_LEVEL, cast(IO[bytes], blob), mtime=0) as packed:
        plain = _Hashing(cast(IO[bytes], packed))
        fill(plain)
    return "sha256:" + plain.hash.hexdigest()


def _tar(plain: _Hashing, members: Iterable[Member]) -> None:
    with tarfile.open(fileobj=cast(IO[bytes], plain), mode="w|", format=tarfile.PAX_FORMAT) as archive:
        for member in sorted(members, key=lambda member: member.path.encode()):
            content = member.source.open("rb") if member.kind == "file" and member.source else io.BytesIO()
            with content:
                archive.addfile(_header(member), content)


def _header(member: Member) -> tarfile.TarInfo:
    info = tarfile.TarInfo(member.path)
    info.mode, info.uid, info.gid, info.mtime = member.mode, member.uid, member.gid, 0
    if member.kind == "folder":
        info.type = tarfile.DIRTYPE
    elif member.kind == "link":
        info.type, info.linkname = tarfile.SYMTYPE, member.target
    elif member.source:
        info.size = member.source.stat().st_size
    return info

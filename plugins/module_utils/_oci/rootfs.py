# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What paths there are in the layers of an image: enough to add to it without replacing what is there."""

from __future__ import annotations

import posixpath
import tarfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from .errors import ImageError

WHITEOUT, OPAQUE = ".wh.", ".wh..wh..opq"
LINKS_FOLLOWED = 40


class Tree:
    """Paths, relative and without a trailing slash, with their kind (folder, file, link) and a link's target."""

    def __init__(self) -> None:
        self._paths: dict[str, tuple[str, str]] = {}

    def add(self, path: str, kind: str, target: str = "") -> None:
        """Enter a path, in the place of what was there; folders above it exist whether they are listed or not."""
        for folder in self.missing_folders(path):
            self._paths[folder] = ("folder", "")
        self._paths[path] = (kind, target)

    def kind(self, path: str) -> str:
        """Return the kind of a path, empty if there is nothing. The root is a folder."""
        return self._paths.get(path, ("", ""))[0] if path else "folder"

    def resolve(self, path: str) -> str:
        """Return where a path leads once symbolic links are followed."""
        parts, done, followed = path.strip("/").split("/"), "", 0
        while parts:
            part = parts.pop(0)
            if part in ("", "."):
                continue
            here = posixpath.dirname(done) if part == ".." else f"{done}/{part}".lstrip("/")
            kind, target = self._paths.get(here, ("", ""))
            if kind != "link" or part == "..":
                done = here
                continue
            followed += 1
            if followed > LINKS_FOLLOWED:
                raise ImageError(f"The symbolic links at /{path} in the base image go round in circles")
            done = "" if target.startswith("/") else done
            parts = [*target.split("/"), *parts]
        return done

    def missing_folders(self, path: str) -> Iterator[str]:
        """Yield the folders above a path that are not there, outermost first."""
        parts = path.split("/")[:-1]
        folders = ("/".join(parts[:count]) for count in range(1, len(parts) + 1))
        yield from [folder for folder in folders if not self.kind(folder)]

    def apply(self, layer: Path) -> None:
        """Enter what a layer, a tar that may be compressed, adds and takes away."""
        try:
            with tarfile.open(layer, "r|*") as archive:
                for member in archive:
                    self._enter(member)
        except (OSError, tarfile.TarError) as error:
            raise ImageError(f"The layer {layer.name} of the base image cannot be read: {error}") from error

    def _enter(self, member: tarfile.TarInfo) -> None:
        path = posixpath.normpath("/" + member.name).lstrip("/")
        folder, name = posixpath.split(path)
        if name == OPAQUE:
            self._drop(p for p in list(self._paths) if p.startswith(folder + "/"))
        elif name.startswith(WHITEOUT):
            gone = posixpath.join(folder, name.removeprefix(WHITEOUT))
            self._drop(p for p in list(self._paths) if p == gone or p.startswith(gone + "/"))
        elif path:
            kind = "folder" if member.isdir() else "link" if member.issym() else "file"
            self.add(path, kind, member.linkname if member.issym() else "")

    def _drop(self, paths: Iterable[str]) -> None:
        for path in paths:
            del self._paths[path]

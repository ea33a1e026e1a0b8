# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Images that were built, kept in the user's cache by their content hash: one build for every region and run."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from .errors import ImageError
from .layout import Layout
from .spec import Json, Platform

FOLDER = "inferops-aws/images"


@dataclass(frozen=True)
class Kept:
    """A layout with the image, its manifest's descriptor, and whether it was built just now."""

    layout: Layout
    manifest: Json
    built: bool


def default_folder() -> Path:
    """Return the folder for images in the user's cache."""
    return Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser() / FOLDER


class Cache:
    """A folder of layouts, each named by a content hash."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def find(self, content: str, platform: Platform) -> Kept | None:
        """Return the image if it is there, whole and unchanged."""
        layout = Layout(self._folder / content)
        try:
            manifest = layout.manifest(platform)
            described = layout.read_json(manifest["digest"])
            layout.verify([described["config"], *described["layers"]])
        except ImageError:
            return None
        return Kept(layout, manifest, built=False)

    def ensure(self, content: str, platform: Platform, build: Callable[[Layout], Json]) -> Kept:
        """Return the image, built if it is not there. What two processes want at once is built by one of them."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with self._lock(content):
            found = self.find(content, platform)
            if found is not None:
                return found
            unfinished = Path(tempfile.mkdtemp(prefix=".building-", dir=self._folder))
            try:
                manifest = build(Layout.create(unfinished))
                shutil.rmtree(self._folder / content, ignore_errors=True)
                unfinished.rename(self._folder / content)
            finally:
                shutil.rmtree(unfinished, ignore_errors=True)
        return Kept(Layout(self._folder / content), manifest, built=True)

    @contextlib.contextmanager
    def _lock(self, content: str) -> Iterator[None]:
        with (self._folder / f".{content}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

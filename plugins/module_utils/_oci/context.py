# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A build context: the files that a build may copy, in an order and with modes that do not depend on the machine."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .errors import ImageError
from .ignore import Ignore


@dataclass(frozen=True)
class Entry:
    """A file, folder or symbolic link. `mode` is 0755 or 0644: all that is kept is whether the owner may execute."""

    path: str
    kind: str
    source: Path
    mode: int = 0o755
    target: str = ""


@dataclass(frozen=True)
class Context:
    """A folder seen through its ignore file; `entries` has the paths in order, relative and with slashes."""

    root: Path
    entries: dict[str, Entry]
    ignore_file: Path | None


def ignore_file_of(root: Path, dockerfile: Path) -> Path | None:
    """Return the ignore file that applies: the Dockerfile's own, else the context's, else None."""
    candidates = (dockerfile.with_name(dockerfile.name + ".dockerignore"), root / ".dockerignore")
    return next((path for path in candidates if path.is_file()), None)


def read(root: Path, dockerfile: Path) -> Context:
    """Look through the folder. Raises ImageError if it is none, or holds what no image can."""
    if not root.is_dir():
        raise ImageError(f"The build context {root} is not a folder")
    ignored = ignore_file_of(root, dockerfile)
    rules = Ignore(ignored.read_text(encoding="utf-8").splitlines() if ignored else ())
    found = sorted(_walk(root, "", rules), key=lambda entry: entry.path.encode())
    entries = {entry.path: entry for entry in found}
    if rules.keeps_some:
        needed = {path.rsplit("/", depth)[0] for path in entries for depth in range(1, path.count("/") + 1)}
        entries = {p: e for p, e in entries.items() if e.kind != "folder" or p in needed or not rules.excludes(p)}
    return Context(root, entries, ignored)


def entry_of(path: str, source: Path) -> Entry:
    """Describe one file, folder or link of the file system."""
    status = source.lstat()
    if stat.S_ISLNK(status.st_mode):
        return Entry(path, "link", source, 0o777, os.readlink(source))
    if stat.S_ISDIR(status.st_mode):
        return Entry(path, "folder", source)
    if stat.S_ISREG(status.st_mode):
        return Entry(path, "file", source, 0o755 if status.st_mode & stat.S_IXUSR else 0o644)
    raise ImageError(f"{source} is neither a file, a folder nor a symbolic link; leave it out with .dockerignore")


def _walk(folder: Path, prefix: str, rules: Ignore) -> Iterator[Entry]:
    for child in os.scandir(folder):
        path = prefix + child.name
        excluded = rules.excludes(path)
        is_folder = child.is_dir(follow_symlinks=False)
        if not excluded or (is_folder and rules.keeps_some):
            yield from [entry_of(path, Path(child.path))]
            if is_folder:
                yield from _walk(Path(child.path), path + "/", rules)

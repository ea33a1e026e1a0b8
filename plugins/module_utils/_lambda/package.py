# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A folder as a Lambda package: the same content gives the same bytes, on every machine and at any time.

Lambda compares packages by their SHA-256, so what varies without meaning anything is left out: the order in which a
file system lists files, their times and owners, and all of their mode but whether they can be executed.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

EXCLUDED = ("__pycache__", ".git", ".DS_Store", "*.pyc", "*.pyo")
"""Patterns of names that no package holds: what an interpreter, git or a desktop leaves behind."""

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip file can hold."""


def package(folder: Path, exclude: Sequence[str] = ()) -> bytes:
    """Return the zip file of the files in *folder*, by path relative to it, without those that match *exclude*.

    A pattern is matched against the end of a path relative to *folder*, and leaves a folder out with all that is in
    it. Symbolic links are followed, for files only. Raises OSError if something cannot be read, and ValueError if there
    is nothing to pack.
    """
    files = sorted(_files(folder, folder, (*EXCLUDED, *exclude)), key=lambda path: path.relative_to(folder).as_posix())
    if not files:
        raise ValueError("there is no file in it")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in files:
            archive.writestr(_entry(path, path.relative_to(folder).as_posix()), path.read_bytes())
    return packed.getvalue()


def _files(folder: Path, root: Path, exclude: Sequence[str]) -> Iterator[Path]:
    for path in folder.iterdir():
        if any(path.relative_to(root).match(pattern) for pattern in exclude):
            continue
        if path.is_dir() and not path.is_symlink():
            yield from _files(path, root, exclude)
        elif path.is_file():
            yield path


def _entry(path: Path, name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, EPOCH)
    entry.create_system = 3  # Unix, whose modes Lambda reads
    executable = bool(path.stat().st_mode & 0o100)
    entry.external_attr = (0o100755 if executable else 0o100644) << 16
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry

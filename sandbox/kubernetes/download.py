# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Download released programs and check them against the SHA-256 that is published beside them."""

from __future__ import annotations

import hashlib
import re
import shutil
import tarfile
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

from .programs import Program

#: Seconds until a silent server counts as out of reach; between two pieces of a file too.
TIMEOUT = 8.0
_DIGEST = re.compile(r"^([0-9a-f]{64})(?:\s+\*?(\S+))?\s*$", re.MULTILINE)


class NotDownloaded(Exception):
    """Why a program could not be downloaded; its text is the reason.

    `is_out_of_reach` tells a host that does not answer from one that answers but does not have it, or not rightly.
    """

    def __init__(self, reason: str, is_out_of_reach: bool = False) -> None:
        super().__init__(reason)
        self.is_out_of_reach = is_out_of_reach


def fetch(program: Program, target: Path, mirror: str = "", timeout: float = TIMEOUT) -> None:
    """Put the released program at `target`, executable. Raises NotDownloaded.

    A mirror is a base URL under which the hosts are folders: MIRROR/dl.k8s.io/release/...
    """
    partial = target.with_suffix(".part")
    try:
        _save(_mirrored(program.release_url, mirror), partial, timeout)
        if program.checksum:
            _verify(program, partial, mirror, timeout)
        if program.member:
            _unpack(partial, program.member_path)
        partial.chmod(0o755)
        partial.replace(target)
    except (OSError, tarfile.TarError, KeyError) as error:
        silent = isinstance(error, OSError) and not isinstance(error, urllib.error.HTTPError)
        raise NotDownloaded(f"{_mirrored(program.release_url, mirror)}: {error}", silent) from error
    finally:
        partial.unlink(missing_ok=True)


def host(program: Program) -> str:
    """Where a program is published: when this is out of reach, so are all others from there."""
    return urlsplit(program.release_url).netloc


def _mirrored(url: str, mirror: str) -> str:
    return f"{mirror.rstrip('/')}/{url.removeprefix('https://')}" if mirror else url


def _save(url: str, path: Path, timeout: float) -> None:
    with urllib.request.urlopen(url, timeout=timeout) as answer, path.open("wb") as file:
        shutil.copyfileobj(answer, file)


def _verify(program: Program, path: Path, mirror: str, timeout: float) -> None:
    url = _mirrored(program.checksum_url, mirror)
    with urllib.request.urlopen(url, timeout=timeout) as answer:
        listed = _DIGEST.findall(answer.read().decode("ascii", "replace"))
    name = program.release_url.rpartition("/")[2]
    expected = next((digest for digest, file in listed if file in ("", name)), None)
    with path.open("rb") as file:
        actual = hashlib.file_digest(file, "sha256").hexdigest()
    if expected is None:
        raise NotDownloaded(f"{url} has no checksum of {name}")
    if actual != expected:
        raise NotDownloaded(f"{_mirrored(program.release_url, mirror)} has SHA-256 {actual}, and {url} says {expected}")


def _unpack(archive: Path, member: str) -> None:
    """Replace an archive by one file in it."""
    with tarfile.open(archive) as opened:
        file = opened.extractfile(member)
        if file is None:
            raise KeyError(f"no {member} in it")
        content = file.read()
    archive.write_bytes(content)

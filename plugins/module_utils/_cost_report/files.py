# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Files of a report: whether they can be written, and what would change in them."""

from __future__ import annotations

import dataclasses
import hashlib
import os
import pathlib
import tempfile

from .._costs.errors import CostError, refuse
from .plain import plain

WRITABLE = "a file that can be written, in a directory that is there"


@dataclasses.dataclass(frozen=True, slots=True)
class Written:
    """A file of the report and what it is to hold; `before` is None if there is none yet."""

    path: str
    content: bytes
    before: bytes | None

    @property
    def changed(self) -> bool:
        """Whether it holds something else, or is not there."""
        return self.content != self.before

    @property
    def diff(self) -> dict[str, str]:
        """What changes, in words: the text of a page, the size and hash of a picture."""
        return {
            "before_header": self.path,
            "after_header": self.path,
            "before": _in_words(self.before, self.path),
            "after": _in_words(self.content, self.path),
        }


def check_writable(name: str, path: str) -> None:
    """Refuse a path before anything is worked out.

    :raises CostError: There is a directory of this name, or no directory to write into, or it may not be written.
    """
    reason = _why_not(path)
    if reason:
        raise CostError(f"{refuse(name, path, WRITABLE)} ({reason})")


def _why_not(path: str) -> str:
    """Say why a file cannot be written; nothing if it can."""
    target = pathlib.Path(path)
    if not path:
        return "it is empty"
    if target.is_dir():
        return "it is a directory"
    if not target.parent.is_dir():
        return f"there is no directory {target.parent}"
    if target.exists():
        return "" if os.access(target, os.W_OK) else "permission is denied"
    try:
        # Without a name, so that nothing is left of it: what is allowed on paper may still be read-only or full.
        with tempfile.TemporaryFile(dir=target.parent):
            return ""
    except OSError as error:
        return f"nothing can be made in {target.parent}: {error.strerror}"


def read_before(path: str) -> bytes | None:
    """Return what a file holds; None if it is not there.

    :raises CostError: It cannot be read.
    """
    try:
        return pathlib.Path(path).read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise CostError(f"{path} cannot be read: {error.strerror}") from error


def _in_words(content: bytes | None, path: str) -> str:
    if content is None:
        return ""
    if path.endswith(".png"):
        return f"a picture of {len(content)} bytes, SHA-256 {hashlib.sha256(content).hexdigest()}\n"
    return plain(content.decode("utf-8", errors="replace"))

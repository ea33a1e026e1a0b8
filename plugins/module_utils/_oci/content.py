# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The content hash: everything that decides what an image holds, and nothing of who builds it or where."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path

from . import context as contexts
from .errors import ImageError
from .spec import Platform, canonical, digest_of_file

SCHEME = "inferops-image-1"
"""Changes only when the meaning of the hash does; then everything is built anew."""

TAG_DIGITS = 12
TAG = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,127}")


def content_hash(
    context: contexts.Context, dockerfile: Path, build_args: Mapping[str, str], platform: Platform, base: str = ""
) -> str:
    """Return 64 hexadecimal digits over the context's files, the Dockerfile, build arguments, platform and base.

    A base that is a file or an OCI image layout counts by its content, one in a registry by its name.
    """
    if not dockerfile.is_file():
        raise ImageError(f"The Dockerfile {dockerfile} is not a file")
    described = {
        "scheme": SCHEME,
        "dockerfile": digest_of_file(dockerfile),
        "build_args": dict(build_args),
        "platform": str(platform),
        "base": base_identity(base),
        "files": [[entry.path, entry.kind, f"{entry.mode:o}", _content(entry)] for entry in context.entries.values()],
    }
    return hashlib.sha256(canonical(described)).hexdigest()


def base_identity(base: str) -> str:
    """Return what tells a base from another."""
    if not base or base == "scratch":
        return base
    path = Path(base).expanduser()
    if (path / "index.json").is_file():
        return digest_of_file(path / "index.json")
    return digest_of_file(path) if path.is_file() else base


def readable_tag(name: str, content: str) -> str:
    """Return the tag for people, `<name>-<first digits of the content hash>`."""
    tag = f"{name}-{content[:TAG_DIGITS]}"
    if not TAG.fullmatch(tag):
        raise ImageError(f"The image tag {tag!r} is not valid; allowed: up to 128 letters, digits, '.', '_' and '-'")
    return tag


def _content(entry: contexts.Entry) -> str:
    if entry.kind == "file":
        return digest_of_file(entry.source)
    return entry.target

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The words of the OCI image specification, and its JSON in one canonical form."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

INDEX = "application/vnd.oci.image.index.v1+json"
MANIFEST = "application/vnd.oci.image.manifest.v1+json"
CONFIG = "application/vnd.oci.image.config.v1+json"
LAYER = "application/vnd.oci.image.layer.v1.tar"
LAYER_GZIP = LAYER + "+gzip"
DOCKER_INDEX = "application/vnd.docker.distribution.manifest.list.v2+json"
DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"
DOCKER_LAYER_GZIP = "application/vnd.docker.image.rootfs.diff.tar.gzip"

INDEXES = (INDEX, DOCKER_INDEX)
MANIFESTS = (MANIFEST, DOCKER_MANIFEST)
EPOCH = "1970-01-01T00:00:00Z"
CHUNK = 1 << 20

Json = dict[str, Any]


@dataclass(frozen=True)
class Platform:
    """What an image runs on, such as linux/arm64."""

    os: str
    architecture: str
    variant: str = ""

    @classmethod
    def parse(cls, text: str) -> Platform:
        """Read os/architecture[/variant]."""
        system, _divider, rest = text.partition("/")
        architecture, _divider, variant = rest.partition("/")
        return cls(system, architecture, variant)

    def __str__(self) -> str:
        return "/".join(part for part in (self.os, self.architecture, self.variant) if part)

    def matches(self, described: Json) -> bool:
        """Say whether an index entry or an image configuration is for this platform."""
        same = (described.get("os"), described.get("architecture")) == (self.os, self.architecture)
        return same and self.variant in ("", described.get("variant", ""))


def canonical(value: Any) -> bytes:
    """Return JSON that is the same for the same value: sorted, without spaces, UTF-8."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest_of(data: bytes) -> str:
    """Return the digest of some bytes, `sha256:` and 64 hexadecimal digits."""
    return "sha256:" + hashlib.sha256(data).hexdigest()


def digest_of_file(path: str | os.PathLike[str]) -> str:
    """Return the digest of a file's content."""
    with Path(path).open("rb") as content:
        return "sha256:" + hashlib.file_digest(content, "sha256").hexdigest()


def descriptor(media_type: str, data: bytes) -> Json:
    """Return what refers to a blob."""
    return {"mediaType": media_type, "digest": digest_of(data), "size": len(data)}

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Names of images in registries, such as public.ecr.aws/docker/library/python:3.13."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .errors import ImageError

_REFERENCE = re.compile(
    r"(?P<name>[a-z0-9]+(?:[._/-]+[a-z0-9]+)*)(?::(?P<tag>[A-Za-z0-9_][A-Za-z0-9._-]{0,127}))?(?:@(?P<digest>sha256:[0-9a-f]{64}))?"
)
DOCKER_HUB = "registry-1.docker.io"


@dataclass(frozen=True)
class Reference:
    """A registry's host (with its port), a repository, and the tag or digest in it."""

    host: str
    repository: str
    reference: str


def parse(text: str) -> Reference:
    """Read a name as container tools do: without a registry it is one of Docker Hub, without a tag `latest`."""
    host, slash, rest = text.partition("/")
    if not slash or not ("." in host or ":" in host or host == "localhost"):
        host, rest = DOCKER_HUB, text if slash else f"library/{text}"
    if host in ("docker.io", "index.docker.io"):
        host, rest = DOCKER_HUB, rest if "/" in rest else f"library/{rest}"
    match = _REFERENCE.fullmatch(rest)
    if match is None:
        raise ImageError(f"{text!r} is not the name of an image")
    return Reference(host, match["name"], match["digest"] or match["tag"] or "latest")

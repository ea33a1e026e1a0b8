# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where the requests go."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

LOOPBACK = "127.0.0.1"
DEFAULT_PORTS = {"http": 80, "https": 443}


class TargetError(ValueError):
    """A URL that requests cannot be sent to; the message names it and what is allowed."""


@dataclass(frozen=True)
class Target:
    """A workload's base URL, taken apart. `address` is what is connected to, `host` goes into the Host header."""

    secure: bool
    address: str
    port: int
    hostname: str
    host: str
    prefix: str

    @property
    def url(self) -> str:
        return f"{'https' if self.secure else 'http'}://{self.host}{self.prefix}"


def _address(hostname: str) -> str:
    """Names under .localhost are this machine by definition (RFC 6761), but not every resolver knows them."""
    local = hostname == "localhost" or hostname.endswith(".localhost")
    return LOOPBACK if local else hostname


def _split(url: str) -> tuple[SplitResult, int]:
    """The URL's parts and its port; raises TargetError."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise TargetError(f"url is not a URL: {error}") from error
    if parts.scheme not in DEFAULT_PORTS or not parts.hostname:
        raise TargetError(f"url is {url[:100]!r}: http:// or https:// and a host name are needed")
    if not url.isascii() or not url.isprintable() or " " in url:
        raise TargetError("url has characters that a URL cannot have")
    return parts, DEFAULT_PORTS[parts.scheme] if port is None else port


def parse(url: str) -> Target:
    """Take a base URL apart; raises TargetError. What could carry a secret is refused and not repeated."""
    if "@" in url or "?" in url or "#" in url:
        raise TargetError("url has a user, a query or a fragment: give the base URL alone, and secrets as headers")
    parts, port = _split(url)
    return Target(
        secure=parts.scheme == "https",
        address=_address(parts.hostname or ""),
        port=port,
        hostname=parts.hostname or "",
        host=parts.netloc,
        prefix=parts.path.rstrip("/"),
    )

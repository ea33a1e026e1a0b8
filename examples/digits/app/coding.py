# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Content codings of request and answer."""

from __future__ import annotations

import gzip
import zlib

from .problems import ClientError, TooLarge, UnsupportedEncoding

GZIP_WINDOW = 31  # zlib's number for "a gzip header is required"


def gunzip(body: bytes, limit: int) -> bytes:
    """Unpack one gzip member to at most `limit` bytes: what is beyond is never unpacked."""
    unpacker = zlib.decompressobj(GZIP_WINDOW)
    try:
        content = unpacker.decompress(body, limit + 1)
    except zlib.error as error:
        raise ClientError("The body is not valid gzip") from error
    if len(content) > limit:
        raise TooLarge(f"The body unpacks to more than {limit} bytes")
    if not unpacker.eof or unpacker.unused_data:
        raise ClientError("The body is not one complete gzip member")
    return content


def decode(body: bytes, encoding: str, limit: int) -> bytes:
    """Undo Content-Encoding; raises ClientError."""
    if len(body) > limit:
        raise TooLarge(f"The body is larger than {limit} bytes")
    match encoding.strip().lower():
        case "" | "identity":
            return body
        case "gzip" | "x-gzip":
            return gunzip(body, limit)
        case _:
            raise UnsupportedEncoding("Content-Encoding is gzip, identity or absent")


def _quality(parameters: str) -> float:
    name, _equals, value = parameters.strip().partition("=")
    try:
        return float(value) if name.strip().lower() == "q" else 1.0
    except ValueError:
        return 0.0


def accepts_gzip(accept_encoding: str) -> bool:
    """Whether an Accept-Encoding header allows gzip: the most specific of `gzip` and `*` decides."""
    offers = {}
    for part in accept_encoding.split(","):
        coding, _semicolon, parameters = part.partition(";")
        offers[coding.strip().lower()] = _quality(parameters) if parameters else 1.0
    return offers.get("gzip", offers.get("x-gzip", offers.get("*", 0.0))) > 0.0


def pack(body: bytes) -> bytes:
    """Gzip without a time stamp: the same answer gives the same bytes."""
    return gzip.compress(body, compresslevel=6, mtime=0)

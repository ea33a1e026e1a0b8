# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What an answer has to look like. Every function raises Broken with one line about what was seen instead."""

from __future__ import annotations

import json
import math
import zlib
from collections.abc import Sequence
from typing import Any

from .client import MAX_ANSWER_BYTES, Reply
from .messages import shorten

TOLERANCE = 1e-6  # relative, for numbers in expected predictions


class Broken(Exception):
    """The answer is not what the contract promises; `reply` is the answer, if there was one."""

    def __init__(self, message: str, reply: Reply | None = None, status: int = 0) -> None:
        super().__init__(message)
        self.reply = reply
        self.status = reply.status if reply else status


def content(reply: Reply, status: int) -> dict[str, Any]:
    """The JSON object of an answer with this status."""
    if reply.status != status:
        raise Broken(f"status {reply.status} instead of {status}", reply)
    kind = reply.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise Broken(f"status {reply.status} with Content-Type {shorten(kind)!r} instead of application/json", reply)
    try:
        found = json.loads(unpacked(reply))
    except (ValueError, RecursionError) as error:
        raise Broken(f"status {reply.status} with a body that is not JSON", reply) from error
    if not isinstance(found, dict):
        raise Broken(f"status {reply.status} with a body that is not a JSON object", reply)
    return found


def unpacked(reply: Reply) -> bytes:
    """The body without its Content-Encoding, within bounds."""
    encoding = reply.headers.get("content-encoding", "identity").strip().lower()
    if encoding == "identity":
        return reply.body
    if encoding != "gzip":
        raise Broken(f"Content-Encoding {shorten(encoding)!r}, which was not asked for", reply)
    unpacker = zlib.decompressobj(31)
    try:
        found = unpacker.decompress(reply.body, MAX_ANSWER_BYTES)
    except zlib.error as error:
        raise Broken("Content-Encoding gzip with a body that is not gzip", reply) from error
    if not unpacker.eof:
        raise Broken("a gzip body that is incomplete or too large", reply)
    return found


def refusal(reply: Reply, status: int) -> None:
    """A client's mistake: the status, and an error with code and message."""
    error = content(reply, status).get("error")
    if not (isinstance(error, dict) and all(isinstance(error.get(part), str) for part in ("code", "message"))):
        raise Broken(f'status {status} without {{"error": {{"code": ..., "message": ...}}}}', reply)


def predictions(reply: Reply, count: int) -> list[Any]:
    """The predictions, one for each instance."""
    found = content(reply, 200).get("predictions")
    if not isinstance(found, list) or len(found) != count:
        seen = f"{len(found)} predictions" if isinstance(found, list) else "no list of predictions"
        raise Broken(f"status 200 with {seen} for {count} instances", reply)
    return found


def _same(found: object, wanted: object) -> bool:
    """Whether a prediction is the expected one: what is expected must be there, and there may be more."""
    if isinstance(wanted, dict):
        return isinstance(found, dict) and all(part in found and _same(found[part], wanted[part]) for part in wanted)
    if isinstance(wanted, list):
        return isinstance(found, list) and len(found) == len(wanted) and all(map(_same, found, wanted))
    if isinstance(wanted, bool) or isinstance(found, bool) or not isinstance(wanted, (int, float)):
        return found == wanted and type(found) is type(wanted)
    return isinstance(found, (int, float)) and math.isclose(found, wanted, rel_tol=TOLERANCE, abs_tol=TOLERANCE)


def matches(found: object, wanted: object) -> bool:
    """Like the expected prediction; an expected value that is no object is compared with the label."""
    if isinstance(found, dict) and not isinstance(wanted, dict):
        found = found.get("label")
    return _same(found, wanted)


def expected(reply: Reply, wanted: Sequence[object], count: int) -> list[Any]:
    """The predictions, which are also the expected ones where `wanted` has any."""
    found = predictions(reply, count)
    for place, (one, other) in enumerate(zip(found, wanted, strict=False)):
        if not matches(one, other):
            seen, asked = (shorten(json.dumps(value)) for value in (one, other))
            raise Broken(f"predictions[{place}] is {seen} instead of {asked}", reply)
    return found

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a result may repeat of an answer: little, on one line, and no secret."""

from __future__ import annotations

from collections.abc import Iterable

SHOWN = 160
HIDDEN = "********"
SHORTEST_SECRET = 4  # hiding shorter values would hide half of every message


def secrets_in(headers: Iterable[str]) -> tuple[str, ...]:
    """Values of headers, and the part of each that follows a scheme such as Bearer; the longest first."""
    values = {part for value in headers for part in (value, value.rpartition(" ")[2])}
    return tuple(sorted((value for value in values if len(value) >= SHORTEST_SECRET), key=len, reverse=True))


def hide(text: str, secrets: Iterable[str]) -> str:
    """The text without the secrets."""
    for secret in secrets:
        text = text.replace(secret, HIDDEN)
    return text


def shorten(text: str) -> str:
    """At most SHOWN characters, blanks and what does not print collapsed to one space."""
    line = " ".join("".join(character if character.isprintable() else " " for character in text).split())
    return line if len(line) <= SHOWN else line[:SHOWN] + "..."


def echo(body: bytes, secrets: Iterable[str]) -> str:
    """The beginning of a body. Secrets go before it is cut, so that no half of one stays."""
    return shorten(hide(body.decode("utf-8", "replace"), secrets))

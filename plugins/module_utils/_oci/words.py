# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Words of a Dockerfile's line: quotes, escapes and variables."""

from __future__ import annotations

import re
from collections.abc import Mapping

_BRACED = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)(?:(:?[-+?])((?:[^{}\\]|\\.|\$\{[^{}]*\})*))?\}")
_PLAIN = re.compile(r"\$([A-Za-z_][A-Za-z0-9_]*)")


class WordError(ValueError):
    """A word that cannot be read; its text says why."""


def expand(text: str, variables: Mapping[str, str], escape: str = "\\") -> str:
    """Take quotes and escapes out of a word and put variables in, as Dockerfiles mean them."""
    pieces: list[str] = []
    quote, at = "", 0
    while at < len(text):
        char, width = text[at], 1
        if quote == "'":
            quote, value = ("", "") if char == "'" else (quote, char)
        elif char == escape and at + 1 < len(text):
            value, width = _escaped(text[at + 1], quote, escape), 2
        elif char == '"' or (char == "'" and not quote):
            quote, value = ("" if quote else char), ""
        elif char == "$":
            value, width = _variable(text, at, variables, escape)
        else:
            value = char
        pieces.append(value)
        at += width
    if quote:
        raise WordError(f"the quote {quote} is not closed")
    return "".join(pieces)


def split(text: str, escape: str = "\\") -> list[str]:
    """Split at blanks outside of quotes; quotes and escapes stay in the words."""
    words: list[str] = []
    word, quote, at = "", "", 0
    while at < len(text):
        char = text[at]
        if char == escape and quote != "'" and at + 1 < len(text):
            char, at = text[at : at + 2], at + 1
        elif quote:
            quote = "" if char == quote else quote
        elif char in "'\"":
            quote = char
        if char.isspace() and not quote:
            words, word = [*words, word], ""
        else:
            word += char
        at += 1
    if quote:
        raise WordError(f"the quote {quote} is not closed")
    return [found for found in [*words, word] if found]


def _escaped(char: str, quote: str, escape: str) -> str:
    """Within double quotes an escape keeps its character unless what follows is special there."""
    return char if not quote or char in ('"', "$", escape) else escape + char


def _variable(text: str, at: int, variables: Mapping[str, str], escape: str) -> tuple[str, int]:
    braced, plain = _BRACED.match(text, at), _PLAIN.match(text, at)
    if plain:
        return variables.get(plain[1], ""), len(plain[0])
    if not braced:
        if text.startswith("${", at):
            raise WordError(f"the variable {text[at:]} cannot be read")
        return "$", 1
    value = variables.get(braced[1])
    given = value is not None and (bool(value) or not (braced[2] or "").startswith(":"))
    modifier = (braced[2] or "")[-1:]
    if modifier == "?" and not given:
        raise WordError(f"the variable {braced[1]} is needed: {braced[3]}")
    if (modifier == "-" and not given) or (modifier == "+" and given):
        return expand(braced[3], variables, escape), len(braced[0])
    return ("" if modifier == "+" else value or ""), len(braced[0])

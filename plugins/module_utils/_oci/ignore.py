# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which files of a build context a .dockerignore leaves out."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable
from dataclasses import dataclass


def _expression(pattern: str) -> str:
    """Translate a pattern: `*` and `?` stay within a name, `**` crosses folders, brackets and `\\` as in a shell."""
    out, at = "", 0
    while at < len(pattern):
        rest = pattern[at:]
        bracket = re.match(r"\[(\^?)((?:\\.|[^\]\\])+)\]", rest)
        if rest.startswith("**/"):
            out, at = out + "(?:.*/)?", at + 3
        elif rest.startswith("**"):
            out, at = out + ".*", at + 2
        elif rest[0] in "*?":
            out, at = out + {"*": "[^/]*", "?": "[^/]"}[rest[0]], at + 1
        elif bracket:
            out, at = out + f"[{bracket[1]}{bracket[2]}]", at + bracket.end()
        elif rest[0] == "\\" and len(rest) > 1:
            out, at = out + re.escape(rest[1]), at + 2
        else:
            out, at = out + re.escape(rest[0]), at + 1
    return out


def glob(pattern: str) -> re.Pattern[str]:
    """Return an expression that matches whole relative paths as the pattern does."""
    return re.compile(_expression(pattern), re.S)


@dataclass(frozen=True)
class _Rule:
    expression: re.Pattern[str]
    excludes: bool


class Ignore:
    """The rules of a .dockerignore; the last one that matches a path or a folder above it decides."""

    def __init__(self, lines: Iterable[str] = ()) -> None:
        self._rules = [rule for line in lines if (rule := _rule(line)) is not None]
        self.keeps_some = any(not rule.excludes for rule in self._rules)
        """Whether there are exceptions, so that a folder left out may hold files that are not."""

    def excludes(self, path: str) -> bool:
        """Say whether a path, relative and with slashes, is left out."""
        parts = path.split("/")
        paths = ["/".join(parts[: count + 1]) for count in range(len(parts))]
        excluded = False
        for rule in self._rules:
            if rule.excludes != excluded and any(rule.expression.fullmatch(name) for name in paths):
                excluded = rule.excludes
        return excluded


def _rule(line: str) -> _Rule | None:
    if line.startswith("#"):
        return None
    text = line.strip()
    excludes = not text.startswith("!")
    cleaned = posixpath.normpath("/" + text.removeprefix("!").strip()).lstrip("/")
    return _Rule(glob(cleaned), excludes) if text and cleaned else None

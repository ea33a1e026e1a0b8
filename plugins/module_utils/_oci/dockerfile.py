# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reading a Dockerfile into instructions that know their line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .errors import ImageError

INSTRUCTIONS = (
    "ADD", "ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "HEALTHCHECK", "LABEL", "MAINTAINER", "ONBUILD",
    "RUN", "SHELL", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR",
)  # fmt: skip
_DIRECTIVE = re.compile(r"#\s*([A-Za-z][A-Za-z0-9]*)\s*=\s*(.+?)\s*$")
_FLAG = re.compile(r"--([a-z-]+)(?:=(\S*))?\s+")
_HEREDOC = re.compile(r"<<-?[\"']?([A-Za-z_][A-Za-z0-9_]*)")


class DockerfileError(ImageError):
    """A line that cannot be used; the message names the file and the line."""


@dataclass(frozen=True)
class Instruction:
    """One instruction: its name in capitals, its flags, and the rest of its text with continued lines joined."""

    name: str
    flags: dict[str, str]
    text: str
    line: int
    file: str
    escape: str = "\\"

    def error(self, message: str) -> DockerfileError:
        """Return an error that names this place."""
        return DockerfileError(f"{self.file}, line {self.line}: {message}")

    def strings(self) -> list[str] | None:
        """Return the words of the JSON form, None if the text has another form."""
        try:
            value = json.loads(self.text) if self.text.startswith("[") else None
        except ValueError:
            return None
        return value if isinstance(value, list) and all(isinstance(item, str) for item in value) else None


def parse(path: Path) -> list[Instruction]:
    """Return the instructions of a Dockerfile. Raises DockerfileError, naming the line, for what is none."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise DockerfileError(f"The Dockerfile {path} cannot be read: {error}") from error
    escape = _escape(lines)
    instructions = [_instruction(text, number, path.name, escape) for number, text in _logical(lines, escape)]
    if not instructions:
        raise DockerfileError(f"The Dockerfile {path} has no instructions")
    return instructions


def declared_arguments(instructions: list[Instruction]) -> set[str]:
    """Return the names of the build arguments that a Dockerfile declares."""
    return {word.partition("=")[0] for item in instructions if item.name == "ARG" for word in item.text.split()}


def _escape(lines: list[str]) -> str:
    for line in lines:
        directive = _DIRECTIVE.match(line.strip())
        if directive is None:
            break
        if directive[1].lower() == "escape":
            return directive[2]
    return "\\"


def _logical(lines: list[str], escape: str) -> Iterator[tuple[int, str]]:
    """Join continued lines; comments and empty lines between them do not count."""
    start, joined, inside = 0, "", ""
    for number, line in enumerate(lines, start=1):
        text = line.strip()
        if inside:
            inside = "" if text == inside else inside
            continue
        if not text or text.startswith("#"):
            continue
        start = start or number
        if text.endswith(escape):
            joined += line.rstrip()[: -len(escape)]
            continue
        yield start, (joined + line).strip()
        inside, start, joined = _heredoc((joined + line).strip()), 0, ""
    if joined.strip():
        yield start, joined.strip()


def _heredoc(text: str) -> str:
    """Return the word that ends the text which follows an instruction, empty if there is none."""
    match = _HEREDOC.search(text) if text.split()[0].upper() in ("RUN", "COPY", "ADD") else None
    return match[1] if match else ""


def _instruction(text: str, line: int, file: str, escape: str) -> Instruction:
    word, _divider, rest = text.partition(" ") if " " in text else text.partition("\t")
    instruction = Instruction(word.upper(), {}, rest.strip(), line, file, escape)
    if instruction.name not in INSTRUCTIONS:
        raise instruction.error(f"unknown instruction {word}")
    if not instruction.text:
        raise instruction.error(f"{instruction.name} needs something after it")
    if word := _heredoc(text):
        return Instruction(instruction.name, {"heredoc": word}, instruction.text, line, file, escape)
    flags, rest = {}, instruction.text
    while match := _FLAG.match(rest):
        flags[match[1]] = match[2] or ""
        rest = rest[match.end() :].lstrip()
    return Instruction(instruction.name, flags, rest, line, file, escape)

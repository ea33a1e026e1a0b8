# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reading a Dockerfile."""

from __future__ import annotations

from pathlib import Path

import pytest

from ansible_collections.inferops.aws.plugins.module_utils._oci import dockerfile, words
from ansible_collections.inferops.aws.plugins.module_utils._oci.dockerfile import DockerfileError

VARIABLES = {"NAME": "digits", "EMPTY": ""}


def parse(tmp_path: Path, text: str) -> list[dockerfile.Instruction]:
    path = tmp_path / "Dockerfile"
    path.write_text(text)
    return dockerfile.parse(path)


def test_lines_are_joined_and_remember_where_they_began(tmp_path: Path) -> None:
    found = parse(tmp_path, '# a comment\n\nFROM scratch\nenv A=1 \\\n  # in between\n\n  B=2\nCMD ["a", "b"]\n')
    assert [(item.name, item.line) for item in found] == [("FROM", 3), ("ENV", 4), ("CMD", 8)]
    assert found[1].text.split() == ["A=1", "B=2"]
    assert found[2].strings() == ["a", "b"]


def test_flags_are_apart_from_the_text(tmp_path: Path) -> None:
    (_from, copy) = parse(tmp_path, "FROM scratch\nCOPY --chown=1:2 --link a b\n")
    assert (copy.flags, copy.text) == ({"chown": "1:2", "link": ""}, "a b")


def test_another_escape(tmp_path: Path) -> None:
    found = parse(tmp_path, "# escape=`\nFROM scratch\nENV A=1 `\n  B=2\n")
    assert len(found) == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("FROM scratch\n\nBUILD x\n", "Dockerfile, line 3: unknown instruction BUILD"),
        ("FROM scratch\nCOPY\n", "Dockerfile, line 2: COPY needs something after it"),
        ("# nothing\n", "has no instructions"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(DockerfileError, match=said):
        parse(tmp_path, text)


def test_declared_arguments(tmp_path: Path) -> None:
    assert dockerfile.declared_arguments(parse(tmp_path, "ARG A=1\nFROM x\nARG B C=2\n")) == {"A", "B", "C"}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("$NAME", "digits"),
        ("${NAME}-x", "digits-x"),
        ("a$NAME.b", "adigits.b"),
        ("${NONE:-default}", "default"),
        ("${EMPTY:-default}", "default"),
        ("${EMPTY-default}", ""),
        ("${NAME:+given}", "given"),
        ("${NONE:+given}", ""),
        ("${NONE:-${NAME}}", "digits"),
        ("'$NAME'", "$NAME"),
        ('"$NAME x"', "digits x"),
        ("\\$NAME", "$NAME"),
        ('"a\\"b"', 'a"b'),
        ('"a\\b"', "a\\b"),
        ("$", "$"),
        ("5$ x", "5$ x"),
    ],
)
def test_variables_quotes_and_escapes(text: str, value: str) -> None:
    assert words.expand(text, VARIABLES) == value


def test_splitting_keeps_quoted_blanks() -> None:
    assert words.split("A='b c' D=\"e f\" G=h\\ i") == ["A='b c'", 'D="e f"', "G=h\\ i"]


@pytest.mark.parametrize(("text", "said"), [("'a", "not closed"), ("${NONE:?give it}", "give it"), ("${a", "cannot")])
def test_words_that_cannot_be_read(text: str, said: str) -> None:
    with pytest.raises(words.WordError, match=said):
        words.expand(text, VARIABLES)

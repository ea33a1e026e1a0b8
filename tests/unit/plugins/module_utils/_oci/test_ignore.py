# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a .dockerignore leaves out."""

from __future__ import annotations

from pathlib import Path

import pytest

from ansible_collections.inferops.aws.plugins.module_utils._oci import context
from ansible_collections.inferops.aws.plugins.module_utils._oci.ignore import Ignore


@pytest.mark.parametrize(
    ("lines", "path", "excluded"),
    [
        (["notes.txt"], "notes.txt", True),
        (["notes.txt"], "sub/notes.txt", False),
        (["**/notes.txt"], "sub/deep/notes.txt", True),
        (["**/notes.txt"], "notes.txt", True),
        (["*.pyc"], "a.pyc", True),
        (["*.pyc"], "sub/a.pyc", False),
        (["sub/*"], "sub/a", True),
        (["sub"], "sub/deep/a", True),
        (["/sub/"], "sub/a", True),
        (["./sub"], "sub/a", True),
        (["a?c"], "abc", True),
        (["a?c"], "a/c", False),
        (["[ab].txt"], "b.txt", True),
        (["[^ab].txt"], "b.txt", False),
        (["sub/**"], "sub/a/b", True),
        (["*", "!app"], "app/main.py", False),
        (["*", "!app", "app/secret"], "app/secret", True),
        (["!app", "*"], "app/main.py", True),
        (["# notes.txt", "", "  "], "notes.txt", False),
        (["a.b"], "aXb", False),
    ],
)
def test_rules(lines: list[str], path: str, excluded: bool) -> None:
    assert Ignore(lines).excludes(path) is excluded


def test_the_dockerfiles_own_ignore_file_goes_first(tmp_path: Path) -> None:
    for name, text in {".dockerignore": "one\n", "Dockerfile.dockerignore": "two\n", "one": "", "two": ""}.items():
        (tmp_path / name).write_text(text)
    assert "two" in context.read(tmp_path, tmp_path / "Other").entries
    found = context.read(tmp_path, tmp_path / "Dockerfile").entries
    assert "one" in found
    assert "two" not in found


def test_an_exception_brings_the_folder_it_needs_and_no_other(tmp_path: Path) -> None:
    for name in ("app/main.py", "app/main.pyc", "other/file"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("")
    (tmp_path / ".dockerignore").write_text("*\n!app/*.py\n")
    assert list(context.read(tmp_path, tmp_path / "Dockerfile").entries) == ["app", "app/main.py"]

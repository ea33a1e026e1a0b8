# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What ansible-core imports from a collection is read from what Python keeps beside the file."""

from __future__ import annotations

import importlib.util
import pathlib
import sys
import typing as t

import pytest
from ansible.utils.collection_loader._collection_finder import _AnsibleCollectionPkgLoaderBase

from ansible_collections.inferops.aws.plugins.plugin_utils._runner import bytecode

NAME = "ansible_collections.inferops.aws.plugins.module_utils.answers"
THEIRS = "ansible_collections.community.general.plugins.module_utils.answers"


@pytest.fixture
def file(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> pathlib.Path:
    """A file of a collection, where Python may keep what it compiles."""
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", None)
    made = tmp_path / "answers.py"
    made.write_text("answer = 42\n")
    return made


def loader_of(file: pathlib.Path, name: str = NAME) -> t.Any:
    """Return ansible-core's own loader for the file, with what it found of it."""
    loader = _AnsibleCollectionPkgLoaderBase(name, path_list=[str(file.parent)])
    assert loader._source_code_path is None
    loader._source_code_path = str(file)
    return loader


def answer_of(code: t.Any) -> t.Any:
    names: dict[str, t.Any] = {}
    exec(code, names)
    return names["answer"]


def test_a_file_that_was_compiled_once_is_not_compiled_again(
    file: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bytecode.load(loader_of(file), NAME)
    assert pathlib.Path(importlib.util.cache_from_source(str(file))).is_file()
    monkeypatch.setattr("builtins.compile", lambda *_a, **_k: pytest.fail("compiled"))
    loader = loader_of(file)
    bytecode.load(loader, NAME)
    code = loader.get_code(NAME)
    assert (answer_of(code), code.co_filename) == (42, str(file))


def test_a_file_that_changed_is_compiled_anew(file: pathlib.Path) -> None:
    bytecode.load(loader_of(file), NAME)
    file.write_text("answer = 42 + 1\n")
    loader = loader_of(file)
    bytecode.load(loader, NAME)
    assert answer_of(loader.get_code(NAME)) == 43


def test_what_cannot_be_compiled_is_left_to_the_loader_which_says_why(file: pathlib.Path) -> None:
    file.write_text("answer = = 42\n")
    loader = loader_of(file)
    bytecode.load(loader, NAME)
    assert loader._compiled_code is None
    with pytest.raises(SyntaxError, match="invalid syntax"):
        loader.get_code(NAME)


def test_where_nothing_may_be_written_the_code_is_the_same(file: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    loader = loader_of(file)
    bytecode.load(loader, NAME)
    assert answer_of(loader.get_code(NAME)) == 42
    assert not (file.parent / "__pycache__").exists()


@pytest.mark.parametrize(
    ("path", "name", "asked"),
    [
        pytest.param(None, NAME, NAME, id="no file"),
        pytest.param("answers.py", NAME, f"{NAME}.more", id="another name"),
        pytest.param("answers.py", THEIRS, THEIRS, id="a collection whose modules run as ever"),
    ],
)
def test_a_loader_is_let_be_that_has(file: pathlib.Path, path: str | None, name: str, asked: str) -> None:
    loader = loader_of(file, name)
    loader._source_code_path = path and str(file.parent / path)
    bytecode.load(loader, asked)
    assert loader._compiled_code is None
    assert not (file.parent / "__pycache__").exists()

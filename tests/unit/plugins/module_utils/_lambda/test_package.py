# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import pytest

from ansible_collections.inferops.aws.plugins.module_utils._lambda.package import package


def _folder(root: Path, order: list[str]) -> Path:
    for name in order:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"# {name}\n")
        path.chmod(0o640)
    (root / "run.sh").chmod(0o700)
    return root


NAMES = ["handler.py", "model/weights.json", "run.sh", "app/__init__.py"]


def test_the_same_content_gives_the_same_bytes_whatever_the_order_times_and_modes(tmp_path: Path) -> None:
    one = _folder(tmp_path / "one", NAMES)
    other = _folder(tmp_path / "other", NAMES[::-1])
    os.utime(other / "handler.py", (0, 0))
    (other / "handler.py").chmod(0o604)
    assert package(one) == package(other)


def test_what_interpreters_and_git_leave_behind_is_not_packed(tmp_path: Path) -> None:
    folder = _folder(tmp_path / "app", NAMES)
    before = package(folder)
    (folder / "app" / "__pycache__").mkdir()
    (folder / "app" / "__pycache__" / "handler.cpython-313.pyc").write_bytes(b"\0")
    (folder / "stray.pyc").write_bytes(b"\0")
    (folder / ".git").mkdir()
    (folder / ".git" / "HEAD").write_text("ref")
    assert package(folder) == before


@pytest.mark.parametrize("change", ["content", "name", "executable"])
def test_another_content_name_or_executable_bit_gives_other_bytes(tmp_path: Path, change: str) -> None:
    folder = _folder(tmp_path / "app", NAMES)
    before = package(folder)
    file = folder / "handler.py"
    if change == "content":
        file.write_text("# changed\n")
    elif change == "name":
        file.rename(folder / "main.py")
    else:
        file.chmod(0o750)
    assert package(folder) != before


def test_files_can_be_read_by_lambda_and_programs_run(tmp_path: Path) -> None:
    folder = _folder(tmp_path / "app", NAMES)
    with zipfile.ZipFile(io.BytesIO(package(folder))) as archive:
        modes = {entry.filename: oct(entry.external_attr >> 16) for entry in archive.infolist()}
    assert modes == {
        "app/__init__.py": "0o100644",
        "handler.py": "0o100644",
        "model/weights.json": "0o100644",
        "run.sh": "0o100755",
    }


def test_a_pattern_leaves_files_and_whole_folders_out(tmp_path: Path) -> None:
    folder = _folder(tmp_path / "app", [*NAMES, "train/train.py", "README.md", "docs/README.md"])
    with zipfile.ZipFile(io.BytesIO(package(folder, ["train", "*.md", "model/weights.json"]))) as archive:
        assert archive.namelist() == ["app/__init__.py", "handler.py", "run.sh"]


def test_an_empty_folder_is_no_package(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no file"):
        package(tmp_path)

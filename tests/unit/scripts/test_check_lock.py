# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from pathlib import Path

import check_lock
import pytest

HASH = f"--hash=sha256:{'0' * 64}"


def problems(folder: Path, source: str, lock: str) -> list[str]:
    (folder / "dev.in").write_text(source, encoding="utf-8")
    (folder / "dev.txt").write_text(lock, encoding="utf-8")
    return list(check_lock.lock_problems(folder / "dev.in", folder / "dev.txt"))


def test_a_lock_that_agrees(tmp_path: Path) -> None:
    lock = f"# made by uv\nsome-tool==1.5 ; python_version < '4' \\\n    {HASH}\n    # via -r dev.in\n"
    assert problems(tmp_path, "# tools\nSome_Tool>=1,<2  # why\n", lock) == []


@pytest.mark.parametrize(
    ("source", "lock", "said"),
    [
        pytest.param("tool", "tool==1.0\n", "no sha256 hash", id="no hash"),
        pytest.param("tool", f"tool>=1.0 {HASH}\n", "not pinned", id="a range"),
        pytest.param("tool>=2", f"tool==1.0 {HASH}\n", "does not satisfy tool>=2", id="a pin left behind"),
        pytest.param("tool\nother", f"tool==1.0 {HASH}\n", "lacks other", id="a tool added"),
    ],
)
def test_what_is_wrong_is_said_once(tmp_path: Path, source: str, lock: str, said: str) -> None:
    found = problems(tmp_path, source, lock)
    assert len(found) == 1
    assert said in found[0]


def test_an_environment_left_behind_is_noticed(tmp_path: Path) -> None:
    lock = tmp_path / "dev.txt"
    lock.write_text(f"pytest==0.0.1 {HASH}\nno-such-tool==1.0 {HASH}\n", encoding="utf-8")
    said = "\n".join(check_lock.installed_problems(lock))
    assert "pytest: dev.txt says 0.0.1" in said
    assert "no-such-tool: dev.txt says 1.0, .venv has not installed" in said

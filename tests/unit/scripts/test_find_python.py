# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which Python .venv is made with, where there are several."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from project import ROOT

Made = Callable[..., str]


@pytest.fixture
def made(tmp_path: Path) -> Made:
    """Makes a Python in a folder of its own; it says how long it takes, or is one that is of no use."""

    def make(folder: str, name: str, microseconds: int | None) -> str:
        path = tmp_path / folder / name
        path.parent.mkdir(exist_ok=True)
        answer = "exit 1" if microseconds is None else f"echo {microseconds}"
        path.write_text(f"#!/bin/sh\n{answer}\n", encoding="ascii")
        path.chmod(0o755)
        return str(path)

    return make


def found(*pythons: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """What the script says where PATH has the folders of these and nothing else."""
    folders = [os.path.dirname(python) for python in pythons]
    return subprocess.run(
        ["/bin/bash", str(ROOT / "scripts/find_python")],
        env={"PATH": ":".join(folders), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_first_on_path_is_taken(made: Made) -> None:
    first, second = made("a", "python3.11", 1000), made("b", "python3.11", 950)
    assert found(first, second).stdout == f"{first}\n"


def test_a_clearly_quicker_one_further_on_is_taken_and_told(made: Made) -> None:
    first, second, third = made("a", "python3.11", 1000), made("b", "python3.11", 700), made("c", "python3.11", 690)
    answer = found(first, second, third)
    assert answer.stdout == f"{second}\n"
    assert second in answer.stderr
    assert f"make setup PYTHON={first}" in answer.stderr


def test_one_that_cannot_be_used_is_passed_over(made: Made) -> None:
    broken, good = made("a", "python3.11", None), made("b", "python3.11", 1000)
    answer = found(broken, good)
    assert (answer.stdout, answer.stderr) == (f"{good}\n", "")


def test_one_that_says_more_than_a_number_or_fails_now_and_then_does_no_harm(made: Made, tmp_path: Path) -> None:
    first, wordy, moody = (made(folder, "python3.11", 1000) for folder in ("a", "b", "c"))
    Path(wordy).write_text("#!/bin/sh\necho Loading; echo 990\n", encoding="ascii")
    again = tmp_path / "again"
    Path(moody).write_text(f"#!/bin/sh\n[ -e {again} ] && exit 1\n: > {again}\necho 700\n", encoding="ascii")
    assert found(first, wordy).stdout == f"{first}\n"
    assert found(wordy, first).stdout == f"{wordy}\n"
    assert found(first, moody).stdout == f"{moody}\n"


def test_one_that_reads_leaves_the_others_on_the_list(made: Made) -> None:
    reads, second = made("a", "python3.11", None), made("b", "python3.11", 1000)
    Path(reads).write_text("#!/bin/sh\nwhile read -r _; do :; done\nexit 1\n", encoding="ascii")
    assert found(reads, second).stdout == f"{second}\n"


def test_a_later_version_is_taken_only_without_an_earlier_one(made: Made) -> None:
    earlier, later = made("a", "python3.11", 1000), made("b", "python3.13", 100)
    assert found(later, earlier).stdout == f"{earlier}\n"
    assert found(later).stdout == f"{later}\n"


def test_the_one_that_is_named_is_taken(made: Made) -> None:
    first, named = made("a", "python3.11", 100), made("b", "python3", 1000)
    assert found(first, PYTHON=named).stdout == f"{named}\n"


def test_the_one_that_runs_this_can_be_used() -> None:
    answer = found(PYTHON=sys.executable)
    assert (answer.returncode, answer.stdout) == (0, f"{sys.executable}\n")


def test_a_named_one_that_cannot_be_used_is_refused(made: Made) -> None:
    good, bad = made("a", "python3.11", 100), made("b", "python2", None)
    answer = found(good, PYTHON=bad)
    assert answer.returncode != 0
    assert f"PYTHON={bad} is no Python 3.11" in answer.stderr


def test_without_any_it_says_what_to_install(made: Made) -> None:
    answer = found(made("a", "python3.11", None))
    assert answer.returncode != 0
    assert "apt install python3.11 python3.11-venv" in answer.stderr

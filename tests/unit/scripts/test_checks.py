# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import checks
import pytest
from registry import Check


def python(code: str) -> tuple[str, ...]:
    return (sys.executable, "-c", code)


@pytest.fixture(autouse=True)
def _logs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(checks, "LOGS", tmp_path)
    monkeypatch.setattr(sys, "argv", ["checks.py"])


def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *known: Check) -> tuple[int, list[str]]:
    monkeypatch.setattr(checks, "CHECKS", known)
    with pytest.raises(SystemExit) as ended:
        checks.main()
    return int(ended.value.code or 0), capsys.readouterr().out.splitlines()


def test_all_pass(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    code, lines = run(monkeypatch, capsys, Check("good", "", (python("print('unseen')"),)))
    assert code == 0
    assert lines[-1] == "1 passed, 0 failed"
    assert "unseen" not in lines


def test_a_failure_shows_its_output_and_the_next_check_still_runs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = Check("bad", "", (python("print('the reason'); raise SystemExit(3)"), python("print('second command')")))
    code, lines = run(monkeypatch, capsys, bad, Check("good", "", (python(""),)))
    assert code == 1
    assert {"the reason", "second command"} <= set(lines)
    assert lines[-1] == "1 passed, 1 failed"
    assert "failed: bad" in lines


def test_a_missing_tool_is_a_failure(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    code, lines = run(monkeypatch, capsys, Check("gone", "", (("/nowhere/tool",),)))
    assert code == 1
    assert lines[-1] == "0 passed, 1 failed"
    assert any("/nowhere/tool cannot be run" in line for line in lines)


def test_the_summary_of_pytest_is_shown(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    summary = Check("unit", "", (python("print('== 12 passed, 1 skipped in 0.10s ==')"),), has_summary=True)
    assert any("12 passed, 1 skipped in 0.10s" in line for line in run(monkeypatch, capsys, summary)[1])


def test_only_refuses_a_name_that_is_no_check(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "CHECKS", (Check("one", "", ()),))
    with pytest.raises(SystemExit, match="no check is called two; there are: one"):
        checks.chosen("one,two")


def test_a_check_with_nothing_to_look_at_is_left_out_unless_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    absent = Check("absent", "", (), looks_at="no-such-folder/*")
    monkeypatch.setattr(checks, "CHECKS", (absent,))
    assert checks.chosen("") == []
    assert checks.chosen("absent") == [absent]


@pytest.mark.parametrize("gives_way", [True, False])
def test_what_runs_beside_the_tests_gives_way_if_it_may(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, gives_way: bool
) -> None:
    monkeypatch.setattr(checks, "lanes_for_cores", lambda: 1)
    folder = str(tmp_path)
    # Each ends only when it sees the other; only one of them gives way, as soon as whoever started it comes to that.
    meet = (
        "import os, pathlib, sys, time; mine, other = (pathlib.Path(sys.argv[1], name) for name in sys.argv[2:4]);"
        "mine.touch(); [time.sleep(0.01) for _ in range(1000) if not other.exists()]; time.sleep(0.05);"
        "[time.sleep(0.01) for _ in range(1000) if os.nice(0) != int(sys.argv[4])];"
        "print('1 passed' if other.exists() else '1 failed', 'at', os.nice(0))"
    )
    own = os.nice(0)
    wanted = 19 if gives_way else own
    test = Check("test", "", ((*python(meet), folder, "a", "b", str(own)),), has_summary=True)
    besides = (*python(meet), folder, "b", "a", str(wanted))
    beside = Check("beside", "", (besides,), has_summary=True, beside=True, gives_way=gives_way)
    code, lines = run(monkeypatch, capsys, test, beside)
    assert code == 0
    told = {line.split()[1]: line.partition(" s  ")[2] for line in lines if line.startswith("PASS")}
    assert told == {"test": f"1 passed at {own}", "beside": f"1 passed at {wanted}"}


@pytest.mark.parametrize(("cores", "wanted"), [(1, 2), (2, 2), (3, 3), (16, 4)])
def test_more_cores_run_more_at_a_time_up_to_what_helps(
    monkeypatch: pytest.MonkeyPatch, cores: int, wanted: int
) -> None:
    monkeypatch.setattr(checks, "cores", lambda: cores)
    assert checks.lanes_for_cores() == wanted


@pytest.mark.parametrize(
    ("quota", "wanted"), [("250000 100000", 2), ("1600000 100000", 8), ("max 100000", 8), (None, 8)]
)
def test_a_container_has_the_cores_that_it_was_given(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, quota: str | None, wanted: int
) -> None:
    file = tmp_path / "cpu.max"
    if quota:
        file.write_text(f"{quota}\n", encoding="ascii")
    monkeypatch.setattr(os, "sched_getaffinity", lambda _process: set(range(8)))
    monkeypatch.setattr(checks, "QUOTA", file)
    assert checks.cores() == wanted


@pytest.mark.parametrize(
    ("given", "at_once", "patience"), [(("--lanes", "1"), 1, 0.2), (("--lanes", "2"), 2, 20.0), ((), 2, 20.0)]
)
def test_as_many_run_at_a_time_as_one_says(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    given: tuple[str, ...],
    at_once: int,
    patience: float,
) -> None:
    monkeypatch.setattr(checks, "cores", lambda: 2)
    monkeypatch.setattr(sys, "argv", ["checks.py", *given])
    folder = tmp_path / "meet"
    folder.mkdir()
    # Each waits for the other; who was alone tells it by taking its name away.
    meet = (
        "import pathlib, sys, time; mine, other = (pathlib.Path(sys.argv[1], name) for name in sys.argv[2:4]);"
        "mine.touch(); end = time.monotonic() + float(sys.argv[4]);"
        "[time.sleep(0.01) for _ in iter(lambda: other.exists() or time.monotonic() > end, True)];"
        "met = other.exists(); print(1 + met, 'passed'); met or mine.unlink()"
    )
    names = (("a", "b"), ("b", "a"))
    both = [
        Check(mine, "", ((*python(meet), str(folder), mine, other, str(patience)),), has_summary=True)
        for mine, other in names
    ]
    code, lines = run(monkeypatch, capsys, *both)
    assert code == 0
    assert [line.split()[-2] for line in lines if line.startswith("PASS")] == [str(at_once)] * 2


def test_nothing_runs_in_no_lane(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["checks.py", "--lanes", "0"])
    with pytest.raises(SystemExit):
        checks.main()
    assert "invalid choice: 0 (choose from 1, 2" in capsys.readouterr().err


def test_what_is_ended_does_not_go_on_with_its_next_command(tmp_path: Path) -> None:
    began, late = tmp_path / "began", tmp_path / "late"
    slow = f"import pathlib, time; pathlib.Path({str(began)!r}).touch(); time.sleep(60)"
    two = Check("two", "", (python(slow), python(f"open({str(late)!r}, 'w')")))
    runner = checks.Runner()
    with ThreadPoolExecutor() as pool:
        outcome = pool.submit(runner.run, two)
        end = time.monotonic() + 30
        while not began.exists() and time.monotonic() < end:
            time.sleep(0.01)
        runner.end()
        assert not outcome.result().passed
    assert not late.exists()

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What comes back from a module that runs in a fork, and what is left of it."""

from __future__ import annotations

import atexit
import dataclasses
import json
import logging
import os
import pathlib
import signal
import tempfile
import time
import typing as t

import pytest

from ansible_collections.inferops.aws.plugins.plugin_utils._runner import child, hooks


@pytest.fixture
def run(tmp_path: pathlib.Path) -> t.Callable[..., tuple[int, bytes, bytes]]:
    """Run a module of the given source text."""

    def run_source(text: str, **changes: t.Any) -> tuple[int, bytes, bytes]:
        path = tmp_path / "module.py"
        path.write_text(text, "utf-8")
        invocation = child.Invocation(
            module="ansible_collections.some.where.plugins.modules.module",
            path=str(path),
            profile="legacy",
            arguments=json.dumps({"ANSIBLE_MODULE_ARGS": {}}).encode(),
            environment={},
            directory=str(tmp_path),
            temporary=None,
            open_files=0,
        )
        return child.run(dataclasses.replace(invocation, **changes))

    return run_source


def zombies() -> bool:
    """Say whether this process has a child that nobody waited for."""
    try:
        os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        return False
    return True


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("raise SystemExit", 0),
        ("raise SystemExit(3)", 3),
        ("raise SystemExit(-1)", 255),
        ("raise SystemExit(1000)", 1000 & 0xFF),
        ("raise SystemExit('a text')", 1),
        ("raise BaseException", 1),
        ("import os; os._exit(9)", 9),
        ("import os; os.kill(os.getpid(), 9)", -signal.SIGKILL),
        ("import os; os.abort()", -signal.SIGABRT),
        ("raise KeyboardInterrupt", -signal.SIGINT),
    ],
)
def test_exit_status(run: t.Callable[..., tuple[int, bytes, bytes]], text: str, status: int) -> None:
    assert run(text)[0] == status
    assert not zombies()


def test_an_exception_is_a_result(run: t.Callable[..., tuple[int, bytes, bytes]]) -> None:
    status, out, _err = run("1 / 0")
    assert status == 1
    assert json.loads(out)["failed"] is True
    assert b"division by zero" in out


def test_returning_is_a_failure(run: t.Callable[..., tuple[int, bytes, bytes]]) -> None:
    assert b"did not handle its own exit" in run("pass")[1]


def test_large_output_on_both_streams(run: t.Callable[..., tuple[int, bytes, bytes]]) -> None:
    text = "import sys; sys.stderr.write('e' * 3_000_000); sys.stdout.write('o' * 3_000_000); sys.exit()"
    assert run(text) == (0, b"o" * 3_000_000, b"e" * 3_000_000)


def test_the_environment_and_folder_are_the_modules_only(run: t.Callable[..., tuple[int, bytes, bytes]]) -> None:
    before = os.getcwd()
    text = "import os, sys; print(os.environ['PROBE'], os.getcwd()); sys.exit()"
    _status, out, _err = run(text, environment={"PROBE": "set"}, directory="/")
    assert out == b"set /\n"
    assert ("PROBE" in os.environ, os.getcwd()) == (False, before)


def test_a_folder_that_is_gone_is_a_failure_that_says_so(run: t.Callable[..., tuple[int, bytes, bytes]]) -> None:
    status, _out, err = run("raise SystemExit", directory="/nowhere")
    assert status == 70
    assert b"/nowhere" in err


@pytest.mark.parametrize("text", ["raise SystemExit", "import os; os.kill(os.getpid(), 9)"])
def test_the_temporary_folder_is_removed(
    run: t.Callable[..., tuple[int, bytes, bytes]], tmp_path: pathlib.Path, text: str
) -> None:
    folder = tmp_path / "temporary"
    run(f"open({str(folder / 'file')!r}, 'w').close()\n{text}", temporary=str(folder))
    assert not folder.exists()


def test_a_timeout_ends_the_fork(run: t.Callable[..., tuple[int, bytes, bytes]], tmp_path: pathlib.Path) -> None:
    def too_late(*_: object) -> t.NoReturn:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, too_late)
    signal.setitimer(signal.ITIMER_REAL, 0.3)
    try:
        with pytest.raises(TimeoutError):
            run("import os, time; open('pid', 'w').write(str(os.getpid())); time.sleep(3); open('late', 'w').close()")
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert not pathlib.Path("/proc", (tmp_path / "pid").read_text()).exists()
    assert not (tmp_path / "late").exists()
    assert not zombies()


def test_no_descriptor_is_left_open(run: t.Callable[..., tuple[int, bytes, bytes]]) -> None:
    before = os.listdir("/proc/self/fd")
    run("raise SystemExit")
    assert os.listdir("/proc/self/fd") == before


def test_a_module_cannot_write_where_ansible_does(
    run: t.Callable[..., tuple[int, bytes, bytes]], tmp_path: pathlib.Path
) -> None:
    with open(tmp_path / "ours", "w", encoding="utf-8") as ours:
        run(f"import os; os.write({ours.fileno()}, b'junk'); raise SystemExit")
    assert (tmp_path / "ours").read_text() == ""


def test_signal_handlers_are_those_of_a_new_process(run: t.Callable[..., tuple[int, bytes, bytes]]) -> None:
    before = signal.signal(signal.SIGTERM, lambda *_: None)
    try:
        status, _out, _err = run("import os, time; os.kill(os.getpid(), 15); time.sleep(5)")
    finally:
        signal.signal(signal.SIGTERM, before)
    assert status == -signal.SIGTERM


def test_a_process_that_a_signal_ended_is_reported_as_by_a_shell() -> None:
    assert hooks.as_a_shell_has_it(-9, b"out", b"err ") == (137, b"out", b"err Killed\n")
    assert hooks.as_a_shell_has_it(3, b"out", b"err") == (3, b"out", b"err")


def test_a_process_left_behind_does_not_hold_what_is_read(
    run: t.Callable[..., tuple[int, bytes, bytes]], tmp_path: pathlib.Path
) -> None:
    text = """
import os, time
if os.fork() == 0:
    for number in range(3):
        os.close(number)
    time.sleep(0.5)
    open("late", "w").close()
    os._exit(0)
raise SystemExit
"""
    assert run(text)[0] == 0
    assert not (tmp_path / "late").exists()
    end = time.monotonic() + 30
    while not (tmp_path / "late").exists() and time.monotonic() < end:
        time.sleep(0.05)
    assert (tmp_path / "late").exists()


def test_temporary_folders_go_at_the_end_though_the_parent_has_finalizers(
    run: t.Callable[..., tuple[int, bytes, bytes]], tmp_path: pathlib.Path
) -> None:
    ours = tempfile.TemporaryDirectory()
    run(f"import tempfile; kept = tempfile.TemporaryDirectory(dir={str(tmp_path)!r}); raise SystemExit")
    assert [path.name for path in tmp_path.iterdir()] == ["module.py"]
    assert os.path.isdir(ours.name)
    ours.cleanup()


def test_exit_handlers_of_the_parent_do_not_run(
    run: t.Callable[..., tuple[int, bytes, bytes]], tmp_path: pathlib.Path
) -> None:
    touch = (tmp_path / "ran").touch
    atexit.register(touch)
    try:
        run("raise SystemExit")
    finally:
        atexit.unregister(touch)
    assert not (tmp_path / "ran").exists()


def test_logging_is_that_of_a_new_process(run: t.Callable[..., tuple[int, bytes, bytes]]) -> None:
    handler = logging.StreamHandler()
    level = logging.root.level
    logging.root.addHandler(handler)
    logging.root.setLevel(logging.DEBUG)
    try:
        _status, out, _err = run("import logging; print(logging.root.handlers, logging.root.level); raise SystemExit")
    finally:
        logging.root.removeHandler(handler)
        logging.root.setLevel(level)
    assert out == b"[] 30\n"

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is asked before anything is done, and that everything ends with a destroy."""

from __future__ import annotations

import os
import signal
import sys
import threading
from pathlib import Path

import pytest
import smoke_aws

ANSWERS = {"account": "111111111111", "profile": "", "region": "eu-central-1", "dollars": "1", "minutes": "10"}
PLAYBOOK = """#!{python}
import os, sys, time
name = next(part for part in sys.argv if part.startswith("inferops.aws.")).rpartition(".")[2]
with open({log!r}, "a") as log:
    log.write(name + "\\n")
time.sleep(60 if name == {slow!r} else 0)
sys.exit(4 if name == {failing!r} else 0)
"""


def environment(**answers: str) -> dict[str, str]:
    return {f"SMOKE_AWS_{name.upper()}": answer for name, answer in {**ANSWERS, **answers}.items()}


def test_answers_that_do() -> None:
    assert smoke_aws._ask(environment(minutes="0.5")) == {**ANSWERS, "minutes": "0.5"}


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("account", "1111"),
        ("account", ""),
        ("profile", "two words"),
        ("region", "Frankfurt"),
        ("dollars", "some"),
        ("minutes", "0"),
        ("minutes", "0.0"),
        ("minutes", "-1"),
        ("minutes", ""),
    ],
)
def test_an_answer_that_does_not_do(name: str, answer: str) -> None:
    with pytest.raises(smoke_aws.Refused, match="is no answer to that"):
        smoke_aws._ask(environment(**{name: answer}))


def test_a_ceiling_below_what_it_may_cost() -> None:
    with pytest.raises(smoke_aws.Refused, match=r"up to \$0.05, more than \$0.01"):
        smoke_aws._ask(environment(dollars="0.01"))


def test_nobody_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(_question: str) -> str:
        raise EOFError

    monkeypatch.setattr("builtins.input", nothing)
    with pytest.raises(smoke_aws.Refused, match="There was no answer"):
        smoke_aws._ask({})


class Stage:
    """The script with playbooks of the test's own, and without an account."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
        self.log = folder / "log"
        self._tool = folder / "ansible-playbook"
        monkeypatch.setattr(smoke_aws, "INVENTORY", folder / "inventory" / "hosts.json")
        monkeypatch.setattr(smoke_aws, "GLANCE", 0.02)
        monkeypatch.setattr(smoke_aws, "_find_account", lambda _answers: None)
        self._patch = monkeypatch

    def run(self, slow: str = "", failing: str = "", **answers: str) -> int:
        code = PLAYBOOK.format(python=sys.executable, log=str(self.log), slow=slow, failing=failing)
        self._tool.write_text(code, encoding="utf-8")
        self._tool.chmod(0o755)
        for name, answer in environment(**answers).items():
            self._patch.setenv(name, answer)
        self._patch.setattr(sys, "executable", str(self._tool.with_name("python")))
        kept = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
        try:
            return smoke_aws.main()
        finally:
            for number, handler in kept.items():
                signal.signal(number, handler)

    @property
    def played(self) -> list[str]:
        return self.log.read_text(encoding="utf-8").split() if self.log.exists() else []


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Stage:
    return Stage(monkeypatch, tmp_path)


def test_what_went_well_is_destroyed(stage: Stage) -> None:
    assert stage.run() == 0
    assert stage.played == ["deploy_lambda_api", "status", "destroy"]


@pytest.mark.parametrize("failing", ["deploy_lambda_api", "status"])
def test_what_failed_is_destroyed_and_fails(stage: Stage, failing: str) -> None:
    assert stage.run(failing=failing) == 4
    assert stage.played[-1] == "destroy"


def test_a_destroy_that_fails_is_told(stage: Stage, capsys: pytest.CaptureFixture[str]) -> None:
    assert stage.run(failing="destroy") == 4
    assert "Nothing is left" not in capsys.readouterr().out


def test_when_the_time_to_live_is_over_it_is_destroyed(stage: Stage, capsys: pytest.CaptureFixture[str]) -> None:
    assert stage.run(slow="deploy_lambda_api", minutes="0.01") == 124
    assert stage.played[-1] == "destroy"
    assert "deploy_lambda_api is ended: the time to live, 0.01 minutes, is over" in capsys.readouterr().out


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_when_it_is_interrupted_it_is_destroyed(stage: Stage, number: signal.Signals) -> None:
    def when_it_runs() -> None:
        while not stage.played:
            threading.Event().wait(0.01)
        os.kill(os.getpid(), number)

    threading.Thread(target=when_it_runs, daemon=True).start()
    assert stage.run(slow="deploy_lambda_api") == 124
    assert stage.played == ["deploy_lambda_api", "destroy"]


def test_a_refused_answer_plays_nothing(stage: Stage, capsys: pytest.CaptureFixture[str]) -> None:
    assert stage.run(dollars="0") == 2
    assert stage.played == []
    assert "Nothing was done." in capsys.readouterr().err

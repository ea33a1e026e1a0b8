# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`make smoke-aws` with the sandbox in the place of a real account, answered on its standard input."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from sandbox.client import Sandbox
from sandbox.settings import CHECKOUT
from tests.integration.listing import everything
from tests.sandbox.deployment import Account

ANSWERS = ("111111111111", "sandbox-dev", "eu-central-1", "1", "5")
SECONDS = 120


@dataclass
class Smoke:
    """The script, running."""

    process: subprocess.Popen[str]
    sandbox: Sandbox
    mark: int

    def end(self) -> tuple[int, str]:
        """Wait for the end; return the exit status and all that it printed."""
        said, _nothing = self.process.communicate(timeout=SECONDS)
        return self.process.returncode, said

    def wait_for(self, operation: str) -> None:
        deadline = time.monotonic() + SECONDS
        while not self.sandbox.requests(self.mark, operation=operation):
            assert time.monotonic() < deadline, f"no {operation}"
            assert self.process.poll() is None, self.end()
            time.sleep(0.02)

    def written(self) -> list[str]:
        return self.sandbox.operations(self.mark, writes=True)


@pytest.fixture
def smoke(sandbox: Sandbox, tmp_path: Path) -> Iterator[Smoke]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "ANSIBLE_", "SMOKE_"))}
    process = subprocess.Popen(
        [sys.executable, str(CHECKOUT / "scripts" / "smoke_aws.py")],
        env={**kept, **sandbox.environment, "HOME": str(tmp_path), "ANSIBLE_HOME": str(tmp_path / "ansible")},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    yield Smoke(process, sandbox, sandbox.mark())
    process.kill()
    process.wait()


def answer(smoke: Smoke, *answers: str) -> None:
    assert smoke.process.stdin
    smoke.process.stdin.write("\n".join(answers) + "\n")
    smoke.process.stdin.flush()


def test_it_deploys_verifies_destroys_and_finds_nothing_left(smoke: Smoke, admin: Account) -> None:
    before = everything(admin)
    answer(smoke, *ANSWERS)
    status, said = smoke.end()
    assert status == 0, said
    assert "never with a real one" in said
    assert {"lambda:CreateFunction", "apigatewayv2:CreateApi", "lambda:DeleteFunction"} <= set(smoke.written())
    tested = smoke.sandbox.requests(smoke.mark, service="apigateway-invoke")
    assert len(tested) > 100
    assert "0 left, 0 kept" in said
    assert said.rstrip().endswith("Nothing is left.")
    assert everything(admin) == before


def test_when_it_is_interrupted_what_was_made_is_destroyed(smoke: Smoke, admin: Account) -> None:
    before = everything(admin)
    answer(smoke, *ANSWERS)
    smoke.wait_for("CreateFunction")
    smoke.process.send_signal(signal.SIGINT)
    status, said = smoke.end()
    assert status == 124, said
    assert "interrupted by SIGINT" in said
    assert said.rstrip().endswith("Nothing is left.")
    assert everything(admin) == before


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        (("222222222222", *ANSWERS[1:]), "The credentials belong to account 111111111111, not to 222222222222."),
        ((ANSWERS[0], "nobody", *ANSWERS[2:]), "The config profile (nobody) could not be found"),
        ((*ANSWERS[:3], "0.01", ANSWERS[4]), "It may cost up to $0.05, more than $0.01."),
    ],
    ids=["account", "profile", "ceiling"],
)
def test_what_is_refused_writes_nothing(smoke: Smoke, wrong: tuple[str, ...], reason: str) -> None:
    answer(smoke, *wrong)
    status, said = smoke.end()
    assert status == 2
    assert reason in said
    assert said.rstrip().endswith("Nothing was done.")
    assert smoke.written() == []

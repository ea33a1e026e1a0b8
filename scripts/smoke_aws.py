# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`make smoke-aws`: deploy the example to a real account, verify it, destroy it, prove that nothing is left.

Nothing is created before the account, a spending ceiling and a time to live were given and the account was found to
be the one that the credentials belong to. Whatever happens after that, an interruption and the end of the time to live
included, the deployment is destroyed at the end. A test runs it with the sandbox in the place of the account.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from types import FrameType

import boto3
from botocore.exceptions import BotoCoreError, ClientError

NOT_SERVED = ("train", "ui", "data", "model", "client.py", "Dockerfile", ".dockerignore", "README.md")

CHECKOUT = Path(__file__).resolve().parent.parent
INVENTORY = CHECKOUT / "build" / "smoke" / "hosts.json"
DEPLOYMENT = "inferops-smoke"
TO_END = 20
"""Seconds that a playbook gets to end by itself."""

GLANCE = 0.5
"""Seconds between two looks whether a playbook has to stop."""

#: What one smoke run can cost at the most, in US dollars: some 500 requests, each a Lambda invocation and an API call,
#: some megabytes of logs, a model of some kilobytes. The prices of Lambda ($0.20 per million and $0.0000166667 per
#: GB-second), HTTP API ($1.20 per million) and logs ($0.76 per GB) make this less than one cent; it is rounded up.
MOST_DOLLARS = 0.05

INTRODUCTION = """\
This deploys the example to an AWS account, sends it requests, destroys it and looks for what is left.
Until now it was run with the sandbox in the place of the account, never with a real one: stay with it.
"""
QUESTIONS = {
    "account": ("Which account may be written to (12 digits)?", r"\d{12}"),
    "profile": ("Which profile of the AWS configuration (empty: AWS's own search)?", r"[^\s]*"),
    "region": ("Which region?", r"[a-z]{2}(-[a-z]+)+-\d"),
    "dollars": ("How many US dollars may it cost at the most?", r"\d+(\.\d+)?"),
    "minutes": ("After how many minutes is it destroyed at the latest?", r"(?!0*(\.0*)?$)\d+(\.\d+)?"),
}


class Refused(Exception):
    """An answer that does not do; its text is the whole message."""


class Ending:
    """When to stop and destroy: after the time to live in minutes, or as soon as somebody says so by a signal."""

    def __init__(self, minutes: float) -> None:
        self.started = time.monotonic()
        self._minutes = minutes
        self._said = ""

    @property
    def seconds(self) -> float:
        """How long it goes on already."""
        return time.monotonic() - self.started

    @property
    def reason(self) -> str:
        """Why it has to stop now, empty while it may go on."""
        is_over = self.seconds >= self._minutes * 60
        return self._said or (f"the time to live, {self._minutes:g} minutes, is over" if is_over else "")

    def heed_signals(self) -> None:
        """From now on a signal ends nothing by itself: what was deployed must be destroyed."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._hear)

    def _hear(self, number: int, _frame: FrameType | None) -> None:
        self._said = f"interrupted by {signal.Signals(number).name}"
        print(f"\n{self._said}; it ends when nothing is left.", flush=True)


def main() -> int:
    """Ask, deploy, destroy; returns the exit status of what failed first, else 0."""
    print(INTRODUCTION)
    try:
        answers = _ask(os.environ)
        _find_account(answers)
    except Refused as refusal:
        print(f"{refusal} Nothing was done.", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    _write_inventory(answers)
    ending = Ending(float(answers["minutes"]))
    ending.heed_signals()
    print(f"Should this be killed, destroy by hand: cd {CHECKOUT} && {' '.join(_command('destroy'))}", flush=True)
    try:
        failed = _playbook("deploy_lambda_api", ending) or _playbook("status", ending)
    finally:
        print(f"\nDestroying after {ending.seconds:.0f} s, whatever happened before", flush=True)
        left = _playbook("destroy")
    print("Nothing is left." if not left else "The destroy did not end well: see above what is left.", flush=True)
    return failed or left


def _ask(environment: Mapping[str, str]) -> dict[str, str]:
    """Return what the operator answers; an answer in SMOKE_AWS_<NAME> is taken without asking."""
    answers = {}
    for name, (question, pattern) in QUESTIONS.items():
        given = environment.get(f"SMOKE_AWS_{name.upper()}")
        try:
            answer = (given if given is not None else input(f"{question} ")).strip()
        except EOFError:
            raise Refused(f"{question} There was no answer.") from None
        if not re.fullmatch(pattern, answer):
            raise Refused(f"{question} {answer!r} is no answer to that.")
        answers[name] = answer
    if float(answers["dollars"]) < MOST_DOLLARS:
        raise Refused(f"It may cost up to ${MOST_DOLLARS}, more than ${answers['dollars']}.")
    return answers


def _find_account(answers: Mapping[str, str]) -> None:
    """Refuse credentials of another account than the one that was named, and credentials that do not work."""
    try:
        session = boto3.Session(profile_name=answers["profile"] or None, region_name=answers["region"])
        caller = session.client("sts").get_caller_identity()
    except (BotoCoreError, ClientError) as error:
        raise Refused(f"AWS does not say whose credentials these are: {error}.") from error
    if caller["Account"] != answers["account"]:
        raise Refused(f"The credentials belong to account {caller['Account']}, not to {answers['account']}.")
    print(f"\nAs {caller['Arn']} in {answers['region']}, at most ${answers['dollars']}, {answers['minutes']} minutes")


def _write_inventory(answers: Mapping[str, str]) -> None:
    digits = CHECKOUT / "examples" / "digits"
    host = {
        "ansible_connection": "local",
        "ansible_python_interpreter": "{{ ansible_playbook_python }}",
        "inferops_name": DEPLOYMENT,
        "inferops_region": answers["region"],
        "inferops_expected_account_id": answers["account"],
        "inferops_profile": answers["profile"],
        "model_store_file": str(digits / "model" / "model.json"),
        "inference_lambda_source": str(digits),
        "inference_lambda_exclude": [*NOT_SERVED],
        "inference_lambda_handler": "app.handler.handler",
        "http_api_authorization_type": "AWS_IAM",
        "verify_instances_file": str(digits / "data" / "held_out.json"),
    }
    INVENTORY.parent.mkdir(parents=True, exist_ok=True)
    INVENTORY.write_text(json.dumps({"all": {"hosts": {DEPLOYMENT: host}}}, indent=2) + "\n", encoding="utf-8")


def _command(name: str) -> list[str]:
    tool = str(Path(sys.executable).with_name("ansible-playbook"))
    return [tool, "-i", str(INVENTORY), f"inferops.aws.{name}", "-e", f"inferops_target={DEPLOYMENT}"]


def _playbook(name: str, ending: Ending | None = None) -> int:
    """Run a playbook, until it has to stop if there is a reason to; return its exit status, 124 when it was stopped."""
    if ending and ending.reason:
        return 124
    command = _command(name)
    print(f"\n==> {' '.join(command[1:])}", flush=True)
    # In a group of its own it gets no signal of the terminal, but ours, and that whole.
    process = subprocess.Popen(command, cwd=CHECKOUT, stdin=subprocess.DEVNULL, start_new_session=True)
    while process.poll() is None:
        if ending and ending.reason:
            print(f"\n{name} is ended: {ending.reason}.", flush=True)
            _end(process)
            return 124
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(GLANCE)
    return process.returncode


def _end(process: subprocess.Popen[bytes]) -> None:
    """End what still runs of a playbook, kindly first: what it has asked AWS for shall not come to be unseen."""
    os.killpg(process.pid, signal.SIGINT)
    try:
        process.wait(TO_END)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


if __name__ == "__main__":
    sys.exit(main())

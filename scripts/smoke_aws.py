# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`make smoke-aws`: deploy the example to a real account, verify it, destroy it, prove that nothing is left.

Nothing is created before the account, a spending ceiling and a time to live were given and the account was found to
be the one that the credentials belong to. Whatever happens after that, the deployment is destroyed at the end.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
INVENTORY = CHECKOUT / "build" / "smoke"
DEPLOYMENT = "inferops-smoke"

#: What one smoke run can cost at the most, in US dollars: some 500 requests, each a Lambda invocation and an API call,
#: some megabytes of logs, a model of some kilobytes. The prices of Lambda ($0.20 per million and $0.0000166667 per
#: GB-second), HTTP API ($1.20 per million) and logs ($0.76 per GB) make this less than one cent; it is rounded up.
MOST_DOLLARS = 0.05


class Refused(Exception):
    """An answer that does not do; its text is the whole message."""


def main() -> int:
    """Ask, deploy, destroy; returns the exit status of what failed first, else 0."""
    try:
        answers = _ask(os.environ)
    except Refused as refusal:
        print(refusal, file=sys.stderr)
        return 2
    seconds = float(answers["minutes"]) * 60
    _write_inventory(answers)
    started = time.monotonic()
    try:
        failed = _playbook("deploy_lambda_api", seconds) or _playbook("status", seconds)
    finally:
        print(f"\nDestroying after {time.monotonic() - started:.0f} s, whatever happened before", flush=True)
        left = _playbook("destroy", None, "-e", f"inferops_target={DEPLOYMENT}")
    print("Nothing is left." if not left else "The destroy did not end well: see above what is left.")
    return failed or left


def _ask(environment: Mapping[str, str]) -> dict[str, str]:
    """Return what the operator answers; an answer in SMOKE_AWS_<NAME> is taken without asking."""
    questions = {
        "account": ("Which account may be written to (12 digits)?", r"\d{12}"),
        "profile": ("Which profile of the AWS configuration (empty: AWS's own search)?", r"[^\s]*"),
        "region": ("Which region?", r"[a-z]{2}(-[a-z]+)+-\d"),
        "dollars": ("How many US dollars may it cost at the most?", r"\d+(\.\d+)?"),
        "minutes": ("After how many minutes is it destroyed at the latest?", r"[1-9]\d*"),
    }
    answers = {}
    for name, (question, pattern) in questions.items():
        given = environment.get(f"SMOKE_AWS_{name.upper()}")
        answer = (given if given is not None else input(f"{question} ")).strip()
        if not re.fullmatch(pattern, answer):
            raise Refused(f"{question} {answer!r} is no answer to that. Nothing was done.")
        answers[name] = answer
    if float(answers["dollars"]) < MOST_DOLLARS:
        raise Refused(f"It may cost up to ${MOST_DOLLARS}, more than ${answers['dollars']}. Nothing was done.")
    return answers


def _write_inventory(answers: Mapping[str, str]) -> None:
    digits = CHECKOUT / "examples" / "digits"
    variables = {
        "inferops_name": DEPLOYMENT,
        "inferops_region": answers["region"],
        "inferops_expected_account_id": answers["account"],
        **({"inferops_profile": answers["profile"]} if answers["profile"] else {}),
        "model_store_file": str(digits / "model" / "model.json"),
        "inference_lambda_source": str(digits),
        "inference_lambda_handler": "app.handler.handler",
        "http_api_authorization_type": "AWS_IAM",
        "verify_instances_file": str(digits / "data" / "held_out.json"),
    }
    INVENTORY.mkdir(parents=True, exist_ok=True)
    lines = ["---", "all:", "  hosts:", f"    {DEPLOYMENT}:"]
    lines += [f'      {name}: "{value}"' for name, value in variables.items()]
    (INVENTORY / "hosts.yml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _playbook(name: str, seconds: float | None, *arguments: str) -> int:
    """Run a playbook for at most so many seconds and return its exit status, 124 when the time was up."""
    tool = str(Path(sys.executable).with_name("ansible-playbook"))
    command = [tool, "-i", str(INVENTORY), f"inferops.aws.{name}", *arguments]
    print(f"\n==> {' '.join(command[1:])}", flush=True)
    try:
        return subprocess.run(command, cwd=CHECKOUT, timeout=seconds, check=False).returncode
    except subprocess.TimeoutExpired:
        print(f"{name} was ended: the time to live is over.")
        return 124


if __name__ == "__main__":
    sys.exit(main())

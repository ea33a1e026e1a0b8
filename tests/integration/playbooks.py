# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run playbooks against the sandbox and look at what came of it: results, output, the requests that were made."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from sandbox import processes
from sandbox.client import Sandbox
from sandbox.settings import CHECKOUT

INVENTORY = "inventories/sandbox"
DEPLOY = "inferops.aws.deploy_lambda_api"
DEPLOY_EKS = "inferops.aws.deploy_eks_lambda"
CANARY = "digits-eu"
SECOND = "digits-us"
CANARY_REGION = "eu-central-1"
SECOND_REGION = "us-west-2"
_RECORDER = CHECKOUT / "tests" / "fidelity" / "callback"
# Long enough for a deployment of two clusters beside other checks; only what hangs takes so long.
_SECONDS = 420


@dataclass(frozen=True)
class Run:
    """What a run of a playbook left."""

    status: int
    output: str
    events: list[dict[str, Any]]
    requests: list[dict[str, Any]]

    def succeeded(self) -> Run:
        """This run, if it ended well; else the assertion shows its output."""
        assert self.status == 0, self.output
        return self

    @cached_property
    def results(self) -> list[tuple[str, str, str]]:
        """Host, task and what became of it (ok, changed, skipped, failed), in order."""
        return [
            (event["host"], event["task"], _outcome(event))
            for event in self.events
            if event["event"].startswith("runner_on")
        ]

    @property
    def changed(self) -> list[tuple[str, str]]:
        """Host and task of each change."""
        return [(host, task) for host, task, outcome in self.results if outcome == "changed"]

    @cached_property
    def failures(self) -> dict[str, str]:
        """The last message of each host that failed."""
        return {
            event["host"]: str(event["result"]["msg"]) for event in self.events if event["event"] == "runner_on_failed"
        }

    @property
    def deprecated(self) -> list[str]:
        """What Ansible calls deprecated, except what amazon.aws says of its role modules however they are used."""
        results = [event.get("result", {}) for event in self.events]
        told = [str(item) for result in results for item in result.get("deprecations") or ()]
        return [message for message in told if "iam_role.assume_role_policy_document_raw" not in message]

    def writes(self, **matching: str) -> list[str]:
        """`service:Operation` of each request that wrote, in order; `region="us-west-2"` and the like choose."""
        return [
            f"{request['service']}:{request['operation']}"
            for request in self.requests
            if request["write"] and all(request[name] == value for name, value in matching.items())
        ]

    def invocations(self, **matching: str) -> list[dict[str, Any]]:
        """The direct invocations of functions, which are no writes: warming up, above all."""
        return [
            request
            for request in self.requests
            if request["operation"] == "Invoke"
            and request["via"] == "front"
            and request["service"] == "lambda"
            and all(request[name] == value for name, value in matching.items())
        ]


@dataclass
class Started:
    """A run that may still be going on, in a process group of its own."""

    process: subprocess.Popen[bytes]
    folder: Path
    sandbox: Sandbox
    mark: int

    def wait_for(self, operation: str) -> None:
        """Wait until the request log of this run has an operation."""
        deadline = time.monotonic() + _SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            if self.sandbox.requests(self.mark, operation=operation):
                return
            time.sleep(0.01)
        raise AssertionError(f"no {operation} in this run:\n{self.end().output}")

    def interrupt(self, number: signal.Signals) -> Run:
        """End it as a terminal does, by a signal to its process group; by SIGKILL as a machine does that goes down.

        Ansible's workers are in groups of their own. It tells them of a signal, of a SIGKILL it cannot.
        """
        os.killpg(self.process.pid, number)
        if number == signal.SIGKILL:
            self._kill()
        return self.end()

    def end(self) -> Run:
        """Wait for the end; what is left of it is killed, so that nothing goes on into the next run."""
        try:
            status = self.process.wait(_SECONDS)
        finally:
            self._kill()
        record = self.folder / "events.jsonl"
        lines = record.read_text(encoding="utf-8").splitlines() if record.exists() else []
        return Run(
            status,
            (self.folder / "output").read_text(encoding="utf-8", errors="replace"),
            [json.loads(line) for line in lines],
            self.sandbox.requests(self.mark),
        )

    def _kill(self) -> None:
        """Kill what the run started, all of which has its mark; where marks cannot be read, its process group."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        processes.end([], self.folder.name, patience=0)


@dataclass
class Playbooks:
    """Runs playbooks of the checkout; nothing of it reaches the user's home or any AWS but the sandbox."""

    sandbox: Sandbox
    folder: Path

    def start(
        self,
        playbook: str | Path,
        *arguments: str,
        variables: Mapping[str, Any] | None = None,
        environment: Mapping[str, str] | None = None,
        inventory: str | Path = INVENTORY,
    ) -> Started:
        """Start a playbook. `variables` win over the inventory, `environment` is added to the process's."""
        folder = self.folder / uuid.uuid4().hex[:8]
        folder.mkdir(parents=True)
        command = [str(Path(sys.executable).with_name("ansible-playbook")), "-i", str(inventory), str(playbook)]
        if variables:
            extra = folder / "variables.json"
            extra.write_text(json.dumps(variables), encoding="utf-8")
            command += ["-e", f"@{extra}"]
        mark = self.sandbox.mark()
        with (folder / "output").open("wb") as output:
            process = subprocess.Popen(
                [*command, *arguments],
                cwd=CHECKOUT,
                env={**self._environment(folder), **(environment or {})},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        return Started(process, folder, self.sandbox, mark)

    def run(self, playbook: str | Path, *arguments: str, **more: Any) -> Run:
        """Start a playbook, wait for its end."""
        return self.start(playbook, *arguments, **more).end()

    def _environment(self, folder: Path) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "ANSIBLE_"))}
        home = self.folder / "home"
        home.mkdir(exist_ok=True)
        return {
            **kept,
            "ANSIBLE_CALLBACK_PLUGINS": str(_RECORDER),
            "ANSIBLE_CALLBACKS_ENABLED": "recorder",
            "ANSIBLE_DEPRECATION_WARNINGS": "false",
            "ANSIBLE_HOME": str(home / "ansible"),
            "HOME": str(home),
            "PROBE_RECORD": str(folder / "events.jsonl"),
            processes.MARK: folder.name,
            "SANDBOX_DIR": str(self.sandbox.settings.directory),
        }


@dataclass
class Deployment:
    """A workload with a name of its own, as one would describe it in an inventory."""

    playbooks: Playbooks
    name: str
    source: Path
    variables: dict[str, Any] = field(default_factory=dict)
    playbook: str = DEPLOY

    def start(self, *arguments: str, environment: Mapping[str, str] | None = None, **variables: Any) -> Started:
        """Start deploying it; `variables` count for this run only."""
        described = {"inferops_name": self.name, "inference_lambda_source": str(self.source)}
        return self.playbooks.start(
            self.playbook, *arguments, variables={**described, **self.variables, **variables}, environment=environment
        )

    def deploy(self, *arguments: str, environment: Mapping[str, str] | None = None, **variables: Any) -> Run:
        """Deploy it; `variables` count for this run only."""
        return self.start(*arguments, environment=environment, **variables).end()

    def edit(self, change: Callable[[str], str], file: str = "handler.py") -> None:
        """Change a file of the function's code."""
        path = self.source / "app" / file
        text = path.read_text(encoding="utf-8")
        changed = change(text)
        assert changed != text
        path.write_text(changed, encoding="utf-8")

    @contextlib.contextmanager
    def edited(self, change: Callable[[str], str], file: str = "handler.py") -> Iterator[None]:
        """Change a file of the function's code for as long as a `with` block lasts."""
        path = self.source / "app" / file
        text = path.read_text(encoding="utf-8")
        self.edit(change, file)
        try:
            yield
        finally:
            path.write_text(text, encoding="utf-8")


def describe(playbooks: Playbooks, name: str, playbook: str = DEPLOY, **variables: Any) -> Deployment:
    """A deployment of the example with a copy of its code that a test may change."""
    source = playbooks.folder / f"{name}-source"
    shutil.copytree(_example_code(), source / "app", ignore=shutil.ignore_patterns("__pycache__"))
    return Deployment(playbooks, name, source, variables, playbook)


def _example_code() -> Path:
    found = [path.parent for path in (CHECKOUT / "examples" / "digits").rglob("app/handler.py")]
    assert len(found) == 1, f"the example's code is in {found}"
    return found[0]


def _outcome(event: Mapping[str, Any]) -> str:
    if event["event"] == "runner_on_failed":
        return "failed"
    if event["event"] == "runner_on_skipped":
        return "skipped"
    return next((name for name in ("skipped", "changed") if event[name]), "ok")


def lines_of_diff(run: Run) -> Iterator[str]:
    """The lines of the output that a diff marks as gone or new, without their indentation."""
    for line in run.output.splitlines():
        if line[:1] in ("-", "+") and line[:3] not in ("---", "+++"):
            yield f"{line[0]}{line[1:].strip()}"

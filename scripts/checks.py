# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run the project's checks: one line each, the whole output of what failed, all of it in build/logs/.

Tests run two at a time, on more than two cores up to four; those that use a sandbox start one of their own. Beside
them, in the time that they wait, runs what only reads the project, two at a time and at the lowest priority, and the
tests that need nothing else. A failed check does not stop the next one.
The last line is `N passed, N failed`, and the exit code says whether anything failed.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path

from project import BUILD, ROOT, environment
from registry import CHECKS, Check

# Two is what two cores hold: a third sandbox beside them makes each take so much longer that nothing is won. With five
# at a time all would wait for the longest one, and each has control planes of a gigabyte or two.
FEWEST, MOST = 2, 4
# What a container may use of the machine's cores: microseconds in a period of so many, or "max". With cgroup v2 a
# container sees its own there; other quotas are not noticed, which makes the checks slower and nothing else.
QUOTA = Path("/sys/fs/cgroup/cpu.max")
# The niceness of what gives way: nothing comes after it.
LAST = 19
LOGS = BUILD / "logs"
# pytest and molecule have a summary of their own, which is shown even when all is well.
SUMMARY = re.compile(r"^=*\s*\d+ (?:passed|failed|error|skipped|deselected|warning).*$|Molecule executed.*$", re.M)


@dataclass
class Outcome:
    check: Check
    passed: bool
    seconds: float
    output: str

    @property
    def summary(self) -> str:
        found = SUMMARY.findall(self.output)
        return found[-1].strip("= ") if found and self.check.has_summary else ""


@dataclass
class Runner:
    """Runs checks and remembers which processes it started, so that an interrupt leaves none behind."""

    started: dict[str, float] = field(default_factory=dict)
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    ended: bool = False

    def run(self, check: Check) -> Outcome:
        begin = self.started[check.name] = time.monotonic()
        LOGS.mkdir(parents=True, exist_ok=True)
        log = LOGS / f"{check.name}.log"
        code = 0
        with log.open("wb") as stream:
            for command in check.commands:
                # Asked each time: what was ended does not go on with its next command.
                code = 1 if self.ended else self.call(check, command, stream.fileno()) or code
        self.started.pop(check.name)
        return Outcome(check, code == 0, time.monotonic() - begin, log.read_text(encoding="utf-8", errors="replace"))

    def call(self, check: Check, command: Sequence[str], output: int) -> int:
        try:
            process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=environment(NO_COLOR="1"),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        except OSError as error:
            os.write(output, f"{command[0]} cannot be run ({error}): run `make setup`\n".encode())
            return 1
        if check.gives_way:
            give_way(process.pid)
        self.processes[check.name] = process
        try:
            return process.wait()
        finally:
            self.processes.pop(check.name, None)

    def end(self) -> None:
        self.ended = True
        for process in list(self.processes.values()):
            os.killpg(process.pid, signal.SIGTERM)

    def underway(self) -> str:
        now = time.monotonic()
        return ", ".join(f"{name} ({now - begin:.0f} s)" for name, begin in list(self.started.items()))


def give_way(session: int) -> None:
    """Let everything else go before what runs in a session, given by its first process."""
    os.setpriority(os.PRIO_PROCESS, session, LAST)
    # Where Linux shares time among sessions (autogroup), niceness counts within each only: theirs are set here.
    with contextlib.suppress(OSError):
        Path(f"/proc/{session}/autogroup").write_text(str(LAST), encoding="ascii")


def cores() -> int:
    """The machine's cores, or how many of them this process was given."""
    number = len(os.sched_getaffinity(0))
    with contextlib.suppress(OSError, ValueError):
        microseconds, period = map(int, QUOTA.read_text(encoding="ascii").split())
        number = min(number, microseconds // period)
    return number


def lanes_for_cores() -> int:
    """How many checks run at a time where nobody says it."""
    return min(max(FEWEST, cores()), MOST)


def outcomes(runner: Runner, checks: Sequence[Check], lanes: int) -> Iterator[Outcome]:
    """Outcomes in the order in which they come; says now and then what is still running."""
    live = sys.stdout.isatty()
    with ThreadPoolExecutor(lanes) as first, ThreadPoolExecutor(FEWEST) as others:
        pending: set[Future[Outcome]] = {
            (others if check.beside else first).submit(runner.run, check) for check in checks
        }
        try:
            while pending:
                done, pending = wait(pending, timeout=1 if live else 30, return_when=FIRST_COMPLETED)
                if live:
                    print("\r\033[K", end="")
                for future in done:
                    yield future.result()
                if pending and live:
                    print(f"... {runner.underway()}", end="", flush=True)
                elif pending and not done:
                    print(f"... {runner.underway()}", flush=True)
        except BaseException:
            for future in pending:
                future.cancel()
            runner.end()
            raise


def show(outcome: Outcome) -> None:
    verdict = "PASS" if outcome.passed else "FAIL"
    line = f"{verdict}  {outcome.check.name:<14}{outcome.seconds:7.1f} s  {outcome.summary or outcome.check.says}"
    print(line.rstrip(), flush=True)
    if not outcome.passed:
        print(f"----- {outcome.check.name}\n{outcome.output.rstrip()}\n-----", flush=True)


def chosen(only: str) -> list[Check]:
    """Checks that are named, or all that have something to look at."""
    names = [name.strip() for name in only.split(",") if name.strip()]
    known = {check.name: check for check in CHECKS}
    unknown = [name for name in names if name not in known]
    if unknown:
        sys.exit(f"no check is called {', '.join(unknown)}; there are: {', '.join(known)}")
    return [known[name] for name in names] if names else [check for check in CHECKS if check.has_something_to_do]


def main() -> None:
    parser = argparse.ArgumentParser(description="Run the project's checks.")
    parser.add_argument("--only", default="", help="names of checks, separated by commas; all without it")
    at_once = "how many tests run at a time; by the number of cores without it"
    parser.add_argument("--lanes", type=int, choices=range(1, 9), help=at_once)
    parser.add_argument("--list", action="store_true", help="name the checks and what each one says")
    options = parser.parse_args()
    if options.list:
        print("\n".join(f"{check.name:<14}{check.says}" for check in CHECKS))
        return
    checks = chosen(options.only)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    begin = time.monotonic()
    runner = Runner()
    results: list[Outcome] = []
    try:
        for outcome in outcomes(runner, checks, options.lanes or lanes_for_cores()):
            show(outcome)
            results.append(outcome)
    except KeyboardInterrupt:
        sys.exit("\ninterrupted")
    failed = [outcome.check.name for outcome in results if not outcome.passed]
    print(f"\n{time.monotonic() - begin:.0f} s; logs in build/logs/")
    if failed:
        print(f"failed: {', '.join(failed)}")
    print(f"{len(results) - len(failed)} passed, {len(failed)} failed")
    sys.exit(bool(failed))


if __name__ == "__main__":
    main()

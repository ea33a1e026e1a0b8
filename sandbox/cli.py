# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What `python -m sandbox` does. Standard library only."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from typing import Any

from . import client, lifecycle, settings
from .kubernetes import binaries
from .settings import SandboxError

_FAULT_MATCHES = ("service", "operation", "region", "account", "path")
_FAULT_FIELDS = (*_FAULT_MATCHES, "every", "status", "error_code", "message", "latency_ms", "count")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the process's exit status: 0, 1 for a failure, 2 for wrong usage, 3 for not running."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options) or 0)
    except SandboxError as error:
        print(error, file=sys.stderr)
        return 1
    except (BrokenPipeError, KeyboardInterrupt):
        return 1


def _say(text: str) -> None:
    print(text, flush=True)


def _up(_options: argparse.Namespace) -> int:
    here = settings.load()
    report = lifecycle.up(here, _say)
    took = f" after {report['seconds']} s" if "seconds" in report else ""
    accounts = ", ".join(f"{name} ({number})" for number, name in report["accounts"].items())
    _say(f"Healthy{took}: {report['endpoint']}, accounts {accounts}")
    for name, value in here.aws_environment().items():
        _say(f"export {name}={value}")
    _say("export AWS_PROFILE=sandbox-dev")
    return 0


def _down(_options: argparse.Namespace) -> int:
    _say("Ended" if lifecycle.down(settings.load(), _say) else "Nothing was running")
    return 0


def _status(options: argparse.Namespace) -> int:
    report = lifecycle.status(settings.load())
    if options.json:
        _say(json.dumps(report, indent=2))
    else:
        _say(f"{'healthy' if report['healthy'] else 'not running' if not report['processes'] else 'not healthy'}: "
             f"{report['endpoint']} ({report['directory']})")  # fmt: skip
        for process in report["processes"]:
            _say(f"  {process['name']:<9} pid {process['pid']:<7} port {process['port']}")
        for plane in report["control_planes"]:
            _say(_control_plane(plane))
    return 0 if report["healthy"] else 3


def _control_plane(plane: dict[str, Any]) -> str:
    memory = f", {plane['memory']} MB" if plane["memory"] else ""
    ready = f", ready after {plane['seconds']} s" if plane["seconds"] else ""
    return f"  Kubernetes of {plane['cluster']}: {plane['processes']} processes{memory}{ready}"


def _kubernetes(_options: argparse.Namespace) -> int:
    for name, path in binaries.ensure(_say).items():
        _say(f"  {name:<24} {path}")
    return 0


def _requests(options: argparse.Namespace) -> int:
    for record in client.Sandbox().requests(
        since=options.since_id, writes=options.writes, service=options.service, operation=options.operation,
        region=options.region, account=options.account, via=options.via,
    ):  # fmt: skip
        _say(json.dumps(record) if options.json else _line(record))
    return 0


def _line(record: dict[str, Any]) -> str:
    notes = [record.get("error") or "", "fault" if record["fault"] else ""]
    if record.get("function"):
        notes.append(f"{record['function']}:{record.get('qualifier') or '$LATEST'} (version {record.get('version')})")
    return (
        f"{record['id']:>6} {record['time'][11:23]} {'W' if record['write'] else '-'} {record['status']} "
        f"{record['ms']:>8.1f} ms {record['account'] or '-':>12} {record['region'] or '-':<14} "
        f"{record['service'] or '-'}:{record['operation'] or record['path']} {' '.join(filter(None, notes))}"
    ).rstrip()


def _add_fault(options: argparse.Namespace) -> int:
    fault = {name: getattr(options, name) for name in _FAULT_FIELDS if getattr(options, name) is not None}
    _say(json.dumps(client.Sandbox().add_fault(**fault)))
    return 0


def _list_faults(_options: argparse.Namespace) -> int:
    for fault in client.Sandbox().faults():
        _say(json.dumps({name: value for name, value in fault.items() if value is not None}))
    return 0


def _clear_faults(options: argparse.Namespace) -> int:
    _say(f"Lifted {client.Sandbox().clear_faults(options.id)}")
    return 0


def _reset(_options: argparse.Namespace) -> int:
    client.Sandbox().reset()
    _say("Emptied; the accounts are new")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description="A local AWS. See sandbox/README.md.")
    commands = parser.add_subparsers(required=True, metavar="up|down|status|requests|faults|reset|kubernetes")

    def command(name: str, run: Any, text: str, among: Any = commands) -> argparse.ArgumentParser:
        made: argparse.ArgumentParser = among.add_parser(name, help=text, description=text)
        made.set_defaults(run=run)
        return made

    command("up", _up, "Start the sandbox and wait until it is healthy")
    command("down", _down, "End what `up` started")
    command("status", _status, "Say what runs").add_argument("--json", action="store_true")
    command("reset", _reset, "Empty everything and make the accounts anew")

    command("kubernetes", _kubernetes, "Get the programs of Kubernetes control planes now, not with the first cluster")

    log = command("requests", _requests, "Print the request log")
    log.add_argument("--since-id", type=int, default=0, metavar="N", help="only those after number N")
    log.add_argument("--writes", action="store_true", help="only those that change something")
    for name in ("service", "operation", "region", "account", "via"):
        log.add_argument(f"--{name}")
    log.add_argument("--json", action="store_true", help="one JSON object a line, as in the file")

    faults = commands.add_parser("faults", help="Add, list and clear faults").add_subparsers(
        required=True, metavar="add|list|clear"
    )
    add = command("add", _add_fault, "Put a fault on requests; service, operation, region match with *", faults)
    for name in _FAULT_MATCHES:
        add.add_argument(f"--{name}")
    add.add_argument("--every", type=int, metavar="N", help="each N-th request that matches (default 1)")
    add.add_argument("--status", type=int, help="answer with this HTTP status instead of passing the request on")
    add.add_argument("--error-code", help="the AWS error code in the answer")
    add.add_argument("--message", help="the AWS error message in the answer")
    add.add_argument("--latency-ms", type=float, metavar="MS", help="wait this long first")
    add.add_argument("--count", type=int, metavar="N", help="at most N times")
    command("list", _list_faults, "List the faults in force", faults)
    command("clear", _clear_faults, "Lift all faults or one", faults).add_argument("--id", type=int)
    return parser

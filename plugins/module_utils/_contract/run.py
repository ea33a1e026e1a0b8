# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Run the checks of a plan and say what was seen."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from . import latency
from .answers import Broken
from .checks import CHECKS, Context, VolleyBroken
from .client import Asks, Client, Sign, Unanswered
from .load import Volley
from .messages import echo, hide, secrets_in
from .plan import Plan

Connect = Callable[[], Asks]


@dataclass(frozen=True)
class Outcome:
    """One check. `status` is the last one seen, or that of the failed request; 0 when there was no answer."""

    name: str
    passed: bool
    status: int
    milliseconds: float
    message: str


@dataclass(frozen=True)
class Report:
    """All checks, in the order they ran, and the requests that were sent at once, if any were."""

    url: str
    outcomes: Sequence[Outcome]
    volley: Volley | None

    @property
    def failed(self) -> list[Outcome]:
        return [outcome for outcome in self.outcomes if not outcome.passed]

    def verdict(self) -> str:
        """One line: which checks failed and what was seen, or how many passed."""
        if not self.failed:
            return f"{self.url} keeps the contract: {len(self.outcomes)} checks passed"
        seen = "; ".join(f"{outcome.name}: {outcome.message}" for outcome in self.failed)
        return f"{self.url} breaks the contract, {len(self.failed)} of {len(self.outcomes)} checks failed: {seen}"

    def results(self) -> dict[str, Any]:
        """As a module returns it; latencies are those of the requests that were answered at once."""
        shots = list(self.volley.shots) if self.volley else []
        return {
            "url": self.url,
            "checks": [asdict(outcome) for outcome in self.outcomes],
            "latency": latency.summary([shot.milliseconds for shot in shots if not shot.failure]),
            "requests": {
                "sent": len(shots),
                "succeeded": len(shots) - len(self.volley.failed if self.volley else []),
                "failed": len(self.volley.failed) if self.volley else 0,
                "by_status": self.volley.by_status if self.volley else {},
                "connections": self.volley.connections if self.volley else 0,
            },
            "counts": {"passed": len(self.outcomes) - len(self.failed), "failed": len(self.failed)},
        }


def _failure(name: str, error: Broken, secrets: Sequence[str]) -> Outcome:
    reply = error.reply
    readable = reply is not None and reply.body and "content-encoding" not in reply.headers
    said = f" (it said: {echo(reply.body, secrets)})" if reply is not None and readable else ""
    milliseconds = round(reply.milliseconds, 2) if reply is not None else 0.0
    return Outcome(name, False, error.status, milliseconds, hide(str(error), secrets) + said)


def _judge(name: str, context: Context, secrets: Sequence[str]) -> tuple[Outcome, Volley | None]:
    try:
        seen = CHECKS[name](context)
    except VolleyBroken as error:
        return _failure(name, error, secrets), error.volley
    except Broken as error:
        return _failure(name, error, secrets), None
    except Unanswered as error:
        return Outcome(name, False, 0, 0.0, str(error)), None
    return Outcome(name, True, seen.status, round(seen.milliseconds, 2), seen.message), seen.volley


def tls(verify: bool | str) -> ssl.SSLContext:
    """How certificates are verified: against the system's authorities, those in a file, or not at all."""
    context = ssl.create_default_context(cafile=verify if isinstance(verify, str) else None)
    if verify is False:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def over_http(plan: Plan, sign: Sign | None = None, verify: bool | str = True) -> Connect:
    """How to reach the plan's target. Raises OSError when `verify` names a file of authorities that cannot be read."""
    target = plan.target
    if target is None:
        raise ValueError("a plan without a target cannot be reached over HTTP")
    context = tls(verify) if target.secure else None
    return lambda: Client(target, plan.timeout, plan.headers, sign, context)


def run(plan: Plan, connect: Connect, secrets: Sequence[str] = ()) -> Report:
    """Run every check of the plan, also after one failed. `secrets` and values of headers are never repeated."""
    hidden = secrets_in([*plan.headers.values(), *secrets])
    outcomes: list[Outcome] = []
    volley: Volley | None = None
    with connect() as client:
        for name in plan.checks:
            outcome, fired = _judge(name, Context(plan, client, connect), hidden)
            outcomes.append(outcome)
            volley = fired or volley
    return Report(plan.tested, outcomes, volley)

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Many requests at once. Every answer counts: one that fails is not sent again."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count

from . import answers
from .answers import Broken
from .client import Asks, Reply, Unanswered
from .plan import Plan, body_of


@dataclass(frozen=True)
class Shot:
    """One request of many; `failure` is empty when the answer was right, `status` 0 when there was none."""

    status: int
    milliseconds: float
    failure: str = ""
    reply: Reply | None = None


@dataclass(frozen=True)
class Volley:
    """All of them."""

    shots: Sequence[Shot]
    connections: int

    @property
    def failed(self) -> list[Shot]:
        return [shot for shot in self.shots if shot.failure]

    @property
    def by_status(self) -> dict[str, int]:
        """How many answers had which status; "none" stands for no answer."""
        return {
            str(status or "none"): number for status, number in sorted(Counter(s.status for s in self.shots).items())
        }


def _shoot(client: Asks, plan: Plan, number: int) -> Shot:
    """Send one instance, in turn, and judge the answer."""
    place = number % len(plan.instances)
    try:
        reply = client.request("POST", "/invocations", body_of([plan.instances[place]]))
    except Unanswered as error:
        return Shot(0, 0.0, str(error))
    try:
        answers.expected(reply, plan.expected[place : place + 1], 1)
    except Broken as error:
        return Shot(reply.status, reply.milliseconds, str(error), reply)
    return Shot(reply.status, reply.milliseconds)


def fire(plan: Plan, connect: Callable[[], Asks]) -> Volley:
    """Send `plan.requests` requests from `plan.concurrency` workers, each on a connection of its own."""
    numbers, lock = count(), threading.Lock()

    def worker(_number: int) -> tuple[list[Shot], int]:
        shots: list[Shot] = []
        with connect() as client:
            while True:
                with lock:
                    number = next(numbers)
                if number >= plan.requests:
                    return shots, client.connections
                shots.append(_shoot(client, plan, number))

    workers = min(plan.concurrency, plan.requests)
    with ThreadPoolExecutor(workers) as pool:
        results = list(pool.map(worker, range(workers)))
    return Volley(
        [shot for shots, _connections in results for shot in shots], sum(number for _shots, number in results)
    )

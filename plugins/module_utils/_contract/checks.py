# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The checks: each sends its requests and returns what it saw, or raises Broken or Unanswered."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from . import answers
from .answers import Broken
from .client import Asks, Reply, Unanswered
from .load import Volley, fire
from .plan import Plan, body_of

BATCH = 32
PACKED_ANSWER_BYTES = 8192  # an answer this large is worth packing for any workload
MOST_INSTANCES = 500

# Wrong for every workload: no JSON, not UTF-8, or not the shape that carries instances.
WRONG_BODIES: Mapping[str, bytes] = {
    "an empty body": b"",
    "a body that is not JSON": b"instances",
    "half a JSON body": b'{"instances": [',
    "a body that is not UTF-8": b'{"instances": "\xff"}',
    "a list": b"[]",
    "an object without instances": b"{}",
    "instances that are null": b'{"instances": null}',
    "instances that are a text": b'{"instances": "1"}',
    "no instance": b'{"instances": []}',
    "an instance that is null": b'{"instances": [null]}',
    "an instance that is not a number": b'{"instances": [[NaN]]}',
}


@dataclass(frozen=True)
class Seen:
    """A check that passed: the last status, the milliseconds its requests took, what to say about it."""

    status: int
    milliseconds: float
    message: str
    volley: Volley | None = None


@dataclass(frozen=True)
class Context:
    """What the checks share: the plan, a client for single requests, and how to open more."""

    plan: Plan
    client: Asks
    connect: Callable[[], Asks]

    def invoke(self, body: bytes, headers: Mapping[str, str] | None = None) -> Reply:
        return self.client.request("POST", "/invocations", body, headers)


def ping(context: Context) -> Seen:
    reply = context.client.request("GET", "/ping")
    if answers.content(reply, 200).get("status") != "ok":
        raise Broken('status 200 without {"status": "ok"}', reply=reply)
    return Seen(200, reply.milliseconds, "is up")


def one(context: Context) -> Seen:
    reply = context.invoke(body_of(context.plan.instances[:1]))
    answers.expected(reply, context.plan.expected[:1], 1)
    return Seen(200, reply.milliseconds, "one prediction for one instance")


def batch(context: Context) -> Seen:
    plan = context.plan
    # Two instances at least, the first one twice if it is the only one: a batch of one proves nothing.
    instances, expected = (list(values[:BATCH]) for values in (plan.instances, plan.expected))
    if len(instances) == 1:
        instances, expected = instances * 2, expected * 2
    reply = context.invoke(body_of(instances))
    answers.expected(reply, expected, len(instances))
    return Seen(200, reply.milliseconds, f"{len(instances)} predictions for {len(instances)} instances")


def wrong_input(context: Context) -> Seen:
    milliseconds = 0.0
    for what, body in WRONG_BODIES.items():
        try:
            reply = context.invoke(body)
            answers.refusal(reply, 400)
        except Unanswered as error:
            raise Unanswered(f"{what}: {error}") from error
        except Broken as error:
            raise Broken(f"{what}: {error}", error.reply) from error
        milliseconds += reply.milliseconds
    return Seen(400, milliseconds, f"{len(WRONG_BODIES)} kinds of wrong input refused")


def too_large(context: Context) -> Seen:
    size = context.plan.max_body_bytes + 1
    frame = len(json.dumps({"instances": [], "filling": ""}))
    body = json.dumps({"instances": [], "filling": "x" * (size - frame)}).encode() if size > frame else b" " * size
    reply = context.invoke(body)
    answers.refusal(reply, 413)
    return Seen(413, reply.milliseconds, f"{size} bytes refused")


def concurrent(context: Context) -> Seen:
    volley = fire(context.plan, context.connect)
    if volley.failed:
        kinds = Counter(shot.failure for shot in volley.failed)
        listed = ", ".join(f"{number} x {failure}" for failure, number in kinds.most_common(3))
        raise VolleyBroken(f"{len(volley.failed)} of {len(volley.shots)} requests failed: {listed}", volley)
    slowest = max(shot.milliseconds for shot in volley.shots)
    return Seen(200, slowest, f"{len(volley.shots)} requests answered", volley)


class VolleyBroken(Broken):
    """Some of many requests failed; the first of them is the example."""

    def __init__(self, message: str, volley: Volley) -> None:
        first = volley.failed[0]
        super().__init__(message, first.reply, first.status)
        self.volley = volley


def gzip(context: Context) -> Seen:
    plan = context.plan
    single = context.invoke(body_of(plan.instances[:1]))
    answers.predictions(single, 1)
    number = min(math.ceil(PACKED_ANSWER_BYTES / max(len(single.body) - len('{"predictions":[]}'), 1)), MOST_INSTANCES)
    instances = [plan.instances[place % len(plan.instances)] for place in range(number)]
    body = body_of(instances)
    plain = context.invoke(body)
    wanted = answers.predictions(plain, number)
    if "content-encoding" in plain.headers:
        raise Broken("a packed answer for a client that did not ask for one", plain)
    packed = context.invoke(body, {"Accept-Encoding": "gzip"})
    found = answers.predictions(packed, number)
    if packed.headers.get("content-encoding", "").strip().lower() != "gzip":
        raise Broken(f"an answer of {len(packed.body)} bytes is not packed with Accept-Encoding: gzip", packed)
    if found != wanted:
        raise Broken("the packed answer differs from the plain one", packed)
    return Seen(200, packed.milliseconds, f"{len(plain.body)} bytes packed to {len(packed.body)}")


CHECKS: Mapping[str, Callable[[Context], Seen]] = {
    check.__name__: check for check in (ping, one, batch, wrong_input, too_large, concurrent, gzip)
}

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Deleting what a plan says, and going on past what cannot be deleted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from .._engine.errors import EngineError
from .._engine.values import dig, put
from .._engine.waits import Clock
from .calling import Aws, is_absent, reason_of, request_of
from .places import gather
from .planning import Plan, reason_to_stay
from .resource import Resource, as_time
from .table import Call, Each, End, Gone

THREADS = 8
BATCH = 1000


@dataclass(frozen=True)
class Outcome:
    """What became of a resource: deleted with so many parts at a time, or still there for a reason.

    *remark* is what to know of one that was deleted.
    """

    resource: Resource
    reason: str = ""
    parts: int = 0
    time: str = ""
    remark: str = ""

    @property
    def is_deleted(self) -> bool:
        """Whether it is gone."""
        return not self.reason


class Deleter:
    """Deletes resources. *timeout* is how long one may be in use or take to go, in seconds; else its kind says so."""

    def __init__(self, aws: Aws, clock: Clock, timeout: float | None = None) -> None:
        self._aws = aws
        self._clock = clock
        self._timeout = timeout

    def run(self, plan: Plan) -> list[Outcome]:
        """Delete in order; what something uses that could not be deleted is left as well."""
        outcomes = [
            Outcome(r, f"this version cannot delete a resource of the kind {r.kind.label}") for r in plan.impossible
        ]
        for wave in plan.waves:
            remaining = [outcome.resource for outcome in outcomes if not outcome.is_deleted]
            with ThreadPoolExecutor(THREADS) as pool:
                outcomes += pool.map(lambda resource, left=remaining: self._take(plan, resource, left), wave)
        return outcomes

    def _take(self, plan: Plan, resource: Resource, remaining: Sequence[Resource]) -> Outcome:
        reason = reason_to_stay(resource, remaining)
        if reason:
            return Outcome(resource, reason)
        return _went(resource) if plan.goes_along(resource) else self._delete(resource)

    def _delete(self, resource: Resource) -> Outcome:
        try:
            parts, remark = self._attempts(resource)
            if resource.kind.gone:
                self._wait(resource, resource.kind.gone, resource.raw, "gone")
        except EngineError as error:
            if not self._has_gone(resource):
                return Outcome(resource, error.message)
            parts, remark = 0, ""
        return _went(resource, parts, remark)

    def _has_gone(self, resource: Resource) -> bool:
        """Say whether what could not be deleted had gone by itself.

        A permission that asks for a tag is none for what is not there, such as a volume that went with its instance.
        """
        gone = resource.kind.gone
        try:
            return gone is not None and not self._call(
                resource, gone.call.operation, request_of(gone.call, resource.raw)
            )
        except EngineError:
            return False

    def _attempts(self, resource: Resource) -> tuple[int, str]:
        """Delete it and what is in it, again while it is in use. Returns how many parts it had, and a remark if any."""
        failures: list[EngineError] = []
        for _attempt in self._clock.attempts(self._limit(resource), 10.0, first=1.0):
            try:
                remarks = [self._end(resource, step) for step in resource.kind.deletion if isinstance(step, End)]
                steps = [step for step in resource.kind.deletion if not isinstance(step, End)]
                return sum(self._step(resource, step) for step in steps), "; ".join(filter(None, remarks))
            except EngineError as error:
                if error.code not in resource.kind.busy:
                    raise
                failures.append(error)
        raise failures[-1]

    def _step(self, resource: Resource, step: Call | Each) -> int:
        if isinstance(step, Call):
            self._call(resource, step.operation, request_of(step, resource.raw))
            return 0
        if step.batch:
            return sum(self._batch(resource, step, items) for items in self._pages(resource, step))
        items = [item for page in list(self._pages(resource, step)) for item in page]
        for item in items:
            self._call(resource, step.call.operation, request_of(step.call, _scope(resource, item)))
        return len(items)

    def _end(self, resource: Resource, step: End) -> str:
        """End what would go on without the resource. Returns what to expect if that is not permitted."""
        if not step.when(resource.raw):
            return ""
        try:
            answer = self._call(resource, step.call.operation, request_of(step.call, resource.raw))
            if answer:
                self._wait(resource, step.done, _scope(resource, answer), f"through with {step.call.operation}")
        except EngineError as error:
            if error.is_denied:
                return f"{step.otherwise.format(name=resource.name)} ({reason_of(error)})"
            if error.code not in step.nothing:
                raise
        return ""

    def _pages(self, resource: Resource, step: Each) -> Iterator[list[Any]]:
        listing = step.listing
        request = request_of(listing.call, resource.raw)
        try:
            for page in self._aws.pages(*self._where(resource), listing.call.operation, request):
                yield [item for item in gather(page, listing.items) if listing.only is None or listing.only(item)]
        except EngineError as error:
            if not is_absent(error):
                raise

    def _batch(self, resource: Resource, step: Each, items: list[Any]) -> int:
        own = {name: place for name, place in step.call.params.items() if place.startswith("@")}
        of_item = Call("", {name: place for name, place in step.call.params.items() if name not in own})
        for start in range(0, len(items), BATCH):
            chosen = [request_of(of_item, item) for item in items[start : start + BATCH]]
            request = request_of(Call("", own), _scope(resource, {}))
            for name, constant in step.call.constants.items():
                request[name] = dict(constant) if isinstance(constant, Mapping) else constant
            put(request, step.batch, chosen)
            answer = self._call(resource, step.call.operation, request)
            failed = gather(answer, step.errors)
            if failed:
                raise EngineError(
                    f"{step.call.operation} left {len(failed)} of {len(chosen)}, the first because of"
                    f" {dig(failed[0], 'Code')}: {dig(failed[0], 'Message')}",
                    code=str(dig(failed[0], "Code")),
                )
        return len(items)

    def _call(self, resource: Resource, operation: str, request: Mapping[str, Any]) -> dict[str, Any]:
        try:
            return self._aws.call(*self._where(resource), operation, request)
        except EngineError as error:
            if is_absent(error):
                return {}
            raise

    def _wait(self, resource: Resource, gone: Gone, scope: Mapping[str, Any], goal: str) -> None:
        state, limit = "present", self._limit(resource)
        for _attempt in self._clock.attempts(limit, 5.0, first=0.5):
            answer = self._call(resource, gone.call.operation, request_of(gone.call, scope))
            if not answer:
                return
            states = [str(found) for found in gather(answer, gone.path)] if gone.path else [state]
            if not states or set(states) <= set(gone.states):
                return
            state = ", ".join(states)
        raise EngineError(f"{resource.name} was not {goal} within {limit:g} seconds; when last seen: {state}")

    def _limit(self, resource: Resource) -> float:
        return resource.kind.seconds if self._timeout is None else self._timeout

    def _where(self, resource: Resource) -> tuple[str, str]:
        return resource.kind.service, self._aws.home if resource.kind.is_global else resource.region


def _went(resource: Resource, parts: int = 0, remark: str = "") -> Outcome:
    return Outcome(resource, parts=parts, time=as_time(datetime.now(UTC)), remark=remark)


def _scope(resource: Resource, item: Any) -> dict[str, Any]:
    """Return what parameters of a part refer to: the part's own places, and the resource's after ``@``."""
    own = {f"@{name}": value for name, value in resource.raw.items() if not name.startswith("@")}
    return {**own, **(item if isinstance(item, Mapping) else {"@item": item})}

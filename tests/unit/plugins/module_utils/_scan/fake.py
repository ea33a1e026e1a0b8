# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An AWS of the tests' own: answers by operation, and a list of what was asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any, TypeAlias

from ansible_collections.inferops.aws.plugins.module_utils._engine.errors import EngineError
from ansible_collections.inferops.aws.plugins.module_utils._engine.waits import Clock
from ansible_collections.inferops.aws.plugins.module_utils._scan.kinds import BY_NAME
from ansible_collections.inferops.aws.plugins.module_utils._scan.resource import Place, Resource

Reaction = Callable[[str, Mapping[str, Any]], Any]
Answer: TypeAlias = "Mapping[str, Any] | Exception | Reaction"


def refusal(code: str, reason: str = "no") -> EngineError:
    return EngineError(f"Op failed: {code}: {reason}", operation="Op", code=code, reason=reason)


class FakeAws:
    """Answers a call from *answers*; what is not there is an empty answer."""

    def __init__(self, answers: Mapping[str, Answer] | None = None, home: str = "eu-central-1") -> None:
        self.answers = dict(answers or {})
        self.home = home
        self.calls = 0
        self.asked: list[tuple[str, str, dict[str, Any]]] = []

    def place(self, region: str) -> Place:
        return Place("111111111111", "aws", region)

    def call(self, _service: str, region: str, operation: str, request: Mapping[str, Any]) -> Any:
        self.calls += 1
        self.asked.append((operation, region, dict(request)))
        answer = self.answers.get(operation, {})
        if callable(answer):
            answer = answer(region, request)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def pages(self, service: str, region: str, operation: str, request: Mapping[str, Any]) -> Iterator[Any]:
        answer = self.call(service, region, operation, request)
        yield from answer if isinstance(answer, list) else [answer]

    def operations(self) -> list[str]:
        return [operation for operation, _region, _request in self.asked]


class FakeClock(Clock):
    """Time that passes only by sleeping."""

    def __init__(self) -> None:
        self.time = 0.0
        super().__init__(now=lambda: self.time, sleep=self._sleep)

    def __setattr__(self, name: str, value: Any) -> None:
        object.__setattr__(self, name, value)

    def _sleep(self, seconds: float) -> None:
        self.time += seconds


OURS = {
    "inferops:managed-by": "inferops.aws",
    "inferops:deployment": "digits-eu",
    "inferops:workload": "digits",
    "inferops:region": "eu-central-1",
}
UNPLACED = {name: value for name, value in OURS.items() if name != "inferops:region"}


def made(
    kind: str, name: str, region: str = "eu-central-1", tags: Mapping[str, str] | None = None, **raw: Any
) -> Resource:
    """Return a resource as a scan finds it; without tags, what has no region is that of *region* all the same."""
    row = BY_NAME[kind]
    tags = ({"inferops:region": region} if row.is_global else {}) if tags is None else tags
    service, _colon, type_ = row.type.partition(":")
    where = "global" if row.is_global else region
    arn = f"arn:aws:{service}:{where}:111111111111:{type_ or 'x'}:{name}"
    parent = raw.pop("parent", None)
    return Resource(row, where, raw.pop("id", name), name, arn, tags, {"@arn": arn, **raw}, parent)


def undeletable(name: str) -> Resource:
    """Return a resource of a kind that stands alone and that no row can delete."""
    found = made("eks_cluster", name)
    return replace(found, kind=replace(found.kind, deletion=()))

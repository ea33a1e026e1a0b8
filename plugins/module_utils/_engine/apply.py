# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Doing what a plan says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from .api import Api
from .errors import EngineError
from .problems import told
from .steps import Current, Plan, Step
from .table import ANSWER, ID, ROOT, Key, Ref, Table, Wait
from .values import dig
from .waits import Clock, await_state, is_settled

Known = dict[Key, dict[str, Any]]


def _known(before: Current | None, options: Mapping[str, Any], table: Table) -> Known:
    """Return the attributes of every resource that exists, to which those that get created are added."""
    before = before or Current()
    known: Known = {ROOT: {**options, **before.attributes}}
    for child in table.children:
        for name, item in before.children.get(child.option, {}).items():
            known[(child.option, name)] = dict(item.attributes)
    return known


def _resolve(value: Any, known: Known, table: Table) -> Any:
    if isinstance(value, Ref):
        ids = {child.option: child.table.id for child in table.children}
        attribute = ids[value.of[0]] if value.attribute == ID else value.attribute
        found = dig(known.get(value.of, {}), attribute)
        return value.form.format(found) if isinstance(found, str) else found
    if isinstance(value, Mapping):
        return {name: _resolve(item, known, table) for name, item in value.items()}
    return value


class Apply:
    """Runs the steps of a plan one after the other.

    A wait is met before the next write, or at the end when the caller waits: what AWS refuses while
    another change is under way is never tried.
    """

    def __init__(self, api: Api, table: Table, options: Mapping[str, Any], clock: Clock) -> None:
        self._api = api
        self._table = table
        self._options = options
        self._clock = clock
        self._timeout = float(options.get("wait_timeout") or 300)

    def run(self, plan: Plan) -> list[str]:
        """Apply *plan*; return what AWS remarks about the writes.

        Raises EngineError where AWS refuses, a state is a failure or a wait takes too long.
        """
        known = _known(plan.before, self._options, self._table)
        outstanding: Wait | None = None
        remarks: list[str] = []
        for step in plan.steps:
            self._wait(outstanding, known)
            answer = self._call(step, known)
            known[ANSWER] = answer
            known.setdefault(step.target, {}).update(dig(answer, step.call.result) or {})
            remarks.extend(filter(None, map(told, dig(answer, step.call.warnings) or ()) if step.call.warnings else ()))
            outstanding = step.call.wait
        if self._options.get("wait", True):
            self._wait(outstanding, known)
        return remarks

    def settle(self, current: Current) -> bool:
        """Wait for what an earlier, perhaps interrupted, run has started; return whether there was anything.

        How that ended does not matter to a deletion.
        """
        known = _known(current, self._options, self._table)
        pending = [wait for wait in self._table.settled if not is_settled(wait, current.attributes)]
        for wait in pending:
            leaves = self._options.get("state") == "absent"
            self._wait(replace(wait, done=(*wait.done, *wait.failed), failed=()) if leaves else wait, known)
        return bool(pending)

    def see_off(self, current: Current) -> None:
        """Wait until a resource that is being deleted is gone."""
        self._wait(self._table.delete.wait, _known(current, self._options, self._table))

    def _wait(self, wait: Wait | None, known: Known) -> None:
        if wait is not None:
            params = _resolve(wait.params, known, self._table)
            names = [str(known[ROOT].get(source)) for source in self._table.identity.values()]
            label = " ".join([self._table.label, *names])
            await_state(self._api, wait, params, label, self._clock, self._timeout)

    def _call(self, step: Step, known: Known) -> dict[str, Any]:
        params = _resolve(step.params, known, self._table)
        begin = self._clock.now()
        for _attempt in self._clock.attempts(self._timeout, 5.0, first=1.0):
            try:
                return self._api.call(step.call.operation, params)
            except EngineError as error:
                failure = error
            if self._clock.now() - begin >= self._patience(failure):
                break
        raise failure

    def _patience(self, error: EngineError) -> float:
        """Return for how many seconds a write that fails with *error* is repeated."""
        return max((r.within for r in self._table.retries if r.matches(error.code, error.reason)), default=0.0)

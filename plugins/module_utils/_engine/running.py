# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The way of every module: read, plan, apply, report."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

from .api import Api, Module, connect
from .apply import Apply
from .errors import EngineError
from .ownership import ours, stays_ours
from .planning import plan
from .reading import conformed, observe
from .remarks import tell
from .steps import Current, Plan
from .table import Table
from .values import compact, dig, is_empty, pick
from .waits import Clock

CLOCK = Clock()

SHOWN_WITHIN = 60.0
"""For how many seconds AWS may hide what it has just made: its reads are eventually consistent."""


def view(table: Table, current: Current | None) -> dict[str, Any]:
    """Return what a person set or could have set, as far as it is set: one side of a diff."""
    if current is None:
        return {}
    literal = {field.name for field in table.shown if field.literal}
    shown = {name: item if name in literal else compact(item) for name, item in current.fields.items()}
    fields = {name: item for name, item in shown.items() if not is_empty(item)}
    tags = {"tags": dict(current.tags)} if table.tags else {}
    children = {
        child.option: {name: view(child.table, item) for name, item in current.children.get(child.option, {}).items()}
        for child in table.children
    }
    return deepcopy({**fields, **tags, **children})


def attributes(table: Table, current: Current) -> dict[str, Any]:
    """Return a resource as a module reports it: attributes that AWS decides, fields, tags, collections."""
    result = {name: current.attributes.get(name) for name in table.returns}
    result.update({field.name: current.fields.get(field.name) for field in table.shown})
    if table.tags:
        result["tags"] = current.tags
    for child in table.children:
        found = current.children.get(child.option, {})
        result[child.option] = [
            {child.key: name, **attributes(child.table, item)} for name, item in sorted(found.items())
        ]
    return deepcopy(result)


def _diff(table: Table, wanted: Mapping[str, Any], planned: Plan) -> dict[str, Any]:
    before, after = view(table, planned.before), view(table, planned.after)
    for name, (old, new) in planned.attributes.items():
        before[name], after[name] = old, new
    if table.conceal:
        table.conceal(wanted, before, after)
    return {"before": before, "after": after}


def _result(table: Table, wanted: Mapping[str, Any], current: Current | None) -> dict[str, Any]:
    if current is None:
        return {}
    result = attributes(table, current)
    if table.conceal:
        table.conceal(wanted, result, result)
    return result


@dataclass(frozen=True)
class Job:
    """A resource that was read and planned for, and for which nothing was done yet."""

    api: Api
    table: Table
    wanted: Mapping[str, Any]
    planned: Plan
    check_mode: bool
    clock: Clock

    def given(self, **more: Any) -> Job:
        """Return the job as it is with *more* options; nothing is read again."""
        wanted = {**self.wanted, **more}
        return replace(self, wanted=wanted, planned=plan(self.table, wanted, self.planned.before))

    def finish(self) -> dict[str, Any]:
        """Do what is planned, and tell what was remarked; return the arguments of exit_json."""
        result, remarks = self.outcome()
        tell(remarks)
        return result

    def outcome(self) -> tuple[dict[str, Any], list[str]]:
        """Do what is planned; return the arguments of exit_json, and what a person should know.

        Check mode and `changed` are decided here and nowhere else: in check mode the planned result is
        returned, nothing is written and nothing waited for; a resource changed exactly if the plan has steps.
        """
        final, remarks = self.planned.after, list[str]()
        if self.planned.steps and not self.check_mode:
            remarks = Apply(self.api, self.table, self.wanted, self.clock).run(self.planned)
            if final is not None:
                final = self._see()
        if final is not None and self.table.warn:
            remarks.extend(self.table.warn(final.attributes))
        result = {
            "changed": bool(self.planned.steps),
            "diff": _diff(self.table, self.wanted, self.planned),
            **_result(self.table, self.wanted, final),
        }
        return result, remarks

    def _see(self) -> Current:
        """Read what was written; AWS may not show something new at once."""
        for _attempt in self.clock.attempts(SHOWN_WITHIN, 5.0):
            found = observe(self.api, self.table, self.wanted)
            if found is not None:
                return found
        raise EngineError(
            f"{self.table.label}: all was written, and {self.table.find.operation} still finds nothing after "
            f"{SHOWN_WITHIN:g} seconds.",
            operation=self.table.find.operation,
        )


def _is_leaving(table: Table, current: Current) -> bool:
    """Say whether the resource is being deleted."""
    gone = table.delete.wait
    return gone is not None and dig(current.attributes, gone.path) in table.deleting


def prepare(module: Module, table: Table, options: Mapping[str, Any] | None = None, clock: Clock | None = None) -> Job:
    """Read a resource and plan how it comes into the state that the options ask for.

    What an earlier run has started is awaited first, so that the plan is about what came of it. In check
    mode nothing is waited for.
    """
    api = connect(module, table.service, table.hints)
    wanted = conformed(api, table, module.params if options is None else options)
    clock = clock or CLOCK
    started = Apply(api, table, wanted, clock)
    patient = not module.check_mode and wanted.get("wait", True)
    current = ours(table, wanted, observe(api, table, wanted))
    if current is not None and _is_leaving(table, current):
        if patient or (wanted.get("state") != "absent" and not module.check_mode):
            started.see_off(current)
        current = None
    planned = plan(table, wanted, current)
    if current is not None and not module.check_mode and (planned.steps or patient) and started.settle(current):
        planned = plan(table, wanted, ours(table, wanted, observe(api, table, wanted)))
    stays_ours(wanted, planned)
    return Job(api, table, wanted, planned, module.check_mode, clock)


def run(
    module: Module, table: Table, options: Mapping[str, Any] | None = None, clock: Clock | None = None
) -> dict[str, Any]:
    """Bring a resource into the state that the options ask for; return the arguments of exit_json."""
    return prepare(module, table, options, clock).finish()


def before(result: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """Return what some settings were before the run that gave *result*."""
    return pick(result["diff"]["before"], names)

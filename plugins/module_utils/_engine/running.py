# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The way of every module: read, plan, apply, report."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from .api import Module, connect
from .apply import Apply
from .planning import plan
from .reading import conformed, observe
from .steps import Current, Plan
from .table import Table
from .values import compact, pick
from .waits import Clock

CLOCK = Clock()


def view(table: Table, current: Current | None) -> dict[str, Any]:
    """Return what a person set or could have set, as far as it is set: one side of a diff."""
    if current is None:
        return {}
    fields = compact(current.fields) or {}
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


def run(
    module: Module, table: Table, options: Mapping[str, Any] | None = None, clock: Clock | None = None
) -> dict[str, Any]:
    """Bring a resource into the state that the options ask for; return the arguments of exit_json.

    Check mode and `changed` are decided here and nowhere else: in check mode the planned result is
    returned, nothing is written and nothing waited for; a resource changed exactly if the plan has steps.
    """
    api = connect(module, table.service, table.hints)
    wanted = conformed(api, table, module.params if options is None else options)
    current = observe(api, table, wanted)
    planned = plan(table, wanted, current)
    final = planned.after
    if not module.check_mode:
        moved = Apply(api, table, wanted, clock or CLOCK).run(planned)
        if final is not None and moved:
            final = observe(api, table, wanted)
    return {
        "changed": bool(planned.steps),
        "diff": _diff(table, wanted, planned),
        **_result(table, wanted, final),
    }


def before(result: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """Return what some settings were before the run that gave *result*."""
    return pick(result["diff"]["before"], names)

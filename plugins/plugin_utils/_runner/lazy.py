# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The variables of a host are wrapped once for all templates of a task, and not once for each.

A template gets all variables of its host, some nine hundred, each in a wrapper that says that it is not rendered yet.
Ansible makes the wrappers anew for every template, also for one that another leads to: a quarter of a worker's time.
Here the wrappers, which nobody changes, are kept, and each template gets a dictionary of its own of them. They are
used again only for the same dictionary that holds, name by name, the same objects.
"""

from __future__ import annotations

import dataclasses
import operator
import threading
import typing as t

from ansible._internal._templating._lazy_containers import _LazyValue

MANY = 64
"""From this number of variables on, keeping takes less than wrapping."""

KEPT = 4
"""Of how many dictionaries the wrappers are kept: a task has its variables and some copies with a loop's item."""


@dataclasses.dataclass(frozen=True)
class _Wrapped:
    values: dict[str, t.Any]
    """What was wrapped; held, so that its identity stays its own."""
    names: tuple[str, ...]
    objects: tuple[t.Any, ...]
    wrappers: dict[str, _LazyValue]

    def holds(self, values: dict[str, t.Any]) -> bool:
        """Say whether these are the wrappers of what `values` has now."""
        return (
            self.values is values
            and len(self.names) == len(values)
            and all(map(operator.is_, values, self.names))
            and all(map(operator.is_, values.values(), self.objects))
        )


class _Kept(threading.local):
    """What is kept for this thread, by the identity of what was wrapped."""

    def __init__(self) -> None:
        self.wrapped: dict[int, _Wrapped] = {}


_kept = _Kept()


def wrapped(values: dict[str, t.Any]) -> dict[str, _LazyValue]:
    """Return each value in a wrapper; the dictionary is for reading only."""
    known = _kept.wrapped
    kept = known.get(id(values))
    if kept is None or not kept.holds(values):
        known.pop(id(values), None)
        while len(known) >= KEPT:
            del known[next(iter(known))]
        wrappers = {name: _LazyValue(value) for name, value in values.items()}
        kept = _Wrapped(values, tuple(values), tuple(values.values()), wrappers)
        known[id(values)] = kept
    return kept.wrappers


def forget() -> None:
    """Let go of what a task had that is over."""
    _kept.wrapped.clear()

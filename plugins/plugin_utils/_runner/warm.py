# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Inside the parent: import before forking what many forks would each import again.

Only code and botocore's descriptions of the services are kept, never a client with real credentials.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import typing as t

from . import aws_calls, eligible, source


def start() -> None:
    """Import what every module in process needs."""
    with _kept():
        aws_calls.share()


_seen: set[str] = set()
"""The actions whose modules were looked at."""

_plays: dict[int, tuple[t.Any, t.Iterator[str]]] = {}
"""By the identity of a play that play, so that the identity stays its own, and the actions not looked at yet."""


def module(action: str) -> bool:
    """Import the modules of a task, and so all that they import, before the first worker for it is forked.

    `action` is the task's fully qualified name. Returns whether there was anything to import. A module that cannot be
    imported is left alone: its own run will say why.
    """
    names = () if action in _seen else _modules(action)
    _seen.add(action)
    for name in names:
        with _kept(), contextlib.suppress(Exception):
            imported = importlib.import_module(name)
            loader: t.Any = imported.__loader__
            source.read(imported.__file__ or "", loader.get_code(name))
            aws_calls.share_service_of(name.rpartition(".")[2])
    return bool(names)


def _modules(action: str) -> tuple[str, ...]:
    """Return the importable names of the modules that an action runs in process."""
    if action == "ansible.builtin.copy":
        return tuple(f"ansible.modules.{name}" for name in eligible.BUILTIN)
    namespace, _dot, rest = action.partition(".")
    collection, dot, name = rest.partition(".")
    if not dot or f"{namespace}.{collection}" not in eligible.COLLECTIONS:
        return ()
    return (f"ansible_collections.{namespace}.{collection}.plugins.modules.{name}",)


def ahead_of(task: t.Any) -> None:
    """Import the module of one further task of the same play; the parent has nothing else to do while a worker works.

    What tasks there are is only looked up in the play, as far as it is known by now.
    """
    block = task._parent
    while block is not None and getattr(block, "_parent", None) is not None:
        block = block._parent
    play = getattr(block, "_play", None)
    if play is None:
        return
    if id(play) not in _plays:
        _plays[id(play)] = (play, _actions([*play.pre_tasks, *_role_blocks(play), *play.tasks]))
    _play, actions = _plays[id(play)]
    with contextlib.suppress(StopIteration):
        while not module(next(actions)):
            pass


def _role_blocks(play: t.Any) -> list[t.Any]:
    return [block for role in play.roles if not role.from_include for block in role.get_task_blocks()]


def _actions(entries: t.Iterable[t.Any]) -> t.Iterator[str]:
    """Return the actions of tasks, and of those in blocks, in the order in which they come."""
    for entry in entries:
        if hasattr(entry, "block"):
            yield from _actions(entry.block)
        else:
            yield entry.resolved_action or entry.action


@contextlib.contextmanager
def _kept() -> t.Iterator[None]:
    """Make what is created here permanent: a collection in a fork would touch, and so copy, all of its memory."""
    was_enabled = gc.isenabled()
    gc.disable()  # looking through what is meant to stay is time lost
    try:
        yield
    finally:
        gc.freeze()
        if was_enabled:
            gc.enable()

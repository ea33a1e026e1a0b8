# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Inside the parent: import before forking what many forks would each import again.

Only code and botocore's descriptions of the services are kept, never a client with real credentials.
"""

from __future__ import annotations

import contextlib
import functools
import gc
import importlib
import typing as t

from . import aws_calls, eligible, source


def start() -> None:
    """Import what every module in process needs."""
    with _kept():
        aws_calls.share()


@functools.cache
def module(action: str) -> None:
    """Import the module of a task, and so all that it imports, before the first worker for it is forked.

    `action` is the task's fully qualified name. A module that cannot be imported is left alone: its own run
    will say why.
    """
    namespace, _dot, rest = action.partition(".")
    collection, dot, name = rest.partition(".")
    if not dot or f"{namespace}.{collection}" not in eligible.COLLECTIONS:
        return
    with _kept(), contextlib.suppress(Exception):
        imported = importlib.import_module(f"ansible_collections.{namespace}.{collection}.plugins.modules.{name}")
        loader: t.Any = imported.__loader__
        source.read(imported.__file__ or "", loader.get_code(imported.__name__))
        aws_calls.share_service_of(name)


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

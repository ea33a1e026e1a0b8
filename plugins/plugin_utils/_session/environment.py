# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Acting as a host's session where Ansible itself runs: in an action or a lookup, which see no task's environment."""

from __future__ import annotations

import collections.abc as c
import contextlib
import os
import typing as t

from .._runner import aws_calls

Pairs = tuple[tuple[str, str], ...]
"""A dictionary of texts that can be the key of a cache."""


def pairs(given: c.Mapping[str, t.Any]) -> Pairs:
    """Return a dictionary as pairs of texts."""
    return tuple((str(name), str(value)) for name, value in given.items())


@contextlib.contextmanager
def changed_environment(variables: c.Mapping[str, str]) -> c.Iterator[None]:
    """Hold environment variables for a while; a worker may run several items of a loop."""
    before = dict(os.environ)
    os.environ.update(variables)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


@contextlib.contextmanager
def acting_as(environment: c.Mapping[str, str]) -> c.Iterator[None]:
    """Call AWS with the environment of a session, and as modules call it in the runner."""
    with changed_environment(environment), aws_calls.arranged():
        yield

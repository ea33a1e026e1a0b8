# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Filters as a user may have them beside a playbook: one that counts, one that lets nothing through."""

from __future__ import annotations

import collections.abc as c
import itertools
import typing as t

_numbers = itertools.count()


def users_number(_value: t.Any) -> int:
    """Return how often this process was asked before."""
    return next(_numbers)


def users_safe(values: c.Mapping[str, t.Any], key: str) -> t.Any:
    """Return a value, or a word for it if there is any trouble."""
    try:
        return values[key]
    except BaseException:
        return "trouble"


class FilterModule:
    """The filters of this file."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        return {"users_number": users_number, "users_safe": users_safe}

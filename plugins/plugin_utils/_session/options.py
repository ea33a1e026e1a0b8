# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The collection-wide options: each is the variable ``inferops_<option>`` of a host."""

from __future__ import annotations

import functools
import typing as t

import yaml

from ...modules.session import DOCUMENTATION

PREFIX = "inferops_"

OF_THE_TASK = ("offline", "roles")
"""Options that say what a task is for, and are no variables of a host."""


@functools.cache
def options() -> dict[str, dict[str, t.Any]]:
    """Return the options of `inferops.aws.session` that are also variables, as its documentation has them."""
    documented = yaml.load(DOCUMENTATION, getattr(yaml, "CSafeLoader", yaml.SafeLoader))["options"]
    return {name: option for name, option in documented.items() if name not in OF_THE_TASK}


def variables() -> dict[str, dict[str, t.Any]]:
    """Return the same options by the names of the variables."""
    return {PREFIX + name: option for name, option in options().items()}

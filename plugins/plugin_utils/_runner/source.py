# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A module's file: its compiled code, and whether it is a module of the kind that can run in a fork."""

from __future__ import annotations

import dataclasses
import functools
import re
import types

from ansible.executor import module_common

_PATH = re.compile(r"/(ansible_collections/([^/]+)/([^/]+)/plugins/modules/.+)\.py$")


@dataclasses.dataclass(frozen=True)
class Source:
    """A module's file as ansible-core sees it."""

    code: types.CodeType
    new_style: bool
    """Whether it takes its arguments through `AnsibleModule`, which is how the fork hands them over."""
    respawns: bool
    """Whether it may start itself anew under another interpreter, for which it needs Ansible's archive."""
    interpreter: str
    """What its first line asks for."""
    interpreter_arguments: tuple[str, ...]


@functools.cache
def read(path: str) -> Source:
    """Read and compile a module's file; raises OSError and SyntaxError.

    The result is kept, so that what the parent has read no worker reads again.
    """
    with open(path, "rb") as file:
        data = file.read()
    interpreter, arguments = module_common._extract_interpreter(data)
    return Source(
        code=compile(data, path, "exec", dont_inherit=True),
        new_style=module_common.REPLACER not in data and bool(module_common.NEW_STYLE_PYTHON_MODULE_RE.search(data)),
        respawns=b"respawn_module" in data,
        interpreter=interpreter or "/usr/bin/python",
        interpreter_arguments=tuple(arguments),
    )


def importable_name(path: str, collections: tuple[str, ...]) -> str | None:
    """Return the importable name of a module file of one of the collections, else None."""
    match = _PATH.search(path)
    if not match or f"{match[2]}.{match[3]}" not in collections:
        return None
    return match[1].replace("/", ".")

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A module's file: its compiled code, and whether it is a module of the kind that can run in a fork."""

from __future__ import annotations

import dataclasses
import os
import re
import types

import ansible.modules
from ansible.executor import module_common

_PATH = re.compile(r"/(ansible_collections/([^/]+)/([^/]+)/plugins/modules/.+)\.py$")

_BUILTIN_FOLDERS = tuple(ansible.modules.__path__)


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


_known: dict[str, Source] = {}
"""By path: what the parent has read no worker reads again."""


def read(path: str, code: types.CodeType | None = None) -> Source:
    """Read a module's file and compile it, unless its code is given; raises OSError and SyntaxError."""
    if path not in _known:
        with open(path, "rb") as file:
            data = file.read()
        interpreter, arguments = module_common._extract_interpreter(data)
        _known[path] = Source(
            code=code or compile(data, path, "exec", dont_inherit=True),
            new_style=_is_new_style(data),
            respawns=b"respawn_module" in data,
            interpreter=interpreter or "/usr/bin/python",
            interpreter_arguments=tuple(arguments),
        )
    return _known[path]


def forget() -> None:
    """Read every file again."""
    _known.clear()


def _is_new_style(data: bytes) -> bool:
    return module_common.REPLACER not in data and bool(module_common.NEW_STYLE_PYTHON_MODULE_RE.search(data))


def importable_name(path: str, collections: tuple[str, ...], builtin: tuple[str, ...]) -> str | None:
    """Return the importable name of a module file of one of the collections, or of one of Ansible's own; else None."""
    folder, file = os.path.split(path)
    name, extension = os.path.splitext(file)
    if folder in _BUILTIN_FOLDERS and extension == ".py":
        return f"ansible.modules.{name}" if name in builtin else None
    match = _PATH.search(path)
    if not match or f"{match[2]}.{match[3]}" not in collections:
        return None
    return match[1].replace("/", ".")

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The code of a collection's files is compiled once, and not once in each run.

ansible-core compiles from source what it imports from a collection, some three hundred files in a run. Here, for the
collections whose modules run in process, Python's own loader is asked first, which keeps what it compiled beside the
file, in ``__pycache__``, as it does for any other import; ansible-core has it do so for plugins already.
"""

from __future__ import annotations

import contextlib
import typing as t
from importlib.machinery import SourceFileLoader

from .eligible import COLLECTIONS

_OURS = tuple(f"ansible_collections.{name}." for name in COLLECTIONS)


def load(loader: t.Any, fullname: str) -> None:
    """Give a loader of ansible-core the code of its file, unless it has it, there is no file, or it is none of those.

    What cannot be read or compiled is left to the loader, which will say why.
    """
    path = loader._source_code_path
    if path and fullname == loader._fullname and fullname.startswith(_OURS) and not loader._compiled_code:
        with contextlib.suppress(Exception):
            loader._compiled_code = SourceFileLoader(fullname, path).get_code(fullname)

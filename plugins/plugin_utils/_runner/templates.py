# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The collection's own templates are compiled once, and not once in each worker.

Every worker compiles all templates that its task leads to, those in the variables of roles as well, which takes a
quarter of its time; what it compiled ends with it. Here the compiled code is kept in the user's cache folder, by
Jinja's own means, under the hash of the template's text. Only templates in files of this collection are kept: what
others write may hold secrets.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import os
import pathlib
import stat
import types
import typing as t

import jinja2
from ansible._internal._datatag._tags import Origin
from ansible._internal._templating._jinja_bits import AnsibleEnvironment, _TemplateCompileContext
from ansible._internal._templating._jinja_common import _TemplateConfig
from ansible.release import __version__ as ansible_version
from jinja2.bccache import Bucket, FileSystemBytecodeCache

ROOT = pathlib.Path(__file__).parents[3]
"""The collection. Its roles may be found by a link to it or where that leads."""

OURS = tuple(
    f"{root}{os.sep}{folder}{os.sep}"
    for root in (ROOT, ROOT.resolve())
    for folder in ("playbooks", "roles", "templates")
)

_compiled: dict[tuple[bool, str], types.CodeType] = {}
"""By whether backslashes are doubled and by text, what this process or its parents compiled or read."""


def compiled(
    environment: AnsibleEnvironment, source: t.Any, compile_it: t.Callable[[], types.CodeType]
) -> types.CodeType:
    """Return the code of a template: the kept one, else what `compile_it` makes, which is kept if it may be."""
    if not _may_be_kept(environment, source):
        return compile_it()
    context = _TemplateCompileContext.current(optional=True)
    key = (context is not None and context.escape_backslashes, str(source))
    if key not in _compiled:
        _compiled[key] = _through_files(environment, key, compile_it)
    return _compiled[key]


def _may_be_kept(environment: AnsibleEnvironment, source: t.Any) -> bool:
    """Say whether the text is ours, and alone decides what code is made of it."""
    if not isinstance(source, str) or environment.overlayed or environment._debuggable_template_source:
        return False
    origin = Origin.get_tag(source)
    return origin is not None and str(origin.path or "").startswith(OURS)


def _through_files(
    environment: AnsibleEnvironment, key: tuple[bool, str], compile_it: t.Callable[[], types.CodeType]
) -> types.CodeType:
    """Read the code from its file, else make it and write the file; a file that is of no use is as good as none."""
    cache = _files()
    if cache is None:
        return compile_it()
    bucket = Bucket(environment, cache.get_cache_key(repr(key)), cache.get_source_checksum(key[1]))
    with contextlib.suppress(Exception):
        cache.load_bytecode(bucket)
    if bucket.code is None:
        bucket.code = compile_it()
        with contextlib.suppress(Exception):
            cache.dump_bytecode(bucket)
    return bucket.code


@functools.cache
def _files() -> FileSystemBytecodeCache | None:
    """Return where compiled templates are kept; None if there is no place that only the user can write to."""
    named = os.environ.get("XDG_CACHE_HOME", "")
    caches = pathlib.Path(named if os.path.isabs(named) else os.path.expanduser("~/.cache"))
    folder = caches / "inferops-aws" / "templates" / _name()
    levels = (folder.parents[1], folder.parents[0], folder)
    try:
        caches.mkdir(0o700, parents=True, exist_ok=True)
        for level in levels:
            level.mkdir(0o700, exist_ok=True)
        safe = all(map(_is_the_users_alone, (caches.resolve(), *levels)))
    except (OSError, RuntimeError):
        return None
    return FileSystemBytecodeCache(str(folder)) if safe else None


def _is_the_users_alone(folder: pathlib.Path) -> bool:
    """Say whether nobody else can put anything into a folder, or another one in its place."""
    found = folder.lstat()
    writable_by_others = found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid() and not writable_by_others


def _name() -> str:
    """Return the name of the folder for what makes templates into code: versions, settings, and our own plugins."""
    plugins = sorted((ROOT / "plugins" / "filter").glob("*.py"))
    what = (
        ansible_version,
        jinja2.__version__,
        _TemplateConfig.jinja_extensions,
        _TemplateConfig.allow_embedded_templates,
        [(file.name, file.stat().st_mtime_ns, file.stat().st_size) for file in plugins],
    )
    return hashlib.sha256(repr(what).encode()).hexdigest()[:16]

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where compiled templates are kept: a folder for each combination of what they are compiled by."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import os
import pathlib
import shutil
import stat
import time

import jinja2
from ansible._internal._templating._jinja_common import _TemplateConfig
from ansible.plugins.loader import filter_loader, test_loader
from ansible.release import __version__ as ansible_version
from jinja2.bccache import FileSystemBytecodeCache

ROOT = pathlib.Path(__file__).parents[3]
"""The collection. Its roles may be found by a link to it or where that leads."""

UNUSED = 30 * 24 * 3600
"""Seconds for which a folder stays that nothing uses any more."""


@functools.cache
def files() -> FileSystemBytecodeCache | None:
    """Return where compiled templates are kept; None if there is no place that only the user can write to."""
    named = os.environ.get("XDG_CACHE_HOME", "")
    caches = pathlib.Path(named if os.path.isabs(named) else os.path.expanduser("~/.cache"))
    try:
        # The user's own plugins are looked at, which may be on their way elsewhere.
        folder = caches / "inferops-aws" / "templates" / _name()
        levels = (folder.parents[1], folder.parents[0], folder)
        caches.mkdir(0o700, parents=True, exist_ok=True)
        is_new = not folder.exists()
        for level in levels:
            level.mkdir(0o700, exist_ok=True)
        if not all(map(_is_the_users_alone, (caches.resolve(), *levels))):
            return None
    except (OSError, RuntimeError):
        return None
    with contextlib.suppress(OSError):
        os.utime(folder)
        if is_new:
            _remove_unused(folder.parent)
    return FileSystemBytecodeCache(str(folder))


def _remove_unused(folders: pathlib.Path) -> None:
    """Remove what nothing has used for long: every other version of ours or of Ansible's leaves a folder behind."""
    for folder in folders.iterdir():
        if folder.lstat().st_mtime < time.time() - UNUSED and _is_the_users_alone(folder):
            shutil.rmtree(folder, ignore_errors=True)


def _is_the_users_alone(folder: pathlib.Path) -> bool:
    """Say whether nobody else can put anything into a folder, or another one in its place."""
    found = folder.lstat()
    writable_by_others = found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid() and not writable_by_others


def _name() -> str:
    """Return the name of the folder for what makes templates into code: versions, settings, and plugins.

    Not only ours: one of the user's that has the name of one of Jinja's is called in another way.
    """
    places = [str(ROOT / "plugins" / "filter"), *filter_loader._get_paths(), *test_loader._get_paths()]
    # A link to nowhere, as editors make to lock a file, is no plugin.
    plugins = [file for place in places for file in sorted(pathlib.Path(place).glob("*.py")) if file.is_file()]
    what = (
        ansible_version,
        jinja2.__version__,
        _TemplateConfig.jinja_extensions,
        _TemplateConfig.allow_embedded_templates,
        [(str(file), file.stat().st_mtime_ns, file.stat().st_size) for file in plugins],
    )
    return hashlib.sha256(repr(what).encode()).hexdigest()[:16]

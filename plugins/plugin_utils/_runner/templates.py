# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The collection's own templates and conditions are compiled once, and not once in each worker.

Every worker compiles all templates that its task leads to, those in the variables of roles as well, which takes a
quarter of its time; what it compiled ends with it. Here the compiled code is kept in the user's cache folder, by
Jinja's own means, under the hash of the template's text. Only templates in files of this collection are kept: what
others write may hold secrets.
"""

from __future__ import annotations

import contextlib
import os
import threading
import types
import typing as t

import jinja2
import jinja2.nodes
from ansible._internal._datatag._tags import Origin
from ansible._internal._templating._jinja_bits import AnsibleEnvironment, _TemplateCompileContext
from jinja2.bccache import Bucket, FileSystemBytecodeCache
from jinja2.environment import TemplateExpression

from ansible_collections.inferops.aws.plugins.plugin_utils._runner.kept import ROOT, files

OURS = tuple(
    f"{root}{os.sep}{folder}{os.sep}"
    for root in (ROOT, ROOT.resolve())
    for folder in ("playbooks", "roles", "templates")
)

_Key = tuple[str, bool, str]
"""Whether it is a template or an expression, whether backslashes are doubled, and its text."""

_known: dict[_Key, types.CodeType] = {}
"""What this process or its parents compiled or read."""


class _Listening(threading.local):
    """For each expression that this thread compiles, the code that is made of its tree: Jinja hands it on as a tree."""

    def __init__(self) -> None:
        self.codes: list[list[types.CodeType]] = []


_listening = _Listening()


def compiled(
    environment: AnsibleEnvironment, source: t.Any, compile_it: t.Callable[[], types.CodeType]
) -> types.CodeType:
    """Return the code of a template: the kept one, else what `compile_it` makes, which is kept if it may be."""
    if isinstance(source, jinja2.nodes.Template):
        code = compile_it()
        for codes in _listening.codes[-1:]:
            codes.append(code)
        return code
    if not _may_be_kept(environment, source):
        return compile_it()
    key = _key("template", source)
    return _find(environment, key) or _keep(environment, key, compile_it())


def expression(
    environment: AnsibleEnvironment,
    source: t.Any,
    undefined_to_none: bool,
    compile_it: t.Callable[[], TemplateExpression],
) -> TemplateExpression:
    """Return an expression, such as a condition, of kept code, else what `compile_it` makes, as with a template."""
    if not _may_be_kept(environment, source):
        return compile_it()
    key = _key("expression", source)
    code = _find(environment, key)
    if code is not None:
        template = environment.template_class.from_code(environment, code, environment.make_globals(None))
        return TemplateExpression(template, undefined_to_none)
    _listening.codes.append([])
    try:
        made = compile_it()
    finally:
        codes = _listening.codes.pop()
    if len(codes) == 1:
        _keep(environment, key, codes[0])
    return made


def _key(kind: str, source: str) -> _Key:
    context = _TemplateCompileContext.current(optional=True)
    return kind, context is not None and context.escape_backslashes, str(source)


def _may_be_kept(environment: AnsibleEnvironment, source: t.Any) -> bool:
    """Say whether the text is ours, and alone decides what code is made of it."""
    if not isinstance(source, str) or environment.overlayed or environment._debuggable_template_source:
        return False
    origin = Origin.get_tag(source)
    return origin is not None and str(origin.path or "").startswith(OURS)


def _find(environment: AnsibleEnvironment, key: _Key) -> types.CodeType | None:
    """Return kept code; a file that is of no use is as good as none."""
    if key not in _known:
        cache = files()
        if cache is None:
            return None
        bucket = _bucket(environment, cache, key)
        with contextlib.suppress(Exception):
            cache.load_bytecode(bucket)
        if bucket.code is None:
            return None
        _known[key] = bucket.code
    return _known[key]


def _keep(environment: AnsibleEnvironment, key: _Key, code: types.CodeType) -> types.CodeType:
    """Keep code for this process and, if there is a place, for those to come; return it."""
    _known[key] = code
    cache = files()
    if cache is not None:
        bucket = _bucket(environment, cache, key)
        bucket.code = code
        with contextlib.suppress(Exception):
            cache.dump_bytecode(bucket)
    return code


def _bucket(environment: AnsibleEnvironment, cache: FileSystemBytecodeCache, key: _Key) -> Bucket:
    """Return what Jinja keeps code in, without any yet."""
    return Bucket(environment, cache.get_cache_key(repr(key)), cache.get_source_checksum(key[-1]))

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The places in ansible-core that the runner replaces; `support` pins their shape."""

from __future__ import annotations

import dataclasses
import functools
import inspect
import signal
import typing as t

from ansible._internal._templating._jinja_bits import AnsibleEnvironment
from ansible._internal._templating._lazy_containers import _AnsibleLazyTemplateDict
from ansible.errors import AnsibleError
from ansible.executor.module_common import _BuiltModule
from ansible.module_utils.common.text.converters import to_text
from ansible.plugins.action import ActionBase
from ansible.plugins.strategy import StrategyBase
from ansible.utils.collection_loader._collection_finder import _AnsibleCollectionPkgLoaderBase
from ansible.utils.display import Display

from . import bytecode, child, eligible, lazy, skips, templates, warm

_INSTALLED = "_inferops_runner"
"""Attribute of ActionBase that is set once the runner is in place."""

_MODULE = "_inferops_module"
"""Attribute of an action that holds the module it is executing in process, if any."""

Result = dict[str, t.Any]


class Payload(bytes):
    """Stands in for the built module where ansible-core hands it to the connection."""

    invocation: child.Invocation


def install() -> None:
    """Put the hooks in place, once per process."""
    if getattr(ActionBase, _INSTALLED, False):
        return
    for (owner, name), around in _AROUND.items():
        original = getattr(owner, name)
        replacement = functools.wraps(original)(around(original))
        is_static = isinstance(inspect.getattr_static(owner, name), staticmethod)
        setattr(owner, name, staticmethod(replacement) if is_static else replacement)
    setattr(ActionBase, _INSTALLED, True)
    warm.start()


def _around_execute_module(original: t.Callable[..., Result]) -> t.Callable[..., Result]:
    """Decide once per invocation; ansible-core's own method then does its work around the hooks below."""

    def _execute_module(
        self: t.Any,
        module_name: str | None = None,
        module_args: dict[str, t.Any] | None = None,
        tmp: t.Any = None,
        task_vars: dict[str, t.Any] | None = None,
        persist_files: bool = False,
        delete_remote_tmp: t.Any = None,
        wrap_async: bool = False,
        ignore_unknown_opts: bool = False,
    ) -> Result:
        call = eligible.Call(self, module_name or self._task.action, task_vars or {}, wrap_async)
        outer = getattr(self, _MODULE, None)
        setattr(self, _MODULE, eligible.find(call))
        try:
            return original(
                self,
                module_name,
                module_args,
                tmp,
                task_vars,
                persist_files,
                delete_remote_tmp,
                wrap_async,
                ignore_unknown_opts,
            )
        finally:
            setattr(self, _MODULE, outer)

    return _execute_module


def _around_is_pipelining_enabled(original: t.Callable[..., bool]) -> t.Callable[..., bool]:
    """A module in process needs no transfer, as a pipelined one."""

    def _is_pipelining_enabled(self: t.Any, module_style: str, wrap_async: bool = False) -> bool:
        return getattr(self, _MODULE, None) is not None or original(self, module_style, wrap_async)

    return _is_pipelining_enabled


def _around_configure_module(
    original: t.Callable[..., tuple[_BuiltModule, str]],
) -> t.Callable[..., tuple[_BuiltModule, str]]:
    """Nothing is packed for a module in process: only its arguments are serialised, as for any other."""

    def _configure_module(
        self: t.Any, module_name: str, module_args: dict[str, t.Any], task_vars: dict[str, t.Any]
    ) -> tuple[_BuiltModule, str]:
        module: eligible.Module | None = getattr(self, _MODULE, None)
        if module is None:
            return original(self, module_name, module_args, task_vars)
        payload = Payload(module.name.encode())
        try:
            payload.invocation = module.invocation(module_args, self)
        except TypeError as error:
            raise AnsibleError(f"Failed to serialize arguments for the {module_name!r} module.") from error
        built = _BuiltModule(
            b_module_data=payload,
            module_style="new",
            shebang=module.shebang,
            serialization_profile=payload.invocation.profile,
        )
        return built, module.path

    return _configure_module


def _around_low_level_execute_command(original: t.Callable[..., Result]) -> t.Callable[..., Result]:
    """Where the built module would be piped into an interpreter, run it in a fork of this process."""

    def _low_level_execute_command(
        self: t.Any,
        cmd: str,
        sudoable: bool = True,
        in_data: bytes | None = None,
        executable: str | None = None,
        encoding_errors: str = "surrogate_then_replace",
        chdir: str | None = None,
    ) -> Result:
        if not isinstance(in_data, Payload):
            return original(self, cmd, sudoable, in_data, executable, encoding_errors, chdir)
        Display().vvv(f"FORK {in_data.invocation.module}", host=self._play_context.remote_addr)
        status, out, err = as_a_shell_has_it(*child.run(in_data.invocation))
        stdout = self._strip_success_message(to_text(out, errors=encoding_errors))
        stderr = to_text(err, errors=encoding_errors)
        return {
            "rc": status,
            "stdout": stdout,
            "stdout_lines": stdout.splitlines(),
            "stderr": stderr,
            "stderr_lines": stderr.splitlines(),
        }

    return _low_level_execute_command


def as_a_shell_has_it(status: int, out: bytes, err: bytes) -> tuple[int, bytes, bytes]:
    """Report a process that a signal ended as the shell does, between Ansible and a module's own process."""
    if status >= 0:
        return status, out, err
    name = signal.strsignal(-status) or f"signal {-status}"
    return 128 - status, out, err + name.encode() + b"\n"


def _around_queue_task(original: t.Callable[..., None]) -> t.Callable[..., None]:
    """In the parent: fork no worker for a task that is skipped; before any other's, import what its module will import,
    and what the next will import while that one works.
    """

    def _queue_task(self: t.Any, host: t.Any, task: t.Any, task_vars: dict[str, t.Any], play_context: t.Any) -> None:
        if skips.skipped(self, host, task, task_vars, play_context):
            return
        warm.module(task.resolved_action or task.action)
        original(self, host, task, task_vars, play_context)
        warm.ahead_of(task)

    return _queue_task


def _around_compile(original: t.Callable[..., t.Any]) -> t.Callable[..., t.Any]:
    """Take the code of a template of ours from where it is kept."""

    def compile_template(
        self: t.Any,
        source: t.Any,
        name: str | None = None,
        filename: str | None = None,
        raw: bool = False,
        defer_init: bool = False,
    ) -> t.Any:
        def compile_it() -> t.Any:
            return original(self, source, name, filename, raw, defer_init)

        return compile_it() if name or filename or raw or defer_init else templates.compiled(self, source, compile_it)

    return compile_template


def _around_compile_expression(original: t.Callable[..., t.Any]) -> t.Callable[..., t.Any]:
    """Take the code of a condition of ours from where it is kept."""

    def compile_expression(self: t.Any, source: str, *args: t.Any, **kwargs: t.Any) -> t.Any:
        undefined_to_none = args[0] if args else kwargs.get("undefined_to_none", True)
        return templates.expression(self, source, undefined_to_none, lambda: original(self, source, *args, **kwargs))

    return compile_expression


def _around_lazy_values(original: t.Callable[..., t.Any]) -> t.Callable[..., t.Any]:
    """Take the wrappers of many values from where they are kept."""

    def _lazy_values(values: dict[str, t.Any], lazy_options: t.Any) -> t.Any:
        source = original(values, lazy_options)
        if len(values) < lazy.MANY:
            return source
        return dataclasses.replace(source, source=lazy.wrapped(values))

    return _lazy_values


def _around_get_code(original: t.Callable[..., t.Any]) -> t.Callable[..., t.Any]:
    """Read the compiled code of a collection's file before it would be compiled."""

    def get_code(self: t.Any, fullname: str) -> t.Any:
        bytecode.load(self, fullname)
        return original(self, fullname)

    return get_code


_AROUND: dict[tuple[type, str], t.Callable[..., t.Any]] = {
    (ActionBase, "_execute_module"): _around_execute_module,
    (ActionBase, "_configure_module"): _around_configure_module,
    (ActionBase, "_is_pipelining_enabled"): _around_is_pipelining_enabled,
    (ActionBase, "_low_level_execute_command"): _around_low_level_execute_command,
    (StrategyBase, "_queue_task"): _around_queue_task,
    (AnsibleEnvironment, "compile"): _around_compile,
    (AnsibleEnvironment, "compile_expression"): _around_compile_expression,
    (_AnsibleLazyTemplateDict, "_lazy_values"): _around_lazy_values,
    (_AnsibleCollectionPkgLoaderBase, "get_code"): _around_get_code,
}

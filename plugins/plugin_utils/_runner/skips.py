# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""In the parent: a task whose condition is false is skipped without a worker.

A run that changes nothing skips a third of its tasks, and Ansible forks a worker to find out about each. Here
ansible-core's own executor is asked, on a copy of the task, in the parent. It is stopped where it would go on to run
the task, and wherever it would run what may have an effect or keep something in mind: a lookup, and a filter or test
that is neither Ansible's nor ours. A worker then does all of it.
"""

from __future__ import annotations

import contextlib
import typing as t

from ansible._internal._templating import _jinja_plugins
from ansible.executor.task_executor import TaskExecutor
from ansible.executor.task_result import _RawTaskResult
from ansible.plugins.loader import get_plugin_loader_namespace

from . import eligible, lazy

PLUGINS = ("ansible.builtin.", "inferops.aws.")
"""Filters and tests that answer the same however often they are asked, and in whatever process."""


class _NeedsWorker(BaseException):
    """The executor cannot be followed any further here; no Exception, which it would make a result of."""


def skipped(strategy: t.Any, host: t.Any, task: t.Any, task_vars: dict[str, t.Any], play_context: t.Any) -> bool:
    """Skip the task for this host if its condition is false; return whether that was done."""
    if not _can_be_asked(task, task_vars):
        return False
    asked = task.copy(exclude_parent=True)
    asked._parent = task._parent
    result = _result(strategy, host, asked, dict(task_vars), play_context)
    lazy.forget()
    if result is None:
        return False
    entry = (host.name, task._uuid)
    strategy._queued_task_cache[entry] = {
        "host": host,
        "task": task,
        "task_vars": task_vars,
        "play_context": play_context,
    }
    try:
        strategy._final_q.send_task_result(
            _RawTaskResult(host=host, task=task, return_data=result, task_fields=asked.dump_attrs())
        )
    except Exception:  # what cannot be sent is for a worker to report
        del strategy._queued_task_cache[entry]
        return False
    # What was sent is looked at by this process, in the strategy's own loop: later.
    strategy._tqm.send_callback("v2_runner_on_start", host, task)
    strategy._pending_results += 1
    return True


def _can_be_asked(task: t.Any, task_vars: dict[str, t.Any]) -> bool:
    """Say whether there is one condition to ask for: a loop has items, a delegation another host's variables."""
    return (
        any(not isinstance(condition, bool) for condition in task.when)
        and task.loop is None
        and not task.loop_with
        and not task.delegate_to
        and not task.throttle
        and task_vars.get(eligible.VARIABLE, True) is True
    )


def _result(
    strategy: t.Any, host: t.Any, task: t.Any, task_vars: dict[str, t.Any], play_context: t.Any
) -> dict[str, t.Any] | None:
    """Return what the executor makes of a task that is skipped, None of any other."""
    executor: t.Any = TaskExecutor(
        host,
        task,
        task_vars,
        play_context,
        strategy._loader,
        get_plugin_loader_namespace(),
        strategy._final_q,
        strategy._variable_manager,
    )
    stops: list[_NeedsWorker] = []  # also for a plugin on the way that lets no exception through

    def stop(*_arguments: t.Any, **_more: t.Any) -> t.NoReturn:
        stops.append(_NeedsWorker())
        raise stops[-1]

    task._resolve_conditional = _stopping_when_true(task._resolve_conditional, stop)
    # Neither is reached, as ansible-core is today.
    task.post_validate = executor._get_connection = stop
    with _plugins_stopped(stop), contextlib.suppress(_NeedsWorker):
        result: dict[str, t.Any] = executor.run()
        return result if result.get("skipped") and not stops else None
    return None


def _stopping_when_true(resolve: t.Callable[..., bool], stop: t.Callable[[], t.NoReturn]) -> t.Callable[..., bool]:
    def resolve_conditional(*args: t.Any, **kwargs: t.Any) -> bool:
        if resolve(*args, **kwargs):
            stop()
        return False

    return resolve_conditional


@contextlib.contextmanager
def _plugins_stopped(stop: t.Callable[..., t.NoReturn]) -> t.Iterator[None]:
    """Stop at every lookup, and at filters and tests of others."""
    plugins: t.Any = _jinja_plugins
    lookup, invoke = plugins._invoke_lookup, plugins.JinjaPluginIntercept._invoke_plugin

    def invoke_plugin(instance: t.Any, *args: t.Any, **kwargs: t.Any) -> t.Any:
        return invoke(instance, *args, **kwargs) if str(instance.ansible_name).startswith(PLUGINS) else stop()

    plugins._invoke_lookup, plugins.JinjaPluginIntercept._invoke_plugin = stop, staticmethod(invoke_plugin)
    try:
        yield
    finally:
        plugins._invoke_lookup, plugins.JinjaPluginIntercept._invoke_plugin = lookup, staticmethod(invoke)

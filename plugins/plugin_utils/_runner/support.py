# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether the runner may be used at all: the platform, the version of ansible-core, and what it reaches into.

What the runner replaces and what it calls are no public interface of ansible-core, so each is pinned here. When
anything is not as it was when the fidelity tests passed, nothing is replaced, and every module runs in the
ordinary way.
"""

from __future__ import annotations

import importlib
import inspect
import os
import sys
import typing as t

from ansible.module_utils.parsing.convert_bool import boolean
from ansible.release import __version__ as ansible_version

ENVIRONMENT = "INFEROPS_RUNNER"
"""The environment variable that turns the runner off for a whole run."""

TESTED_VERSIONS = ((2, 19),)
"""The (major, minor) versions of ansible-core on which the fidelity tests passed."""

TESTED_PLATFORMS = ("linux",)
"""macOS is not among them: its system libraries do not promise to survive a fork."""

SIGNATURES = {
    "ansible.plugins.action:ActionBase._execute_module": (
        "self",
        "module_name",
        "module_args",
        "tmp",
        "task_vars",
        "persist_files",
        "delete_remote_tmp",
        "wrap_async",
        "ignore_unknown_opts",
    ),
    "ansible.plugins.action:ActionBase._configure_module": ("self", "module_name", "module_args", "task_vars"),
    "ansible.plugins.action:ActionBase._is_pipelining_enabled": ("self", "module_style", "wrap_async"),
    "ansible.plugins.action:ActionBase._low_level_execute_command": (
        "self",
        "cmd",
        "sudoable",
        "in_data",
        "executable",
        "encoding_errors",
        "chdir",
    ),
    "ansible.plugins.action:ActionBase._compute_environment_string": ("self", "raw_environment_out"),
    "ansible.plugins.action:ActionBase._get_remote_user": ("self",),
    "ansible.plugins.action:ActionBase._strip_success_message": ("self", "data"),
    "ansible.plugins.action:ActionBase.get_become_option": ("self", "option", "default"),
    "ansible.plugins.strategy:StrategyBase._queue_task": ("self", "host", "task", "task_vars", "play_context"),
    "ansible.executor.task_executor:TaskExecutor": (
        "host",
        "task",
        "job_vars",
        "play_context",
        "loader",
        "shared_loader_obj",
        "final_q",
        "variable_manager",
    ),
    "ansible.executor.task_executor:TaskExecutor.run": ("self",),
    "ansible.executor.task_executor:TaskExecutor._get_connection": ("self", "cvars", "templar", "current_connection"),
    "ansible.executor.task_queue_manager:FinalQueue.send_task_result": ("self", "task_result"),
    "ansible.executor.task_result:_RawTaskResult": ("host", "task", "return_data", "task_fields"),
    "ansible.playbook.task:Task.copy": ("self", "exclude_parent", "exclude_tasks"),
    "ansible.playbook.task:Task.dump_attrs": ("self",),
    "ansible.playbook.task:Task.post_validate": ("self", "templar"),
    "ansible.playbook.task:Task._resolve_conditional": ("self", "conditional", "variables", "result_context"),
    "ansible._internal._templating._jinja_plugins:_invoke_lookup": (
        "plugin_name",
        "lookup_terms",
        "lookup_kwargs",
        "invoked_as_with",
    ),
    "ansible._internal._templating._jinja_plugins:JinjaPluginIntercept._invoke_plugin": ("instance", "args", "kwargs"),
    "ansible._internal._templating._jinja_bits:AnsibleEnvironment.compile": (
        "self",
        "source",
        "name",
        "filename",
        "raw",
        "defer_init",
    ),
    "ansible._internal._templating._jinja_bits:AnsibleEnvironment.compile_expression": (
        "self",
        "source",
        "args",
        "kwargs",
    ),
    "ansible._internal._templating._lazy_containers:_LazyValue": ("value",),
    "ansible._internal._templating._lazy_containers:_LazyValueSource": ("source", "templar", "lazy_options"),
    "ansible._internal._templating._lazy_containers:_AnsibleLazyTemplateDict._lazy_values": ("values", "lazy_options"),
    "ansible.utils.collection_loader._collection_finder:_AnsibleCollectionPkgLoaderBase.get_code": ("self", "fullname"),
    "ansible.executor.module_common:_get_shebang": (
        "interpreter",
        "task_vars",
        "templar",
        "args",
        "remote_is_local",
    ),
    "ansible.executor.module_common:_extract_interpreter": ("b_module_data",),
    "ansible.executor.module_common:_BuiltModule": (
        "b_module_data",
        "module_style",
        "shebang",
        "serialization_profile",
    ),
    "ansible.module_utils._internal._ansiballz._loader:_handle_exception": ("exception", "profile"),
    "jinja2.environment:Environment.compile_expression": ("self", "source", "undefined_to_none"),
    "jinja2.environment:Environment.make_globals": ("self", "d"),
    "jinja2.environment:Template.from_code": ("environment", "code", "globals", "uptodate"),
    "jinja2.environment:TemplateExpression": ("template", "undefined_to_none"),
    "ansible.plugins.loader:PluginLoader._get_paths": ("self", "subdirs"),
}
"""What is replaced or called, as module:name, with the parameter names it must have."""

MEMBERS = {
    "ansible.utils.collection_loader._collection_finder:_AnsibleCollectionPkgLoaderBase.get_source": (
        "_fullname",
        "_source_code_path",
    ),
    "ansible.utils.collection_loader._collection_finder:_AnsibleCollectionPkgLoaderBase.get_code": ("_compiled_code",),
}
"""Members of an instance that are read or set, by a method of its class that names them."""

ATTRIBUTES = (
    "ansible.executor.module_common:NEW_STYLE_PYTHON_MODULE_RE",
    "ansible.executor.module_common:REPLACER",
    "ansible._internal._ansiballz._builder:ExtensionManager.create",
    "ansible._internal._ansiballz._builder:ExtensionManager.extension_names",
    "ansible._internal._datatag._tags:Origin.get_tag",
    "ansible._internal._templating._jinja_bits:AnsibleEnvironment._debuggable_template_source",
    "ansible._internal._templating._jinja_bits:_TemplateCompileContext.current",
    "ansible._internal._templating._jinja_common:_TemplateConfig.allow_embedded_templates",
    "ansible._internal._templating._jinja_common:_TemplateConfig.jinja_extensions",
    "ansible.module_utils.basic:_ANSIBLE_ARGS",
    "ansible.module_utils.basic:_ANSIBLE_PROFILE",
    "ansible.module_utils.basic:_PARSED_MODULE_ARGS",
    "ansible.module_utils.common.warnings:_global_warnings",
    "ansible.module_utils.common.warnings:_global_deprecations",
    "ansible.module_utils._internal:is_controller",
    "ansible.module_utils._internal:import_controller_module",
    "ansible.module_utils._internal:get_controller_serialize_map",
    "ansible.module_utils._internal._traceback:_is_traceback_enabled",
    "ansible.module_utils._internal._traceback:_is_module_traceback_enabled",
    "ansible.module_utils._internal._traceback:_module_tracebacks_enabled_events",
    "atexit:_clear",
    "atexit:_run_exitfuncs",
    "threading:_shutdown",
    "logging:_handlers",
    "logging:_handlerList",
    "weakref:finalize._registry",
    "weakref:finalize._registered_with_atexit",
    "multiprocessing.process:_current_process",
    "multiprocessing.process:_parent_process",
    "multiprocessing.process:_children",
    "multiprocessing.util:_finalizer_registry",
    "multiprocessing.util:_exit_function",
)
"""What is read or set, as module:name."""


def why_not() -> str | None:
    """Say why the runner cannot be used here, or None when it can."""
    return turned_off() or wrong_platform() or wrong_version() or wrong_shape()


def turned_off() -> str | None:
    """Say whether the environment turns the runner off; a value that is no boolean does."""
    value = os.environ.get(ENVIRONMENT, "true")
    return None if boolean(value, strict=False) else f"{ENVIRONMENT} is {value!r}"


def wrong_platform() -> str | None:
    """Say whether the platform is not one the runner was tested on."""
    return None if sys.platform in TESTED_PLATFORMS else f"the runner was not tested on {sys.platform}"


def wrong_version() -> str | None:
    """Say whether ansible-core is not of a version the runner was tested with."""
    version = tuple(int(part) for part in ansible_version.split(".")[:2])
    return None if version in TESTED_VERSIONS else f"the runner was not tested with ansible-core {ansible_version}"


def wrong_shape() -> str | None:
    """Name the first thing that is not as the runner expects it."""
    for name, expected in SIGNATURES.items():
        try:
            found = tuple(inspect.signature(_resolve(name)).parameters)
        except (ImportError, AttributeError):
            return f"{name} is missing in ansible-core {ansible_version}"
        if found != expected:
            return f"{name} of ansible-core {ansible_version} takes {found}, not {expected}"
    for name, members in MEMBERS.items():
        try:
            named = inspect.unwrap(_resolve(name)).__code__.co_names
        except (ImportError, AttributeError):
            return f"{name} is missing in ansible-core {ansible_version}"
        gone = sorted(set(members) - set(named))
        if gone:
            return f"{name} of ansible-core {ansible_version} has no {', '.join(gone)}"
    for name in ATTRIBUTES:
        try:
            _resolve(name)
        except (ImportError, AttributeError):
            return f"{name} is missing in ansible-core {ansible_version}, Python {sys.version.split()[0]}"
    return None


def _resolve(name: str) -> t.Any:
    """Return what module:name stands for."""
    module, _colon, attributes = name.partition(":")
    found: t.Any = importlib.import_module(module)
    for attribute in attributes.split("."):
        found = getattr(found, attribute)
    return found

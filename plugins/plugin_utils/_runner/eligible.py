# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which module invocations run in process.

Only modules of the collections named here do, and a few of Ansible's own, on the local connection, under the
interpreter that runs Ansible, as the same user and not asynchronously. Whatever does not fit takes Ansible's ordinary
way, which is always right, only slower.
"""

from __future__ import annotations

import dataclasses
import functools
import json
import os
import re
import sys
import typing as t

from ansible import constants as C
from ansible._internal._ansiballz._builder import ExtensionManager
from ansible.executor import module_common
from ansible.executor.interpreter_discovery import InterpreterDiscoveryRequiredError
from ansible.module_utils.common.json import Direction, get_module_encoder
from ansible.module_utils.parsing.convert_bool import boolean
from ansible.utils.display import Display

from . import child, source

COLLECTIONS = ("amazon.aws", "community.aws", "inferops.aws", "kubernetes.core")
"""Collections whose modules are plain Python around API calls, tried in process one way and the other."""

BUILTIN = ("copy", "file", "stat")
"""Modules of Ansible's own that run in process: those that `ansible.builtin.copy` runs to write a file."""

VARIABLE = "inferops_runner"
"""The inventory variable that turns the runner off for a host."""

PROFILE = "legacy"
"""How ansible-core serialises arguments and results of every module that has no metadata of its own."""

READ_AT_START = re.compile(r"(PYTHON|LD_|LC_|LANG|MALLOC_|GLIBC_|OPENSSL_)\w*|TZ|ENABLE_TURBO_MODE")
"""Environment variables that a process, or a module_utils at its import, reads once: a fork is too late for them."""

SHELL_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
"""What a shell takes for the name of a variable; Ansible hands a task's environment over through a shell."""


@dataclasses.dataclass(frozen=True)
class Module:
    """A module that will run in process."""

    name: str
    """Importable name, such as ansible_collections.amazon.aws.plugins.modules.s3_bucket."""
    path: str
    shebang: str
    environment: dict[str, str]
    open_files: int

    def invocation(self, arguments: dict[str, t.Any], action: t.Any) -> child.Invocation:
        """Gather what the fork needs; raises TypeError for arguments that cannot be serialised."""
        temporary = None
        if arguments.get("_ansible_tmpdir") is None:
            temporary = os.path.join(C.DEFAULT_LOCAL_TMP, action._connection._shell._generate_temp_dir_name())
            arguments = {**arguments, "_ansible_tmpdir": temporary}
        encoder = get_module_encoder(PROFILE, Direction.CONTROLLER_TO_MODULE)
        return child.Invocation(
            module=self.name,
            path=self.path,
            profile=PROFILE,
            arguments=json.dumps({"ANSIBLE_MODULE_ARGS": arguments}, cls=encoder).encode(),
            environment=self.environment,
            directory=action._loader.get_basedir(),
            temporary=temporary,
            open_files=self.open_files,
        )


@dataclasses.dataclass(frozen=True)
class Call:
    """One use of `ActionBase._execute_module`, before anything of it is done."""

    action: t.Any
    """The ActionBase."""
    name: str
    """The module's name as the action gives it."""
    task_vars: dict[str, t.Any]
    wrap_async: bool

    @functools.cached_property
    def path(self) -> str:
        """The module's file, empty when there is none."""
        loader = self.action._shared_loader_obj.module_loader
        context = loader.find_plugin_with_context(self.name, ".py", collection_list=self.action._task.collections)
        return str(context.plugin_resolved_path or "") if context.resolved else ""

    @functools.cached_property
    def importable(self) -> str | None:
        return source.importable_name(self.path, COLLECTIONS, BUILTIN)

    @functools.cached_property
    def source(self) -> source.Source:
        return source.read(self.path)

    @functools.cached_property
    def host_vars(self) -> dict[str, t.Any]:
        """The variables of the host that the module runs for: the one the task is delegated to, if any."""
        delegate = self.action._task.delegate_to
        return self.task_vars["ansible_delegated_vars"][delegate] if delegate else self.task_vars

    @functools.cached_property
    def environment(self) -> dict[str, str]:
        """The task's environment variables, as the shell would get them."""
        raw: dict[str, t.Any] = {}
        self.action._compute_environment_string(raw)
        return {str(name): str(value) for name, value in raw.items()}

    @functools.cached_property
    def shebang(self) -> str | None:
        """The first line that ansible-core would give the built module; None while it has to be discovered."""
        try:
            shebang, _interpreter = module_common._get_shebang(
                self.source.interpreter,
                self.host_vars,
                self.action._templar,
                self.source.interpreter_arguments,
                remote_is_local=bool(getattr(self.action._connection, "_remote_is_local", False)),
            )
        except InterpreterDiscoveryRequiredError:
            return None
        return str(shebang)

    @functools.cached_property
    def open_files(self) -> t.Any:
        return C.config.get_config_value("PYTHON_MODULE_RLIMIT_NOFILE", variables=self.task_vars)

    def turned_off(self) -> bool:
        value = self.action._templar.template(self.task_vars.get(VARIABLE, True))
        return not boolean(value, strict=False)

    def becomes_another(self) -> bool:
        """Say whether privilege escalation would apply, by the rule that ansible-core uses for commands."""
        if not self.action._connection.become:
            return False
        remote, wanted = self.action._get_remote_user(), self.action.get_become_option("become_user")
        return bool(C.BECOME_ALLOW_SAME_USER or wanted != remote or not any((remote, wanted)))

    def environment_unfit(self) -> bool:
        return any(
            READ_AT_START.fullmatch(name) or not SHELL_NAME.fullmatch(name) or "\0" in value
            for name, value in self.environment.items()
        )


RULES: tuple[tuple[str, t.Callable[[Call], t.Any]], ...] = (
    ("the variable inferops_runner is off", lambda call: call.turned_off()),
    ("it is asynchronous", lambda call: call.wrap_async or call.action._task.async_val),
    ("its files are to be kept", lambda _call: C.DEFAULT_KEEP_REMOTE_FILES),
    ("its connection is not local", lambda call: call.action._connection.ansible_name != "ansible.builtin.local"),
    ("it becomes another user", lambda call: call.becomes_another()),
    ("it does not take its arguments through AnsibleModule", lambda call: not call.source.new_style),
    ("it may start itself anew", lambda call: call.source.respawns),
    ("its interpreter is another one", lambda call: call.shebang != f"#!{sys.executable}"),
    ("its environment has variables for the start of a process", lambda call: call.environment_unfit()),
    ("its limit of open files is a template", lambda call: not isinstance(call.open_files, int)),
    ("module metadata is on", lambda _call: C.config.get_config_value("_MODULE_METADATA")),
    (
        "it is to be traced or debugged",
        lambda call: ExtensionManager.create(task_vars=call.host_vars).extension_names,
    ),
)
"""Why an invocation takes the ordinary way: the first that holds is the one told."""


def find(call: Call) -> Module | None:
    """Return the module when this invocation can run in process, else None."""
    if not call.importable:
        return None
    reason = reason_against(call)
    if reason:
        Display().vvv(f"inferops.aws: {call.name} runs in its own process: {reason}")
        return None
    return Module(call.importable, call.path, call.shebang or "", call.environment, call.open_files)


def reason_against(call: Call) -> str | None:
    """Say why this invocation takes the ordinary way although its module could run in process; None if it need not."""
    try:
        return next((reason for reason, holds in RULES if holds(call)), None)
    except Exception as error:  # the ordinary way will meet it too, and report it as users know it
        return f"{type(error).__name__}: {error}"

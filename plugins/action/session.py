# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The first task of every role: check the variables, say who we are, bring the in-process runner in.

Ansible loads this class in its parent process before it forks a worker; importing the runner here is what
makes every later worker start warm.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import pathlib
import typing as t

from ansible import constants as C
from ansible.errors import AnsibleActionFail
from ansible.plugins.action import ActionBase

from ..plugin_utils import _runner
from ..plugin_utils._runner import aws_calls
from ..plugin_utils._session import identity, roles, variables
from ..plugin_utils._session.options import PREFIX, options as collection_options

_runner.activate()
roles.read_all()
collection_options()

FACT = f"{PREFIX}session"
EMPTY_CREDENTIALS = {"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": "", "AWS_SESSION_TOKEN": ""}
"""Keys in the operator's environment would compete with a profile; AWS's own tools prefer neither the same way."""

SECRET_VARIABLES = {"AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"}
"""With the runner off a task's environment is part of a command line, which any user of the machine can read."""


class ActionModule(ActionBase):
    """See the documentation of the module of the same name."""

    _requires_connection = False

    def run(self, tmp: str | None = None, task_vars: dict[str, t.Any] | None = None) -> dict[str, t.Any]:
        """Check, identify, and return the session as a fact."""
        super().run(tmp, task_vars)
        task_vars = task_vars or {}
        options = self._options(task_vars)
        named = self._task.args.get("roles") or [task_vars[name] for name in ("role_name",) if name in task_vars]
        kept = {role: checked_file(role, options, task_vars) for role in named}
        unchecked = [role for role, file in kept.items() if not file.exists()]
        if unchecked or not named:
            self._refuse(self._wrong_variables(options, unchecked, task_vars))
        environment = environment_of(options)
        caller = self._caller(options, environment)
        session = {**caller, "environment": environment, "tags": tags_of(options)}
        self._refuse(self._unmet_checks(unchecked, session, task_vars))
        for role in unchecked:
            kept[role].touch()
        return {"changed": False, "ansible_facts": {FACT: session}, **caller}

    def _options(self, task_vars: dict[str, t.Any]) -> dict[str, t.Any]:
        """Take every option from the task, else from the variable with our prefix, else its default."""
        options = {}
        for name, option in collection_options().items():
            raw = self._task.args.get(name, task_vars.get(PREFIX + name, option.get("default")))
            options[name] = variables.as_declared(option, self._templar.template(raw))
        options["deployment"] = options["deployment"] or task_vars["inventory_hostname"]
        return options

    def _wrong_variables(self, options: dict[str, t.Any], checked: list[str], task_vars: dict[str, t.Any]) -> list[str]:
        declared = {PREFIX + name: option for name, option in collection_options().items()}
        problems = variables.mistyped(declared, {PREFIX + name: value for name, value in options.items()})
        for role in checked:
            mine = roles.options(role)
            problems += variables.mistyped(mine, self._held(mine, task_vars))
        ours = (name for role in roles.names() for name in {*roles.options(role), *roles.outputs(role)})
        secrets = SECRET_VARIABLES & set(options["environment"] if isinstance(options["environment"], dict) else ())
        for name in sorted(secrets):
            problems.append(variables.problem(f"{PREFIX}environment", name, "no secrets; name a profile instead"))
        problems += variables.bad_tags(f"{PREFIX}tags", options["tags"])
        known = {*declared, FACT, *ours}
        prefixes = {f"{role}_" for role in roles.names()}
        return problems + variables.misspelt(task_vars, known, prefixes)

    def _held(self, names: t.Iterable[str], task_vars: dict[str, t.Any]) -> dict[str, t.Any]:
        return {name: self._templar.template(task_vars[name]) for name in names if name in task_vars}

    def _unmet_checks(self, checked: list[str], session: dict[str, t.Any], task_vars: dict[str, t.Any]) -> list[str]:
        """Evaluate the roles' own checks with the session at hand, since derived names hold the account."""
        facts = {**task_vars.get("ansible_facts", {}), FACT: session}
        templar = self._templar.copy_with_new_env(available_variables={**task_vars, "ansible_facts": facts})
        problems = []
        for role in checked:
            checks = [templar.template(check) for check in task_vars.get(roles.checks_variable(role), [])]
            problems += variables.unmet(checks, lambda name: templar.template(task_vars.get(name, variables.MISSING)))
        return problems

    def _caller(self, options: dict[str, t.Any], environment: dict[str, str]) -> dict[str, str]:
        """Ask AWS who we are, once per run for the same credentials and region."""
        asked = {name: options[name] for name in ("region", "profile", "expected_account_id")}
        key = hashlib.sha256(json.dumps([asked, environment], sort_keys=True).encode()).hexdigest()
        kept = pathlib.Path(C.DEFAULT_LOCAL_TMP, f"inferops-session-{key}.json")
        if kept.is_file():
            return json.loads(kept.read_text())
        try:
            with changed_environment(environment), aws_calls.arranged():
                caller = identity.identify(**asked)
        except identity.SessionError as error:
            # The sentence says it all; Ansible would put that of every cause behind it.
            raise AnsibleActionFail(str(error)) from None
        kept.write_text(json.dumps(caller))
        return caller

    def _refuse(self, problems: list[str]) -> None:
        if problems:
            raise AnsibleActionFail(variables.message(problems))


@contextlib.contextmanager
def changed_environment(variables_: dict[str, str]) -> t.Iterator[None]:
    """Hold environment variables for a while; a worker may run several items of a loop."""
    before = dict(os.environ)
    os.environ.update(variables_)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def checked_file(role: str, options: dict[str, t.Any], task_vars: dict[str, t.Any]) -> pathlib.Path:
    """Return the file, of this run only, that says a role's variables were checked while they held what they hold.

    A deploy playbook checks all its roles at its start; each role would do so again in its own first task.
    """
    held = [task_vars["inventory_hostname"], options, {name: task_vars.get(name) for name in roles.options(role)}]
    digest = hashlib.sha256(repr(held).encode()).hexdigest()
    return pathlib.Path(C.DEFAULT_LOCAL_TMP, f"inferops-checked-{role}-{digest}")


def environment_of(options: dict[str, t.Any]) -> dict[str, str]:
    """Return the environment variables for every AWS call of the host; none of them is a secret."""
    environment = {name: str(value) for name, value in options["environment"].items()}
    environment |= {"AWS_REGION": options["region"], "AWS_DEFAULT_REGION": options["region"]}
    if options["profile"]:
        environment |= {"AWS_PROFILE": options["profile"], **EMPTY_CREDENTIALS}
    return environment


def tags_of(options: dict[str, t.Any]) -> dict[str, str]:
    """Return the tags that everything of this deployment carries; a role adds its `inferops:component`."""
    return {
        **{str(key): str(value) for key, value in options["tags"].items()},
        "inferops:deployment": options["deployment"],
        "inferops:workload": options["name"],
        "inferops:option": options["option"],
        "inferops:managed-by": "inferops.aws",
    }

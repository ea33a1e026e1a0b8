# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The first task of every role: check the variables, say who we are, bring the in-process runner in.

Ansible loads this class in its parent process before it forks a worker; importing the runner here is what
makes every later worker start warm.
"""

from __future__ import annotations

import hashlib
import json
import os
import pathlib
import typing as t

from ansible import constants as C
from ansible.errors import AnsibleActionFail
from ansible.module_utils.parsing.convert_bool import boolean
from ansible.plugins.action import ActionBase

from ..module_utils._engine.errors import EngineError
from ..module_utils._scan import holders
from ..module_utils._scan.calling import reason_of, through
from ..plugin_utils import _runner
from ..plugin_utils._session import identity, roles, variables
from ..plugin_utils._session.environment import acting_as
from ..plugin_utils._session.names import Name, Taken
from ..plugin_utils._session.options import (
    OF_THE_TASK,
    PREFIX,
    options as collection_options,
    variables as collection_variables,
)

_runner.activate()
roles.known()
collection_options()

COLLECTION = "inferops.aws"
FACT = f"{PREFIX}session"
EMPTY_CREDENTIALS = {"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": "", "AWS_SESSION_TOKEN": ""}
"""Keys in the operator's environment would compete with a profile; AWS's own tools prefer neither the same way."""

OWNERSHIP = ("inferops:managed-by", "inferops:deployment")
"""The tags by which a deployment knows what it made: what the option `expect_tags` of modules is for."""

UNMISTAKABLE = {"compare_options"}
"""Roles whose prefix is nobody else's: a variable with it that nobody knows is a mistake."""

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
        checked = self._checked_roles(task_vars)
        held = roles_variables(checked, task_vars, self._loader)
        self._refuse(self._wrong_variables(options, checked, held))
        if self._offline:
            self._refuse(self._unmet_checks(checked, {}, held))
            return {"changed": False}
        environment = environment_of(options)
        caller = self._caller(options, environment)
        tags = tags_of(options)
        session = {
            **caller,
            "environment": environment,
            "tags": tags,
            "ownership": {name: tags[name] for name in OWNERSHIP},
            # Of the role, which may be in check mode by a keyword; ansible_check_mode is of the command line.
            "check_mode": bool(self._task.check_mode),
        }
        self._refuse(self._unmet_checks(checked, session, held))
        warnings = variables.lookalikes(held, roles.known(), {f"{role}_" for role in roles.names()})
        if any(roles.makes_something(role) for role in checked):
            name = Name(caller["account_id"], options["region"], options["name"])
            warnings += self._take(name, options, environment, task_vars["inventory_hostname"])
        return {
            "changed": False,
            "ansible_facts": {FACT: session},
            **caller,
            **({"warnings": warnings} if warnings else {}),
        }

    @property
    def _offline(self) -> bool:
        return boolean(self._task.args.get("offline", False))

    def _options(self, task_vars: dict[str, t.Any]) -> dict[str, t.Any]:
        """Take every option from the task, else from the variable with our prefix, else its default."""
        options = {}
        for name, option in collection_options().items():
            raw = self._task.args.get(name, task_vars.get(PREFIX + name, option.get("default")))
            options[name] = variables.as_declared(option, self._templar.template(raw))
        options["deployment"] = options["deployment"] or task_vars["inventory_hostname"]
        return options

    def _checked_roles(self, task_vars: dict[str, t.Any]) -> list[str]:
        """Return the roles that the task names, else the one it belongs to if that is ours."""
        unknown = sorted(set(self._task.args) - {*collection_options(), *OF_THE_TASK})
        if unknown:
            raise AnsibleActionFail(f"inferops.aws.session has no option {', '.join(unknown)}")
        named = self._task.args.get("roles")
        if named is None:
            collection, _dot, role = str(task_vars.get("ansible_role_name", "")).rpartition(".")
            return [role] if collection == COLLECTION else []
        wrong = [role for role in named if role not in roles.names()] if isinstance(named, list) else [named]
        if wrong:
            raise AnsibleActionFail(variables.problem("roles", wrong[0], f"a list out of {', '.join(roles.names())}"))
        return list(named)

    def _wrong_variables(self, options: dict[str, t.Any], checked: list[str], held: dict[str, t.Any]) -> list[str]:
        declared = collection_variables()
        if self._offline:
            # Nothing is named after the workload, and no AWS asked: what is needed, the roles say themselves.
            declared = {name: {**option, "required": False} for name, option in declared.items()}
        # Those of the command line are text there.
        options_of_host = {PREFIX + name: value for name, value in options.items()}
        problems = variables.mistyped(declared, options_of_host, text_as_list=True)
        templar = self._templar.copy_with_new_env(available_variables=held)
        for role in checked:
            mine = roles.options(role)
            values = {name: templar.template(held[name]) for name in mine if name in held}
            problems += variables.mistyped(mine, values) + variables.relative_paths(mine, values)
            if "roles" in self._task.args and f"{role}_state" in values:
                problems += variables.unwanted_states({role: values[f"{role}_state"]})
        secrets = SECRET_VARIABLES & set(options["environment"] if isinstance(options["environment"], dict) else ())
        for name in sorted(secrets):
            problems.append(variables.problem(f"{PREFIX}environment", name, "no secrets; name a profile instead"))
        problems += variables.bad_tags(f"{PREFIX}tags", options["tags"])
        known = {*declared, FACT, *roles.known(), *(f"{role}_result" for role in checked)}
        prefixes = (PREFIX, *(f"{role}_" for role in checked if role in UNMISTAKABLE))
        return problems + variables.misspelt(held, known, prefixes)

    def _unmet_checks(self, checked: list[str], session: dict[str, t.Any], held: dict[str, t.Any]) -> list[str]:
        """Evaluate the roles' own checks with the session at hand, since derived names hold the account."""
        facts = {**held.get("ansible_facts", {}), FACT: session}
        templar = self._templar.copy_with_new_env(available_variables={**held, "ansible_facts": facts})
        problems = []
        for role in checked:
            checks = held.get(roles.checks_variable(role), [])
            problems += variables.unmet(
                checks, lambda name: templar.template(held.get(name, variables.MISSING)), templar.template
            )
        return problems

    def _caller(self, options: dict[str, t.Any], environment: dict[str, str]) -> dict[str, str]:
        """Ask AWS who we are, once per run for the same credentials and region."""
        asked = {name: options[name] for name in ("region", "profile", "expected_account_id")}
        key = hashlib.sha256(json.dumps([asked, environment], sort_keys=True).encode()).hexdigest()
        kept = pathlib.Path(C.DEFAULT_LOCAL_TMP, f"inferops-session-{key}.json")
        if kept.is_file():
            return json.loads(kept.read_text())
        try:
            with acting_as(environment):
                caller = identity.identify(**asked)
        except identity.SessionError as error:
            # The sentence says it all; Ansible would put that of every cause behind it.
            raise AnsibleActionFail(str(error)) from None
        # Written beside and moved: another host's worker may read it at this moment.
        partial = kept.with_suffix(f".{os.getpid()}")
        partial.write_text(json.dumps(caller))
        partial.replace(kept)
        return caller

    def _take(self, name: Name, options: dict[str, t.Any], environment: dict[str, str], host: str) -> list[str]:
        """Refuse a name that another host of the run has, or another deployment; return warnings."""
        taken = Taken(C.DEFAULT_LOCAL_TMP, name)
        holder = taken.by(host)
        if holder is not None:
            self._refuse([name.of_another_host(holder)] if holder != host else [])
            return []
        try:
            with acting_as(environment):
                aws = through(identity.session_of(name.region, options["profile"]), name.region)
                others = holders.others(aws, name.name, name.region, options["deployment"])
        except EngineError as error:
            return [name.not_looked_at(reason_of(error))]
        if others:
            taken.give_back()
            self._refuse([name.of_another_deployment(others)])
        return []

    def _refuse(self, problems: list[str]) -> None:
        if problems:
            raise AnsibleActionFail(variables.message(problems))


def roles_variables(named: list[str], task_vars: dict[str, t.Any], loader: t.Any) -> dict[str, t.Any]:
    """Return the variables of the host as the roles will see them, in Ansible's order: defaults, the host's, vars."""
    held: dict[str, t.Any] = {}
    for role in named:
        held |= roles.variables(role, "defaults", loader)
    held |= task_vars
    for role in named:
        held |= roles.variables(role, "vars", loader)
    return held


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
        "inferops:region": options["region"],
        "inferops:managed-by": "inferops.aws",
    }

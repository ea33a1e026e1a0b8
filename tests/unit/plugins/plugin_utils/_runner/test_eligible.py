# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which invocations run in process. What Ansible decides is seen by the fidelity tests; this is each rule alone."""

from __future__ import annotations

import pathlib
import sys
import types
import typing as t

import ansible.modules
import pytest

from ansible_collections.inferops.aws.plugins.plugin_utils._runner import eligible, source

NEW_STYLE = "#!/usr/bin/python\nfrom ansible.module_utils.basic import AnsibleModule\n"


class Action:
    """As much of an ActionBase as the rules ask for, with everything in favour of running in process."""

    def __init__(self, path: str, environment: dict[str, t.Any]) -> None:
        context = types.SimpleNamespace(resolved=True, plugin_resolved_path=path)
        loader = types.SimpleNamespace(find_plugin_with_context=lambda *_args, **_kwargs: context)
        self._shared_loader_obj = types.SimpleNamespace(module_loader=loader)
        self._connection = types.SimpleNamespace(ansible_name="ansible.builtin.local", become=None)
        self._task = types.SimpleNamespace(async_val=0, delegate_to=None, collections=[])
        self._templar = types.SimpleNamespace(template=lambda value: value)
        self.environment = environment

    def _compute_environment_string(self, raw: dict[str, t.Any]) -> str:
        raw.update(self.environment)
        return ""

    def _get_remote_user(self) -> str:
        return "me"

    def get_become_option(self, _name: str) -> str:
        return self._connection.become


@pytest.fixture
def call(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> t.Callable[..., eligible.Call]:
    """Make a call of a module, by default one that runs in process."""
    monkeypatch.setattr(eligible.module_common, "_get_shebang", lambda *_args, **_kwargs: (f"#!{sys.executable}", ""))

    def make(
        text: str = NEW_STYLE,
        collection: str = "amazon/aws",
        environment: dict[str, t.Any] | None = None,
        task_vars: dict[str, t.Any] | None = None,
        wrap_async: bool = False,
    ) -> eligible.Call:
        path = tmp_path / "ansible_collections" / collection / "plugins" / "modules" / "some.py"
        path.parent.mkdir(parents=True)
        path.write_text(text, "utf-8")
        return eligible.Call(Action(str(path), environment or {}), "some", task_vars or {}, wrap_async)

    source.forget()
    return make


def test_a_module_of_ours_runs_in_process(call: t.Callable[..., eligible.Call]) -> None:
    module = eligible.find(call(environment={"AWS_REGION": "eu-central-1", "NUMBER": 3}))
    assert module is not None
    assert module.name == "ansible_collections.amazon.aws.plugins.modules.some"
    assert module.environment == {"AWS_REGION": "eu-central-1", "NUMBER": "3"}


@pytest.mark.parametrize("collection", ["community/general", "amazon/aws_more", "ansible/builtin"])
def test_a_module_of_another_collection(call: t.Callable[..., eligible.Call], collection: str) -> None:
    assert eligible.find(call(collection=collection)) is None


@pytest.mark.parametrize("path", ["", "/library/some.py", "/ansible_collections/amazon/aws/plugins/action/some.py"])
def test_a_file_that_is_no_module_of_a_collection(path: str) -> None:
    assert source.importable_name(path, eligible.COLLECTIONS, eligible.BUILTIN) is None


def test_what_writes_a_file_runs_in_process_and_nothing_else_of_ansibles_own() -> None:
    folder = pathlib.Path(ansible.modules.__file__).parent

    def name(module: str) -> str | None:
        return source.importable_name(str(folder / f"{module}.py"), eligible.COLLECTIONS, eligible.BUILTIN)

    assert [name(module) for module in ("copy", "stat", "command")] == [
        "ansible.modules.copy",
        "ansible.modules.stat",
        None,
    ]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"wrap_async": True}, "asynchronous"),
        ({"task_vars": {"inferops_runner": False}}, "inferops_runner"),
        ({"task_vars": {"inferops_runner": "no"}}, "inferops_runner"),
        ({"text": "#!/usr/bin/python\nWANT_JSON = 1\n"}, "AnsibleModule"),
        ({"text": NEW_STYLE + "respawn_module\n"}, "anew"),
        ({"text": NEW_STYLE + "def main(:\n"}, "SyntaxError"),
        ({"environment": {"PYTHONPATH": "x"}}, "start of a process"),
        ({"environment": {"LC_ALL": "C"}}, "start of a process"),
        ({"environment": {"LANG": "C"}}, "start of a process"),
        ({"environment": {"LD_PRELOAD": "x"}}, "start of a process"),
        ({"environment": {"TZ": "UTC"}}, "start of a process"),
        ({"environment": {"ENABLE_TURBO_MODE": "1"}}, "start of a process"),
        ({"environment": {"NOT-A-NAME": "x"}}, "start of a process"),
        ({"environment": {"NUL": "a\0b"}}, "start of a process"),
    ],
)
def test_what_takes_the_ordinary_way(
    call: t.Callable[..., eligible.Call], changes: dict[str, t.Any], reason: str
) -> None:
    made = call(**changes)
    assert reason in str(eligible.reason_against(made))
    assert eligible.find(made) is None


def test_a_detached_task(call: t.Callable[..., eligible.Call]) -> None:
    made = call()
    made.action._task.async_val = 10
    assert "asynchronous" in str(eligible.reason_against(made))


@pytest.mark.parametrize("name", ["ansible.builtin.ssh", "local", "some.where.local", None])
def test_another_connection(call: t.Callable[..., eligible.Call], name: str | None) -> None:
    made = call()
    made.action._connection.ansible_name = name
    assert "connection" in str(eligible.reason_against(made))


@pytest.mark.parametrize(("user", "fits"), [("me", True), ("root2", False)])
def test_becoming_a_user(call: t.Callable[..., eligible.Call], user: str, fits: bool) -> None:
    made = call()
    made.action._connection.become = user
    assert (eligible.reason_against(made) is None) is fits


@pytest.mark.parametrize("shebang", ["#!/usr/bin/python3", f"#!{sys.executable} -u", ""])
def test_another_interpreter(
    call: t.Callable[..., eligible.Call], monkeypatch: pytest.MonkeyPatch, shebang: str
) -> None:
    monkeypatch.setattr(eligible.module_common, "_get_shebang", lambda *_args, **_kwargs: (shebang, ""))
    assert "interpreter" in str(eligible.reason_against(call()))


def test_an_interpreter_that_has_to_be_discovered(
    call: t.Callable[..., eligible.Call], monkeypatch: pytest.MonkeyPatch
) -> None:
    def undiscovered(*_args: object, **_kwargs: object) -> t.NoReturn:
        raise eligible.InterpreterDiscoveryRequiredError("later", interpreter_name="python", discovery_mode="auto")

    monkeypatch.setattr(eligible.module_common, "_get_shebang", undiscovered)
    assert "interpreter" in str(eligible.reason_against(call()))


def test_the_variables_of_the_host_that_the_task_is_delegated_to(call: t.Callable[..., eligible.Call]) -> None:
    made = call(task_vars={"ansible_delegated_vars": {"other": {"a": 1}}})
    made.action._task.delegate_to = "other"
    assert made.host_vars == {"a": 1}


def test_files_that_are_to_be_kept(call: t.Callable[..., eligible.Call], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(eligible.C, "DEFAULT_KEEP_REMOTE_FILES", True)
    assert "kept" in str(eligible.reason_against(call()))


def test_coverage_is_measured(call: t.Callable[..., eligible.Call], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        eligible.ExtensionManager, "create", lambda **_kwargs: types.SimpleNamespace(extension_names=("_coverage",))
    )
    assert "traced" in str(eligible.reason_against(call()))

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""When the runner is not used at all."""

from __future__ import annotations

import pytest
from ansible.plugins.action import ActionBase

from ansible_collections.inferops.aws.plugins.plugin_utils import _runner
from ansible_collections.inferops.aws.plugins.plugin_utils._runner import hooks, support


def test_the_installed_ansible_core_is_supported() -> None:
    assert support.why_not() is None


@pytest.mark.parametrize("version", ["2.18.1", "2.20.0", "3.0.0", "2.20.0b1"])
def test_an_untested_version(monkeypatch: pytest.MonkeyPatch, version: str) -> None:
    monkeypatch.setattr(support, "ansible_version", version)
    assert version in str(support.why_not())


def test_an_untested_platform(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(support.sys, "platform", "darwin")
    assert "darwin" in str(support.why_not())


@pytest.mark.parametrize("value", ["0", "no", "false", "off", "nonsense"])
def test_turned_off_by_the_environment(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv(support.ENVIRONMENT, value)
    assert value in str(support.why_not())


def test_a_method_that_takes_something_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ActionBase, "_configure_module", lambda _self, _module_name: None)
    assert "ActionBase._configure_module" in str(support.why_not())


TABLES = ("SIGNATURES", "MEMBERS", "ATTRIBUTES")


@pytest.mark.parametrize(("table", "name"), [(table, name) for table in TABLES for name in getattr(support, table)])
def test_something_that_is_gone(monkeypatch: pytest.MonkeyPatch, table: str, name: str) -> None:
    for each in TABLES:
        monkeypatch.setattr(support, each, {f"{name}_gone": ()} if each == table else {})
    assert f"{name}_gone is missing" in str(support.why_not())


@pytest.mark.parametrize("name", support.MEMBERS)
def test_a_member_that_has_another_name(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(support, "MEMBERS", {name: (*support.MEMBERS[name], "_renamed")})
    assert str(support.why_not()).endswith("has no _renamed")


def test_nothing_is_replaced_when_it_may_not_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(support, "why_not", lambda: "a reason")
    monkeypatch.setattr(hooks, "install", lambda: pytest.fail("installed"))
    assert _runner.activate() is False

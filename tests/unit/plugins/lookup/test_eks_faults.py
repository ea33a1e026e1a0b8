# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The lookups about a cluster before anything is written: what of their options reaches the question they ask."""

from __future__ import annotations

import importlib
from types import ModuleType
from typing import Any

import pytest
from ansible.errors import AnsibleLookupError

from ansible_collections.inferops.aws.plugins.plugin_utils._session import calls

FOUND = {"name": "digits", "status": "ACTIVE"}
OURS = {"team": "vision"}


def lookup(name: str) -> ModuleType:
    return importlib.import_module(f"ansible_collections.inferops.aws.plugins.lookup.eks_{name}_fault")


def told(name: str, term: Any, monkeypatch: pytest.MonkeyPatch, **options: Any) -> str:
    """Return the sentence of a lookup that is given these options, in an environment of its own."""
    plugin = lookup(name).LookupModule()
    monkeypatch.setattr(plugin, "get_option", options.__getitem__)
    return str(plugin.fault(term, (("AWS_PROFILE", f"{name} {options} {term}"),)))


@pytest.fixture
def _with(monkeypatch: pytest.MonkeyPatch) -> None:
    """AWS has the cluster."""
    monkeypatch.setattr(calls, "cluster", lambda name, _environment: {**FOUND, "name": name})
    monkeypatch.setattr(calls, "ask", lambda _environment: lambda service: service)
    monkeypatch.setattr(calls, "server", lambda found, _environment: f"server of {found['name']}")


@pytest.mark.usefixtures("_with")
@pytest.mark.parametrize(
    ("name", "question", "options", "asked"),
    [
        ("owner", "owner_fault", {"expect_tags": OURS, "key_alias": "alias/digits"}, ("digits", OURS, "alias/digits")),
        (
            "version",
            "version_fault",
            {"version": "1.36", "support_type": "EXTENDED", "allow_rollback": True},
            ("digits", "1.36", "EXTENDED", True),
        ),
        (
            "addons",
            "addons_fault",
            {"version": "1.36", "addons": {"b": {"addon_version": "v2"}, "a": None, "c": {"state": "absent"}}},
            ("eks", "digits", (("a", ""), ("b", "v2")), "1.36"),
        ),
        ("existing", "existing_fault", {}, ()),
        ("existing", "entry_fault", {}, ("server of digits",)),
        ("auto_mode", "auto_mode_fault", {}, ()),
    ],
)
def test_what_is_given_is_what_is_asked(
    name: str, question: str, options: dict[str, Any], asked: tuple[Any, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    def answer(*given: Any, **named: Any) -> str:
        kept = [one for one in (*given, *named.values()) if not callable(one) and one != FOUND]
        assert tuple(kept) == asked
        return "something else"

    monkeypatch.setattr(lookup(name), question, answer)
    assert told(name, "digits", monkeypatch, **options) == "something else"


def test_roles_are_somebodys_only_where_there_is_no_cluster(monkeypatch: pytest.MonkeyPatch) -> None:
    there: dict[str, Any] = {"old": FOUND}
    monkeypatch.setattr(calls, "cluster", lambda name, _environment: there.get(name))
    monkeypatch.setattr(calls, "ask", lambda _environment: None)
    monkeypatch.setattr(lookup("roles"), "roles_fault", lambda _ask, roles, tags: f"not {roles} of {tags}")
    given = {"roles": ["digits-nodes"], "expect_tags": OURS}
    assert told("roles", "new", monkeypatch, **given) == f"not ('digits-nodes',) of {OURS}"
    assert told("roles", "old", monkeypatch, **given) == ""


def test_policies_are_asked_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    module = lookup("entries")
    monkeypatch.setattr(calls, "ask", lambda _environment: None)
    monkeypatch.setattr(module, "access_policies", lambda _ask: asked.append("policies") or {"View": "arn:view"})
    entry = {"principal_arn": "arn:p", "access_policies": [{"policy_arn": "Views"}]}
    plugin = module.LookupModule()
    for _time in range(2):
        assert "Views is none of" in plugin.fault([entry], (("AWS_PROFILE", "once"),))
    assert asked == ["policies"]


@pytest.mark.parametrize("term", ["arn:p", {"principal_arn": "arn:p"}, ["arn:p"]])
def test_what_is_no_list_of_entries_is_refused(term: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(AnsibleLookupError, match="lists of access entries, each a dictionary"):
        told("entries", term, monkeypatch)

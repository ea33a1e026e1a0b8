# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who becomes the administrator of a cluster by deploying, and what the role sends of whom it lets in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar

from tests.unit.roles.templar import SESSION, TAGS

ROLE = Path(__file__).parents[3] / "roles" / "eks_cluster"
LETS_IN = "Make | Let those in who are listed"
ACCOUNT = "111111111111"
LISTED = {**TAGS, "inferops:component": "eks_cluster"}
CREATED = {**LISTED, "inferops:creator": "true"}
ADMIN = {"policy_arn": "AmazonEKSClusterAdminPolicy"}


def role(name: str) -> str:
    return f"arn:aws:iam::{ACCOUNT}:role/teams/{name}"


def variables(
    runs: str = "first", listed: tuple[dict[str, Any], ...] = (), administrators: tuple[str, ...] = (), **tags: Any
) -> dict[str, Any]:
    """Return the role's variables in a run by *runs*, with entries of roles that bear *tags*, None for no entry."""
    loader = DataLoader()
    session = {**SESSION, "arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/{runs}/session"}
    return {
        **loader.load_from_file(str(ROLE / "vars" / "main.yml"), trusted_as_template=True),
        "ansible_facts": {"inferops_session": session},
        "eks_cluster_access_entries": list(listed),
        "eks_cluster__attached": {
            "access_entries": [{"principal_arn": role(name), "tags": each} for name, each in tags.items()],
            "administrators": [role(name) for name in administrators],
        },
    }


def sent(given: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the options of eks_access_entry for each entry, in order."""
    loader = DataLoader()
    tasks = loader.load_from_file(str(ROLE / "tasks" / "make.yml"), trusted_as_template=True)
    (task,) = [task for task in tasks if task["name"] == LETS_IN]
    entries = Templar(loader, variables={**given, "eks_cluster__name": "digits"}).template(task["loop"])
    every = []
    for entry in entries:
        scope = {**given, **task["vars"], "eks_cluster__name": "digits", "eks_cluster__entry": entry}
        every.append(Templar(loader, variables=scope).template(task["inferops.aws.eks_access_entry"]))
    return every


def becomes_administrator(given: dict[str, Any]) -> bool:
    (entry,) = Templar(DataLoader(), variables=given).template(given["eks_cluster__creator_entry"]) or [None]
    return bool(entry)


@pytest.mark.parametrize(
    ("entries", "administrators"),
    [
        ({}, ()),
        ({"people": LISTED}, ()),
        ({"first": LISTED}, ()),
        ({"first": CREATED}, ()),
        ({"first": CREATED, "people": LISTED}, ("people",)),
    ],
    ids=["new", "nobody's", "listed with less", "lost it", "lost it beside another"],
)
def test_who_finds_no_administrator_or_was_the_creator_is_one(
    entries: dict[str, Any], administrators: tuple[str, ...]
) -> None:
    assert becomes_administrator(variables(administrators=administrators, **entries))


@pytest.mark.parametrize(
    ("entries", "administrators"),
    [
        ({"first": CREATED}, ("first",)),
        ({"creator": CREATED}, ("creator",)),
        ({"people": LISTED}, ("people",)),
        ({"theirs": {}}, ("theirs",)),
        ({"people": LISTED, "first": LISTED}, ("people",)),
        ({"people": LISTED, "first": {"inferops:creator": "true"}}, ("people",)),
        ({"first": {}}, ()),
    ],
    ids=["is one", "the creator is", "a listed one is", "one of others is", "is let in", "not by a tag", "not ours"],
)
def test_who_deploys_what_has_an_administrator_does_not_become_one(
    entries: dict[str, Any], administrators: tuple[str, ...]
) -> None:
    assert not becomes_administrator(variables(administrators=administrators, **entries))


def test_the_creator_keeps_what_the_list_says_of_it() -> None:
    listed = {"principal_arn": role("first"), "kubernetes_groups": ["people"], "username": "me"}
    made, created = sent(variables(listed=(listed,)))
    assert (made["kubernetes_groups"], made["username"], made["access_policies"]) == (["people"], "me", [])
    assert (created["access_policies"], created["tags"]["inferops:creator"]) == ([ADMIN], "true")
    assert {"kubernetes_groups", "username", "type"} & set(created) == set()
    assert created["purge_access_policies"] is False
    (again,) = sent(variables(listed=(listed,), administrators=("first",), first=CREATED))
    assert (again["kubernetes_groups"], again["username"], again["purge_access_policies"]) == (["people"], "me", False)
    assert "tags" not in again


def test_the_creators_policy_keeps_the_scope_that_the_list_gives_it() -> None:
    """Else the two would change it in turn, in every run."""
    scope = {"type": "namespace", "namespaces": ["front"]}
    policy = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy"
    listed = {"principal_arn": role("first"), "access_policies": [{"policy_arn": policy, "access_scope": scope}]}
    made, created = sent(variables(listed=(listed,)))
    assert made["access_policies"] == listed["access_policies"]
    assert (created["access_policies"], created["purge_access_policies"]) == ([], False)


def test_another_that_is_no_longer_in_groups_leaves_them() -> None:
    (people,) = sent(variables(listed=({"principal_arn": role("people")},), administrators=("first",), people=LISTED))
    assert (people["kubernetes_groups"], people["purge_access_policies"]) == ([], True)

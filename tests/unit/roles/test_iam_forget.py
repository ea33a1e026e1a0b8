# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which roles the role iam deletes for other roles."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar

ROLE = Path(__file__).parents[3] / "roles" / "iam"
TAGS = {"inferops:managed-by": "inferops.aws", "inferops:deployment": "digits-eu"}


def found(name: str, path: str = "/inferops/", **tags: Any) -> dict[str, Any]:
    return {"iam_roles": [{"role_name": name, "path": path, "tags": tags}]}


def load(*parts: str) -> Any:
    return DataLoader().load_from_file(str(ROLE.joinpath(*parts)), trusted_as_template=True)


def templated(value: Any, **given: Any) -> Any:
    session = {"tags": TAGS, "region": "eu-central-1"}
    known = {"inferops_name": "digits", "ansible_facts": {"inferops_session": session}, **given}
    variables = {**load("defaults", "main.yml"), **load("vars", "main.yml"), **known}
    return Templar(DataLoader(), variables=variables).template(value)


def test_of_the_roles_of_these_names_only_ours_are_deleted() -> None:
    roles = [
        found("ours", **TAGS, team="vision"),
        {"iam_roles": []},
        found("theirs"),
        found("another-deployments", **{**TAGS, "inferops:deployment": "digits-us"}),
        found("another-tools", **{**TAGS, "inferops:managed-by": "hand"}),
        found("elsewhere", "/", **TAGS),
    ]
    _look, delete = load("tasks", "forget.yml")
    assert templated(delete["loop"], iam__found_to_forget={"results": roles}) == ["ours"]


def test_so_it_deletes_its_own() -> None:
    (only,) = load("tasks", "absent.yml")
    assert only["ansible.builtin.include_tasks"] == "forget.yml"
    assert templated(only["vars"]["iam_roles_to_forget"]) == ["digits-eu-central-1-lambda"]

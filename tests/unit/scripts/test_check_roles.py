# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from pathlib import Path

import check_roles
import pytest

SHAPE = {
    "README.md": "# store\n",
    "defaults/main.yml": "---\n# store_path:\nstore_keep: true\nstore_name: '{{ inferops_name }}'\n",
    "meta/main.yml": "---\ndependencies: []\n",
    "meta/argument_specs.yml": """---
argument_specs:
  main:
    options:
      inferops_name: {type: str, required: true}
      store_path: {type: path, required: true}
      store_keep: {type: bool, default: true}
      store_name: {type: str, default: the deployment's name}
""",
    "tasks/main.yml": "---\n- name: Say who we are\n  inferops.aws.session:\n",
}


def problems(folder: Path, **changed: str) -> list[str]:
    role = folder / "store"
    for name, content in (SHAPE | {name.replace("__", "/") + ".yml": text for name, text in changed.items()}).items():
        path = role / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return list(check_roles.role_problems(role))


def test_a_role_in_order(tmp_path: Path) -> None:
    assert problems(tmp_path) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        pytest.param("defaults__main", "keep: true", "keep: false", "its specification says True", id="other default"),
        pytest.param("defaults__main", "# store_path:\n", "", "stands nowhere in defaults", id="required, not shown"),
        pytest.param("defaults__main", "# store_path:", "store_path: x", "required and has a default", id="needless"),
        pytest.param(
            "defaults__main", "---\n", "---\nstore_new: 1\n", "store_new has no specification", id="unspecified"
        ),
        pytest.param("defaults__main", "---\n", "---\nother_a: 1\n", "other_a does not begin with store_", id="prefix"),
        pytest.param("tasks__main", "aws.session", "aws.verify", "the first task of tasks/main.yml", id="first task"),
        pytest.param(
            "tasks__main",
            "session:\n",
            "session:\n  when: ansible_check_mode\n",
            "a keyword of the role",
            id="check mode",
        ),
    ],
)
def test_each_departure_is_said(tmp_path: Path, file: str, old: str, new: str, said: str) -> None:
    text = SHAPE[file.replace("__", "/") + ".yml"].replace(old, new, 1)
    assert said in "\n".join(problems(tmp_path, **{file: text}))


def test_missing_parts_are_named(tmp_path: Path) -> None:
    (tmp_path / "store").mkdir()
    assert len(list(check_roles.role_problems(tmp_path / "store"))) == len(check_roles.PARTS)

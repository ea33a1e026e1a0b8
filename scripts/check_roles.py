# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every role has the same shape, and its argument specification and its defaults say the same.

An option that is required stands in defaults/main.yml commented out, so that the file shows all of them. Variables of
the whole collection (`inferops_<noun>`) come from the inventory and need no default.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from project import ROOT, load_yaml, report

PARTS = ("README.md", "defaults/main.yml", "meta/main.yml", "meta/argument_specs.yml", "tasks/main.yml")
COLLECTION_WIDE = "inferops_"
FIRST_TASK = "inferops.aws.session"
CHECK_MODE_OF_THE_RUN = "ansible_check_mode"
COMMENTED = re.compile(r"^#\s*([a-z][a-z0-9_]*):", re.M)


def options_of(specs: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """All options of all entry points by name."""
    points = specs["argument_specs"].values()
    return {name: option or {} for point in points for name, option in (point.get("options") or {}).items()}


def is_template(value: Any) -> bool:
    return isinstance(value, str) and "{{" in value


def option_problem(name: str, option: dict[str, Any], defaults: dict[str, Any], shown: set[str]) -> str:
    """What is wrong between an option's specification and defaults/main.yml; empty if nothing is."""
    if name not in defaults:
        if name.startswith(COLLECTION_WIDE) or name in shown:
            return ""
        return "has a specification and stands nowhere in defaults/main.yml, not even commented out"
    if option.get("required"):
        return "is required and has a default"
    said, actual = option.get("default"), defaults[name]
    if said is not None and not is_template(actual) and said != actual:
        return f"has the default {actual!r}, its specification says {said!r}"
    return ""


def argument_problems(
    role: str, options: dict[str, dict[str, Any]], defaults: dict[str, Any], shown: set[str]
) -> Iterator[str]:
    for name in sorted({*options, *defaults}):
        if not name.startswith((f"{role}_", COLLECTION_WIDE)):
            yield f"{name} does not begin with {role}_"
        problem = option_problem(name, options[name], defaults, shown) if name in options else "has no specification"
        if problem:
            yield f"{name} {problem}"


def role_problems(folder: Path) -> Iterator[str]:
    missing = [part for part in PARTS if not (folder / part).is_file()]
    yield from (f"{part} is missing" for part in missing)
    if missing:
        return
    defaults_file = folder / "defaults" / "main.yml"
    yield from argument_problems(
        folder.name,
        options_of(load_yaml(folder / "meta" / "argument_specs.yml")),
        load_yaml(defaults_file) or {},
        set(COMMENTED.findall(defaults_file.read_text(encoding="utf-8"))),
    )
    tasks = load_yaml(folder / "tasks" / "main.yml") or [{}]
    if FIRST_TASK not in tasks[0]:
        yield f"the first task of tasks/main.yml is not {FIRST_TASK}"
    for file in sorted(file for kind in ("*.yml", "*.j2") for file in folder.rglob(kind)):
        if CHECK_MODE_OF_THE_RUN in file.read_text(encoding="utf-8"):
            said = f"{file.relative_to(folder)} asks for {CHECK_MODE_OF_THE_RUN}"
            yield f"{said}, which a keyword of the role does not set: the session's check_mode says"


def main() -> None:
    roles = sorted(path for path in (ROOT / "roles").glob("*") if path.is_dir())
    problems = [f"roles/{role.name}: {problem}" for role in roles for problem in role_problems(role)]
    report(problems, f"{len(roles)} roles looked at")


if __name__ == "__main__":
    main()

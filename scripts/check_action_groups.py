# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every module of ours is in the action group, so that module_defaults reach all of them."""

from __future__ import annotations

from pathlib import Path

from project import ROOT, load_yaml, report

GROUP = "aws"
EXTENDS = {"amazon.aws.aws", "community.aws.aws"}


def main() -> None:
    group = load_yaml(Path("meta/runtime.yml"))["action_groups"][GROUP]
    listed = [entry for entry in group if isinstance(entry, str)]
    extended = {name for entry in group if isinstance(entry, dict) for name in entry["metadata"]["extend_group"]}
    modules = {path.stem for path in (ROOT / "plugins" / "modules").glob("*.py") if not path.stem.startswith("_")}
    problems = [f"plugins/modules/{name}.py is missing in action group {GROUP}" for name in sorted(modules - {*listed})]
    problems += [f"action group {GROUP} names {name}, which is no module" for name in sorted({*listed} - modules)]
    problems += [f"action group {GROUP} does not extend {name}" for name in sorted(EXTENDS - extended)]
    if listed != sorted(listed):
        problems.append(f"action group {GROUP} is not in alphabetical order")
    report(problems, f"{len(modules)} modules in action group {GROUP}")


if __name__ == "__main__":
    main()

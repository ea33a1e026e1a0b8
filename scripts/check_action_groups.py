# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every module of ours that takes the options of AWS is in the action group, so that module_defaults reach all of them.

One that does not take them must not be in it: a profile set for the group would be an option that it does not know.
"""

from __future__ import annotations

from pathlib import Path

from project import ROOT, load_yaml, report

GROUP = "aws"
EXTENDS = {"amazon.aws.aws", "community.aws.aws"}
# The fragment with the options of AWS, or the one of them that a module describes itself.
TAKES_OPTIONS_OF_AWS = ("- amazon.aws.common.modules", "\n  profile:\n")


def takes_options_of_aws(path: Path) -> bool:
    text = path.read_text(encoding="utf-8")
    return any(mark in text for mark in TAKES_OPTIONS_OF_AWS)


def main() -> None:
    group = load_yaml(Path("meta/runtime.yml"))["action_groups"][GROUP]
    listed = [entry for entry in group if isinstance(entry, str)]
    extended = {name for entry in group if isinstance(entry, dict) for name in entry["metadata"]["extend_group"]}
    modules = {path.stem for path in (ROOT / "plugins" / "modules").glob("*.py") if takes_options_of_aws(path)}
    problems = [f"plugins/modules/{name}.py is missing in action group {GROUP}" for name in sorted(modules - {*listed})]
    problems += [
        f"action group {GROUP} names {name}, which is no module with the options of AWS"
        for name in sorted({*listed} - modules)
    ]
    problems += [f"action group {GROUP} does not extend {name}" for name in sorted(EXTENDS - extended)]
    if listed != sorted(listed):
        problems.append(f"action group {GROUP} is not in alphabetical order")
    report(problems, f"{len(modules)} modules in action group {GROUP}")


if __name__ == "__main__":
    main()

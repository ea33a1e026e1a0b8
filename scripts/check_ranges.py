# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The versions that galaxy.yml, requirements.yml and meta/ promise are those that the checkout is tested with."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from project import ROOT, bundle, load_yaml, report


def bundled_version(collection: str) -> str | None:
    """Version of a collection that the `ansible` package brought along, or None."""
    manifest = bundle().joinpath(*collection.split("."), "MANIFEST.json")
    if not manifest.exists():
        return None
    version = json.loads(manifest.read_text(encoding="utf-8"))["collection_info"]["version"]
    return str(version)


def collection_problems(galaxy: dict[str, str], required: dict[str, str]) -> Iterator[str]:
    if galaxy != required:
        yield f"galaxy.yml says {galaxy}, requirements.yml says {required}: make them equal"
    for name, wanted in galaxy.items():
        version = bundled_version(name)
        if version is None:
            yield f"{name}: in no bundle of the checkout, so nothing here is tested with it"
        elif version not in SpecifierSet(wanted):
            yield f"{name}: galaxy.yml wants {wanted}, the checkout is tested with {version}"


def core_problems(requires_ansible: str) -> Iterator[str]:
    version = metadata.version("ansible-core")
    if version not in SpecifierSet(requires_ansible):
        yield f"meta/runtime.yml requires ansible {requires_ansible}, the checkout is tested with {version}"


def python_problems(path: Path) -> Iterator[str]:
    """What an execution environment is told to install must admit what we test with."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        requirement = Requirement(line)
        version = metadata.version(requirement.name)
        if version not in requirement.specifier:
            yield f"{path.name}: {requirement} does not admit {version}, which the checkout is tested with"


def main() -> None:
    galaxy = load_yaml(Path("galaxy.yml"))["dependencies"]
    required = {item["name"]: item["version"] for item in load_yaml(Path("requirements.yml"))["collections"]}
    problems = [
        *collection_problems(galaxy, required),
        *core_problems(load_yaml(Path("meta/runtime.yml"))["requires_ansible"]),
        *python_problems(ROOT / "meta" / "ee-requirements.txt"),
    ]
    report(problems, f"ranges agree with the bundle for {', '.join(galaxy)}")


if __name__ == "__main__":
    main()

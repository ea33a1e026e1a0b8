# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lock files agree with what they were made from and with what is installed; every pin has its hashes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from project import ROOT, report

SHA256 = re.compile(r"--hash=sha256:[0-9a-f]{64}\b")
INSTALLED = "dev"
ELSEWHERE = ("examples/digits/ui", "tests/ui")


@dataclass(frozen=True)
class Pin:
    requirement: Requirement
    hashes: int

    @property
    def version(self) -> str:
        return next((spec.version for spec in self.requirement.specifier if spec.operator == "=="), "")

    @property
    def applies_here(self) -> bool:
        return self.requirement.marker is None or self.requirement.marker.evaluate()


def logical_lines(path: Path) -> Iterator[str]:
    """Lines without comments, continued ones joined."""
    text = re.sub(r"\\\n", " ", path.read_text(encoding="utf-8"))
    for line in text.splitlines():
        content = re.sub(r"(^|\s)#.*", "", line).strip()
        if content:
            yield content


def wanted(path: Path) -> list[Requirement]:
    return [Requirement(line) for line in logical_lines(path) if not line.startswith("-")]


def pins(path: Path) -> dict[str, list[Pin]]:
    """Pins by package; a universal lock may hold several of one package, each with a marker."""
    found: dict[str, list[Pin]] = {}
    for line in logical_lines(path):
        requirement = Requirement(line.split("--hash", 1)[0].strip())
        found.setdefault(canonicalize_name(requirement.name), []).append(Pin(requirement, len(SHA256.findall(line))))
    return found


def _named(path: Path) -> str:
    """The name of a file, with its folder where several have that name."""
    return path.name if path.stem != "requirements" else f"{path.parent.name}/{path.name}"


def lock_problems(source: Path, lock: Path) -> Iterator[str]:
    if not lock.exists():
        yield f"{_named(lock)}: missing; run `make lock`"
        return
    locked = pins(lock)
    for name, candidates in locked.items():
        for pin in candidates:
            if not pin.version:
                yield f"{_named(lock)}: {name} is not pinned to one version"
            if not pin.hashes:
                yield f"{_named(lock)}: {name} has no sha256 hash"
    for requirement in wanted(source):
        candidates = locked.get(canonicalize_name(requirement.name), [])
        if not candidates:
            yield f"{_named(lock)}: lacks {requirement}, which {_named(source)} asks for; run `make lock`"
        for pin in candidates:
            if pin.version and not requirement.specifier.contains(pin.version, prereleases=True):
                told = f"{pin.requirement} does not satisfy {requirement} of {_named(source)}"
                yield f"{_named(lock)}: {told}; run `make lock`"


def installed_problems(lock: Path) -> Iterator[str]:
    for name, candidates in pins(lock).items():
        for pin in candidates:
            if not pin.applies_here:
                continue
            try:
                version = metadata.version(name)
            except metadata.PackageNotFoundError:
                version = "not installed"
            if version != pin.version:
                yield f"{name}: {lock.name} says {pin.version}, .venv has {version}; run `make setup`"


def main() -> None:
    folder = ROOT / "requirements"
    sources = [*sorted(folder.glob("*.in")), *(ROOT / place / "requirements.in" for place in ELSEWHERE)]
    problems = [problem for source in sources for problem in lock_problems(source, source.with_suffix(".txt"))]
    problems += installed_problems(folder / f"{INSTALLED}.txt")
    report(problems, f"{len(sources)} lock files agree with their sources, .venv with {INSTALLED}.txt")


if __name__ == "__main__":
    main()

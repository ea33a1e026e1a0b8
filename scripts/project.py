# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every script of the checkout needs to know: where things are, which files are ours, how to run a tool."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build"
TOOLS = ROOT / ".venv" / "bin"
COLLECTION = Path("ansible_collections", "inferops", "aws")


def cache_dir() -> Path:
    """The folder outside the checkout that outlives it: what is slow to make and the same for every checkout."""
    base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return Path(base, "inferops-aws")


def tool(name: str) -> str:
    """Path of a tool of the checkout. A missing one ends the script: a check without its tool has failed."""
    path = TOOLS / name
    if not path.exists():
        sys.exit(f"{path.relative_to(ROOT)} is missing: run `make setup`")
    return str(path)


def environment(**extra: str | Path) -> dict[str, str]:
    """The caller's environment without its Ansible settings, our tools first on the path, Ansible's files in build/.

    What lies in .venv is no part of the checkout's repository: without the ceiling, a tool that copies a collection
    from there by asking git for its files copies none.
    """
    env = {name: value for name, value in os.environ.items() if not name.startswith("ANSIBLE_")}
    env["PATH"] = os.pathsep.join([str(TOOLS), env.get("PATH", os.defpath)])
    env["ANSIBLE_HOME"] = str(BUILD / "ansible-home")
    env["GIT_CEILING_DIRECTORIES"] = str(ROOT / ".venv")
    env.update({name: str(value) for name, value in extra.items()})
    return env


def run(command: Sequence[str | Path], *, cwd: Path = ROOT, env: dict[str, str] | None = None) -> None:
    """Run a command whose output is this script's own; its failure ends the script with the same code."""
    sys.stdout.flush()
    code = subprocess.run([str(part) for part in command], cwd=cwd, env=env or environment(), check=False).returncode
    if code:
        sys.exit(code if code > 0 else 128 - code)


def files() -> list[Path]:
    """The project's files relative to ROOT: what git tracks, and what is new and not ignored."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        check=True,
    ).stdout.decode()
    found = {Path(name) for name in listing.split("\0") if name}
    return sorted(path for path in found if (ROOT / path).is_file() or (ROOT / path).is_symlink())


def stage(name: str) -> Path:
    """A fresh copy of the project's files under build/<name>, at the path where an installed collection lies.

    Tools that insist on a real `ansible_collections/<namespace>/<name>` work there, and nothing that merely lies
    about in the checkout reaches them. It is a repository of its own: a tool that asks git which files there are would
    otherwise hear from the checkout's that everything in build/ is ignored, and find nothing wrong in no files.
    """
    target = BUILD / name / COLLECTION
    shutil.rmtree(BUILD / name, ignore_errors=True)
    for path in files():
        copy = target / path
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / path, copy, follow_symlinks=False)
    subprocess.run(["git", "init", "--quiet"], cwd=target, check=True)
    return target


def bundle() -> Path:
    """The folder `ansible_collections` with the collections that the `ansible` package brought along."""
    spec = find_spec("ansible")
    if spec is None or spec.origin is None:
        sys.exit("Ansible is not installed: run `make setup`")
    return Path(spec.origin).parents[1] / "ansible_collections"


def load_yaml(path: Path) -> Any:
    """Content of a YAML file given relative to ROOT."""
    return yaml.safe_load((ROOT / path).read_text(encoding="utf-8"))


def report(problems: Iterable[str], checked: str) -> None:
    """Print the problems and fail if there are any; otherwise say what was looked at."""
    found = list(problems)
    if found:
        sys.exit("\n".join(found))
    print(checked)

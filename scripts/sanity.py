# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All of `ansible-test sanity`, without a container and without touching the user's own ~/.ansible.

ansible-test keeps the environments of its tests below the home folder: this gives it a home in the cache, one for each
Python that they are made with, so that they are made once. It makes each of them without pip and downloads a script
that puts pip in; ours, under the name of that download, does the same from what Python brings along.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import sys
import time
from importlib.util import find_spec
from pathlib import Path

from project import bundle, cache_dir, environment, load_yaml, run, stage, tool

GET_PIP = '''\
"""Gives an environment its pip: what the original would download, Python brings along."""

import subprocess
import sys

wanted = [argument for argument in sys.argv[1:] if not argument.startswith("--no-")]
subprocess.check_call([sys.executable, "-m", "ensurepip"], stdout=subprocess.DEVNULL)
subprocess.check_call([sys.executable, "-m", "pip", "install", "--quiet", *wanted])
'''
# Seconds for which the environments of a Python stay that nothing uses any more.
UNUSED = 30 * 24 * 3600
PIP_VERSION = re.compile(r"\bpip='([0-9.]+)'")


def pip_version() -> str:
    """The version of pip that this ansible-test wants in its environments; it is part of the script's name."""
    spec = find_spec("ansible_test")
    if spec is None or not spec.submodule_search_locations:
        sys.exit("ansible-test is not installed: run `make setup`")
    source = Path(spec.submodule_search_locations[0], "_internal", "python_requirements.py")
    found = PIP_VERSION.search(source.read_text(encoding="utf-8"))
    if not found:
        sys.exit("ansible-test no longer names its pip where scripts/sanity.py looks for it")
    return found.group(1)


def make_home() -> Path:
    """A home folder for ansible-test in the cache, with the bootstrap script in its place.

    ansible-test tells Pythons apart by their minor versions only: an environment would stay with the one it was made
    with, also when that is no longer what everything else runs in, or is gone.
    """
    python = hashlib.sha256(f"{sys.base_prefix} {sys.version}".encode()).hexdigest()[:8]
    homes = cache_dir() / "ansible-test"
    home = homes / python
    script = home / ".ansible" / "test" / "cache" / f"get_pip_{pip_version().replace('.', '_')}.py"
    script.parent.mkdir(parents=True, exist_ok=True)
    script.write_text(GET_PIP, encoding="utf-8")
    os.utime(home)
    for other in homes.iterdir():
        if other.stat().st_mtime < time.time() - UNUSED:
            shutil.rmtree(other, ignore_errors=True)
    return home


def add_dependencies(copy: Path) -> None:
    """Put the collections that ours depends on beside it: ansible-test looks for them nowhere else."""
    for name in load_yaml(Path("galaxy.yml"))["dependencies"]:
        neighbour = copy.parents[1].joinpath(*name.split("."))
        neighbour.parent.mkdir(exist_ok=True)
        neighbour.symlink_to(bundle().joinpath(*name.split(".")))


def main() -> None:
    command = tool("ansible-test")
    copy = stage("sanity")
    add_dependencies(copy)
    # pip finds the user's own settings where they were.
    settings = os.environ.get("XDG_CONFIG_HOME") or os.path.expanduser("~/.config")
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    env = environment(HOME=make_home(), XDG_CONFIG_HOME=settings)
    env.pop("ANSIBLE_HOME")
    run([command, "sanity", "--color", "no", "--python", python, *sys.argv[1:]], cwd=copy, env=env)


if __name__ == "__main__":
    main()

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Build the collection's artifact and do with it what Galaxy and a user do: import it, install it, call its playbooks.

`artifact.py build` leaves it in build/artifact/; `artifact.py import` and `artifact.py install` each build one of their
own, so that they can run side by side.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from project import BUILD, COLLECTION, ROOT, environment, files, run, stage, tool

# All that an installed collection may lean on when it runs. templates/ is the one addition to what Ansible's
# collection requirements list: the roles share it, and reach it relative to themselves.
RUNTIME = {"MANIFEST.json", "FILES.json", "meta", "playbooks", "plugins", "roles", "templates"}
# What a user gets: nothing beside these may slip into the artifact.
SHIPPED = RUNTIME | {"CHANGELOG.rst", "CODE_OF_CONDUCT.md", "LICENSE", "README.md", "changelogs", "docs", "galaxy.yml"}


def build(name: str) -> Path:
    """Build from a copy that holds only the project's files; returns the artifact."""
    target = BUILD / name
    copy = stage(f"{name}.source")
    shutil.rmtree(target, ignore_errors=True)
    run([tool("ansible-galaxy"), "collection", "build", "--output-path", target, copy])
    return next(target.glob("*.tar.gz"))


def import_as_galaxy_does() -> None:
    artifact = build("importer")
    # ansible-lint has a check of its own, with the profile that refuses most; of the checkout, so install() looks
    # whether the artifact has lost any of it.
    settings = environment(
        GALAXY_IMPORTER_RUN_ANSIBLE_LINT="false",
        GALAXY_IMPORTER_CHECK_REQUIRED_TAGS="true",
        GALAXY_IMPORTER_ANSIBLE_LOCAL_TMP=BUILD / "importer" / "tmp",
    )
    command = [sys.executable, "-m", "galaxy_importer.main", artifact]
    output = subprocess.run(
        [str(part) for part in command],
        cwd=artifact.parent,
        env=settings,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    text = output.stdout.decode()
    print(text)
    # It ends with success where it found something to complain about.
    complaints = [line for line in text.splitlines() if line.startswith(("WARNING", "ERROR", "CRITICAL"))]
    if output.returncode or complaints:
        sys.exit(f"galaxy-importer: code {output.returncode}, {len(complaints)} complaints")


def install(artifact: Path) -> Path:
    """Install into an empty folder and leave there only what runs. Dependencies come from the installed bundle."""
    folder = BUILD / "installed"
    shutil.rmtree(folder, ignore_errors=True)
    # A folder above all others named `collections` of the caller would satisfy a dependency: name only ours.
    env = environment(ANSIBLE_COLLECTIONS_PATH=folder)
    run([tool("ansible-galaxy"), "collection", "install", "--offline", "-p", folder, artifact], cwd=BUILD, env=env)
    installed, source = folder / COLLECTION, sorted(files())
    lost = [name for name in source if name.parts[0] in RUNTIME and not installed.joinpath(name).exists()]
    if lost:
        sys.exit(f"the artifact lacks what the collection runs by (see build_ignore in galaxy.yml): {lost}")
    strangers = sorted(path.name for path in installed.iterdir() if path.name not in SHIPPED)
    if strangers:
        sys.exit(f"the artifact holds what belongs to the checkout (see build_ignore in galaxy.yml): {strangers}")
    for path in installed.iterdir():
        if path.is_dir() and path.name not in RUNTIME:
            shutil.rmtree(path)
    return folder


def call_by_name() -> None:
    """Every playbook of the artifact parses by its full name, from a folder that knows nothing of the checkout."""
    folder = install(build("install"))
    playbooks = sorted((folder / COLLECTION / "playbooks").glob("*.yml"))
    if not playbooks and any((ROOT / "playbooks").glob("*.yml")):
        sys.exit("the artifact has lost its playbooks")
    with tempfile.TemporaryDirectory() as elsewhere:
        env = environment(ANSIBLE_COLLECTIONS_PATH=folder, HOME=elsewhere, ANSIBLE_HOME=elsewhere)
        for playbook in playbooks:
            name = f"inferops.aws.{playbook.stem}"
            command = [tool("ansible-playbook"), "-i", "localhost,", "--syntax-check", name]
            run(command, cwd=Path(elsewhere), env=env)
    print(f"{len(playbooks)} playbooks called by their full name")


def main() -> None:
    actions = {"build": lambda: print(build("artifact")), "import": import_as_galaxy_does, "install": call_by_name}
    if len(sys.argv) != 2 or sys.argv[1] not in actions:
        sys.exit(f"usage: artifact.py {'|'.join(actions)}")
    actions[sys.argv[1]]()


if __name__ == "__main__":
    main()

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Run playbooks with the in-process runner and without it, each in a world of its own."""

from __future__ import annotations

import dataclasses
import functools
import json
import pathlib
import shutil
import subprocess
import sys
import typing as t

HERE = pathlib.Path(__file__).parent
COLLECTION = HERE.parent.parent
MODES = {"runner": "1", "stock": "0"}
"""Name of a mode and the value of INFEROPS_RUNNER that makes it."""


@dataclasses.dataclass(frozen=True)
class Run:
    """What a run of a playbook left."""

    root: pathlib.Path
    status: int
    output: str
    events: list[dict[str, t.Any]]

    @functools.cached_property
    def tasks(self) -> dict[str, list[dict[str, t.Any]]]:
        """The events by the name of their task, in the order of the hosts and of what happened on each."""
        found: dict[str, list[dict[str, t.Any]]] = {}
        for event in self.events:
            found.setdefault(event["task"], []).append(event)
        return {name: sorted(events, key=lambda event: str(event["host"])) for name, events in found.items()}

    @property
    def evidence(self) -> pathlib.Path:
        return self.root / "evidence"

    @functools.cached_property
    def ways(self) -> list[tuple[str, bool]]:
        """For each invocation of the probe what it was told and whether it ran in a fork of Ansible."""
        path = self.evidence / "ways"
        return [tuple(json.loads(line)) for line in path.read_text("utf-8").splitlines()] if path.exists() else []


def build_collection(root: pathlib.Path) -> pathlib.Path:
    """Make a collection of our name that has our code and the probes; return the path Ansible searches."""
    target = root / "collections" / "ansible_collections" / "inferops" / "aws"
    for kind in ("action", "filter", "modules", "module_utils", "plugin_utils"):
        folder = target / "plugins" / kind
        folder.mkdir(parents=True)
        for source in (COLLECTION / "plugins" / kind, HERE / kind):
            for entry in sorted(source.iterdir()) if source.is_dir() else ():
                if entry.name != "__pycache__":
                    (folder / entry.name).symlink_to(entry)
    # No file of the project may be one that Python cannot read.
    (target / "plugins" / "modules" / "probe_syntax.py").write_text(
        "from ansible.module_utils.basic import AnsibleModule\ndef main(:\n", "utf-8"
    )
    (target / "meta").mkdir()
    (target / "meta" / "runtime.yml").write_text("---\naction_groups:\n  probes: [probe]\n", "utf-8")
    (target / "roles" / "user" / "tasks").mkdir(parents=True)
    (target / "roles" / "user" / "tasks" / "main.yml").symlink_to(HERE / "plays" / "user_role.yml")
    return root / "collections"


def run(
    playbook: str,
    mode: str,
    collections: pathlib.Path,
    root: pathlib.Path,
    arguments: tuple[str, ...] = (),
    **environment: str,
) -> Run:
    """Run the playbook; `environment` is added to its environment, `{root}` in it being this run's folder."""
    for name in ("home", "tmp", "evidence"):
        (root / name).mkdir(parents=True)
    for source in (HERE / "plays").iterdir():
        shutil.copy(source, root)
    (root / "group_vars").mkdir()
    (root / "group_vars" / "all.json").write_text(json.dumps(SPARE))
    record = root / "events.jsonl"
    finished = subprocess.run(
        [str(pathlib.Path(sys.executable).parent / "ansible-playbook"), "-i", "inventory.yml", playbook, *arguments],
        cwd=root,
        env={
            **_environment(root, collections),
            "INFEROPS_RUNNER": MODES[mode],
            **{name: value.replace("{root}", str(root)) for name, value in environment.items()},
        },
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=300,
        check=False,
    )
    events = [json.loads(line) for line in record.read_text("utf-8").splitlines()] if record.exists() else []
    return Run(root, finished.returncode, finished.stdout + finished.stderr, events)


SPARE = {f"spare_{number}": f"{{{{ spare_{number - 1} }}}}" if number % 10 else number for number in range(100)}
"""As many variables as a host has with our roles, so that their wrappers are kept; most are templates."""


def _environment(root: pathlib.Path, collections: pathlib.Path) -> dict[str, str]:
    return {
        "ANSIBLE_CALLBACK_PLUGINS": str(HERE / "callback"),
        "ANSIBLE_CALLBACKS_ENABLED": "recorder",
        "ANSIBLE_COLLECTIONS_PATH": str(collections),
        "ANSIBLE_CONFIG": str(HERE / "plays" / "empty.cfg"),
        "ANSIBLE_CONNECTION_PLUGINS": str(HERE / "connection"),
        "ANSIBLE_FILTER_PLUGINS": str(HERE / "users_filter"),
        "ANSIBLE_FORKS": "2",
        "ANSIBLE_LOG_PATH": str(root / "ansible.log"),
        "HOME": str(root / "home"),
        "LANG": "C.UTF-8",
        "PATH": f"{pathlib.Path(sys.executable).parent}:/usr/bin:/bin",
        "PROBE_EVIDENCE": str(root / "evidence"),
        "PROBE_RECORD": str(root / "events.jsonl"),
        "TMPDIR": str(root / "tmp"),
    }

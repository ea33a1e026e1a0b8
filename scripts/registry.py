# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The list of checks: what each is called, what it shows, and how it is run."""

from __future__ import annotations

from dataclasses import dataclass

from project import ROOT, TOOLS


@dataclass(frozen=True)
class Check:
    name: str
    says: str
    commands: tuple[tuple[str, ...], ...]
    has_summary: bool = False
    # It runs beside those that take turns on the cores, in the time that they wait.
    beside: bool = False
    # It gives way to all others: its time does not matter to it.
    gives_way: bool = False
    # A pattern of files without which there is nothing to check; empty if there always is.
    looks_at: str = ""

    @property
    def has_something_to_do(self) -> bool:
        return not self.looks_at or any(ROOT.glob(self.looks_at))


def call(name: str, *arguments: str) -> tuple[str, ...]:
    return (str(TOOLS / name), *arguments)


def script(name: str, *arguments: str) -> tuple[str, ...]:
    return call("python", f"scripts/{name}.py", *arguments)


def pytest(*arguments: str) -> tuple[str, ...]:
    return call("python", "-m", "pytest", "--quiet", *arguments)


def processes(folder: str, says: str, *arguments: str) -> Check:
    """Tests that start processes of their own, a sandbox among them, each on ports of its own."""
    return Check(
        folder,
        says,
        (pytest(f"tests/{folder}", *arguments),),
        has_summary=True,
        looks_at=f"tests/{folder}/**/test_*.py",
    )


def static(name: str, says: str, *commands: tuple[str, ...]) -> Check:
    """What reads the project, and runs nothing that could be too slow for somebody."""
    return Check(name, says, commands, beside=True, gives_way=True)


def integration(*names: str) -> tuple[str, ...]:
    return tuple(f"tests/integration/test_{name}.py" for name in names)


# Parts of tests/integration, which can run side by side; what is in none of them is in the check of that name. In the
# order given: what begins with an empty account comes before what others leave in it.
KUBERNETES = integration("network", "bad_nodes", "eks_cluster", "deploy_eks")
APART = integration("plan_costs", "destroy", "ecr_image", "interrupted", "refresh_prices", "waves")

# The longest come first, so that all lanes end at about the same time.
CHECKS = (
    Check(
        "integration-kubernetes",
        "networks, clusters, nodes and what runs on them, on a real control plane",
        (pytest(*KUBERNETES),),
        has_summary=True,
    ),
    Check(
        "integration",
        "deploy playbooks against the sandbox",
        (pytest("tests/integration", *(f"--ignore={file}" for file in (*APART, *KUBERNETES))),),
        has_summary=True,
    ),
    Check(
        "molecule",
        "every scenario, against the sandbox",
        # Of a run that was killed, or ended with the machine, Molecule would believe that its sandbox is there.
        (call("molecule", "reset"), call("molecule", "test", "--all", "--no-command-borders")),
        has_summary=True,
        looks_at="molecule/*/molecule.yml",
    ),
    Check(
        "integration-2",
        "destroy, images, interruptions, waves, costs and prices against the sandbox",
        (pytest(*APART),),
        has_summary=True,
    ),
    # Two thirds of its time it waits for what AWS does slowly, so that several parts of it fit beside another check.
    processes("sandbox", "the local AWS does what it claims", "--numprocesses=3"),
    processes("fidelity", "a module behaves the same inside the runner and outside"),
    Check("page", "the example's page in Streamlit's test harness", (script("page", "tests/ui"),), has_summary=True),
    # One process, which never waits, and starts no sandbox.
    Check("unit", "pytest tests/unit", (pytest("tests/unit"),), has_summary=True, beside=True),
    # Whoever made a slip hears of it at once.
    static("ruff", "format and lint", call("ruff", "format", "--check", "."), call("ruff", "check", ".")),
    static(
        "shellcheck",
        "shell scripts",
        call("shellcheck", ".ci/run", "scripts/clean", "scripts/find_python", "scripts/setup"),
    ),
    static("yamllint", "form of YAML files", call("yamllint", "--strict", ".")),
    static("changelog", "fragments are well formed", call("antsibull-changelog", "lint")),
    static("lock", "pins, hashes and .venv agree", script("check_lock")),
    static("ranges", "promised versions are the tested ones", script("check_ranges")),
    static("roles", "shape of roles, defaults and argument specifications agree", script("check_roles")),
    static("action-groups", "every module is in the action group", script("check_action_groups")),
    static("words", "nothing of one machine, network or account", script("check_words")),
    static("mypy", "strict types", script("check_types")),
    static(
        "ansible-lint",
        "profile production, no rule skipped",
        call("ansible-lint", "--offline", "--strict", "--profile", "production", "--nocolor"),
    ),
    static("sanity", "all tests of ansible-test sanity, nothing ignored", script("sanity")),
    static("docs", "documentation complete, references lead somewhere", script("docs")),
    static("importer", "the artifact imports as on Galaxy, but for its ansible-lint", script("artifact", "import")),
    static("installed", "playbooks by full name from the installed artifact", script("artifact", "install")),
)

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Read what the collection's roles declare: their options and their checks."""

from __future__ import annotations

import functools
import pathlib
import typing as t

import yaml

ROLES = pathlib.Path(__file__).parents[3] / "roles"
"""As Ansible finds them: what a loader has read is known to it by its path."""


@functools.cache
def names() -> tuple[str, ...]:
    """Return the names of the collection's roles."""
    return (
        tuple(sorted(entry.name for entry in ROLES.iterdir() if (entry / "meta" / "argument_specs.yml").is_file()))
        if ROLES.is_dir()
        else ()
    )


def outputs(role: str) -> frozenset[str]:
    """Return the names of the variables that a role derives, for itself and for others."""
    file = _file(role, "vars")
    return frozenset(_read(file) or ()) if file.is_file() else frozenset()


@functools.cache
def options(role: str) -> dict[str, t.Any]:
    """Return the options of a role's main entry point, by variable name."""
    declared = _read(ROLES / role / "meta" / "argument_specs.yml")
    return dict(declared["argument_specs"]["main"]["options"])


def makes_something(role: str) -> bool:
    """Say whether a role makes resources, which its option for their state tells."""
    return f"{role}_state" in options(role)


@functools.cache
def known() -> frozenset[str]:
    """Return the names of all variables that our roles take or derive."""
    return frozenset(name for role in names() for name in {*options(role), *outputs(role)})


def checks_variable(role: str) -> str:
    """Return the name of the role's variable that lists its checks."""
    return f"{role}__checks"


def variables(role: str, kind: str, loader: t.Any) -> dict[str, t.Any]:
    """Return the role's `defaults` or `vars` as templates, for a play that does not hold the role itself.

    A later play may: what the loader of the run has read for that one is taken from it, and must not be changed.
    """
    file = _file(role, kind)
    return loader.load_from_file(str(file), unsafe=True, trusted_as_template=True) or {} if file.is_file() else {}


def _file(role: str, kind: str) -> pathlib.Path:
    return ROLES / role / kind / "main.yml"


def _read(file: pathlib.Path) -> t.Any:
    """Read a file of our own, with libyaml where it is; Ansible's loader would note where each value stands."""
    with file.open(encoding="utf-8") as content:
        return yaml.load(content, getattr(yaml, "CSafeLoader", yaml.SafeLoader))

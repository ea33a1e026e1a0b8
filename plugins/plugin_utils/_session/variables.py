# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Say what is wrong with the variables of a host, before anything is written.

Everything here is pure: what a role declares and what a host holds go in, sentences come out. Each sentence
names the variable, what it holds and what is allowed.
"""

from __future__ import annotations

import collections.abc as c
import difflib
import json
import os
import re
import typing as t

from ansible.module_utils.common import validation

SIMILAR = 0.8
"""From this share of matching characters on, a name is taken for another one misspelt."""

MISSING: t.Final = object()

TAG_KEY = re.compile(r"(?!aws:|inferops:)[\w .:/=+@-]{1,128}", re.IGNORECASE)
TAG_VALUE = re.compile(r"[\w .:/=+@-]{0,256}")
TAGS = (
    "keys of 1 to 128 characters not beginning with aws: or inferops:, values of at most 256 characters,"
    " of letters, digits, spaces and _ . : / = + - @"
)
"""What AWS takes, and what is left to the tags by which the collection finds its resources."""

_READERS: dict[str, tuple[c.Callable[[t.Any], t.Any], str]] = {
    "int": (validation.check_type_int, "a whole number"),
    "float": (validation.check_type_float, "a number"),
    "bool": (validation.check_type_bool, "true or false"),
    "dict": (validation.check_type_dict, "a dictionary"),
    "list": (validation.check_type_list, "a list"),
    "path": (validation.check_type_path, "a path"),
    "str": (lambda value: validation.check_type_str(value, allow_conversion=not _is_container(value)), "text"),
}


def problem(name: str, value: t.Any, allowed: str, *, secret: bool = False) -> str:
    """Word a problem the one way it is worded everywhere."""
    if value in (MISSING, None):
        return f"{name} is not set, but needed; allowed: {allowed}"
    return f"{name} is {'set to a secret value' if secret else repr(_plain(value))}; allowed: {allowed}"


def mistyped(declared: c.Mapping[str, t.Any], held: c.Mapping[str, t.Any], *, text_as_list: bool = False) -> list[str]:
    """Return what `held` has of the wrong type, out of its choices or not at all, by the options in `declared`.

    `declared` is written as in argument_specs: type, elements, choices, required, no_log. Text for a list is taken if
    `text_as_list`: by whom splits it at its commas. Templates would go through its letters.
    """
    problems = []
    for name, option in declared.items():
        value = held.get(name, MISSING)
        if value in (MISSING, None, ""):
            if option.get("required"):
                problems.append(problem(name, MISSING, _allowed(option)))
            continue
        if _is_text_for_list(option, value) and not text_as_list:
            allowed = _allowed(option) + _as_list(name, option, value)
            problems.append(problem(name, value, allowed, secret=_is_secret(option)))
        elif not _reads(option, value):
            problems.append(problem(name, value, _allowed(option), secret=_is_secret(option)))
    return problems


def as_declared(option: c.Mapping[str, t.Any], value: t.Any) -> t.Any:
    """Return a number that stands where text is declared as the text: an account without quotes is a number in YAML."""
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return str(value) if option.get("type") == "str" and is_number else value


def bad_tags(name: str, tags: t.Any) -> list[str]:
    """Return which of the tags in the variable `name` AWS would refuse or would hide one of ours."""
    if not isinstance(tags, c.Mapping):
        return []
    return [
        problem(name, {key: value}, TAGS)
        for key, value in tags.items()
        if not TAG_KEY.fullmatch(str(key)) or _is_container(value) or not TAG_VALUE.fullmatch(str(value))
    ]


def relative_paths(declared: c.Mapping[str, t.Any], held: c.Mapping[str, t.Any]) -> list[str]:
    """Return which paths are relative: Ansible, modules and lookups each begin such a path somewhere else."""
    return [
        problem(name, held[name], "an absolute path, such as one that begins with {{ inventory_dir }}")
        for name, option in declared.items()
        if option.get("type") == "path" and held.get(name) and not os.path.isabs(os.path.expanduser(str(held[name])))
    ]


def unwanted_states(held: c.Mapping[str, t.Any]) -> list[str]:
    """Return which roles are to be taken away, for a playbook that brings all of them about.

    `held` has the state by role.
    """
    return [
        problem(
            f"{role}_state",
            state,
            "present, since this playbook deploys. To take away what there is, run inferops.aws.destroy,"
            f" or the role inferops.aws.{role} by itself",
        )
        for role, state in held.items()
        if state == "absent"
    ]


def misspelt(names: c.Iterable[str], known: c.Collection[str], prefixes: tuple[str, ...] = ("inferops_",)) -> list[str]:
    """Return which of `names` carry a prefix that is ours alone and are known to nobody."""
    unknown = sorted(name for name in set(names) - set(known) if name.startswith(prefixes))
    return [f"{name} is no variable of this collection{_meant(name, known)}" for name in unknown]


def lookalikes(names: c.Iterable[str], known: c.Collection[str], prefixes: c.Collection[str]) -> list[str]:
    """Return which of `names` carry a role's prefix and look like a variable of ours misspelt.

    A role's prefix, such as ``iam_``, may be somebody else's too; so this is worth a warning and no more.
    """
    public = {name for name in known if not _is_internal(name)}
    mine = (name for name in set(names) - set(known) if name.startswith(tuple(prefixes)) and not _is_internal(name))
    return [
        f"{name} is no variable of this collection{_meant(name, public)}"
        for name in sorted(mine)
        if _nearest(name, public, SIMILAR)
    ]


def unmet(
    checks: c.Iterable[c.Mapping[str, t.Any]], held: c.Callable[[str], t.Any], template: c.Callable[[t.Any], t.Any]
) -> list[str]:
    """Return which of a role's checks fail.

    A check names a `variable` and what is `allowed`, and holds one of: `passes` (true or false), `file` (a
    path that must be a file with something in it), `directory` (a path that must be a folder). Or it has
    `faults` alone: what is allowed instead, by variable, with nothing for what is right. `held` looks a
    variable's value up. Each part of a check may be a template; what only a message needs is rendered for one
    only.
    """
    problems = []
    for check in checks:
        if "faults" in check:
            found = template(check["faults"]).items()
            problems += [problem(variable, held(variable), allowed) for variable, allowed in found if allowed]
        elif not _passes(check, template):
            value = template(check["value"]) if "value" in check else held(check["variable"])
            problems.append(problem(check["variable"], value, template(check["allowed"])))
    return problems


def message(problems: c.Sequence[str]) -> str:
    """Put the problems of a host into one message."""
    if len(problems) == 1:
        return problems[0]
    return f"{len(problems)} variables need attention:\n" + "\n".join(f"- {line}" for line in problems)


def _passes(check: c.Mapping[str, t.Any], template: c.Callable[[t.Any], t.Any]) -> bool:
    if "file" in check:
        file = template(check["file"])
        return os.path.isfile(file) and os.path.getsize(file) > 0
    if "directory" in check:
        return os.path.isdir(template(check["directory"]))
    return bool(template(check["passes"]))


def _reads(option: c.Mapping[str, t.Any], value: t.Any) -> bool:
    reader = _READERS.get(option.get("type", "str"))
    if reader is None:
        return True
    try:
        read = reader[0](value)
    except (TypeError, ValueError):
        return False
    if option.get("type") == "list" and "elements" in option:
        return all(_reads({"type": option["elements"], "choices": option.get("choices", ())}, item) for item in read)
    return not option.get("choices") or read in option["choices"]


def _is_text_for_list(option: c.Mapping[str, t.Any], value: t.Any) -> bool:
    return option.get("type") == "list" and isinstance(value, str)


def _as_list(name: str, option: c.Mapping[str, t.Any], value: str) -> str:
    """Return how a list of texts is written, in an inventory as on the command line; never of a secret."""
    if _is_secret(option) or option.get("elements", "str") != "str":
        return ""
    items = [item.strip(" '\"") for item in value.strip("[] ").split(",")]
    return f"; -e takes it as '{json.dumps({name: [item for item in items if item]})}'"


def _is_secret(option: c.Mapping[str, t.Any]) -> bool:
    return bool(option.get("no_log"))


def _allowed(option: c.Mapping[str, t.Any]) -> str:
    if option.get("choices"):
        nothing = ["or nothing"] if "" in option["choices"] else []
        choices = ", ".join([str(choice) for choice in option["choices"] if choice != ""] + nothing)
        return f"a list out of {choices}" if option.get("type") == "list" else choices
    words = _READERS.get(option.get("type", "str"), (None, "a value"))[1]
    if option.get("type") == "list" and option.get("elements"):
        return f"{words}, each item {_READERS.get(option['elements'], (None, 'a value'))[1]}"
    return words


def _is_container(value: t.Any) -> bool:
    return isinstance(value, (c.Mapping, list, tuple, set))


def _is_internal(name: str) -> bool:
    """Say whether a name is one that roles register or derive, and operators do not set."""
    return "__" in name or name.endswith("_result")


def _plain(value: t.Any) -> t.Any:
    return str(value) if isinstance(value, str) else value


def _nearest(name: str, known: c.Collection[str], least: float) -> str | None:
    found = difflib.get_close_matches(name, known, n=1, cutoff=least)
    return found[0] if found else None


def _meant(name: str, known: c.Collection[str]) -> str:
    nearest = _nearest(name, known, 0.6)
    return f"; did you mean {nearest}?" if nearest else ""

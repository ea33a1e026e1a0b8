# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Waves: which hosts a deploy playbook takes, in which order and how many at a time."""

from __future__ import annotations

import re
import typing as t

from ansible.errors import AnsibleFilterError

Groups = t.Mapping[str, t.Sequence[str]]

CANARY = "canary"

NO_HOST = "all:!all"
"""A pattern of no host: Ansible takes it where it would refuse an empty list."""


def _waves(groups: Groups, waves: t.Sequence[str] | str | None) -> list[str]:
    """Return the groups that are waves: those named, else the canary, then wave_2, wave_3 ... by number."""
    if waves is not None:
        return _named(groups, waves)
    numbered = sorted(int(match[1]) for name in groups if (match := re.fullmatch(r"wave_(\d+)", name)))
    return [CANARY] * (CANARY in groups) + [f"wave_{number}" for number in numbered]


def _named(groups: Groups, waves: t.Sequence[str] | str) -> list[str]:
    """Return the groups of these names; a misspelt one would put its hosts among those that go last, all at once."""
    names = [name.strip() for name in waves.split(",") if name.strip()] if isinstance(waves, str) else list(waves)
    unknown = [name for name in names if name not in groups]
    if unknown:
        allowed = ", ".join(sorted(set(groups) - {"all", "ungrouped"}))
        raise AnsibleFilterError(f"inferops_waves has {unknown[0]!r}; allowed: groups of the inventory ({allowed})")
    return names


def _ordered(
    groups: Groups, option: str, chosen: t.Iterable[str], waves: t.Sequence[str] | str | None
) -> list[list[str]]:
    """Return the chosen hosts of an option, wave by wave, then those in no wave; no list is empty."""
    left = [host for host in chosen if host in groups.get(option, groups["all"])]
    batches = []
    for wave in _waves(groups, waves):
        batches.append([host for host in left if host in groups[wave]])
        left = [host for host in left if host not in groups[wave]]
    return [batch for batch in [*batches, left] if batch]


def wave_hosts(
    groups: Groups, option: str, chosen: t.Iterable[str], waves: t.Sequence[str] | str | None = None
) -> list[str]:
    """Return the hosts of a deployment option out of those chosen, in the order of their waves.

    The hosts of the option are the group of its name; without such a group every host is one. To have chosen no host at
    all is a mistake, which Ansible would let pass.
    """
    chosen = list(chosen)
    if not chosen and groups.get("all"):
        raise AnsibleFilterError("inferops_target, or --limit, chooses no host; allowed: a pattern of hosts or groups")
    hosts = [host for batch in _ordered(groups, option, chosen, waves) for host in batch]
    return hosts or [NO_HOST]


def wave_sizes(
    groups: Groups, option: str, chosen: t.Iterable[str], waves: t.Sequence[str] | str | None = None
) -> list[int]:
    """Return the batches for `serial` that go with `wave_hosts`: how many of the chosen hosts each wave has."""
    return [len(batch) for batch in _ordered(groups, option, chosen, waves)] or [1]


class FilterModule:
    """The filters of this file."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Return the filters by name."""
        return {"wave_hosts": wave_hosts, "wave_sizes": wave_sizes}

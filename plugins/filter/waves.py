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


def _waves(groups: Groups, waves: t.Sequence[str] | None) -> list[str]:
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


def wave_pattern(groups: Groups, option: str, waves: t.Sequence[str] | None = None) -> str:
    """Return the host pattern of a deployment option: its hosts, wave by wave, then those in no wave.

    The hosts of the option are the group of its name; without such a group every host is one.
    """
    only = [f"&{option}"] if option in groups else []
    return ":".join([*_waves(groups, waves), "all", *only])


def wave_sizes(
    groups: Groups, option: str, waves: t.Sequence[str] | None = None, limit: str | None = None
) -> list[int | str]:
    """Return the batches for `serial` that go with `wave_pattern`: the size of each wave, then all others.

    `groups` does not tell which hosts a `limit` leaves, so a limited run has two batches: its first host, then the
    others.
    """
    if limit and waves != []:
        return [1, "100%"]
    hosts = set(groups.get(option, groups["all"]))
    seen: set[str] = set()
    sizes: list[int | str] = []
    for wave in _waves(groups, waves):
        members = (hosts & set(groups[wave])) - seen
        seen |= members
        if members:
            sizes.append(len(members))
    return [*sizes, "100%"]


class FilterModule:
    """The filters of this file."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Return the filters by name."""
        return {"wave_pattern": wave_pattern, "wave_sizes": wave_sizes}

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is deleted, what is kept and why, in which order. Nothing here calls AWS."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from .places import texts
from .resource import GLOBAL, REGION, RETAIN, Resource, is_made_in, is_part_of, refers

ALL = "*"
"""In place of names: all of them."""


@dataclass(frozen=True)
class Kept:
    """A resource that stays, and the reason in words. *in_doubt*: nobody wants it to, but another may need it."""

    resource: Resource
    reason: str
    in_doubt: bool = False


@dataclass(frozen=True)
class Plan:
    """The resources to delete, in order; those that stay; those that this version cannot delete."""

    delete: tuple[Resource, ...]
    kept: tuple[Kept, ...]
    impossible: tuple[Resource, ...] = ()

    @property
    def waves(self) -> list[list[Resource]]:
        """The resources to delete, those together that do not use each other."""
        return [list(wave) for _order, wave in groupby(self.delete, key=lambda resource: _turn(resource, self._goes))]

    def goes_along(self, resource: Resource) -> bool:
        """Say whether deleting what it is part of, which goes too, deletes it."""
        return _goes_along(resource, self._goes)

    @cached_property
    def _goes(self) -> Set[tuple[str, str]]:
        return {resource.key for resource in self.delete}

    @property
    def protected(self) -> list[str]:
        """What AWS would refuse to delete, each with what to do about it. What goes before it would be gone by then."""
        each = [(r, r.kind.protection(r.raw)) for r in self.delete if r.kind.protection]
        return [f"{r.kind.label} {r.name} in {r.region} {why.format(name=r.name)}" for r, why in each if why]


def plan(found: Iterable[Resource]) -> Plan:
    """Plan to delete what was found of a deployment.

    What is marked to stay, what may be another's, and what they need is kept.
    """
    found = [resource for resource in found if not resource.kind.with_parent]
    kept = _kept(found)
    stays = {item.resource.key for item in kept}
    goes = [resource for resource in found if resource.key not in stays]
    keys = {resource.key for resource in goes if resource.kind.deletion}
    goes.sort(key=lambda r: (_turn(r, keys), r.region, r.arn))
    return Plan(
        delete=tuple(resource for resource in goes if resource.key in keys),
        kept=tuple(kept),
        impossible=tuple(resource for resource in goes if not resource.kind.deletion),
    )


def guest_of(found: Iterable[Resource], everything: Iterable[Resource], emptied: Sequence[str] = ()) -> list[str]:
    """Say in what of somebody else a deployment has a part, and what to do about it.

    What was *found* of the deployment, among *everything*, is only what AWS knows of. *emptied* names those out of
    which the rest was taken before, or is ``*`` for all.
    """
    found = list(found)
    own = {resource.key for resource in found}
    hosts = [r for r in everything if r.kind.as_host and r.key not in own and not {r.name, ALL} & set(emptied)]
    each = [(host, [part for part in found if _is_in(part, host)]) for host in hosts]
    return [
        f"{parts[0].deployment} has a part in {host.kind.label} {host.name}, which is not its own"
        f" ({', '.join(f'{part.kind.label} {part.name}' for part in parts)}):"
        f" {host.kind.as_host(host.name, [part.raw for part in parts])}"
        for host, parts in each
        if parts and host.kind.as_host
    ]


def _is_in(part: Resource, host: Resource) -> bool:
    return (part.kind.goes_along and is_part_of(part, host)) or (part.kind.needs_maker and is_made_in(part, host))


def reason_to_stay(resource: Resource, others: Iterable[Resource]) -> str:
    """Say why *resource* must not go while *others* are there, empty if it may."""
    for other in others:
        if other.key == resource.key:
            continue
        if resource.kind.goes_along and is_part_of(resource, other):
            return f"{other.kind.label} {other.name}, of which it is part, is still there"
        if refers(other, resource):
            return f"{other.kind.label} {other.name}, which uses it, is still there"
        maker = _maker(other, resource)
        if maker is not None:
            return f"{other.kind.label} {other.name}, which {maker.kind.label} {maker.name} made, is still there"
        if _makes(other, resource):
            return f"{other.kind.label} {other.name}, which would make another, is still there"
        if _is_served(other, resource):
            return f"{other.kind.label} {other.name}, whose network it serves, is still there"
    return ""


def _makes(other: Resource, resource: Resource) -> bool:
    wanted = resource.kind.made_by.get(other.kind.name, ())
    names = {"name": other.id, "parent": other.parent.id if other.parent else ""}
    return bool(wanted) and all(resource.tags.get(tag) == value.format(**names) for tag, value in wanted)


def _is_served(other: Resource, resource: Resource) -> bool:
    networks = set(texts(resource.raw, resource.kind.serves)) if resource.kind.serves else set[str]()
    used = {text for ref in other.kind.refs for text in texts(other.raw, ref.place)}
    return not other.kind.serves and bool(networks & used)


def _maker(thing: Resource, resource: Resource) -> Resource | None:
    """Return what takes *thing* away, if it is *resource* or takes it to run."""
    owners = [owner for owner in (resource, resource.parent) if owner is not None and thing.kind.needs_maker]
    return next((owner for owner in owners if is_made_in(thing, owner)), None)


def _goes_along(resource: Resource, goes: Set[tuple[str, str]]) -> bool:
    return resource.kind.goes_along and resource.parent is not None and resource.parent.key in goes


def _turn(resource: Resource, goes: Set[tuple[str, str]]) -> tuple[int, bool]:
    """Return when its turn is: that of its kind, or after what it is part of if it goes along."""
    if resource.parent is not None and _goes_along(resource, goes):
        return (resource.parent.kind.order, True)
    return (resource.kind.order, False)


def _kept(found: Sequence[Resource]) -> list[Kept]:
    kept = [Kept(resource, f"it is tagged {RETAIN}=true") for resource in found if resource.is_retained]
    _keep_needed(kept, found)
    known = {item.resource.key for item in kept}
    unknown_home = [resource for resource in found if resource.key not in known and resource.home == GLOBAL]
    reason = f"it has no tag {REGION}, so the deployment of the same name in another region may need it"
    kept += [Kept(resource, reason, in_doubt=True) for resource in unknown_home]
    _keep_needed(kept, found)
    return kept


def _keep_needed(kept: list[Kept], found: Sequence[Resource]) -> None:
    """Add what is needed by what is kept, and so on."""
    for item in kept:  # grows while it is walked
        known = {other.resource.key for other in kept}
        needed = [r for r in found if r.key not in known and _needs(item.resource, r)]
        kept += [Kept(r, f"{item.resource.kind.label} {item.resource.name}, which is kept, needs it") for r in needed]


def _needs(kept: Resource, other: Resource) -> bool:
    """Say whether *kept* refers to *other*, has it as a part, made it, or has a network that it serves."""
    return is_part_of(other, kept) or refers(kept, other) or is_made_in(other, kept) or _is_served(kept, other)

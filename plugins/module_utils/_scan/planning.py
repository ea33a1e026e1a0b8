# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is deleted, what is kept and why, in which order. Nothing here calls AWS."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from .resource import GLOBAL, REGION, RETAIN, Resource, refers


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
        return [list(wave) for _order, wave in groupby(self.delete, key=lambda resource: resource.kind.order)]


def plan(found: Iterable[Resource]) -> Plan:
    """Plan to delete what was found of a deployment.

    What is marked to stay, what may be another's, and what they need is kept.
    """
    found = [resource for resource in found if not resource.kind.with_parent]
    kept = _kept(found)
    stays = {item.resource.key for item in kept}
    goes = sorted((r for r in found if r.key not in stays), key=lambda r: (r.kind.order, r.region, r.arn))
    return Plan(
        delete=tuple(resource for resource in goes if resource.kind.deletion),
        kept=tuple(kept),
        impossible=tuple(resource for resource in goes if not resource.kind.deletion),
    )


def user_of(resource: Resource, others: Iterable[Resource]) -> Resource | None:
    """Return one of *others* that names *resource*, if there is one."""
    return next((other for other in others if other.key != resource.key and refers(other, resource)), None)


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
        needed = [r for r in found if r.key not in known and refers(item.resource, r)]
        kept += [Kept(r, f"{item.resource.kind.label} {item.resource.name}, which is kept, needs it") for r in needed]

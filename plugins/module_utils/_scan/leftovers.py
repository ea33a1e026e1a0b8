# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The proof that nothing is left: by tag, by name, and by reference to what was destroyed. Nothing here calls AWS."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from .kinds import BY_NAME
from .planning import Kept, plan
from .resource import DEPLOYMENT, GLOBAL, MANAGED_BY, OURS, REGION, RETAIN, WORKLOAD, Resource, is_made_in, refers
from .scan import Scan
from .table import WORKLOAD as OF_WORKLOAD


@dataclass(frozen=True)
class Subject:
    """What was destroyed: the deployment, its workload, its region, its account, and its resources."""

    deployment: str
    workload: str
    region: str
    account: str
    destroyed: tuple[Resource, ...] = ()


@dataclass(frozen=True)
class Leftover:
    """A resource that is left: how it was found (tag, name, reference, parent) and why it counts."""

    resource: Resource
    found_by: str
    why: str

    def as_result(self) -> dict[str, Any]:
        """Return what a module reports."""
        return {**self.resource.brief(), "label": self.resource.kind.label, "found_by": self.found_by, "why": self.why}


def destroyed_of(reported: Iterable[Mapping[str, Any]]) -> tuple[Resource, ...]:
    """Return as resources what `inferops.aws.deployment` reported as deleted."""
    return tuple(
        Resource(BY_NAME[item["kind"]], item["region"], item["id"], item["name"], item["arn"])
        for item in reported
        if item.get("kind") in BY_NAME
    )


def kept(scan: Scan, subject: Subject) -> list[Kept]:
    """Return what stays. What is kept in doubt, but has the region in its name, is not among it: it is left."""
    planned = plan(scan.of(subject.deployment, subject.region)).kept
    return [item for item in planned if not (item.in_doubt and subject.region in item.resource.name)]


def leftovers(scan: Scan, subject: Subject) -> list[Leftover]:
    """Return what is left of *subject*. What is kept, or belongs to another deployment or region, is not left.

    Neither is what has the name of something that is there and somebody else's, such as the logs of their cluster.
    """
    stays = {item.resource.key for item in kept(scan, subject)}
    others = [resource for resource in scan.resources if _is_of_others(resource, subject)]
    found: dict[tuple[str, str], Leftover] = {}
    for resource in sorted(scan.resources, key=lambda r: (bool(r.parent), r.region, -r.kind.order, r.arn)):
        if resource.key in stays or resource.is_retained or not _may_be_left(resource, subject, stays):
            continue
        left = by_tag(resource, subject)
        if not left and not _goes_by_the_name_of(resource, others):
            left = by_name(resource, subject)
        left = left or by_reference(resource, subject) or _by_parent(resource, found)
        if left:
            found[resource.key] = Leftover(resource, *left)
    return list(found.values())


def unknown_leftovers(scan: Scan, subject: Subject) -> list[dict[str, Any]]:
    """Return what only the tagging API reports as part of the deployment, of types that no row describes."""
    return [
        {
            "kind": "unknown",
            "label": "resource of a type that is not listed",
            "id": item["arn"],
            "name": item["arn"].rpartition(":")[2],
            "arn": item["arn"],
            "region": item["region"],
            "component": "",
            "found_by": "tag",
            "why": f"the tagging API reports the tag {DEPLOYMENT}={subject.deployment}",
        }
        for item in scan.unknown
        if item["tags"].get(DEPLOYMENT) == subject.deployment
        and item["tags"].get(RETAIN, "").lower() != "true"
        and (item["region"] == subject.region or item["tags"].get(REGION, subject.region) == subject.region)
    ]


def by_tag(resource: Resource, subject: Subject) -> tuple[str, str] | None:
    """Say whether the tags make it part of the deployment, of its workload and of no deployment, or of what is gone."""
    tags = resource.tags
    if tags.get(DEPLOYMENT) == subject.deployment:
        needed = [f"{MANAGED_BY}={OURS}"] * (not resource.is_managed) + [REGION] * (resource.home == GLOBAL)
        doubt = f", but not {' and '.join(needed)}, without which it is not deleted" if needed else ""
        return "tag", f"it carries the tag {DEPLOYMENT}={subject.deployment}{doubt}"
    if tags.get(WORKLOAD) == subject.workload and resource.region in (subject.region, GLOBAL):
        return "tag", f"it carries the tag {WORKLOAD}={subject.workload} and none of a deployment"
    owner = next((target for target in subject.destroyed if is_made_in(resource, target)), None)
    return (
        ("tag", f"its tags say that it is of {owner.kind.label} {owner.name}, which was destroyed") if owner else None
    )


def by_name(resource: Resource, subject: Subject) -> tuple[str, str] | None:
    """Say whether the name follows from the deployment, or from something that was destroyed."""
    if resource.region in (subject.region, GLOBAL) and is_named_after(resource, subject):
        return "name", f"its name derives from deployment {subject.deployment} ({resource.name})"
    target = next((target for target in subject.destroyed if _is_of(resource, target)), None)
    return ("name", f"its name derives from {target.kind.label} {target.name}, which was destroyed") if target else None


def _is_of(resource: Resource, target: Resource) -> bool:
    """Say whether the name follows from that of *target*."""
    patterns = resource.kind.named_after.get(target.kind.name, ())
    names = {"name": target.name, "id": target.id}
    return target.region in (resource.region, GLOBAL) and _matches(resource, patterns, names)


def _is_of_others(resource: Resource, subject: Subject) -> bool:
    """Say whether it lacks the tags that it would have been made with."""
    if not (resource.kind.made_tagged and resource.is_read):
        return False
    owner = resource.tags.get(DEPLOYMENT, subject.deployment)
    return owner != subject.deployment or by_tag(resource, subject) is None


def _goes_by_the_name_of(resource: Resource, others: Sequence[Resource]) -> bool:
    """Say whether it is one of *others*, or its name follows from that of one."""
    return any(resource.key == other.key or _is_of(resource, other) for other in others)


def is_named_after(resource: Resource, subject: Subject) -> bool:
    """Say whether the name is one that a deployment of the workload in the region gives."""
    names = {
        "workload": subject.workload,
        "deployment": subject.deployment,
        "region": subject.region,
        "account": subject.account,
    }
    return _matches(resource, resource.kind.named_after.get(OF_WORKLOAD, ()), names)


def by_reference(resource: Resource, subject: Subject) -> tuple[str, str] | None:
    """Say whether it names something that was destroyed."""
    for target in subject.destroyed:
        if refers(resource, target):
            return "reference", f"it refers to {target.kind.label} {target.name}, which was destroyed"
    return None


def _by_parent(resource: Resource, found: Mapping[tuple[str, str], Leftover]) -> tuple[str, str] | None:
    if resource.parent is None or resource.parent.key not in found:
        return None
    return "parent", f"it is part of {resource.parent.kind.label} {resource.parent.name}, which is left"


def _may_be_left(resource: Resource, subject: Subject, stays: set[tuple[str, str]]) -> bool:
    owners = [resource, resource.parent] if resource.parent else [resource]
    return all(
        owner.tags.get(DEPLOYMENT, subject.deployment) == subject.deployment
        and not owner.is_of_another(subject.region)
        and owner.key not in stays
        for owner in owners
    )


def _matches(resource: Resource, patterns: Sequence[str], names: Mapping[str, str]) -> bool:
    escaped = {name: "".join(f"[{c}]" if c in "*?[" else c for c in text) for name, text in names.items()}
    wanted = [pattern.format(**escaped) for pattern in patterns if all(names.values())]
    return any(fnmatchcase(text, pattern) for text in (resource.name, resource.id) for pattern in wanted)

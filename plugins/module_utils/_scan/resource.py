# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A resource that was found, and what its tags say about it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from .._engine.tags import read_tags
from .places import first, texts
from .table import Kind

MANAGED_BY = "inferops:managed-by"
OURS = "inferops.aws"
DEPLOYMENT = "inferops:deployment"
WORKLOAD = "inferops:workload"
COMPONENT = "inferops:component"
REGION = "inferops:region"
RETAIN = "inferops:retain"

GLOBAL = "global"
"""The region of what belongs to none."""

_UNIQUE = re.compile(r"[a-z]+-[0-9a-f]{8,17}|[0-9a-z]{10}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""Identifiers that AWS gives and never gives twice; a name may mean something else elsewhere."""


@dataclass(frozen=True)
class Place:
    """Where a listing was made: the account, its partition, the region."""

    account: str
    partition: str
    region: str


@dataclass(frozen=True)
class Resource:
    """A resource: of which kind, where, its names, its tags, and AWS's whole description."""

    kind: Kind
    region: str
    id: str
    name: str
    arn: str
    tags: Mapping[str, str] = field(default_factory=dict)
    raw: Mapping[str, Any] = field(default_factory=dict)
    parent: Resource | None = None

    @property
    def key(self) -> tuple[str, str]:
        """What no other resource has."""
        return (self.kind.name, self.arn)

    @property
    def is_managed(self) -> bool:
        """Whether this collection made it."""
        return self.tags.get(MANAGED_BY) == OURS

    @property
    def deployment(self) -> str:
        """The deployment it belongs to, empty if it is not ours."""
        return self.tags.get(DEPLOYMENT, "") if self.is_managed else ""

    @property
    def home(self) -> str:
        """The region of the deployment that it belongs to; for what has no region, the one that its tag names."""
        return self.region if self.region != GLOBAL else self.tags.get(REGION, GLOBAL)

    def is_of_another(self, region: str) -> bool:
        """Whether its tag says that it belongs to the deployment in another region than *region*, where it is not."""
        return self.region != region and self.tags.get(REGION, region) != region

    @property
    def is_retained(self) -> bool:
        """Whether it is marked to outlive its deployment."""
        return self.tags.get(RETAIN, "").lower() == "true"

    @property
    def has_unique_id(self) -> bool:
        """Whether the identifier alone, anywhere in a text, means this resource."""
        return bool(_UNIQUE.fullmatch(self.id)) and self.id != self.name

    @property
    def state(self) -> str:
        """The state that AWS reports; `present` for what has none."""
        found = [str(value) for place in self.kind.state for value in [first(self.raw, place)] if value]
        return ", ".join(found) or "present"

    @property
    def is_read(self) -> bool:
        """Whether all that takes a call of its own could be read; else its tags may not be known."""
        return all(read.into in self.raw for read in self.kind.reads)

    @property
    def is_over(self) -> bool:
        """Whether it is deleted, though AWS still lists it."""
        return self.state in self.kind.over

    @property
    def since(self) -> str:
        """When it was made or last changed: ISO 8601 in UTC, empty if AWS does not say."""
        return as_time(first(self.raw, self.kind.since))

    @property
    def endpoint(self) -> str:
        """The URL or host name under which it answers, if any."""
        return str(first(self.raw, self.kind.endpoint) or "")

    def with_raw(self, **more: Any) -> Resource:
        """Return the same with more in its description."""
        return replace(self, raw={**self.raw, **more})

    def brief(self) -> dict[str, Any]:
        """Return what a module reports of it."""
        return {
            "kind": self.kind.name,
            "id": self.id,
            "name": self.name,
            "arn": self.arn,
            "region": self.region,
            "component": self.tags.get(COMPONENT, ""),
        }


def described(kind: Kind, item: Any, where: Place, parent: Resource | None = None) -> Resource:
    """Return what a listing found, without tags that take a call of their own."""
    raw = dict(item) if isinstance(item, Mapping) else {"@item": item}
    if parent is not None:
        raw = {**raw, **{name: value for name, value in parent.raw.items() if name not in raw and name in _given(kind)}}
    identifier = str(first(raw, kind.id) or "")
    arn = _arn(kind, raw, identifier, where)
    raw |= {"@arn": arn, "@id": identifier, "@account": where.account}
    tags = read_tags(first(raw, kind.tags.place)) if kind.tags.place else {}
    region = GLOBAL if kind.is_global else where.region
    return named(Resource(kind, region, identifier, identifier, arn, tags, raw, parent))


def answered(resource: Resource, into: str, answer: Any) -> Resource:
    """Return the same with what a further call says of it, which may be its tags and its ARN as well."""
    kind, raw = resource.kind, {**resource.raw, into: answer}
    arn = str(first(raw, kind.true_arn) or resource.arn) if kind.true_arn else resource.arn
    has_tags = kind.tags.place.split(".")[0] == into
    tags = read_tags(first(raw, kind.tags.place)) if has_tags else resource.tags
    return named(replace(resource, raw={**raw, "@arn": arn}, arn=arn, tags=tags))


def tagged(resource: Resource, tags: Any) -> Resource:
    """Return the same with these tags, in whichever form AWS gives them."""
    return named(replace(resource, tags=read_tags(tags)))


def named(resource: Resource) -> Resource:
    """Return the same under the name that people gave it."""
    title = resource.kind.title
    given = resource.tags.get(title[4:]) if title.startswith("tag:") else first(resource.raw, title)
    return replace(resource, name=str(given or resource.id))


def as_time(value: Any, precision: str = "seconds") -> str:
    """Return a time as AWS's services give it (a date, milliseconds, text) as ISO 8601 in UTC."""
    if isinstance(value, (int, float)):
        value = datetime.fromtimestamp(value / 1000, UTC)
    if isinstance(value, str):
        value = re.sub(r"([+-]\d\d)(\d\d)$", r"\1:\2", value)
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return str(value)
    if not isinstance(value, datetime):
        return ""
    return value.astimezone(UTC).isoformat(timespec=precision).replace("+00:00", "Z")


def refers(holder: Resource, target: Resource) -> bool:
    """Say whether *holder* names *target*: by its ARN, its unique identifier, or its name where that is meant."""
    for ref in holder.kind.refs:
        for text in texts(holder.raw, ref.place):
            if ref.to == target.kind.name and text in (target.name, target.id) and _same_place(holder, target):
                return True
            if _mentions(text, target.arn) or (target.has_unique_id and _mentions(text, target.id)):
                return True
    return False


def is_part_of(thing: Resource, whole: Resource) -> bool:
    """Say whether *thing* was listed as a part of *whole*."""
    return thing.parent is not None and thing.parent.key == whole.key


def is_made_in(thing: Resource, owner: Resource) -> bool:
    """Say whether *thing* bears a tag that what runs in *owner* gives to what it makes."""
    names = {"name": owner.name, "id": owner.id}
    tags = thing.kind.tagged_after.get(owner.kind.name, ())
    return _same_place(thing, owner) and any(
        thing.tags.get(name.format(**names)) == value.format(**names) for name, value in tags
    )


def _mentions(text: str, name: str) -> bool:
    return bool(name) and name in text and bool(re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text))


def _same_place(one: Resource, other: Resource) -> bool:
    return one.region == other.region or GLOBAL in (one.region, other.region)


def _arn(kind: Kind, raw: Mapping[str, Any], identifier: str, where: Place) -> str:
    if "{" not in kind.arn:
        return str(first(raw, kind.arn) or "")
    names = {name: value for name, value in raw.items() if isinstance(value, str) and name.isidentifier()}
    own = {"id": identifier, "partition": where.partition, "region": where.region, "account": where.account}
    return kind.arn.format(**{**names, **own})


def _given(kind: Kind) -> set[str]:
    return {place.split(".")[0] for listing in kind.listings for place in listing.call.params.values()}

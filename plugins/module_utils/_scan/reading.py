# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Listing the resources of one kind in one region, with their tags and what else takes a call for each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field

from .._engine.errors import EngineError
from .calling import Aws, is_absent, reason_of, request_of
from .places import first, gather
from .resource import Resource, answered, described, tagged
from .table import Kind, Listing, Read

Interest = Callable[[Resource], bool]


@dataclass
class Reading:
    """What was found of one kind in one region, and what could not be looked at: the reasons."""

    kind: Kind
    region: str
    resources: list[Resource] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    is_listed: bool = True


@dataclass(frozen=True)
class Limits:
    """How many items are read one by one for each kind and region, those of *interest* first."""

    item_reads: int
    interest: Interest


class Reader:
    """Reads kinds. Calls for single items run on *pool*, which must not be where `read` itself runs."""

    def __init__(self, aws: Aws, pool: Executor, limits: Limits) -> None:
        self._aws = aws
        self._pool = pool
        self._limits = limits

    def read(
        self, kind: Kind, region: str, parents: Sequence[Resource], known_tags: Mapping[str, Mapping[str, str]] | None
    ) -> Reading:
        """List a kind. *known_tags* are those that the tagging API reports by ARN, None if it did not answer."""
        reading = Reading(kind, region)
        found: dict[tuple[str, str], Resource] = {}
        for listing in kind.listings:
            try:
                for resource in self._listed(kind, listing, region, parents, reading):
                    found.setdefault(resource.key, resource)
            except EngineError as error:
                reading.is_listed = False
                reading.problems.append(reason_of(error))
        resources = list(found.values())
        for read in kind.reads:
            resources = self._each(resources, read, reading)
        resources = self._with_tags(resources, known_tags, reading)
        reading.resources = [resource for resource in resources if not resource.is_over]
        return reading

    def details(self, resource: Resource) -> Resource:
        """Return the same with the details that a status shows; what cannot be read is left out."""
        for read in resource.kind.details:
            try:
                resource = self._read(resource, read)
            except EngineError:
                continue
        return resource

    def _listed(
        self, kind: Kind, listing: Listing, region: str, parents: Sequence[Resource], reading: Reading
    ) -> Iterable[Resource]:
        if not listing.of:
            yield from self._items(kind, listing, region, None)
            return
        family = sorted((p for p in parents if p.kind.name == listing.of), key=self._limits.interest, reverse=True)
        if len(family) > self._limits.item_reads:
            family = family[: self._limits.item_reads]
            reading.notes.append(f"only those of {len(family)} parents were listed")
        for found in self._pool.map(lambda parent: list(self._items(kind, listing, region, parent)), family):
            yield from found

    def _items(self, kind: Kind, listing: Listing, region: str, parent: Resource | None) -> Iterable[Resource]:
        where = self._aws.place(region)
        request = request_of(listing.call, parent.raw if parent else {})
        request |= dict.fromkeys(listing.local, region)
        try:
            for page in self._aws.pages(kind.service, region, listing.call.operation, request):
                for item in gather(page, listing.items):
                    if (listing.only is None or listing.only(item)) and (kind.is_ours is None or kind.is_ours(item)):
                        yield described(kind, item, where, parent)
        except EngineError as error:
            if parent is None or not is_absent(error):
                raise

    def _with_tags(
        self, resources: list[Resource], known: Mapping[str, Mapping[str, str]] | None, reading: Reading
    ) -> list[Resource]:
        tags = reading.kind.tags
        if tags.read is None:
            return resources
        rest: list[Resource] = []
        if known is not None and tags.in_tagging_api:
            resources = [tagged(r, known[r.arn]) if r.arn in known else r for r in resources]
            resources.sort(key=lambda r: (r.arn in known, self._limits.interest(r)), reverse=True)
            limit = self._limits.item_reads
            resources, rest = resources[:limit], resources[limit:]
            if rest:
                reading.notes.append(f"the tags of {len(rest)} are those of the tagging API")
        read = self._each(resources, tags.read, reading)
        return [tagged(r, r.raw[tags.read.into]) if tags.read.into in r.raw else r for r in read] + rest

    def _each(self, resources: list[Resource], read: Read, reading: Reading) -> list[Resource]:
        """Read one thing of every resource. Those that have vanished meanwhile are left out."""
        answers = list(self._pool.map(lambda resource: self._attempt(resource, read), resources))
        errors = [error for _resource, error in answers if error]
        if errors:
            reading.problems.append(f"{len(errors)} of {len(resources)}: {reason_of(errors[0])}")
        return [resource for resource, _error in answers if resource]

    def _attempt(self, resource: Resource, read: Read) -> tuple[Resource | None, EngineError | None]:
        try:
            return self._read(resource, read), None
        except EngineError as error:
            return (None, None) if is_absent(error) else (resource, error)

    def _read(self, resource: Resource, read: Read) -> Resource:
        return read_into(self._aws, resource, read)


def read_into(aws: Aws, resource: Resource, read: Read) -> Resource:
    """Return the same with what a further call says of it. Raises EngineError."""
    request = request_of(read.call, resource.raw)
    region = aws.home if resource.kind.is_global else resource.region
    try:
        answer = aws.call(resource.kind.service, region, read.call.operation, request)
    except EngineError as error:
        if error.code not in read.empty:
            raise
        return answered(resource, read.into, None)
    return answered(resource, read.into, first(answer, read.take) if read.take else answer)

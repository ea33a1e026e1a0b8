# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Looking through kinds and regions, in parallel."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from .._engine.errors import EngineError
from .._engine.tags import read_tags
from .calling import Aws, reason_of
from .kinds import KINDS
from .reading import Interest, Limits, Reader, Reading
from .resource import DEPLOYMENT, GLOBAL, MANAGED_BY, OURS, Resource, is_made_in
from .table import Kind

THREADS = 16
ITEM_READS = 200
TAGGING = "resourcegroupstaggingapi"
TAGGING_LABEL = "Resource Groups Tagging API"


@dataclass(frozen=True)
class Scan:
    """What was found, what was looked at, and what could not be looked at and why.

    *unknown* are ARNs that the tagging API reports as ours and that no row of ours can list.
    """

    resources: tuple[Resource, ...] = ()
    checked: tuple[dict[str, Any], ...] = ()
    not_checked: tuple[dict[str, Any], ...] = ()
    unknown: tuple[dict[str, Any], ...] = ()
    calls: int = 0

    def of(self, deployment: str, region: str) -> tuple[Resource, ...]:
        """Return what carries both tags: that it is managed by this collection, and its deployment.

        A deployment of that name may be in several regions: what the tags give to another than *region* is left out.
        With it comes what was made by what runs in it and does not stay, if it is of no deployment by its own tags.
        """
        own = tuple(r for r in self.resources if r.deployment == deployment and not r.is_of_another(region))
        nobodys = (r for r in self.resources if r.kind.tagged_after and DEPLOYMENT not in r.tags)
        makers = [resource for resource in own if not resource.is_retained]
        return own + tuple(r for r in nobodys if any(is_made_in(r, owner) for owner in makers))


@dataclass
class _Tagged:
    """What the tagging API says of one region: tags by ARN, or why it says nothing."""

    tags: dict[str, dict[str, str]] | None = None
    problem: str = ""


@dataclass
class Scanner:
    """Scans *kinds*. Items of interest are read first where there are more than *item_reads* of them."""

    aws: Aws
    kinds: Sequence[Kind] = KINDS
    item_reads: int = ITEM_READS
    interest: Interest = field(default=lambda resource: resource.is_managed)

    def scan(self, regions: Iterable[str], probed: Iterable[str] = ()) -> Scan:
        """Scan what has no region, and all *regions*; those in *probed* only if the tagging API finds ours there.

        Raises EngineError without valid credentials.
        """
        regions = list(regions)
        self.aws.place(self.aws.home)  # without credentials nothing could be listed, which is not the same as empty
        with ThreadPoolExecutor(THREADS) as outer, ThreadPoolExecutor(THREADS) as inner:
            every = list(dict.fromkeys([*regions, *probed]))
            known = dict(zip(every, outer.map(self._ask_tagging, every), strict=True))
            empty = [region for region in every if region not in regions and known[region].tags == {}]
            full = [region for region in every if region not in empty]
            reader = Reader(self.aws, inner, Limits(self.item_reads, self.interest))
            jobs = [(kind, region) for region in full for kind in self._roots(is_global=False)]
            jobs += [(kind, self.aws.home) for kind in self._roots(is_global=True)]
            families = outer.map(lambda job: self._family(reader, job[0], job[1], known), jobs)
            readings = [reading for family in families for reading in family]
        return self._result(readings, known, empty)

    def with_details(self, resources: Sequence[Resource]) -> list[Resource]:
        """Return the same resources with what a status shows beside the listing."""
        with ThreadPoolExecutor(THREADS) as pool:
            reader = Reader(self.aws, pool, Limits(self.item_reads, self.interest))
            return list(pool.map(reader.details, resources))

    def _roots(self, is_global: bool) -> list[Kind]:
        return [kind for kind in self.kinds if kind.is_global == is_global and not kind.parent]

    def _family(self, reader: Reader, kind: Kind, region: str, known: Mapping[str, _Tagged]) -> list[Reading]:
        """Read a kind, and the kinds that are part of it."""
        tags = known[region].tags if region in known else None
        top = reader.read(kind, region, (), tags)
        inside = [child for child in self.kinds if child.parent == kind.name]
        return [top, *(reader.read(child, region, top.resources, tags) for child in inside)]

    def _ask_tagging(self, region: str) -> _Tagged:
        """Ask for everything of ours. One request a region, but not every type of resource, and not at once."""
        request = {"TagFilters": [{"Key": MANAGED_BY, "Values": [OURS]}]}
        try:
            pages = list(self.aws.pages(TAGGING, region, "GetResources", request))
        except EngineError as error:
            return _Tagged(problem=reason_of(error))
        found = [item for page in pages for item in page["ResourceTagMappingList"]]
        return _Tagged({item["ResourceARN"]: read_tags(item["Tags"]) for item in found})

    def _result(self, readings: list[Reading], known: Mapping[str, _Tagged], empty: list[str]) -> Scan:
        listed = {resource.arn for reading in readings for resource in reading.resources}
        checked = [_entry(reading, found=len(reading.resources)) for reading in readings if reading.is_listed]
        not_checked = [_entry(reading, reason=reason) for reading in readings for reason in reading.problems]
        for region, answer in known.items():
            entry = {"kind": TAGGING, "label": TAGGING_LABEL, "region": region}
            if answer.tags is None:
                not_checked.append({**entry, "reason": answer.problem})
            else:
                only = {"note": "nothing of ours is tagged here, so nothing else was asked"} if region in empty else {}
                checked.append({**entry, "found": len(answer.tags), **only})
        unknown = [
            {"arn": arn, "region": region, "tags": dict(tags)}
            for region, answer in known.items()
            for arn, tags in (answer.tags or {}).items()
            if arn not in listed and not self._is_known_type(arn)
        ]
        resources = sorted((r for reading in readings for r in reading.resources), key=_sequence)
        return Scan(tuple(resources), tuple(checked), tuple(not_checked), tuple(unknown), self.aws.calls)

    def _is_known_type(self, arn: str) -> bool:
        """Say whether a row lists this type of ARN, or a part of which it is one.

        The tagging API goes on naming what was deleted a while ago.
        """
        return any(type_of(arn) in (kind.type, *kind.parts) for kind in self.kinds)


def type_of(arn: str) -> str:
    """Return the service and the type that an ARN names, such as ``logs:log-group``; buckets have no type."""
    service, _region, _account, rest = (arn.split(":", 5) + [""] * 6)[2:6]
    names = rest.lstrip("/").replace(":", "/").split("/")
    return f"{service}:{names[0]}" if len(names) > 1 else service


def _entry(reading: Reading, **more: Any) -> dict[str, Any]:
    region = GLOBAL if reading.kind.is_global else reading.region
    notes = {"note": "; ".join(reading.notes)} if reading.notes else {}
    return {"kind": reading.kind.name, "label": reading.kind.label, "region": region, **more, **notes}


def _sequence(resource: Resource) -> tuple[str, int, str]:
    return resource.region, resource.kind.order, resource.arn

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which AWS services there are and what their operations look like on the wire, read from botocore's data.

Only the head of each model is read to learn a service's signing name; a whole model is read when the first request
for a service with REST operations arrives.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property, partial
from pathlib import Path
from typing import Any

import botocore

_DATA = Path(botocore.__file__).parent / "data"
_HEAD_BYTES = 4096
_METADATA = re.compile(r'"(signingName|endpointPrefix|apiVersion|targetPrefix)"\s*:\s*"([^"]+)"')


@dataclass(frozen=True)
class Pattern:
    """One REST operation: what a request must look like to be it."""

    operation: str
    method: str
    path: re.Pattern[str]
    query: dict[str, str | None]
    headers: frozenset[str]
    rank: tuple[int, ...]


@dataclass(frozen=True)
class Service:
    """One service of botocore's data; `name` is the name that boto3 clients use."""

    name: str
    file: Path
    metadata: dict[str, str] = field(hash=False)

    @property
    def signing_name(self) -> str:
        return self.metadata.get("signingName") or self.metadata["endpointPrefix"]

    @cached_property
    def patterns(self) -> dict[str, list[Pattern]]:
        """The REST operations by HTTP method, the most particular first."""
        with _open(self.file) as stream:
            model = json.load(stream)
        found: dict[str, list[Pattern]] = {}
        for name, operation in model["operations"].items():
            pattern = _pattern(name, operation, model["shapes"])
            found.setdefault(pattern.method, []).append(pattern)
        for patterns in found.values():
            patterns.sort(key=lambda pattern: pattern.rank, reverse=True)
        return found


@cache
def by_signing_name() -> dict[str, list[Service]]:
    """All services, by the name in a signature's credential scope. Takes half a second the first time."""
    found: dict[str, list[Service]] = {}
    for service in _services():
        found.setdefault(service.signing_name, []).append(service)
    for name, services in found.items():
        # The service that gave the scope its name goes first: it is right when nothing else tells.
        services.sort(key=partial(_distance, name))
    return found


def _distance(scope: str, service: Service) -> tuple[bool, str]:
    return service.name != scope, service.name


def _services() -> Iterator[Service]:
    for directory in sorted(_DATA.iterdir()):
        versions = sorted(entry for entry in directory.iterdir() if entry.is_dir()) if directory.is_dir() else []
        files = [versions[-1] / name for name in ("service-2.json.gz", "service-2.json")] if versions else []
        for file in (file for file in files if file.exists()):
            with _open(file) as stream:
                head = stream.read(_HEAD_BYTES).decode("utf-8", "ignore")
            metadata = dict(reversed(_METADATA.findall(head)))
            if "endpointPrefix" in metadata:
                yield Service(directory.name, file, metadata)
            break


def _open(file: Path) -> Any:
    return gzip.open(file, "rb") if file.suffix == ".gz" else file.open("rb")


def _pattern(name: str, operation: dict[str, Any], shapes: dict[str, Any]) -> Pattern:
    http = operation["http"]
    path, _mark, literal = http["requestUri"].partition("?")
    query: dict[str, str | None] = {}
    for item in filter(None, literal.split("&")):
        key, has_value, value = item.partition("=")
        query[key] = value if has_value else None
    members = _required_members(operation, shapes)
    query |= {member["locationName"]: None for member in members if member.get("location") == "querystring"}
    headers = frozenset(member["locationName"].lower() for member in members if member.get("location") == "header")
    static = len(re.sub(r"\{[^}]+\}", "", path))
    rank = (len(query) + len(headers), -path.count("+}"), static, not operation.get("deprecated", False), -len(name))
    return Pattern(name, http["method"], _regex(path), query, headers, rank)


def _required_members(operation: dict[str, Any], shapes: dict[str, Any]) -> list[dict[str, Any]]:
    shape = shapes.get(operation.get("input", {}).get("shape"), {})
    return [shape["members"][member] for member in shape.get("required", [])]


def _regex(path: str) -> re.Pattern[str]:
    parts = re.split(r"(\{[^}]+\})", path.rstrip("/"))
    wild = {True: ".+", False: "[^/]+"}
    return re.compile(
        "".join(wild[part.endswith("+}")] if part.startswith("{") else re.escape(part) for part in parts) + "/?$"
    )

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The versions of Kubernetes that EKS has, and how long each is supported.

Ends of support as https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html gave them in November 2026;
those of 1.37 are reckoned from its release (fourteen months, then twelve more), as are the releases of the others from
the ends of their support.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from . import store
from .protocol import Call, Refused, answer, invalid

STANDARD, EXTENDED, UNSUPPORTED = "STANDARD_SUPPORT", "EXTENDED_SUPPORT", "UNSUPPORTED"


@dataclass(frozen=True)
class Version:
    name: str
    released: date
    standard_until: date
    extended_until: date
    patch: str

    @property
    def minor(self) -> int:
        return int(self.name.partition(".")[2])

    @property
    def status(self) -> str:
        """Today's."""
        today = datetime.now(UTC).date()
        if today <= self.standard_until:
            return STANDARD
        return EXTENDED if today <= self.extended_until else UNSUPPORTED


#: The newest first.
VERSIONS = (
    Version("1.37", date(2026, 10, 1), date(2027, 12, 1), date(2028, 12, 1), "1.37.1"),
    Version("1.36", date(2026, 6, 2), date(2027, 8, 2), date(2028, 8, 2), "1.36.3"),
    Version("1.35", date(2026, 1, 27), date(2027, 3, 27), date(2028, 3, 27), "1.35.6"),
    Version("1.34", date(2025, 10, 2), date(2026, 12, 2), date(2027, 12, 2), "1.34.9"),
    Version("1.33", date(2025, 5, 29), date(2026, 7, 29), date(2027, 7, 29), "1.33.12"),
    Version("1.32", date(2025, 1, 23), date(2026, 3, 23), date(2027, 3, 23), "1.32.13"),
    Version("1.31", date(2024, 9, 26), date(2025, 11, 26), date(2026, 11, 26), "1.31.14"),
    Version("1.30", date(2024, 5, 23), date(2025, 7, 23), date(2026, 7, 23), "1.30.14"),
)
DEFAULT = VERSIONS[0].name
#: A kubelet may be this many minors older than the API server (Kubernetes' version skew policy).
OLDEST_KUBELET = 3


def find(name: str) -> Version | None:
    return next((version for version in VERSIONS if version.name == name), None)


def supported(name: str) -> Version:
    """A version in which a cluster can be made. Raises Refused for any other."""
    version = find(name)
    if version is None or version.status == UNSUPPORTED:
        raise invalid(f"unsupported Kubernetes version {name}")
    return version


def minor_of(name: str) -> int:
    return int(name.split(".")[1])


def describe(call: Call) -> Any:
    """DescribeClusterVersions."""
    wanted = call.get("clusterVersions", [])
    unknown = [name for name in wanted if find(name) is None]
    if unknown:
        raise invalid(f"Invalid cluster version: {', '.join(unknown)}")
    status = call.get("versionStatus") or str(call.get("status", "")).upper().replace("-", "_")
    chosen = [
        version
        for version in VERSIONS
        if (not wanted or version.name in wanted)
        and (not status or version.status == status)
        and (not call.get("defaultOnly") or version.name == DEFAULT)
        and (wanted or status or call.get("includeAll") or version.status != UNSUPPORTED)
    ]
    if call.get("clusterType", "eks") != "eks":
        raise Refused("InvalidParameterException", f"Invalid cluster type: {call['clusterType']}")
    return answer(store.page([_shown(version) for version in chosen], call, "clusterVersions"))


def _shown(version: Version) -> dict[str, Any]:
    return {
        "clusterVersion": version.name,
        "clusterType": "eks",
        "defaultPlatformVersion": platform(version.name),
        "defaultVersion": version.name == DEFAULT,
        "releaseDate": _timestamp(version.released),
        "endOfStandardSupportDate": _timestamp(version.standard_until),
        "endOfExtendedSupportDate": _timestamp(version.extended_until),
        "status": version.status.lower().replace("_", "-"),
        "versionStatus": version.status,
        "kubernetesPatchVersion": version.patch,
    }


def platform(name: str) -> str:
    """A platform version; EKS counts them for each minor from 1."""
    return f"eks.{max(1, 40 - minor_of(name))}"


def _timestamp(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())

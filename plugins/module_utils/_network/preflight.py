# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What EC2 has against the settings of a network, asked before anything is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .._scan.calling import Aws
from . import existing, layout, plan
from .conflicts import Problem
from .marks import Wanted
from .reading import EC2, Reader

SERVICES = "network_interface_endpoints"


def of_existing(aws: Aws, vpc_id: str, subnet_ids: Sequence[str], nodes: str) -> list[Problem]:
    """Return why a cluster cannot live in a network that somebody else made. Raises EngineError."""
    return list(existing.problems(Reader(aws, vpc_id, None).read(), vpc_id, subnet_ids, nodes))


def of_ours(aws: Aws, wanted: Wanted) -> list[Problem]:
    """Return what of the role's settings cannot be brought about. Raises EngineError."""
    found = Reader(aws, None, wanted["ownership"]).outline()
    against = plan.problems(found, wanted)
    zones = layout.zones_of(wanted, found, layout.existing(found))
    return [*against, *_of_services(aws, wanted, [] if against else zones)]


def _of_services(aws: Aws, wanted: Wanted, zones: Sequence[str]) -> Iterator[Problem]:
    """Yield which interface endpoints AWS does not have; it is asked only if there shall be any."""
    named = wanted["interface_endpoints"]
    if not named:
        return
    offered = _offered(aws, wanted["region"])
    unknown = [name for name in named if name not in offered]
    if unknown:
        allowed = (
            f"services that have an interface endpoint in {wanted['region']}, each as it stands behind"
            f" com.amazonaws.{wanted['region']}; {', '.join(unknown)} has none{_meant(unknown, offered)}"
        )
        yield Problem(SERVICES, named, allowed)
        return
    lacking = {name: sorted(set(zones) - set(offered[name])) for name in named}
    told = ", ".join(f"{name} is not in {', '.join(where)}" for name, where in lacking.items() if where)
    if told:
        yield Problem(SERVICES, named, f"services that have an interface endpoint in each zone of the network; {told}")


def _offered(aws: Aws, region: str) -> Mapping[str, Sequence[str]]:
    """Return the availability zones of each service of AWS that has interface endpoints."""
    prefix = f"com.amazonaws.{region}."
    request = {"Filters": [{"Name": "service-type", "Values": ["Interface"]}]}
    pages = aws.pages(EC2, aws.home, "DescribeVpcEndpointServices", request)
    details: list[dict[str, Any]] = [item for page in pages for item in page.get("ServiceDetails", [])]
    return {
        item["ServiceName"].removeprefix(prefix): item["AvailabilityZones"]
        for item in details
        if item["ServiceName"].startswith(prefix)
    }


def _meant(unknown: Sequence[str], offered: Mapping[str, Any]) -> str:
    """Return the names that differ from those asked for in their punctuation alone."""
    alike = [name for name in offered for asked in unknown if _letters(name) == _letters(asked)]
    return f"; did you mean {', '.join(alike)}?" if alike else ""


def _letters(name: str) -> str:
    return "".join(filter(str.isalnum, name))

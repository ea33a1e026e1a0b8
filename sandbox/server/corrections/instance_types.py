# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Instance types: their true sizes, and where they are offered; ministack gives every type the same and offers none.

Where types are offered: https://docs.aws.amazon.com/ec2/latest/instancetypes/ec2-instance-regions.html, for those that
are known here; the oldest zone of us-east-1 has none of the newer generations.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

from ...kubernetes.nodes import INSTANCE_TYPES, InstanceType
from .. import seams

MODULE = "ministack.services.ec2"
_SPACE = "http://ec2.amazonaws.com/doc/2016-11-15/"
#: Network interfaces and addresses of each, by the pods that they make room for.
_NETWORKS = {11: (3, 4), 17: (3, 6), 29: (3, 10), 35: (3, 12), 58: (4, 15)}
#: Types that are missing in a region, and the families that a zone has.
_NOT_IN_REGION = {"eu-west-3": {"g5.xlarge", "m4.xlarge"}}
_ONLY_IN_ZONE = {"us-east-1e": {"m4"}}
_OLD = {"m4"}


def install() -> None:
    """Put it in force."""
    seams.wrap(MODULE, "_describe_instance_types", _sized)
    importlib.import_module(MODULE)._ACTION_MAP["DescribeInstanceTypeOfferings"] = _offerings


def _sized(original: Any) -> Any:
    def describe(parameters: Any) -> Any:
        asked = seams.get(MODULE, "_parse_member_list")(parameters, "InstanceType")
        unknown = [name for name in asked if name not in INSTANCE_TYPES and not name.startswith("t2.")]
        if unknown:
            message = f"The following supplied instance types do not exist: [{', '.join(unknown)}]"
            return seams.get(MODULE, "_error")("InvalidInstanceType", message, 400)
        named = {f"InstanceType.{number}": name for number, name in enumerate(asked or INSTANCE_TYPES, 1)}
        status, headers, body = original({"Action": "DescribeInstanceTypes", **named})
        ElementTree.register_namespace("", _SPACE)
        document = ElementTree.fromstring(body)
        for item in document.iterfind(f"{{{_SPACE}}}instanceTypeSet/{{{_SPACE}}}item"):
            _correct(item)
        return status, headers, ElementTree.tostring(document, encoding="utf-8", xml_declaration=True)

    return describe


def _correct(item: ElementTree.Element) -> None:
    name = item.findtext(f"{{{_SPACE}}}instanceType") or ""
    kind = INSTANCE_TYPES.get(name)
    if kind is None:
        return
    for path, value in _facts(name, kind).items():
        found = item.find("/".join(f"{{{_SPACE}}}{part}" for part in path.split("/")))
        if found is not None:
            found.text = value


def _facts(name: str, kind: InstanceType) -> dict[str, str]:
    interfaces, addresses = _NETWORKS[kind.pods]
    threads = 1 if kind.architecture == "arm64" else 2
    return {
        "currentGeneration": str(name.partition(".")[0] not in _OLD).lower(),
        "processorInfo/supportedArchitectures/item": "arm64" if kind.architecture == "arm64" else "x86_64",
        "vCpuInfo/defaultVCpus": str(kind.cpus),
        "vCpuInfo/defaultCores": str(kind.cpus // threads),
        "vCpuInfo/defaultThreadsPerCore": str(threads),
        "memoryInfo/sizeInMiB": str(kind.memory_mib),
        "hypervisor": "xen" if name.partition(".")[0] in _OLD else "nitro",
        "networkInfo/maximumNetworkInterfaces": str(interfaces),
        "networkInfo/networkCards/item/maximumNetworkInterfaces": str(interfaces),
        "networkInfo/ipv4AddressesPerInterface": str(addresses),
        "burstablePerformanceSupported": str(name.startswith("t")).lower(),
    }


def _offerings(parameters: Any) -> Any:
    """DescribeInstanceTypeOfferings, by region, zone or the zone's identifier."""
    region = seams.get("ministack.core.responses", "get_region")()
    kind = _value(parameters, "LocationType") or "region"
    filters = seams.get(MODULE, "_parse_filters")(parameters)
    match = seams.get(MODULE, "_glob_match")
    items = "".join(
        f"<item><instanceType>{name}</instanceType><locationType>{kind}</locationType>"
        f"<location>{location}</location></item>"
        for name, location in _offered(region, kind)
        if all(
            any(match(pattern, {"instance-type": name, "location": location}.get(key, "")) for pattern in wanted)
            for key, wanted in filters.items()
        )
    )
    inner = f"<instanceTypeOfferingSet>{items}</instanceTypeOfferingSet>"
    return seams.get(MODULE, "_xml")(200, "DescribeInstanceTypeOfferingsResponse", inner)


def _offered(region: str, kind: str) -> Iterator[tuple[str, str]]:
    identifier = seams.get(MODULE, "_az_id_for_zone_name")
    letters = "abcdef" if region == "us-east-1" else "abc"
    for name in INSTANCE_TYPES:
        if name in _NOT_IN_REGION.get(region, set()):
            continue
        if kind == "region":
            yield name, region
            continue
        for zone in (region + letter for letter in letters):
            if name.partition(".")[0] in _ONLY_IN_ZONE.get(zone, {name.partition(".")[0]}):
                yield name, identifier(zone) if kind == "availability-zone-id" else zone


def _value(parameters: Any, name: str) -> str:
    value = parameters.get(name, "")
    return str(value[0] if isinstance(value, list) and value else value or "")

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where AWS says what the costs of a resource depend on.

Which attributes there are and what they cost is in `_costs.resources`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from .._costs.resources import KINDS as BILLS, Free
from .._engine.errors import EngineError
from . import kinds
from .calling import Aws, reason_of
from .places import first, gather
from .reading import read_into
from .resource import Resource
from .table import Call, Read

THREADS = 8
PAGE = 1000
"""So many objects or images are added up, which takes one call."""

NODE_OF = "eks:nodegroup-name"
"""The tag that EKS puts on the instances of a managed node group."""

KINDS = tuple(kind for kind in kinds.KINDS if not isinstance(BILLS[kind.name], Free))
"""The kinds that AWS bills."""

Description = Mapping[str, Any]


def _nothing(_raw: Description) -> str:
    return ""


@dataclass(frozen=True)
class Facts:
    """How a kind's attributes follow from AWS's description; None for what it does not say.

    *reads* are calls for what is billed without a request, *limits* for what bounds requests; an answer that is not
    there is None. *lacks* says what of it is not known all the same.
    """

    attributes: Callable[[Description], dict[str, Any]]
    reads: tuple[Read, ...] = ()
    limits: tuple[Read, ...] = ()
    lacks: Callable[[Description], str] = _nothing


def billed(aws: Aws, found: Iterable[Resource], with_limits: bool = False) -> list[tuple[Resource, dict[str, Any]]]:
    """Return resources with what their costs depend on, as `_costs.planned` reads it; without those that are free.

    What AWS does not tell is the `problem` of a resource.
    """
    some = [resource for resource in found if not isinstance(BILLS[resource.kind.name], Free)]
    with ThreadPoolExecutor(THREADS) as pool:
        return list(zip(some, pool.map(lambda resource: _described(aws, resource, with_limits), some), strict=True))


def _described(aws: Aws, resource: Resource, with_limits: bool) -> dict[str, Any]:
    facts = FACTS.get(resource.kind.name, Facts(lambda _raw: {}))
    problems = []
    for read in (*facts.reads, *(facts.limits if with_limits else ())):
        try:
            resource = read_into(aws, resource, read)
        except EngineError as error:
            problems.append(reason_of(error))
    known = {name: value for name, value in facts.attributes(resource.raw).items() if value is not None}
    problems.append(facts.lacks(resource.raw))
    return {
        "kind": resource.kind.name,
        "name": _name(resource),
        "attributes": known,
        "problem": "; ".join(filter(None, problems)),
    }


def _name(resource: Resource) -> str:
    """Return the name; with the identifier where it is only a tag, which several may have."""
    is_tag = resource.kind.title.startswith("tag:") and resource.name != resource.id
    return f"{resource.name} ({resource.id})" if is_tag else resource.name


def _function(raw: Description) -> dict[str, Any]:
    return {
        "memory_mib": raw.get("MemorySize"),
        "architecture": first(raw, "Architectures[]"),
        "ephemeral_mib": first(raw, "EphemeralStorage.Size"),
        "provisioned_concurrency": sum(gather(raw, "Provisioned[].RequestedProvisionedConcurrentExecutions")),
        "reserved_concurrency": raw.get("Reserved"),
    }


def _api(raw: Description) -> dict[str, Any]:
    limits = gather(raw, "Stages[].DefaultRouteSettings.ThrottlingRateLimit")
    is_limited = bool(limits) and len(limits) == len(gather(raw, "Stages[]"))
    return {"requests_a_second": sum(limits) if is_limited else None}


def _bucket(raw: Description) -> dict[str, Any]:
    stored = Counter[str]()
    for version in gather(raw, "Objects.Versions[]"):
        stored[version["Key"]] += version["Size"]
    others = {str(name) for name in gather(raw, "Objects.Versions[].StorageClass")} - {"STANDARD"}
    return {"stored": dict(stored), "other_class": ", ".join(sorted(others)) or None}


def _repository(raw: Description) -> dict[str, Any]:
    images = gather(raw, "Images.imageDetails[]")
    return {"stored": {image["imageDigest"]: image.get("imageSizeInBytes") for image in images}}


def _log_group(raw: Description) -> dict[str, Any]:
    return {"stored": {"events": raw.get("storedBytes", 0)}, "retention_days": raw.get("retentionInDays")}


def _instance(raw: Description) -> dict[str, Any]:
    owners = gather(raw, "NetworkInterfaces[].Association.IpOwnerId")
    return {
        "instance_type": raw.get("InstanceType"),
        "state": first(raw, "State.Name"),
        # An elastic IP address has another owner, and is a resource of its own.
        "public_addresses": sum(owner == "amazon" for owner in owners),
        # `Platform` is there for Windows alone, and does not tell Red Hat's and SUSE's Linux from any other.
        "platform": raw.get("PlatformDetails") or raw.get("Platform"),
        "lifecycle": raw.get("InstanceLifecycle"),
        "node_group": next((tag["Value"] for tag in gather(raw, "Tags[]") if tag["Key"] == NODE_OF), None),
    }


def _node_group(raw: Description) -> dict[str, Any]:
    """Return what nodes cost themselves: their volumes and addresses are found beside them."""
    return {
        "instance_type": first(raw, "nodegroup.instanceTypes[]"),
        "capacity_type": first(raw, "nodegroup.capacityType"),
        "nodes": first(raw, "nodegroup.scalingConfig.desiredSize"),
        "most_nodes": first(raw, "nodegroup.scalingConfig.maxSize"),
    }


def _volume(raw: Description) -> dict[str, Any]:
    names = {"gb": "Size", "type": "VolumeType", "iops": "Iops", "throughput": "Throughput"}
    return {name: raw.get(place) for name, place in names.items()}


def _file_system(raw: Description) -> dict[str, Any]:
    others = ("SizeInBytes.ValueInIA", "SizeInBytes.ValueInArchive")
    standard = first(raw, "SizeInBytes.ValueInStandard")
    return {
        "stored": {"files": first(raw, "SizeInBytes.Value") if standard is None else standard},
        "is_one_zone": bool(raw.get("AvailabilityZoneName")),
        "has_other_classes": any(first(raw, place) for place in others),
    }


def _balancer(raw: Description) -> dict[str, Any]:
    is_public = raw.get("Scheme") == "internet-facing"
    return {"type": raw.get("Type"), "is_public": is_public, "zones": len(gather(raw, "AvailabilityZones[]"))}


def _classic_balancer(raw: Description) -> dict[str, Any]:
    return {name: value for name, value in _balancer(raw).items() if name != "type"}


def _endpoint_of_network(raw: Description) -> dict[str, Any]:
    return {"type": raw.get("VpcEndpointType"), "zones": len(raw.get("SubnetIds") or ())}


def _endpoint(raw: Description) -> dict[str, Any]:
    counts = {v["VariantName"]: v.get("CurrentInstanceCount", 0) for v in gather(raw, "Now.ProductionVariants[]")}
    instances = Counter[str]()
    for variant in gather(raw, "Config.ProductionVariants[]"):
        if variant.get("InstanceType"):
            instances[variant["InstanceType"]] += counts.get(variant["VariantName"], 0)
    return {
        "instances": dict(instances),
        "is_asynchronous": first(raw, "Config.AsyncInferenceConfig") is not None,
        "is_provisioned": bool(gather(raw, "Config.ProductionVariants[].ServerlessConfig.ProvisionedConcurrency")),
    }


def _beyond(what: str, mark: str) -> Callable[[Description], str]:
    return lambda raw: f"only the first {PAGE} {what} are added up" if first(raw, mark) else ""


_OF_FUNCTION = {"FunctionName": "FunctionName"}
_PROVISIONED = Call("ListProvisionedConcurrencyConfigs", _OF_FUNCTION)
_CONFIG = Call("DescribeEndpointConfig", {"EndpointConfigName": "Now.EndpointConfigName"})

FACTS: Mapping[str, Facts] = {
    "http_api": Facts(_api, limits=(Read(Call("GetStages", {"ApiId": "ApiId"}), "Items", "Stages"),)),
    "ec2_instance": Facts(_instance),
    "elastic_ip": Facts(lambda _raw: {}),
    "nat_gateway": Facts(lambda _raw: {}),
    "vpc_endpoint": Facts(_endpoint_of_network),
    "volume": Facts(_volume),
    "ecr_repository": Facts(
        _repository,
        reads=(Read(Call("DescribeImages", {"repositoryName": "repositoryName"}, {"maxResults": PAGE}), "", "Images"),),
        lacks=_beyond("images", "Images.nextToken"),
    ),
    "file_system": Facts(_file_system),
    "eks_cluster": Facts(
        lambda raw: {
            "version": first(raw, "cluster.version"),
            "auto_mode": bool(first(raw, "cluster.computeConfig.enabled")),
        }
    ),
    "eks_nodegroup": Facts(_node_group),
    "load_balancer": Facts(_balancer),
    "classic_load_balancer": Facts(_classic_balancer),
    "lambda_function": Facts(
        _function,
        reads=(Read(_PROVISIONED, "ProvisionedConcurrencyConfigs", "Provisioned"),),
        limits=(Read(Call("GetFunctionConcurrency", _OF_FUNCTION), "ReservedConcurrentExecutions", "Reserved"),),
    ),
    "log_group": Facts(_log_group),
    "s3_bucket": Facts(
        _bucket,
        reads=(Read(Call("ListObjectVersions", {"Bucket": "Name"}, {"MaxKeys": PAGE}), "", "Objects"),),
        lacks=_beyond("versions of objects", "Objects.IsTruncated"),
    ),
    "sagemaker_endpoint": Facts(
        _endpoint,
        reads=(
            Read(Call("DescribeEndpoint", {"EndpointName": "EndpointName"}), "", "Now"),
            Read(_CONFIG, "", "Config"),
        ),
    ),
}

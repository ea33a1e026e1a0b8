# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The billable lines of a single resource, from its attributes: with the name, size and limits that it really has."""

from __future__ import annotations

import collections.abc as c
import typing as t

from . import lines
from .line import Line
from .settings import Settings
from .units import HOURS_PER_MONTH, MIB_PER_GB, SECONDS_PER_HOUR, Unit
from .use import Use

Attributes = c.Mapping[str, t.Any]
Lines = c.Callable[[Attributes], tuple[Line, ...]]

SECONDS_PER_MONTH: t.Final = HOURS_PER_MONTH * SECONDS_PER_HOUR
BYTES_PER_GB: t.Final = 1024.0**3

LINUX = "Linux/UNIX"
"""What AWS calls instances without a licence in their price; those with one name it, such as SUSE Linux."""

EPHEMERAL_FREE_MIB = 512
"""Of a function's temporary storage only what is beyond this is billed: https://aws.amazon.com/lambda/pricing/"""

GP3_IOPS, GP3_MIB_A_SECOND = 3000, 125
"""What the price of a gp3 volume holds already: https://aws.amazon.com/ebs/pricing/"""

BY_THE_GB = "what goes through it is billed by the GB beside and not counted"

AUTO_NODES = "nodes of Auto Mode"
BY_THE_POD = "EKS chooses their number and types by the pods; they, their volumes and Auto Mode's fee are not counted"

BALANCERS = {"application": "alb.hour", "network": "nlb.hour", "classic": "clb.hour"}


def always(name: str, key: str, number: float = 1, plan: str = "") -> Line:
    """Return the line of so many that are there all month."""
    return Line(name, key, Unit.HOUR, lambda _use: number * HOURS_PER_MONTH, plan=plan)


def kept(name: str, key: str) -> Lines:
    """Return the line of what is stored; what has no size yet counts nothing."""
    return lambda a: (Line(name, key, Unit.GB_MONTH, lambda _use: stored_gb(a)),)


def stored_gb(a: Attributes) -> float:
    """Return the GB that are stored, as far as their sizes are known."""
    return sum(size or 0 for size in a["stored"].values()) / BYTES_PER_GB


def provisioned(a: Attributes) -> tuple[Line, ...]:
    """Return what a function's provisioned concurrency costs while nothing is asked of it."""
    gb_seconds = a["provisioned_concurrency"] * _gb(a) * SECONDS_PER_MONTH
    key = f"lambda.provisioned.{a['architecture']}"
    return (Line("provisioned concurrency", key, Unit.GB_SECOND, lambda _use: gb_seconds, plan="lambda"),)


def calls(a: Attributes) -> tuple[Line, ...]:
    """Return what requests to a function cost."""
    which = lines.PROVISIONED_FUNCTIONS if a["provisioned_concurrency"] else lines.FUNCTIONS
    following = tuple(line for line in which if line.quantity is not lines.gb_seconds_provisioned)
    return (*following, _temporary(a, lambda use: use.requests * use.size.seconds))


def busy_all_month(a: Attributes) -> tuple[Line, ...]:
    """Return what a function costs whose every environment works without a pause."""

    def ready(use: Use) -> int:
        return min(int(a["provisioned_concurrency"]), concurrency(a, use.settings))

    def duration(price: str, number: c.Callable[[Use], int]) -> Line:
        key = f"lambda.{price}.{a['architecture']}"
        amount = _gb(a) * SECONDS_PER_MONTH
        return Line("Lambda duration", key, Unit.GB_SECOND, lambda use: number(use) * amount, plan="lambda")

    return (
        lines.FUNCTION_REQUESTS,
        duration("provisioned_duration", ready),
        duration("gb_second", lambda use: concurrency(a, use.settings) - ready(use)),
        _temporary(a, lambda use: concurrency(a, use.settings) * SECONDS_PER_MONTH),
    )


def concurrency(a: Attributes, settings: Settings) -> int:
    """Return how many requests a function can work on at a time: as reserved, or all that the account may."""
    own = int(a["reserved_concurrency"])
    return own if own >= 0 else settings.lambda_concurrency_quota


def _gb(a: Attributes) -> float:
    return float(a["memory_mib"] / MIB_PER_GB)


def _temporary(a: Attributes, seconds: c.Callable[[Use], float]) -> Line:
    beyond = max(0, a["ephemeral_mib"] - EPHEMERAL_FREE_MIB) / MIB_PER_GB
    return Line("temporary storage", "lambda.ephemeral", Unit.GB_SECOND, lambda use: beyond * seconds(use))


def logs(a: Attributes) -> tuple[Line, ...]:
    """Return what requests cost by what they log. The workload says how much they log in all log groups together."""
    return tuple(line for line in lines.KEPT if line.key.startswith("logs.")) if a["takes_requests"] else ()


def host(a: Attributes) -> tuple[Line, ...]:
    """Return what an instance costs while it runs; its volumes are resources of their own.

    A node of a managed node group is counted with its group, but for its address.
    """
    if a["state"] not in ("pending", "running"):
        return ()
    itself = () if a["node_group"] else (always("instance", f"ec2.{a['instance_type']}", plan="ec2"),)
    return (*itself, always("public address", "ipv4.hour", a["public_addresses"]))


def host_lacks(a: Attributes) -> str:
    """Say which instances have no price here."""
    if a["node_group"]:
        return ""
    if a["lifecycle"]:
        return f"the price of a {a['lifecycle']} instance changes by the hour"
    return f"only {LINUX} has a price here, not {a['platform']}" if a["platform"] not in ("", LINUX) else ""


def volume(a: Attributes) -> tuple[Line, ...]:
    """Return what a volume costs, attached or not."""
    return (Line("volume", "ebs.gp3", Unit.GB_MONTH, lambda _use: float(a["gb"])),)


def volume_lacks(a: Attributes) -> str:
    """Say which volumes have no price here."""
    if a["type"] != "gp3":
        return f"volumes of the type {a['type'] or 'unknown'} have no price here, only gp3"
    if a["iops"] > GP3_IOPS or a["throughput"] > GP3_MIB_A_SECOND:
        return f"more than {GP3_IOPS} IOPS or {GP3_MIB_A_SECOND} MiB/s of a gp3 volume have no price here"
    return ""


def control_plane(a: Attributes) -> tuple[Line, ...]:
    """Return what a cluster costs before its nodes, which are resources of their own."""

    def extended(use: Use) -> float:
        settings = use.settings._replace(kubernetes_version=a["version"])
        return lines.extended_support(use._replace(settings=settings))

    return (
        always("control plane", "eks.cluster"),
        Line("extended support", "eks.extended", Unit.HOUR, extended),
    )


def endpoint_of_network(a: Attributes) -> tuple[Line, ...]:
    """Return what a VPC endpoint costs before its traffic: by the hour in each zone, unless it is a gateway."""
    return () if a["type"] == "Gateway" else (always("endpoint", "vpc_endpoint.hour", a["zones"]),)


def endpoint_of_network_lacks(a: Attributes) -> str:
    """Say which VPC endpoints have no price here."""
    return "" if a["type"] in ("Gateway", "Interface") else f"endpoints of the type {a['type']} have no price here"


def nodes(a: Attributes) -> tuple[Line, ...]:
    """Return what the nodes of a group cost: what is planned are the fewest, what is found are those there are."""
    return _nodes(a, a["nodes"])


def more_nodes(a: Attributes) -> tuple[Line, ...]:
    """Return what the nodes cost that the group may have beside them."""
    return _nodes(a, max(0, a["most_nodes"] - a["nodes"]))


def _nodes(a: Attributes, number: int) -> tuple[Line, ...]:
    addresses = number if a["has_public_addresses"] else 0
    return (
        always("nodes", f"ec2.{a['instance_type']}", number, plan="ec2"),
        Line("volumes of nodes", "ebs.gp3", Unit.GB_MONTH, lambda _use: float(number * a["disk_gb"])),
        always("public addresses of nodes", "ipv4.hour", addresses),
    )


def nodes_lack(a: Attributes) -> str:
    """Say which groups have no price here."""
    return "" if a["capacity_type"] == "ON_DEMAND" else "the price of Spot instances changes by the hour"


def balancer(a: Attributes) -> tuple[Line, ...]:
    """Return what a load balancer costs before its capacity units, which follow requests."""
    addresses = a["zones"] if a["is_public"] else 0
    return (always("load balancer", BALANCERS[a["type"]]), always("public addresses", "ipv4.hour", addresses))


def balancer_lacks(a: Attributes) -> str:
    """Say which load balancers have no price here."""
    return "" if a["type"] in BALANCERS else f"load balancers of the type {a['type'] or 'unknown'} have no price here"


def file_system(a: Attributes) -> tuple[Line, ...]:
    """Return what files cost in the Standard class."""
    return kept("files", "efs.one_zone" if a["is_one_zone"] else "efs.standard")(a)


def endpoint(a: Attributes) -> tuple[Line, ...]:
    """Return what the instances of an endpoint cost; a serverless one has none."""
    kind = "async" if a["is_asynchronous"] else "hosting"
    return tuple(
        always(f"instances {name}", f"sagemaker.{kind}.{name}", number or 0, plan="sagemaker")
        for name, number in a["instances"].items()
    )

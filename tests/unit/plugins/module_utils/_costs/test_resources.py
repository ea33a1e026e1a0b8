# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What single resources cost, and that no kind of resource is forgotten."""

from __future__ import annotations

import math
from typing import Any

import pytest

from ansible_collections.inferops.aws.plugins.module_utils._costs import price_sources, prices
from ansible_collections.inferops.aws.plugins.module_utils._costs.catalogue import Catalogue, Price, Tier
from ansible_collections.inferops.aws.plugins.module_utils._costs.errors import CostError
from ansible_collections.inferops.aws.plugins.module_utils._costs.load import read_load
from ansible_collections.inferops.aws.plugins.module_utils._costs.planned import read_found, read_resources
from ansible_collections.inferops.aws.plugins.module_utils._costs.resource_costs import Sum, costs, fixed
from ansible_collections.inferops.aws.plugins.module_utils._costs.resources import KINDS, Free, Rule, Unpriced
from ansible_collections.inferops.aws.plugins.module_utils._costs.settings import Settings
from ansible_collections.inferops.aws.plugins.module_utils._scan.kinds import BY_NAME

REGION = "us-east-1"
GB = 1024**3
USD = {
    "alb.hour": 0.0225,
    "ebs.gp3": 0.08,
    "ec2.m7i.large": 0.1008,
    "ecr.storage": 0.1,
    "efs.one_zone": 0.16,
    "efs.standard": 0.3,
    "eks.cluster": 0.1,
    "eks.extended": 0.5,
    "ipv4.hour": 0.005,
    "lambda.provisioned.x86_64": 0.0000041667,
    "logs.storage": 0.03,
    "nat.hour": 0.045,
    "nlb.hour": 0.03,
    "s3.storage": 0.023,
    "sagemaker.async.ml.m5.large": 0.2,
    "sagemaker.hosting.ml.m5.large": 0.115,
    "vpc_endpoint.hour": 0.01,
}
PRODUCTS = {key: price_sources.product(key) for key in USD}
PRICES = Catalogue(
    {
        (REGION, key): Price(PRODUCTS[key], REGION, (Tier(math.inf, usd),), "A", "test", "2026-11-21")
        for key, usd in USD.items()
    },
    PRODUCTS,
    "2026-11-21",
)
FUNCTION = {"memory_mib": 3008, "provisioned_concurrency": 2}
HOST = {"instance_type": "m7i.large"}
NODES = {"instance_type": "m7i.large", "nodes": 2, "most_nodes": 5, "disk_gb": 20, "has_public_addresses": True}
VOLUME = {"gb": 100, "type": "gp3", "iops": 3000, "throughput": 125}


def idle(kind: str, attributes: dict[str, Any], catalogue: Catalogue = PRICES, as_of: str = "2026-11-21") -> Sum:
    resources = read_resources([{"kind": kind, "name": "it", "attributes": attributes}])
    return fixed(resources, REGION, Settings(as_of=as_of), catalogue)


def test_every_kind_that_can_be_found_is_billed_or_free_or_named_and_called_the_same() -> None:
    assert {name: entry.label for name, entry in KINDS.items()} == {name: kind.label for name, kind in BY_NAME.items()}


def test_what_is_free_or_has_no_price_says_why() -> None:
    assert all(entry.reason for entry in KINDS.values() if isinstance(entry, (Free, Unpriced)))


@pytest.mark.parametrize(
    ("kind", "attributes", "per_month"),
    [
        ("lambda_function", FUNCTION, 64.33),
        ("lambda_function", {"memory_mib": 3008}, 0),
        ("ec2_instance", HOST, 0.1008 * 730),
        ("ec2_instance", {**HOST, "public_addresses": 1}, (0.1008 + 0.005) * 730),
        ("ec2_instance", {**HOST, "state": "stopped", "public_addresses": 1}, 0),
        ("ec2_instance", {**HOST, "node_group": "front", "public_addresses": 1}, 3.65),
        ("eks_nodegroup", NODES, 2 * ((0.1008 + 0.005) * 730 + 20 * 0.08)),
        ("eks_nodegroup", {**NODES, "disk_gb": 0, "has_public_addresses": False}, 2 * 0.1008 * 730),
        ("eks_nodegroup", {**NODES, "nodes": 0}, 0),
        ("elastic_ip", {}, 3.65),
        ("volume", VOLUME, 8),
        ("ecr_repository", {"stored": {"sha256:a": 2 * GB, "sha256:b": 3 * GB}}, 0.5),
        ("file_system", {"stored": {"files": 10 * GB}}, 3),
        ("file_system", {"stored": {"files": 10 * GB}, "is_one_zone": True}, 1.6),
        ("eks_cluster", {"version": "1.36"}, 73),
        ("eks_cluster", {"version": "1.33"}, 438),
        ("load_balancer", {"type": "application", "is_public": True, "zones": 2}, (0.0225 + 2 * 0.005) * 730),
        ("load_balancer", {"type": "network", "zones": 3}, 0.03 * 730),
        ("log_group", {"stored": {"events": 100 * GB}}, 3),
        ("s3_bucket", {"stored": {"models/m": 500 * GB}}, 11.5),
        ("sagemaker_endpoint", {"instances": {"ml.m5.large": 2}}, 2 * 0.115 * 730),
        ("sagemaker_endpoint", {"instances": {"ml.m5.large": 1}, "is_asynchronous": True}, 0.2 * 730),
        ("nat_gateway", {}, 0.045 * 730),
        ("vpc_endpoint", {"type": "Interface", "zones": 3}, 3 * 0.01 * 730),
        ("vpc_endpoint", {"type": "Gateway"}, 0),
        ("vpc", {}, 0),
        ("http_api", {}, 0),
        ("iam_role", {}, 0),
    ],
)
def test_what_a_resource_costs_a_month_without_requests(
    kind: str, attributes: dict[str, Any], per_month: float
) -> None:
    found = idle(kind, attributes)
    assert found.total.usd == pytest.approx(per_month, abs=0.005)
    assert found.gaps == ()


@pytest.mark.parametrize(
    ("kind", "attributes", "reason"),
    [
        ("eks_nodegroup", {**NODES, "capacity_type": "SPOT"}, "the price of Spot instances changes by the hour"),
        ("ec2_instance", {**HOST, "lifecycle": "spot"}, "spot"),
        ("ec2_instance", {**HOST, "platform": "SUSE Linux"}, "only Linux/UNIX has a price here, not SUSE Linux"),
        ("volume", {**VOLUME, "type": "io2"}, "io2"),
        ("volume", {**VOLUME, "iops": 3001}, "IOPS"),
        ("volume", {**VOLUME, "throughput": 126}, "MiB/s"),
        ("file_system", {"stored": {"files": GB}, "has_other_classes": True}, "other classes"),
        ("load_balancer", {"type": "gateway"}, "gateway"),
        ("vpc_endpoint", {"type": "GatewayLoadBalancer", "zones": 1}, "GatewayLoadBalancer"),
        ("s3_bucket", {"stored": {"m": GB}, "other_class": "GLACIER"}, "GLACIER"),
        ("sagemaker_endpoint", {"is_provisioned": True}, "serverless"),
        ("cloudwatch_alarm", {}, "alarms"),
        ("snapshot", {}, "snapshots"),
        ("lambda_event_source_mapping", {}, "source"),
    ],
)
def test_what_has_no_price_is_named_and_counts_nothing(kind: str, attributes: dict[str, Any], reason: str) -> None:
    found = idle(kind, attributes)
    ((title, why),) = [(gap.title, gap.reason) for gap in found.gaps]
    assert found.total.usd == 0
    assert title == f"{KINDS[kind].label} it"
    assert reason in why


def test_the_nodes_of_auto_mode_are_named_beside_what_their_cluster_costs() -> None:
    found = idle("eks_cluster", {"version": "1.36", "auto_mode": True})
    assert found.total.usd == pytest.approx(73)
    ((title, why),) = [(gap.title, gap.reason) for gap in found.gaps]
    assert title == "EKS cluster it: nodes of Auto Mode"
    assert "Auto Mode's fee" in why


def test_a_node_group_costs_at_most_what_its_most_nodes_do() -> None:
    group = read_resources([{"kind": "eks_nodegroup", "name": "front", "attributes": NODES}])
    found = costs(group, REGION, read_load({}), PRICES)
    assert found.at_most.total.usd == pytest.approx(5 / 2 * found.fixed.total.usd)
    assert found.limits == ("5 nodes (EKS node group front)",)


@pytest.mark.parametrize(
    ("kind", "attributes", "reason"),
    [
        ("nat_gateway", {}, "what goes through it is billed by the GB beside and not counted"),
        ("vpc_endpoint", {"type": "Interface", "zones": 1}, "what goes through it is billed by the GB"),
        ("load_balancer", {"type": "application", "zones": 2}, "capacity units for its traffic are billed beside"),
        ("load_balancer", {"type": "network", "zones": 2}, "capacity units for its traffic are billed beside"),
        ("sagemaker_endpoint", {"instances": {}}, "requests to a serverless endpoint are billed and not counted"),
    ],
)
def test_what_traffic_adds_is_missing_from_what_follows_requests_and_from_that_alone(
    kind: str, attributes: dict[str, Any], reason: str
) -> None:
    found = costs(
        read_resources([{"kind": kind, "name": "it", "attributes": attributes}]), REGION, read_load({}), PRICES
    )
    for each in (found.requests, found.at_most):
        ((title, why),) = [(gap.title, gap.reason) for gap in each.gaps]
        assert title == f"{KINDS[kind].label} it"
        assert why.startswith(reason)
    assert found.fixed.gaps == ()
    assert len(found.gaps) == 1


@pytest.mark.parametrize(
    ("kind", "attributes"),
    [
        ("vpc_endpoint", {"type": "Gateway"}),
        ("sagemaker_endpoint", {"instances": {"ml.m5.large": 1}}),
        ("lambda_function", FUNCTION),
    ],
)
def test_nothing_is_missing_where_traffic_adds_nothing_or_is_counted(kind: str, attributes: dict[str, Any]) -> None:
    listed = [{"kind": kind, "name": "it", "attributes": attributes}]
    assert costs(read_resources(listed), REGION, read_load({}), prices.catalogue()).gaps == ()


def test_a_price_that_the_region_lacks_is_named_with_the_way_to_get_it() -> None:
    (gap,) = idle("ec2_instance", {"instance_type": "g6.xlarge"}).gaps
    assert gap.title == "EC2 instance it: instance"
    assert "no price for" in gap.reason
    assert "refresh_prices" in gap.reason


def test_a_size_that_is_not_known_yet_is_named() -> None:
    (gap,) = idle("ecr_repository", {"stored": {"the new image": None}}).gaps
    assert gap.reason == "the size of the new image is not known yet"


@pytest.mark.parametrize(
    ("listed", "message"),
    [
        ({"kind": "server", "name": "it"}, "the kind of it is 'server'; allowed: http_api, "),
        (
            {"kind": "volume", "name": "it", "attributes": {"gb": -1}},
            "EBS volume it: gb is -1; allowed: a number of GB from 0 to 65,536",
        ),
        (
            {"kind": "volume", "name": "it", "attributes": {"size": 1}},
            "EBS volume it: the attribute is 'size'; allowed: gb, type, iops, throughput",
        ),
        (
            {"kind": "s3_bucket", "name": "it", "attributes": {"stored": 7}},
            "S3 bucket it: stored is 7; allowed: a dictionary of bytes",
        ),
        (
            {"kind": "s3_bucket", "name": "it", "attributes": {"stored": {"m": "much"}}},
            "S3 bucket it: stored.m is 'much'; allowed: a number of bytes",
        ),
    ],
)
def test_what_cannot_be_used_is_refused_with_what_is_allowed(listed: dict[str, Any], message: str) -> None:
    with pytest.raises(CostError) as refused:
        read_resources([listed])
    assert str(refused.value).startswith(message)


def test_one_found_resource_that_cannot_be_used_does_not_hide_the_others() -> None:
    listed = [
        {"kind": "lambda_function", "name": "large", "attributes": {"memory_mib": 32768}},
        {"kind": "lambda_function", "name": "it", "attributes": FUNCTION},
        {"kind": "http_api", "name": "odd", "attributes": {"requests_a_second": "many"}},
    ]
    resources = read_found(listed)
    found = costs(resources, REGION, read_load({}), PRICES)
    assert found.fixed.total.usd == pytest.approx(64.33, abs=0.005)
    assert [gap.title for gap in found.fixed.gaps] == ["Lambda function large", "HTTP API odd"]
    assert "memory_mib is 32768; allowed" in found.fixed.gaps[0].reason


EVERY: list[dict[str, Any]] = [
    {"kind": "lambda_function", "name": "a", "attributes": {**FUNCTION, "ephemeral_mib": 1024}},
    {"kind": "lambda_function", "name": "b", "attributes": {"memory_mib": 512, "architecture": "arm64"}},
    {"kind": "http_api", "name": "a", "attributes": {}},
    {"kind": "log_group", "name": "a", "attributes": {"stored": {"events": GB}, "takes_requests": True}},
    {"kind": "s3_bucket", "name": "a", "attributes": {"stored": {"m": GB}}},
    {"kind": "ecr_repository", "name": "a", "attributes": {"stored": {"m": GB}}},
    {"kind": "file_system", "name": "a", "attributes": {"stored": {"m": GB}}},
    {"kind": "file_system", "name": "b", "attributes": {"stored": {"m": GB}, "is_one_zone": True}},
    {"kind": "ec2_instance", "name": "a", "attributes": {**HOST, "public_addresses": 1}},
    {"kind": "elastic_ip", "name": "a"},
    {"kind": "volume", "name": "a", "attributes": VOLUME},
    {"kind": "nat_gateway", "name": "a"},
    {"kind": "vpc_endpoint", "name": "a", "attributes": {"type": "Interface", "zones": 2}},
    {"kind": "eks_cluster", "name": "a", "attributes": {"version": "1.33"}},
    {"kind": "eks_nodegroup", "name": "a", "attributes": NODES},
    {"kind": "load_balancer", "name": "a", "attributes": {"type": "application", "is_public": True, "zones": 2}},
    {"kind": "load_balancer", "name": "b", "attributes": {"type": "network"}},
    {"kind": "classic_load_balancer", "name": "c"},
    {"kind": "sagemaker_endpoint", "name": "a", "attributes": {"instances": {"ml.m5.large": 1}}},
    {
        "kind": "sagemaker_endpoint",
        "name": "b",
        "attributes": {"instances": {"ml.m5.large": 1}, "is_asynchronous": True},
    },
]


def test_all_prices_that_resources_ask_for_are_in_the_catalogue_and_billed_by_the_same_unit() -> None:
    """A line in another unit than its price raises an error."""
    resources = read_resources(EVERY)
    assert {each.kind for each in resources} == {name for name, entry in KINDS.items() if isinstance(entry, Rule)}
    load = read_load({"requests_per_hour": 1000, "seconds_per_request": 3})
    reasons = {gap.reason for gap in costs(resources, REGION, load, prices.catalogue()).gaps}
    assert all(reason.endswith("not counted") for reason in reasons)

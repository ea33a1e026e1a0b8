# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Answers of AWS's price list, and what they mean.

data/price_list.jsonl holds answers made by hand in the documented shape: the products of each service in one region
with those that are easily taken for them. AWS's filters are not applied to them, so each key must find its own.
"""

from __future__ import annotations

import copy
import json
import math
import pathlib
from typing import Any

import pytest

from ansible_collections.inferops.aws.plugins.module_utils._costs.catalogue import Tier
from ansible_collections.inferops.aws.plugins.module_utils._costs.errors import CostError
from ansible_collections.inferops.aws.plugins.module_utils._costs.price_list import (
    NotOfferedError,
    read_answers,
    request,
)
from ansible_collections.inferops.aws.plugins.module_utils._costs.price_sources import (
    filters,
    product,
    queries,
    row_of,
)
from ansible_collections.inferops.aws.plugins.module_utils._costs.units import Unit

REGION = "eu-central-1"
LINES = (pathlib.Path(__file__).parent / "data" / "price_list.jsonl").read_text().splitlines()
NO_END = math.inf

FLAT = {
    "ec2.m7i.large": 0.12075,
    "ec2.credits.t3": 0.05,
    "ebs.gp3": 0.0952,
    "nat.hour": 0.052,
    "nat.gb": 0.0521,
    "ipv4.hour": 0.005,
    "vpc_endpoint.hour": 0.012,
    "eks.cluster": 0.1,
    "eks.extended": 0.5,
    "eks.auto.m5.large": 0.0138,
    "fargate.vcpu": 0.04656,
    "fargate.gb": 0.00511,
    "fargate.vcpu.arm64": 0.03725,
    "fargate.gb.arm64": 0.00409,
    "lambda.requests": 0.0000002,
    "lambda.provisioned.x86_64": 0.0000050147,
    "lambda.provisioned.arm64": 0.0000040118,
    "lambda.provisioned_duration.x86_64": 0.0000117011,
    "lambda.provisioned_duration.arm64": 0.0000093609,
    "lambda.ephemeral": 0.000000037,
    "alb.hour": 0.027,
    "alb.lcu": 0.008,
    "nlb.hour": 0.0271,
    "nlb.lcu": 0.006,
    "clb.hour": 0.03,
    "clb.gb": 0.0081,
    "efs.standard": 0.36,
    "efs.one_zone": 0.192,
    "efs.read": 0.04,
    "efs.write": 0.07,
    "ecr.storage": 0.1,
    "s3.put": 0.0000054,
    "s3.get": 0.00000043,
    "logs.ingest": 0.63,
    "logs.storage": 0.0324,
    "rds.postgres.db.t4g.micro": 0.019,
    "rds.postgres.db.r6g.2xlarge": 1.097,
    "rds.gp3": 0.137,
    "rds.gp3_multi_az": 0.274,
    "sagemaker.hosting.ml.m5.large": 0.138,
    "sagemaker.async.ml.m5.large": 0.1381,
    "sagemaker.training.ml.m5.large": 0.1382,
    "sagemaker.notebook.ml.m5.large": 0.1383,
    "sagemaker.serverless": 0.000024,
    "cognito.plus": 0.02,
}

STEPS = {
    "lambda.gb_second.x86_64": [(6e9, 0.0000166667), (15e9, 0.000015), (NO_END, 0.0000133334)],
    "lambda.gb_second.arm64": [(7.5e9, 0.0000133334), (18.75e9, 0.0000120001), (NO_END, 0.0000106667)],
    "http_api.requests": [(3e8, 0.0000012), (NO_END, 0.00000108)],
    "s3.storage": [(51200, 0.0245), (512000, 0.0235), (NO_END, 0.0225)],
    "egress.internet": [(10240, 0.09), (51200, 0.085), (153600, 0.07), (NO_END, 0.05)],
    "cognito.lite": [(10_000, 0.0), (100_000, 0.0055), (NO_END, 0.0046)],
    "cognito.essentials": [(10_000, 0.0), (NO_END, 0.015)],
}

EXPECTED = {**{key: [(NO_END, usd)] for key, usd in FLAT.items()}, **STEPS}


def answers(key: str) -> list[str]:
    """Return every product of the service that a key is of."""
    service = product(key).service
    return [line for line in LINES if json.loads(line)["serviceCode"] == service]


def one(key: str = "alb.hour") -> dict[str, Any]:
    """Return the answer that a key means."""
    sku = read_answers(key, REGION, answers(key)).sku
    found: dict[str, Any] = next(item for item in map(json.loads, LINES) if item["product"]["sku"] == sku)
    return found


def dimensions(item: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the steps of an answer's price, to change them."""
    (term,) = item["terms"]["OnDemand"].values()
    return list(term["priceDimensions"].values())


@pytest.mark.parametrize("key", EXPECTED)
def test_each_key_finds_its_one_price_among_all_of_the_service(key: str) -> None:
    found = read_answers(key, REGION, answers(key))

    assert found.price.tiers == tuple(Tier(up_to, usd) for up_to, usd in EXPECTED[key])
    assert (found.price.product.key, found.price.region, found.price.grade) == (key, REGION, "A")
    assert found.price.source == "AWS Price List Query API"
    assert (found.price.as_of, found.publication_date) == ("2026-09-11", "2026-09-11T12:44:08Z")
    assert found.sku.startswith("SKU")


def test_every_row_that_can_be_asked_for_has_an_answer_here() -> None:
    covered = {row_of(key)[0] is row and name for key in EXPECTED for name, row in queries().items()}
    assert [name for name, row in queries().items() if not row.unlisted and name not in covered] == []


def test_what_is_asked() -> None:
    assert request("ec2.m7i.large", REGION) == {
        "service_code": "AmazonEC2",
        "format_version": "aws_v1",
        "filters": [
            {"type": "TERM_MATCH", "field": field, "value": value}
            for field, value in (
                ("capacitystatus", "Used"),
                ("instanceType", "m7i.large"),
                ("licenseModel", "No License required"),
                ("operatingSystem", "Linux"),
                ("preInstalledSw", "NA"),
                ("regionCode", "eu-central-1"),
                ("tenancy", "Shared"),
            )
        ],
    }
    assert filters("egress.internet", REGION)["fromRegionCode"] == REGION


@pytest.mark.parametrize("prefix", ["", "USE1-", "EUW3-", "EU-"])
def test_the_prefix_of_the_region_does_not_matter(prefix: str) -> None:
    item = one("nat.hour")
    item["product"]["attributes"]["usagetype"] = f"{prefix}NatGateway-Hours"
    assert read_answers("nat.hour", REGION, [json.dumps(item)]).price.usd == 0.052


@pytest.mark.parametrize(
    "usage_type", ["EUC1-RegionalNatGateway-Hours", "EUC1-NatGateway-Hours-2", "X-NatGateway-Hours"]
)
def test_a_usage_type_that_only_looks_alike_does_not_count(usage_type: str) -> None:
    item = one("nat.hour")
    item["product"]["attributes"]["usagetype"] = usage_type
    with pytest.raises(NotOfferedError):
        read_answers("nat.hour", REGION, [json.dumps(item)])


def test_nothing_found_names_service_region_and_filters() -> None:
    with pytest.raises(NotOfferedError) as raised:
        read_answers("alb.hour", REGION, [])
    assert str(raised.value) == (
        "alb.hour in eu-central-1: AWS's price list of AWSELB, asked for productFamily=Load Balancer-Application,"
        " regionCode=eu-central-1, usage type LoadBalancerUsage, has no price"
    )


def test_two_prices_are_a_failure_that_shows_them() -> None:
    other = copy.deepcopy(one())
    other["product"]["sku"] = "OTHER"
    dimensions(other)[0]["pricePerUnit"]["USD"] = "0.0280000000"

    with pytest.raises(CostError) as raised:
        read_answers("alb.hour", REGION, [*answers("alb.hour"), json.dumps(other)])

    assert "asked for productFamily=Load Balancer-Application, regionCode=eu-central-1" in str(raised.value)
    assert "has 2 prices instead of one: EUC1-LoadBalancerUsage (SKU SKU" in str(raised.value)
    assert str(raised.value).endswith("EUC1-LoadBalancerUsage (SKU OTHER): 0.028")


def test_the_same_price_twice_is_one_price() -> None:
    newer = copy.deepcopy(one())
    newer["product"]["sku"], newer["publicationDate"] = "NEWER", "2026-10-01T00:00:00Z"
    for both in ([json.dumps(newer), *answers("alb.hour")], [*answers("alb.hour"), json.dumps(newer)]):
        found = read_answers("alb.hour", REGION, both)
        assert (found.sku, found.price.as_of, found.price.usd) == ("NEWER", "2026-10-01", 0.027)


def test_what_is_only_sold_in_advance_does_not_count() -> None:
    item = one("ec2.m7i.large")
    del item["terms"]["OnDemand"]
    with pytest.raises(NotOfferedError):
        read_answers("ec2.m7i.large", REGION, [json.dumps(item)])


@pytest.mark.parametrize(
    ("step", "message"),
    [
        ({"pricePerUnit": {"CNY": "0.2"}}, r"has no price in dollars but \{'CNY': '0.2'\}"),
        ({"pricePerUnit": {"USD": "free"}}, "has no price in dollars but"),
        ({"beginRange": "5"}, "has a step from 5 after one to 0"),
        ({"endRange": "100"}, "has no price beyond 100"),
        ({"endRange": "much"}, "answered for alb.hour in eu-central-1 what is no product"),
    ],
)
def test_a_price_that_cannot_be_read_is_a_failure(step: dict[str, Any], message: str) -> None:
    item = one()
    dimensions(item)[0].update(step)
    with pytest.raises(CostError, match=message):
        read_answers("alb.hour", REGION, [json.dumps(item)])


@pytest.mark.parametrize("text", ["{}", "[]", "null", "oops"])
def test_an_answer_that_is_no_product_is_a_failure(text: str) -> None:
    with pytest.raises(CostError, match=r"AWS's price list answered for alb.hour in eu-central-1 what is no product"):
        read_answers("alb.hour", REGION, [text])


@pytest.mark.parametrize(
    "key", ["ec2.", "ec2", "ec2.M7i.large", "ec2.m7i large", "ec2..", "lambda.gb_second", "xyz", ""]
)
def test_a_key_that_means_nothing_is_refused(key: str) -> None:
    with pytest.raises(CostError, match=r"price key is .*; allowed: alb.hour, .*ec2.<name>, "):
        product(key)


def test_a_key_without_a_price_list_is_refused() -> None:
    assert product("ec2.spot.g4dn.xlarge").unit is Unit.HOUR
    with pytest.raises(CostError, match=r"ec2.spot.g4dn.xlarge cannot be refreshed: spot prices change by the hour"):
        filters("ec2.spot.g4dn.xlarge", REGION)

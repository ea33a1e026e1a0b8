# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The packaged prices, and the file that a refresh wrote before them."""

from __future__ import annotations

import collections
import json
import math
import re
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.inferops.aws.plugins.module_utils._costs import instances
from ansible_collections.inferops.aws.plugins.module_utils._costs.catalogue import Price, Tier
from ansible_collections.inferops.aws.plugins.module_utils._costs.errors import CostError, MissingPriceError
from ansible_collections.inferops.aws.plugins.module_utils._costs.price_sources import product
from ansible_collections.inferops.aws.plugins.module_utils._costs.prices import (
    REGIONS,
    catalogue,
    packaged,
    read_catalogue_file,
)
from ansible_collections.inferops.aws.plugins.module_utils._costs.prices_file import Listed, PriceFile, read

ALL = tuple(packaged())

NEEDED = (
    "alb.hour",
    "alb.lcu",
    "cognito.essentials",
    "ebs.gp3",
    "ec2.credits.t3",
    "ec2.m5.large",
    "ec2.m7i.large",
    "ec2.t3.medium",
    "ecr.storage",
    "egress.internet",
    "eks.cluster",
    "eks.extended",
    "fargate.gb",
    "fargate.vcpu",
    "http_api.requests",
    "ipv4.hour",
    "lambda.gb_second.arm64",
    "lambda.gb_second.x86_64",
    "lambda.requests",
    "logs.ingest",
    "logs.storage",
    "nat.hour",
    "s3.get",
    "s3.put",
    "s3.storage",
    "sagemaker.hosting.ml.m5.large",
)


def test_every_region_has_what_every_option_needs() -> None:
    assert catalogue().regions == tuple(sorted(REGIONS))
    assert [(region, key) for region in REGIONS for key in NEEDED if not catalogue().has(region, key)] == []


@pytest.mark.parametrize(
    ("region", "key", "usd", "grade"),
    [
        ("us-east-1", "ec2.m4.xlarge", 0.2, "A"),
        ("us-east-2", "alb.hour", 0.0225, "K"),
        ("us-west-2", "sagemaker.hosting.ml.m5.large", 0.115, "A"),
        ("eu-central-1", "http_api.requests", 0.0000012, "A"),
        ("eu-central-1", "lambda.provisioned.x86_64", 0.0000050147, "A"),
        ("eu-central-1", "ec2.g4dn.xlarge", 0.658, "B"),
        ("eu-central-1", "alb.lcu", 0.008, "A"),
        ("eu-west-3", "http_api.requests", 0.00000117, "A"),
        ("eu-west-3", "rds.gp3", 0.133, "A"),
        ("eu-west-3", "ec2.m7i.large", 0.1176, "C"),
        ("eu-west-3", "eks.cluster", 0.1, "K"),
    ],
)
def test_some_prices(region: str, key: str, usd: float, grade: str) -> None:
    price = catalogue().price(region, key)
    assert (price.usd, price.grade) == (usd, grade)


def test_prices_in_steps() -> None:
    assert catalogue().price("eu-central-1", "lambda.gb_second.arm64").tiers == (
        Tier(7.5e9, 0.0000133334),
        Tier(18.75e9, 0.0000120001),
        Tier(math.inf, 0.0000106667),
    )
    assert catalogue().price("us-west-2", "http_api.requests").of(301e6) == pytest.approx(300.9)
    assert catalogue().price("us-east-1", "cognito.essentials").of(10_001) == pytest.approx(0.015)


@pytest.mark.parametrize(
    ("region", "key", "service"),
    [
        ("eu-central-1", "sagemaker.serverless", "AmazonSageMaker"),
        ("eu-central-1", "clb.hour", "AWSELB"),
        ("eu-west-3", "efs.standard", "AmazonEFS"),
        ("eu-west-3", "lambda.provisioned.x86_64", "AWSLambda"),
    ],
)
def test_what_is_not_known_well_enough_is_absent(region: str, key: str, service: str) -> None:
    with pytest.raises(
        MissingPriceError, match=rf"no price for {service} \({key}\) in {region}; run: .*refresh_prices "
    ):
        catalogue().price(region, key)


def test_no_price_is_there_twice() -> None:
    places = collections.Counter((price.region, price.product.key) for price in ALL)
    assert [place for place, count in places.items() if count > 1] == []


def test_every_price_says_where_it_is_from_and_how_old_it_is() -> None:
    assert [price for price in ALL if not re.fullmatch(r"20\d\d-\d\d(-\d\d)?", price.as_of)] == []
    assert [price for price in ALL if price.grade not in "ABCK" or len(price.source) < 20] == []
    taken_over = [price for price in ALL if price.grade == "K" and price.region in ("us-east-2", "us-west-2")]
    assert all("us-east-1" in price.source or "all regions" in price.source for price in taken_over)


def test_steps_grow_and_the_last_has_no_end() -> None:
    for price in ALL:
        bounds = [tier.up_to for tier in price.tiers]
        assert bounds == sorted(set(bounds)), price
        assert math.isinf(bounds[-1]), price
        assert all(tier.usd >= 0 for tier in price.tiers), price


def test_a_larger_size_never_costs_less() -> None:
    sizes = {each.name: (each.vcpu, each.memory_mib) for each in instances.known().values()}
    for region in REGIONS:
        for key in catalogue().keys(region, "ec2."):
            family, _point, size = key.removeprefix("ec2.").partition(".")
            larger = f"ec2.{family}.2{size}" if size == "xlarge" else f"ec2.{family}.xlarge"
            if size in ("large", "xlarge") and catalogue().has(region, larger):
                assert sizes[larger.removeprefix("ec2.")] > sizes[key.removeprefix("ec2.")]
                assert catalogue().price(region, larger).usd > catalogue().price(region, key).usd, (region, key)


def test_prices_and_instance_types_know_each_other() -> None:
    assert [name for name in instances.known() if not catalogue().has("us-east-1", f"ec2.{name}")] == []
    for use in ("hosting", "training", "notebook"):
        prefix = f"sagemaker.{use}."
        names = {key.removeprefix(prefix) for region in REGIONS for key in catalogue().keys(region, prefix)}
        assert [name for name in sorted(names) if use not in instances.known_ml()[name].uses] == []


def listed(region: str = "eu-west-3", key: str = "clb.hour", usd: float = 0.0294) -> Listed:
    tiers = (Tier(100.0, 0.0), Tier(math.inf, usd))
    return Listed(Price(product(key), region, tiers, "A", "a list", "2026-11-19"), "SKU1", "2026-11-19T12:00:00Z")


def written(path: Path, *prices: Listed) -> str:
    (path / "prices.json").write_text(PriceFile(prices).text())
    return str(path / "prices.json")


def test_a_file_stands_before_the_packaged_prices(tmp_path: Path) -> None:
    found = read_catalogue_file(written(tmp_path, listed(), listed("eu-central-1", "alb.hour", 0.03)))

    assert found.price("eu-west-3", "clb.hour") == listed().price
    assert found.price("eu-central-1", "alb.hour").usd == 0.03
    assert found.price("eu-central-1", "alb.lcu").usd == 0.008
    assert found.as_of == "2026-11-19"
    assert catalogue().price("eu-central-1", "alb.hour").usd == 0.027


def test_a_file_reads_back_as_it_was_written(tmp_path: Path) -> None:
    prices = (listed(key="clb.gb"), listed())
    path = written(tmp_path, *reversed(prices))
    assert read(path).listed == prices
    assert read(path).text() == Path(path).read_text()


ROW = json.loads(PriceFile((listed(),)).text())["prices"][0]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"key": "ec3.m5"}, "price key is 'ec3.m5'; allowed: alb.hour, "),
        ({"key": None}, r"prices\[0\].key is not set, but needed; allowed: text"),
        ({"unit": "GB"}, r"prices\[0\].unit is 'GB'; allowed: hour, by which clb.hour is billed"),
        ({"grade": "D"}, r"prices\[0\].grade is 'D'; allowed: A, B, C, K"),
        ({"as_of": ""}, r"prices\[0\].as_of is ''; allowed: text"),
        ({"as_of": "2027-01"}, r"prices\[0\].as_of is '2027-01'; allowed: a date such as 2026-11-21"),
        ({"as_of": "20270101"}, r"prices\[0\].as_of is '20270101'; allowed: a date such as 2026-11-21"),
        ({"tiers": [{"up_to": None, "usd": 10**400}]}, r"tiers\[0\].usd is 10+; allowed: dollars for one unit"),
        ({"tiers": []}, r"prices\[0\].tiers is \[\]; allowed: a list of at least one tier"),
        ({"tiers": [3]}, r"prices\[0\].tiers\[0\] is 3; allowed: a dictionary with up_to and usd"),
        ({"tiers": [{"up_to": 5, "usd": 1}]}, "allowed: bounds up_to that grow, the last of them null"),
        ({"tiers": [{"up_to": 9, "usd": 1}, {"up_to": 5, "usd": 1}, {"usd": 1}]}, "allowed: bounds up_to that grow"),
        ({"tiers": [{"up_to": 0, "usd": 1}]}, r"tiers\[0\].up_to is 0; allowed: a number above 0"),
        ({"tiers": [{"up_to": None, "usd": -1}]}, r"tiers\[0\].usd is -1; allowed: dollars for one unit, 0 or more"),
        ({"tiers": [{"up_to": None, "usd": "NaN"}]}, r"tiers\[0\].usd is 'NaN'; allowed: dollars for one unit"),
    ],
)
def test_a_file_with_a_wrong_price_is_refused(tmp_path: Path, change: dict[str, Any], message: str) -> None:
    path = tmp_path / "prices.json"
    path.write_text(json.dumps({"prices": [{**ROW, **change}]}))
    with pytest.raises(CostError, match=message):
        read_catalogue_file(str(path))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{\n  oops", "prices.json is no JSON: .* in line 2, column 3; delete it and run"),
        ("[]", "prices.json has no list `prices`; delete it and run: .* -e refresh_prices_file=.*json$"),
        ('{"prices": [1]}', r"prices.json: prices\[0\] is 1; allowed: a dictionary with key"),
        (json.dumps({"prices": [ROW, ROW]}), "prices.json has 2 prices for clb.hour in eu-west-3"),
        ('{"prices": ' + "9" * 5000, "prices.json' cannot be read: Exceeds the limit"),
        ("[" * 200_000, "prices.json' cannot be read: "),
        ("\udcff", "prices.json is not UTF-8 text"),
    ],
)
def test_a_file_that_is_no_price_file_is_refused(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "prices.json"
    path.write_bytes(text.encode(errors="surrogateescape"))
    with pytest.raises(CostError, match=message):
        read_catalogue_file(str(path))


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CostError, match=r"The price file .*none\.json cannot be read: No such file or directory"):
        read_catalogue_file(str(tmp_path / "none.json"))

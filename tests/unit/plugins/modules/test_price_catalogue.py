# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""price_catalogue, whole."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.inferops.aws.plugins.module_utils._costs.prices import read_catalogue_file
from ansible_collections.inferops.aws.plugins.modules.price_catalogue import main
from tests.tools.cloud import Modules

DATA = Path(__file__).parents[1] / "module_utils" / "_costs" / "data" / "price_list.jsonl"
ITEMS = [json.loads(line) for line in DATA.read_text().splitlines()]
REGION = "eu-central-1"
REQUEST = {
    "ServiceCode": "AWSELB",
    "FormatVersion": "aws_v1",
    "Filters": [
        {"Type": "TERM_MATCH", "Field": "productFamily", "Value": "Load Balancer-Application"},
        {"Type": "TERM_MATCH", "Field": "regionCode", "Value": REGION},
    ],
}


def balancer(usd: str = "0.0280000000", published: str = "2026-11-19T12:00:00Z") -> str:
    """Return the answer for a load balancer's hour with another price."""
    usage, family = "EUC1-LoadBalancerUsage", "Load Balancer-Application"
    item: dict[str, Any] = next(
        json.loads(json.dumps(each))
        for each in ITEMS
        if each["product"]["attributes"]["usagetype"] == usage and each["product"]["productFamily"] == family
    )
    (term,) = item["terms"]["OnDemand"].values()
    (dimension,) = term["priceDimensions"].values()
    dimension["pricePerUnit"]["USD"] = usd
    return json.dumps({**item, "publicationDate": published})


def answer(modules: Modules, *items: str) -> None:
    modules.cloud.expect("pricing", "GetProducts", REQUEST, {"PriceList": list(items)})


@pytest.fixture
def options(tmp_path: Path) -> dict[str, Any]:
    return {"path": str(tmp_path / "prices.json"), "regions": [REGION], "keys": ["alb.hour"]}


def test_writes_a_file_that_the_cost_model_reads(modules: Modules, options: dict[str, Any]) -> None:
    answer(modules, balancer())
    result = modules.run(main, **options)

    assert (result["changed"], result["path"], result["not_offered"]) == (True, options["path"], [])
    assert result["changes"] == [
        {
            "key": "alb.hour",
            "region": REGION,
            "unit": "hour",
            "old": 0.027,
            "new": 0.028,
            "percent": 3.7,
            "old_grade": "A",
            "old_as_of": "2026-09-03",
            "as_of": "2026-11-19",
        }
    ]
    assert result["table"].splitlines()[1:] == [
        "eu-central-1  alb.hour  hour     0.027  0.028  +3.7 %",
        "0 prices as before",
    ]
    assert result["diff"] == {
        "before": {},
        "after": {"eu-central-1 alb.hour": "0.028 for one hour, 2026-11-19"},
    }
    assert "content" not in result
    price = read_catalogue_file(options["path"]).price(REGION, "alb.hour")
    assert (price.usd, price.grade, price.source, price.as_of) == (0.028, "A", "AWS Price List Query API", "2026-11-19")


def test_a_second_run_changes_nothing(modules: Modules, options: dict[str, Any]) -> None:
    answer(modules, balancer())
    modules.run(main, **options)
    written = Path(options["path"]).read_bytes()
    answer(modules, balancer())
    result = modules.run(main, **options)
    assert (result["changed"], result["changes"], result["table"]) == (False, [], "1 price as before")
    assert result["diff"]["before"] == result["diff"]["after"]
    assert Path(options["path"]).read_bytes() == written


def test_a_newer_list_with_the_same_price_dates_the_price_anew(modules: Modules, options: dict[str, Any]) -> None:
    answer(modules, balancer())
    modules.run(main, **options)
    answer(modules, balancer(published="2026-12-01T00:00:00Z"))
    result = modules.run(main, **options)
    assert (result["changed"], result["changes"]) == (True, [])
    assert read_catalogue_file(options["path"]).price(REGION, "alb.hour").as_of == "2026-12-01"


def test_check_mode_writes_nothing_and_says_what_it_would(modules: Modules, options: dict[str, Any]) -> None:
    answer(modules, balancer())
    checked = modules.run(main, check=True, **options)
    assert (checked["changed"], len(checked["changes"])) == (True, 1)
    assert not Path(options["path"]).exists()
    answer(modules, balancer())
    modules.run(main, **options)
    assert Path(options["path"]).read_text() == checked["content"]


def test_what_the_file_has_of_others_stays(modules: Modules, options: dict[str, Any]) -> None:
    answer(modules, balancer())
    modules.run(main, **options)
    elsewhere = {**REQUEST, "Filters": [REQUEST["Filters"][0], {**REQUEST["Filters"][1], "Value": "eu-west-3"}]}  # type: ignore[index]
    item = balancer("0.0300000000").replace(REGION, "eu-west-3").replace("EUC1-", "EUW3-")
    modules.cloud.expect("pricing", "GetProducts", elsewhere, {"PriceList": [item]})
    modules.run(main, **{**options, "regions": ["eu-west-3"]})
    found = read_catalogue_file(options["path"])
    assert (found.price(REGION, "alb.hour").usd, found.price("eu-west-3", "alb.hour").usd) == (0.028, 0.03)


def test_reads_every_page(modules: Modules, options: dict[str, Any]) -> None:
    modules.cloud.expect("pricing", "GetProducts", REQUEST, {"PriceList": [], "NextToken": "more"})
    modules.cloud.expect("pricing", "GetProducts", {**REQUEST, "NextToken": "more"}, {"PriceList": [balancer()]})
    assert modules.run(main, **options)["changes"][0]["new"] == 0.028


def test_two_prices_are_a_failure_and_nothing_is_written(modules: Modules, options: dict[str, Any]) -> None:
    answer(modules, balancer("0.0270000000"), balancer("0.0280000000"))
    result = modules.run(main, **options)
    assert result["failed"] is True
    assert "alb.hour in eu-central-1: AWS's price list of AWSELB, asked for " in result["msg"]
    assert "has 2 prices instead of one" in result["msg"]
    assert not Path(options["path"]).exists()


def test_no_price_is_a_failure_that_names_what_was_asked(modules: Modules, options: dict[str, Any]) -> None:
    answer(modules)
    result = modules.run(main, **options)
    assert result["msg"] == (
        "Prices could not be read; nothing was written.\nalb.hour in eu-central-1: AWS's price list of AWSELB, asked"
        " for productFamily=Load Balancer-Application, regionCode=eu-central-1, usage type LoadBalancerUsage, has no"
        " price"
    )


def test_a_large_change_is_refused_unless_it_is_allowed(modules: Modules, options: dict[str, Any]) -> None:
    answer(modules, balancer("0.2800000000"))
    refused = modules.run(main, **options)
    assert refused["failed"] is True
    assert "eu-central-1  alb.hour  hour     0.027  0.28   +937.0 %" in refused["msg"]
    assert not Path(options["path"]).exists()
    answer(modules, balancer("0.2800000000"))
    assert modules.run(main, **options, allow_large_changes=True)["changed"] is True


def test_what_aws_refuses_is_told(modules: Modules, options: dict[str, Any]) -> None:
    modules.cloud.refuse("pricing", "GetProducts", REQUEST, "AccessDeniedException", "pricing:GetProducts")
    result = modules.run(main, **options)
    assert result["msg"] == "GetProducts failed: AccessDeniedException: pricing:GetProducts"


def test_the_endpoint_of_the_pricing_region_is_asked(
    modules: Modules, options: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    client = modules.cloud.client
    monkeypatch.setattr(modules.cloud, "client", lambda service, **extra: asked.append(extra) or client(service))
    answer(modules, balancer())
    modules.run(main, **options)
    answer(modules, balancer())
    modules.run(main, **options, pricing_region="ap-south-1")
    assert [extra["region"] for extra in asked if "region" in extra] == ["us-east-1", "ap-south-1"]


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"regions": []}, "regions is []; allowed: at least one region, such as eu-central-1"),
        ({"regions": ["Paris"]}, "regions is 'Paris'; allowed: names of regions, such as eu-central-1"),
        ({"keys": ["ec2.spot.*"]}, "keys has 'ec2.spot.*', none of which can be refreshed: spot prices"),
        ({"keys": ["alb.hours"]}, "price key is 'alb.hours'; allowed: alb.hour, "),
        ({"path": "/nowhere/prices.json"}, "path is '/nowhere/prices.json'; allowed: a file in a folder that exists"),
        ({"path": "/"}, "path is '/'; allowed: a file in a folder that exists"),
    ],
)
def test_bad_input_is_refused_before_aws_is_asked(
    modules: Modules, options: dict[str, Any], changed: dict[str, Any], message: str
) -> None:
    result = modules.run(main, **{**options, **changed})
    assert result["failed"] is True
    assert result["msg"].startswith(message)


def test_a_broken_file_is_refused_and_kept(modules: Modules, options: dict[str, Any]) -> None:
    Path(options["path"]).write_text("{")
    result = modules.run(main, **options)
    assert "prices.json is no JSON: " in result["msg"]
    assert "in line 1, column 2" in result["msg"]
    assert Path(options["path"]).read_text() == "{"


def test_absent_twice(modules: Modules, options: dict[str, Any]) -> None:
    Path(options["path"]).write_text("{}")
    forgotten = {"path": options["path"], "state": "absent"}
    assert modules.run(main, check=True, **forgotten)["changed"] is True
    assert Path(options["path"]).exists()
    assert modules.run(main, **forgotten)["changed"] is True
    assert not Path(options["path"]).exists()
    assert modules.run(main, **forgotten)["changed"] is False

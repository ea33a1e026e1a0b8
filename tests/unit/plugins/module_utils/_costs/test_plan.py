# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a plan says of costs: sums, limits, what is kept, what changes, what is not known."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, strategies as st

from ansible_collections.inferops.aws.plugins.module_utils._costs import plan_words
from ansible_collections.inferops.aws.plugins.module_utils._costs.plan import Deployment, Plan, as_result, plan
from ansible_collections.inferops.aws.plugins.module_utils._costs.prices import catalogue

REGION = "us-east-1"
PREFIX = "compare_options_"
GB = 1024**3
MONTH = 730 * 3600
KNOWN = {
    f"{PREFIX}requests_per_hour": 100,
    f"{PREFIX}seconds_measured": {"lambda_api": 2},
    f"{PREFIX}seconds_per_request": 2,
}


def price(key: str) -> float:
    return catalogue().price(REGION, key).usd


def function(memory: int = 1024, **attributes: Any) -> dict[str, Any]:
    return {"kind": "lambda_function", "name": "digits", "attributes": {"memory_mib": memory, **attributes}}


def api(rate: float = 100) -> dict[str, Any]:
    return {"kind": "http_api", "name": "digits", "attributes": {"requests_a_second": rate}}


def log_group(**attributes: Any) -> dict[str, Any]:
    return {"kind": "log_group", "name": "/aws/lambda/digits", "attributes": attributes}


def bucket(**stored: float) -> dict[str, Any]:
    return {"kind": "s3_bucket", "name": "models", "attributes": {"stored": stored}}


def planned(
    *resources: dict[str, Any],
    existing: list[dict[str, Any]] | None = None,
    variables: dict[str, Any] | None = None,
    region: str = REGION,
    today: str = "2026-11-21",
) -> Plan:
    asked = Deployment("digits-eu", region, "lambda_api", today, resources, existing, variables or {}, PREFIX)
    return plan(asked)


def test_a_thousand_requests_cost_what_their_parts_do() -> None:
    found = planned(function(), api(), log_group(takes_requests=True), variables=KNOWN)
    parts = {(item.title, item.line.name): item.line.cost.usd * 1000 / 73000 for item in found.planned.requests.items}
    gb_second = price("lambda.gb_second.x86_64")
    assert parts["Lambda function digits", "Lambda requests"] == pytest.approx(1000 * price("lambda.requests"))
    assert parts["Lambda function digits", "Lambda duration"] == pytest.approx(2000 * gb_second)
    assert parts["Lambda function digits", "Lambda starts"] == pytest.approx(10 * 2 * gb_second)
    assert parts["HTTP API digits", "HTTP API requests"] == pytest.approx(1000 * price("http_api.requests"))
    taken = parts["log group /aws/lambda/digits", "logs taken in"]
    assert taken == pytest.approx(1000 / 1024**2 * price("logs.ingest"))
    assert found.planned.per_thousand.usd == pytest.approx(sum(parts.values()))


def test_requests_are_logged_once_however_many_log_groups_there_are() -> None:
    access_log = {"kind": "log_group", "name": "/aws/vendedlogs/apigateway/digits"}
    one = planned(function(), log_group(takes_requests=True), variables=KNOWN)
    two = planned(function(), log_group(takes_requests=True), access_log, variables=KNOWN)
    assert one.planned.per_thousand == two.planned.per_thousand


def test_at_most_is_the_quota_at_work_all_month_and_every_request_that_the_api_lets_through() -> None:
    found = planned(function(), api(50))
    requests = 50 * MONTH
    amounts = {item.line.name: item.line.quantity.amount for item in found.planned.at_most.items}
    assert amounts["Lambda duration"] == pytest.approx(1000 * MONTH)
    assert amounts["Lambda requests"] == amounts["HTTP API requests"] == pytest.approx(requests)
    assert found.planned.limits == (
        "1,000 requests at a time (Lambda function digits)",
        "50 requests a second (HTTP API digits)",
    )


@pytest.mark.parametrize(
    ("attributes", "variables", "at_a_time"),
    [
        ({"reserved_concurrency": 7}, {}, 7),
        ({"reserved_concurrency": 0}, {}, 0),
        ({"reserved_concurrency": -1}, {f"{PREFIX}lambda_concurrency_quota": 50}, 50),
    ],
)
def test_at_most_follows_the_limit_that_there_is(
    attributes: dict[str, int], variables: dict[str, int], at_a_time: int
) -> None:
    found = planned(function(**attributes), variables=variables)
    duration = sum(i.line.quantity.amount for i in found.planned.at_most.items if i.line.name == "Lambda duration")
    assert duration == pytest.approx(at_a_time * MONTH)


def test_at_most_without_an_api_is_every_request_that_the_functions_manage() -> None:
    resources = (function(reserved_concurrency=10), log_group(takes_requests=True))
    requests = 10 / 2 * MONTH

    amounts = {
        item.line.key: item.line.quantity.amount for item in planned(*resources, variables=KNOWN).planned.at_most.items
    }

    assert amounts["lambda.requests"] == pytest.approx(requests)
    assert amounts["logs.ingest"] == pytest.approx(requests / 1024**2)
    unknown = {item.line.key for item in planned(*resources).planned.at_most.items}
    assert unknown == {"lambda.gb_second.x86_64"}


def test_requests_that_find_a_provisioned_environment_cost_less_than_the_others() -> None:
    """Of 4 requests at a time on average, 3 find one of as many environments, and the fourth does not."""
    load = {**KNOWN, f"{PREFIX}requests_per_hour": 7200}
    found = planned(function(provisioned_concurrency=3), variables=load).planned.requests

    amounts = {item.line.key: item.line.quantity.amount for item in found.items if "starts" not in item.line.name}
    assert amounts["lambda.provisioned_duration.x86_64"] == pytest.approx(0.75 * 7200 * 730 * 2)
    assert amounts["lambda.gb_second.x86_64"] == pytest.approx(0.25 * 7200 * 730 * 2)
    all_of_them = planned(function(provisioned_concurrency=4), variables=load).planned.requests
    assert "lambda.gb_second.x86_64" not in {item.line.key for item in all_of_them.items}


def test_provisioned_environments_work_at_their_own_price() -> None:
    found = planned(function(provisioned_concurrency=2, reserved_concurrency=5, ephemeral_mib=1536))
    amounts = {item.line.key: item.line.quantity.amount for item in found.planned.at_most.items}
    assert amounts == pytest.approx(
        {
            "lambda.provisioned.x86_64": 2 * MONTH,
            "lambda.provisioned_duration.x86_64": 2 * MONTH,
            "lambda.gb_second.x86_64": 3 * MONTH,
            "lambda.ephemeral": 5 * MONTH,
        }
    )


def test_forgotten_is_three_days_of_what_costs_without_requests() -> None:
    found = planned(function(provisioned_concurrency=4), variables=KNOWN).planned
    assert found.forgotten.usd == pytest.approx(found.fixed.total.usd * 72 / 730)
    assert found.forgotten.usd > 0


def test_without_a_duration_it_is_told_what_a_second_adds_and_which_variable_lacks() -> None:
    found = planned(function(), api(), variables={f"{PREFIX}requests_per_hour": 100})
    assert found.planned.a_second.usd == pytest.approx(1000 * price("lambda.gb_second.x86_64"))
    text = plan_words.text(found)
    assert "$ more for 1,000 requests per second that one takes" in text
    assert f"not set, so not counted: {PREFIX}seconds_per_request" in text
    assert "73,000" not in text, "what a month of them costs is not known without seconds"


def test_what_is_known_of_a_workload_is_used_and_nothing_lacks() -> None:
    found = planned(function(), api(), variables=KNOWN)
    text = plan_words.text(found)
    assert "$ a month with 73,000 requests" in text
    assert "2 s in Lambda function digits" in text
    assert "not set" not in text
    assert as_result(found)["missing"] == []


def test_a_function_short_of_memory_takes_longer() -> None:
    asked = {f"{PREFIX}requests_per_hour": 1, f"{PREFIX}seconds_per_request": 1}
    assert "3.46 s in Lambda function digits" in plan_words.text(planned(function(512), api(), variables=asked))


def test_requests_may_come_from_a_traffic_file(tmp_path: Path) -> None:
    traffic = tmp_path / "traffic.csv"
    traffic.write_text("10\n30\n")
    found = planned(function(), variables={f"{PREFIX}traffic_file": str(traffic), f"{PREFIX}seconds_per_request": 1})
    assert found.load.requests == pytest.approx(20 * 730)


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        ({"seconds_per_request": -1}, "seconds_per_request is -1; allowed: a number of seconds"),
        ({"lambda_concurrency_quota": "many"}, "lambda_concurrency_quota is 'many'; allowed: a whole number"),
        ({"traffic_file": "/nowhere"}, "traffic_file is '/nowhere'; allowed: the path"),
        ({"traffic_file": 5}, "traffic_file is 5; allowed: the path"),
        ({"catalogue_file": 5}, "catalogue_file is 5; allowed: the path"),
        ({"catalogue_file": "/nowhere"}, "catalogue_file: The price file /nowhere cannot be read"),
        ({"as_of": "soon"}, "as_of is 'soon'; allowed: a date such as 2026-11-21"),
    ],
)
def test_a_variable_that_cannot_be_used_is_named_and_costs_are_told_without_it(
    variables: dict[str, Any], message: str
) -> None:
    found = planned(function(provisioned_concurrency=1), api(), variables={PREFIX + k: v for k, v in variables.items()})
    assert found.planned.fixed.total.usd > 0
    for said in (plan_words.text(found), plan_words.line(found)):
        assert f"requests and seconds are not known: {PREFIX}{message}" in said


def test_a_change_shows_what_is_what_will_be_and_the_difference() -> None:
    before = [function(512), api(), log_group(stored={"events": 10 * GB}, retention_days=14)]
    wanted = (function(1024, provisioned_concurrency=2), api(), log_group(takes_requests=True, retention_days=14))
    found = planned(*wanted, existing=before, variables=KNOWN)
    assert found.now is not None
    added = found.planned.fixed.total - found.now.fixed.total
    assert added.usd == pytest.approx(2 * MONTH * price("lambda.provisioned.x86_64"))
    rows = {line.split("  ")[0]: line.split() for line in reversed(plan_words.text(found).splitlines())}
    assert rows["$ a month without a request"][-3:] == ["0.3000", "22.20", "+21.90"]
    assert rows["Lambda function digits: provisioned concurrency"][-2:] == ["-", "21.90"]
    assert rows["log group /aws/lambda/digits: logs kept"][-2:] == ["0.3000", "0.3000"]


def test_an_unchanged_deployment_has_no_difference() -> None:
    resources = [function(), api(), bucket(m=GB), log_group(stored={"events": GB}, retention_days=14)]
    wanted = [function(), api(), bucket(m=GB), log_group(takes_requests=True, retention_days=14)]
    text = plan_words.text(planned(*wanted, existing=resources, variables=KNOWN))
    differences = {line.split()[-1] for line in text.splitlines() if line.startswith("$ ")}
    assert differences == {"-"}


def test_what_is_stored_already_stays_and_what_is_new_is_added() -> None:
    found = planned(bucket(new=GB, same=GB), existing=[bucket(old=3 * GB, same=2 * GB)])
    (item,) = found.planned.fixed.items
    assert item.line.quantity.amount == pytest.approx(6)


def test_what_exists_and_is_not_planned_costs_on() -> None:
    found = planned(function(), existing=[function(), log_group(stored={"events": 100 * GB})])
    assert found.planned.fixed.total.usd == pytest.approx(3)


def test_what_could_not_be_looked_at_is_named() -> None:
    denied = {**bucket(), "problem": "not permitted, it takes s3:ListBucketVersions"}
    text = plan_words.text(planned(bucket(m=GB), existing=[denied]))
    assert "not priced: S3 bucket models: not permitted, it takes s3:ListBucketVersions" in text
    assert "0.0230*" in text, "the model is counted, and the sum marked as incomplete"


def test_nothing_that_exists_is_said_and_not_shown_as_a_column() -> None:
    text = plan_words.text(planned(function(), api(), existing=[]))
    assert "now: nothing of it exists" in text
    assert "difference" not in text


def test_free_resources_are_listed() -> None:
    text = plan_words.text(planned(function(), {"kind": "iam_role", "name": "runner"}))
    assert "not billed: IAM role runner" in text


def test_unpriced_resources_are_listed_by_name_and_mark_the_sums() -> None:
    found = planned({"kind": "snapshot", "name": "s1"}, {"kind": "snapshot", "name": "s2"}, bucket(m=GB))
    text = plan_words.text(found)
    assert "not priced: EBS snapshot s1, EBS snapshot s2: the catalogue has no price for snapshots" in text
    assert "0.0230* $ a month without a request" in plan_words.line(found)


def test_a_region_without_prices_is_named_and_has_no_sums() -> None:
    found = planned(function(), api(), region="ap-south-1")
    for said in (plan_words.text(found), plan_words.line(found)):
        assert "there are no prices for ap-south-1, only for eu-central-1, " in said
        assert "$" not in said
    assert "Lambda function digits" in plan_words.text(found)


@pytest.mark.parametrize("others", [{}, {f"{PREFIX}requests_per_hour": "many"}])
def test_versions_of_kubernetes_are_judged_for_today_unless_a_variable_names_another_day(
    others: dict[str, Any],
) -> None:
    """1.34 is in standard support up to 2026-12-02, some days after the prices are of."""
    cluster = {"kind": "eks_cluster", "name": "digits", "attributes": {"version": "1.34"}}
    assert planned(cluster, today="2026-11-21", variables=others).planned.fixed.total.usd == pytest.approx(73)
    assert planned(cluster, today="2026-12-02", variables=others).planned.fixed.total.usd == pytest.approx(438)
    fixed = {f"{PREFIX}as_of": "2026-12-01"}
    assert planned(cluster, today="2026-12-02", variables=fixed).planned.fixed.total.usd == pytest.approx(73)


def test_a_version_that_nothing_is_known_of_is_named_although_the_region_has_prices() -> None:
    cluster = {"kind": "eks_cluster", "name": "digits", "attributes": {"version": "1.99"}}
    text = plan_words.text(planned(cluster))
    assert "not priced: EKS cluster digits: extended support: kubernetes_version is '1.99'; allowed: one of" in text
    assert "there are no prices" not in text


def test_traffic_that_is_not_counted_marks_what_follows_requests() -> None:
    balancer = {"kind": "load_balancer", "name": "front", "attributes": {"type": "application", "zones": 2}}
    found = planned(balancer, function(), variables=KNOWN)
    figures = {line.split("  ")[0]: line.split()[-1] for line in plan_words.text(found).splitlines() if line}
    assert "*" not in figures["$ a month without a request"]
    for name in ("$ for 1,000 requests", "$ a month with 73,000 requests", "$ a month at most"):
        assert figures[name].endswith("*")
    assert "not priced: load balancer front: capacity units" in plan_words.text(found)


def test_the_line_is_one_line() -> None:
    assert "\n" not in plan_words.line(planned(function(), api(), bucket(m=GB), {"kind": "snapshot", "name": "s"}))


@given(
    memory=st.integers(128, 10_240),
    kept=st.integers(0, 50),
    more=st.integers(0, 50),
    requests=st.floats(0.1, 1e5),
    seconds=st.floats(0.01, 30),
)
def test_sums_are_those_of_their_lines_and_nothing_costs_more_than_at_most(
    memory: int, kept: int, more: int, requests: float, seconds: float
) -> None:
    """At most holds for every load that the limits let through."""
    asked = {
        f"{PREFIX}requests_per_hour": requests,
        f"{PREFIX}seconds_per_request": seconds,
        f"{PREFIX}cold_start_percent": 0,
    }
    function_ = function(memory, provisioned_concurrency=kept, reserved_concurrency=kept + more)
    found = planned(function_, api(1e5 / 3600), log_group(takes_requests=True), variables=asked)
    costs = found.planned
    assert costs.fixed.total.usd == pytest.approx(sum(item.line.cost.usd for item in costs.fixed.items))
    month = (costs.fixed.total + costs.requests.total).usd
    assert costs.per_thousand.usd * found.load.requests / 1000 == pytest.approx(costs.requests.total.usd)
    if requests / 3600 * found.load.seconds_in(memory) <= kept + more:
        assert month <= costs.at_most.total.usd * (1 + 1e-9)


def test_a_plan_says_that_the_middle_of_a_range_counts() -> None:
    between = {**KNOWN, f"{PREFIX}requests_per_hour": {"min": 50, "max": 150}}

    text = plan_words.text(planned(api(), variables=between))

    assert f"of a range the middle counts: {PREFIX}requests_per_hour" in text.splitlines()
    assert "$ a month with 73,000 requests" in text
    assert "of a range" not in plan_words.text(planned(api(), variables=KNOWN))


def test_a_plan_names_the_date_of_the_oldest_price_that_it_is_made_of() -> None:
    found = planned({"kind": "nat_gateway", "name": "digits"}, bucket(model=GB))
    nat = found.catalogue.price(REGION, "nat.hour").as_of

    head = plan_words.text(found).splitlines()[0]

    assert nat < found.catalogue.as_of
    assert f"by list prices of {found.catalogue.as_of}, the oldest that matters of {nat}; a month" in head

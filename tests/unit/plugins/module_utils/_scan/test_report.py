# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What people read."""

from __future__ import annotations

from ansible_collections.inferops.aws.plugins.module_utils._scan import report

from .fake import OURS, UNPLACED, made

API = {**OURS, "inferops:component": "http_api"}
EXPECTED = [{"deployment": "digits-eu", "region": "eu-central-1"}, {"deployment": "digits-us", "region": "us-west-2"}]


def test_the_table_shows_what_exists_what_is_missing_and_what_nobody_asked_for() -> None:
    orphan = {**API, "inferops:deployment": "digits-old"}
    found = report.deployments(
        [
            made("http_api", "digits", tags=API, ApiEndpoint="https://a.example"),
            made("log_group", "/aws/apigateway/digits", tags=API),
            made("iam_role", "r", tags={**OURS, "inferops:component": "iam"}),
            made("iam_role", "s", tags={**UNPLACED, "inferops:component": "iam"}),
            made("http_api", "old", "eu-west-1", tags=orphan, ApiEndpoint="https://b.example"),
        ],
        EXPECTED,
    )
    absent = report.missing(found, EXPECTED)
    assert report.table(report.rows(found, absent)).splitlines() == [
        "DEPLOYMENT  COMPONENT  REGION        STATE    ENDPOINT           IN INVENTORY",
        "digits-eu   http_api   eu-central-1  present  https://a.example  yes",
        "digits-eu   iam        eu-central-1  present  -                  yes",
        "digits-eu   iam        global        present  -                  yes",
        "digits-old  http_api   eu-west-1     present  https://b.example  no (orphan)",
        "digits-us   -          us-west-2     missing  -                  yes",
    ]
    assert report.orphans(found) == [{"deployment": "digits-old", "region": "eu-west-1"}]


def test_a_deployment_in_another_region_than_the_inventory_has_it_is_an_orphan_there() -> None:
    found = report.deployments([made("http_api", "digits", "eu-west-1", tags=API)], EXPECTED)
    assert report.orphans(found) == [{"deployment": "digits-eu", "region": "eu-west-1"}]
    assert report.missing(found, EXPECTED) == EXPECTED


def test_what_has_no_region_is_an_orphan_in_the_region_that_its_tag_names() -> None:
    moved = {**OURS, "inferops:region": "eu-west-1", "inferops:component": "iam"}
    roles = [made("iam_role", "old", tags={**OURS, "inferops:component": "iam"}), made("iam_role", "new", tags=moved)]
    found = report.deployments(roles, [{"deployment": "digits-eu", "region": "eu-west-1"}])
    assert report.orphans(found) == [{"deployment": "digits-eu", "region": "eu-central-1"}]


def test_a_real_state_comes_before_that_of_what_has_none() -> None:
    function = made("lambda_function", "d", tags=API, Now={"State": "Failed", "LastUpdateStatus": "Successful"})
    (deployment,) = report.deployments([made("log_group", "l", tags=API), function], None)
    assert deployment["components"][0]["state"] == "Failed, Successful"
    assert deployment["in_inventory"] is None


def test_nothing_reads_as_nothing() -> None:
    assert report.table([]).splitlines()[1] == "nothing is deployed"


def test_that_nothing_was_found_says_so_and_no_more_than_was_looked_at() -> None:
    assert report.nothing("digits-eu", "eu-west-1", []) == "nothing of deployment digits-eu exists in eu-west-1"
    assert "not everything could be looked at" in report.nothing("digits-eu", "eu-west-1", [], [{}])


def test_the_proof_names_what_it_could_not_see() -> None:
    checked = [{"kind": "volume", "region": "eu-central-1"}, {"kind": "iam_role", "region": "global"}]
    blind = [{"label": "EKS cluster", "region": region, "reason": "denied"} for region in "abcde"]
    assert report.proof([], [], checked, blind, 7).splitlines() == [
        "0 left, 0 kept: 2 kinds in 1 region, 7 calls",
        "NOT CHECKED: EKS cluster in 5 regions: denied",
    ]

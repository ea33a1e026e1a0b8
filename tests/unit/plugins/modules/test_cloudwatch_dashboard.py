# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""cloudwatch_dashboard, whole."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ansible_collections.inferops.aws.plugins.modules.cloudwatch_dashboard import main
from tests.tools.cloud import Modules, warned

NAME = {"DashboardName": "digits"}
NAMES = {"DashboardNames": ["digits"]}
ARN = "arn:aws:cloudwatch::111111111111:dashboard/digits"
METRIC = {"type": "metric", "x": 0, "properties": {"title": "", "metrics": [["AWS/Lambda", "Errors", {"label": None}]]}}
TEXT = {"type": "text", "x": 6, "properties": {"markdown": "Digits"}}
BODY: dict[str, Any] = {"widgets": [METRIC, TEXT]}
OTHER: dict[str, Any] = {"widgets": [TEXT]}
OPTIONS = {"dashboard_name": "digits"}


def absent(modules: Modules, code: str = "ResourceNotFound") -> None:
    modules.cloud.refuse("cloudwatch", "GetDashboard", NAME, code)


def see(modules: Modules, text: str) -> None:
    answer = {**NAME, "DashboardArn": ARN, "DashboardBody": text}
    modules.cloud.expect("cloudwatch", "GetDashboard", NAME, answer)


def put(modules: Modules, body: dict[str, Any]) -> None:
    modules.cloud.expect("cloudwatch", "PutDashboard", {**NAME, "DashboardBody": json.dumps(body)})
    see(modules, json.dumps(body))


def test_creates(modules: Modules) -> None:
    absent(modules)
    put(modules, BODY)
    result = modules.run(main, **OPTIONS, dashboard_body=BODY)
    assert (result["changed"], result["dashboard_name"], result["dashboard_arn"]) == (True, "digits", ARN)
    assert result["dashboard_body"] == BODY
    assert result["diff"] == {"before": {}, "after": {"dashboard_body": BODY}}


def test_creates_what_is_given_as_text(modules: Modules) -> None:
    absent(modules)
    put(modules, BODY)
    assert modules.run(main, **OPTIONS, dashboard_body=json.dumps(BODY, indent=2))["dashboard_body"] == BODY


@pytest.mark.parametrize("style", [{}, {"sort_keys": True}, {"indent": 2}, {"separators": (",", ":")}])
def test_a_second_run_changes_nothing_however_the_text_is_written(modules: Modules, style: dict[str, Any]) -> None:
    see(modules, json.dumps(BODY, **style))
    result = modules.run(main, **OPTIONS, dashboard_body=BODY)
    assert (result["changed"], result["dashboard_body"]) == (False, BODY)
    assert result["diff"]["before"] == result["diff"]["after"] == {"dashboard_body": BODY}


@pytest.mark.parametrize(
    ("wanted", "current", "changed"),
    [
        ({"a": 1, "b": 2}, '{"b": 2, "a": 1}', False),
        ({"a": 1}, '{"a": 1.0}', False),
        ({"a": 1}, '{"a": true}', True),
        ({"a": "1"}, '{"a": 1}', True),
        ({"a": [1, 2]}, '{"a": [2, 1]}', True),
        ({"a": ""}, "{}", True),
        ({"a": None}, "{}", True),
        ({}, '{"a": []}', True),
    ],
)
def test_what_is_a_change(modules: Modules, wanted: dict[str, Any], current: str, changed: bool) -> None:
    see(modules, current)
    result = modules.run(main, check=True, **OPTIONS, dashboard_body=wanted)
    assert (result["changed"], result["dashboard_body"]) == (changed, wanted)


def test_replaces_the_body(modules: Modules) -> None:
    see(modules, json.dumps(BODY))
    put(modules, OTHER)
    result = modules.run(main, **OPTIONS, dashboard_body=OTHER)
    assert (result["changed"], result["dashboard_body"]) == (True, OTHER)
    assert result["diff"] == {"before": {"dashboard_body": BODY}, "after": {"dashboard_body": OTHER}}


def test_shows_what_aws_remarks_about_a_body_that_it_takes(modules: Modules) -> None:
    see(modules, json.dumps(BODY))
    remarks = {"DashboardValidationMessages": [{"DataPath": "/widgets/0", "Message": "No such metric."}]}
    modules.cloud.expect("cloudwatch", "PutDashboard", {**NAME, "DashboardBody": json.dumps(OTHER)}, remarks)
    see(modules, json.dumps(OTHER))
    result = modules.run(main, **OPTIONS, dashboard_body=OTHER)
    assert (result["changed"], warned(result)) == (True, ["No such metric"])


def test_without_a_body_it_stays(modules: Modules) -> None:
    see(modules, json.dumps(BODY))
    result = modules.run(main, **OPTIONS)
    assert (result["changed"], result["dashboard_body"]) == (False, BODY)


def test_a_body_is_needed_to_create_one(modules: Modules) -> None:
    absent(modules)
    result = modules.run(main, check=True, **OPTIONS)
    assert result["failed"] is True
    assert "to create it, dashboard_body must be given" in result["msg"]


def test_check_mode_writes_nothing(modules: Modules) -> None:
    absent(modules)
    result = modules.run(main, check=True, **OPTIONS, dashboard_body=BODY)
    assert (result["changed"], result["dashboard_arn"]) == (True, "(known after apply)")
    assert result["dashboard_body"] == BODY
    see(modules, json.dumps(BODY))
    result = modules.run(main, check=True, **OPTIONS, dashboard_body=OTHER)
    assert (result["changed"], result["dashboard_arn"], result["dashboard_body"]) == (True, ARN, OTHER)
    see(modules, json.dumps(BODY))
    result = modules.run(main, check=True, **OPTIONS, state="absent")
    assert (result["changed"], result["diff"]["after"]) == (True, {})


def test_says_what_aws_finds_wrong(modules: Modules) -> None:
    message = "The dashboard body is invalid, there are 1 validation errors"
    refused = {**NAME, "DashboardBody": "{}"}
    absent(modules)
    modules.cloud.refuse("cloudwatch", "PutDashboard", refused, "InvalidParameterInput", message)
    result = modules.run(main, **OPTIONS, dashboard_body={})
    assert result["failed"] is True
    assert result["msg"] == f"PutDashboard failed: InvalidParameterInput: {message}"


def test_another_error_is_not_taken_for_absence(modules: Modules) -> None:
    absent(modules, "AccessDenied")
    result = modules.run(main, **OPTIONS, state="absent")
    assert result["msg"] == "GetDashboard failed: AccessDenied: No"


def test_absent_twice(modules: Modules) -> None:
    see(modules, json.dumps(BODY))
    modules.cloud.expect("cloudwatch", "DeleteDashboards", NAMES)
    result = modules.run(main, **OPTIONS, state="absent")
    assert result["changed"] is True
    assert result["diff"] == {"before": {"dashboard_body": BODY}, "after": {}}
    absent(modules, "DashboardNotFoundError")
    assert modules.run(main, **OPTIONS, state="absent")["changed"] is False

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Conversions that are led by botocore's model."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from ansible_collections.inferops.aws.plugins.module_utils._engine import shapes
from ansible_collections.inferops.aws.plugins.module_utils._engine.errors import EngineError
from tests.tools.fields import input_shape, service_model

CONFIGURE = input_shape("lambda", "UpdateFunctionConfiguration")
STAGE = input_shape("apigatewayv2", "UpdateStage")


def test_names_of_the_user_are_left_alone() -> None:
    request = {"function_name": "f", "environment": {"variables": {"camelCase": "1", "snake_case": "2", "UPPER": "3"}}}
    converted = shapes.to_aws(request, CONFIGURE)
    assert converted == {
        "FunctionName": "f",
        "Environment": {"Variables": {"camelCase": "1", "snake_case": "2", "UPPER": "3"}},
    }
    assert shapes.from_aws(converted, CONFIGURE) == request


def test_maps_of_structures_keep_their_keys_and_convert_what_is_in_them() -> None:
    request = {"route_settings": {"GET /Some_path": {"throttling_burst_limit": 5}}}
    assert shapes.to_aws(request, STAGE) == {"RouteSettings": {"GET /Some_path": {"ThrottlingBurstLimit": 5}}}


def test_a_name_that_the_model_does_not_know_is_not_dropped() -> None:
    with pytest.raises(EngineError, match="does not know memory_sise"):
        shapes.to_aws({"memory_sise": 128}, CONFIGURE)


def test_points_in_time_become_text() -> None:
    shape = service_model("apigatewayv2").operation_model("GetApi").output_shape
    answer = {"CreatedDate": datetime(2026, 1, 2, tzinfo=UTC), "ResponseMetadata": {"x": 1}}
    assert shapes.from_aws(answer, shape) == {"created_date": "2026-01-02T00:00:00+00:00"}


def test_what_aws_does_not_take_is_projected_away() -> None:
    reported = {"subnet_ids": ["a"], "vpc_id": "vpc-1"}
    assert shapes.project(reported, shapes.member(CONFIGURE, "vpc_config")) == {"subnet_ids": ["a"]}


@pytest.mark.parametrize(
    ("place", "value", "expected"),
    [
        ("environment.variables", {"A": 1, "B": True, 3: "x", "C": 0.5}, {"A": "1", "B": "true", "3": "x", "C": "0.5"}),
        ("memory_size", "256", 256),
        ("vpc_config", {"subnet_ids": ["a"], "unknown": 1}, {"subnet_ids": ["a"], "unknown": 1}),
    ],
)
def test_values_get_the_type_that_aws_uses(place: str, value: Any, expected: Any) -> None:
    assert shapes.conform(value, shapes.member(CONFIGURE, place), place) == expected


def test_numbers_in_maps() -> None:
    shape = shapes.member(STAGE, "route_settings")
    value = {"GET /": {"throttling_rate_limit": "7", "throttling_burst_limit": "3"}}
    assert shapes.conform(value, shape, "route_settings") == {
        "GET /": {"throttling_rate_limit": 7.0, "throttling_burst_limit": 3}
    }
    with pytest.raises(EngineError, match=r"route_settings.throttling_rate_limit: 'fast' cannot be read as double"):
        shapes.conform({"GET /": {"throttling_rate_limit": "fast"}}, shape, "route_settings")


def test_secrets_and_archives_are_hidden() -> None:
    environment = {"FunctionName": "f", "Environment": {"Variables": {"TOKEN": "s3cret"}}}
    assert "s3cret" not in str(shapes.redact(environment, CONFIGURE))
    assert "TOKEN" in str(shapes.redact(environment, CONFIGURE))
    code = shapes.redact({"FunctionName": "f", "ZipFile": b"zip"}, input_shape("lambda", "UpdateFunctionCode"))
    assert code == {"FunctionName": "f", "ZipFile": "(hidden)"}

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A workload that is not known exactly."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.inferops.aws.plugins.module_utils._costs.compare import compare
from ansible_collections.inferops.aws.plugins.module_utils._costs.errors import CostError
from ansible_collections.inferops.aws.plugins.module_utils._costs.ranges import corners, depends, middle
from ansible_collections.inferops.aws.plugins.module_utils._costs.reading import read_workload
from tests.tools.published import EVERYTHING, price_list

REGION = "us-west-2"
CATALOGUE = price_list(REGION, EVERYTHING)


def said(values: dict[str, t.Any]) -> str:
    found = corners(values, REGION, catalogue=CATALOGUE)
    return depends(compare(read_workload(middle(values)), REGION, catalogue=CATALOGUE), found)


def test_the_ranking_depends_on_a_range() -> None:
    text = said({"requests_per_hour": 3600, "seconds_per_request": {"min": 0.01, "max": 1.5}})

    assert text.startswith("All figures are those of the middle of the ranges given, seconds_per_request 0.755. ")
    assert "The ranking depends on them: there lambda_api comes first, but " in text
    assert "sagemaker_serverless at seconds_per_request 0.01" in text


def test_the_ranking_does_not_depend_on_a_range() -> None:
    text = said({"requests_per_hour": 1, "seconds_per_request": 0.2, "storage_gb": {"min": 1, "max": "20"}})

    assert text == (
        "All figures are those of the middle of the ranges given, storage_gb 10.5;"
        " Lambda behind an HTTP API comes first everywhere in them."
    )


def test_without_a_range_there_is_nothing_to_say() -> None:
    assert said({"requests_per_hour": 1, "seconds_per_request": 0.1}) == ""


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"seconds_per_request": {"min": 2, "max": 1}}, "min not above max"),
        (
            {"seconds_per_request": {"min": 0, "max": 1}},
            r"x_seconds_per_request.min is 0; allowed: a number of seconds",
        ),
        (
            {"requests_per_hour": {"min": 0, "max": 9}},
            r"x_requests_per_hour.min is 0; allowed: a number of requests from 0.001 to",
        ),
        ({"seconds_per_request": {"min": 1, "max": 10**400}}, r"x_seconds_per_request.max is 10+; allowed: a number"),
        ({"gpu": {"min": False, "max": True}}, r"x_gpu is .*; allowed: no range"),
        (
            {
                name: {"min": 1, "max": 2}
                for name in (
                    "seconds_per_request",
                    "memory_mib",
                    "storage_gb",
                    "image_gb",
                    "efs_gb",
                    "request_mib",
                    "response_mib",
                )
            },
            "is '7 ranges'; allowed: 6 ranges at most",
        ),
    ],
)
def test_bad_ranges_are_refused(values: dict[str, t.Any], message: str) -> None:
    with pytest.raises(CostError, match=message):
        corners({"requests_per_hour": 1, **values}, REGION, catalogue=CATALOGUE, prefix="x_")

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.inferops.aws.plugins.module_utils._contract.answers import matches
from ansible_collections.inferops.aws.plugins.module_utils._contract.latency import percentile, summary
from ansible_collections.inferops.aws.plugins.module_utils._contract.messages import echo, secrets_in
from ansible_collections.inferops.aws.plugins.module_utils._contract.plan import Plan, PlanError, read_instances
from ansible_collections.inferops.aws.plugins.module_utils._contract.target import parse

TARGET = parse("http://127.0.0.1")


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({}, "instances is empty: one, batch, concurrent, gzip"),
        ({"instances": [[1]], "expected": [1, 2]}, "expected has 2 predictions for 1 instances"),
        ({"requests": 0}, "requests is 0"),
        ({"concurrency": 0}, "concurrency is 0"),
        ({"concurrency": 1000}, "concurrency is 1000"),
        ({"max_body_bytes": -1}, "max_body_bytes is -1"),
        ({"timeout": 0}, "timeout is 0"),
        ({"timeout": float("nan")}, "timeout is nan"),
        ({"headers": {"": "x"}}, "the header ''"),
        ({"headers": {"A b": "x"}}, "the header 'A b'"),
        ({"headers": {"Token": "secret\r\nHost: x"}}, "the header 'Token'"),
        ({"headers": {"accept-encoding": "br"}}, "accept-encoding"),
    ],
)
def test_a_plan_that_cannot_be_run_is_refused(options: dict[str, Any], named: str) -> None:
    options = {"checks": ["ping"], **options} if options else {}
    if "expected" in options:
        options["checks"] = ["one"]
    with pytest.raises(PlanError) as raised:
        Plan(TARGET, **options).validated()
    assert named in str(raised.value)
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize("text", ["[[1, 2]]", '{"instances": [[1, 2]], "labels": [0]}'])
def test_instances_are_read_from_a_list_or_an_object(text: str) -> None:
    assert read_instances(text) == [[1, 2]]


@pytest.mark.parametrize("text", ["", "x", "1", "{}", '{"instances": 1}', "[" * 100_000])
def test_a_file_without_instances_is_refused(text: str) -> None:
    with pytest.raises(PlanError, match="instances_file"):
        read_instances(text)


@pytest.mark.parametrize(
    ("found", "wanted", "same"),
    [
        ({"label": 3, "probability": 0.98}, {"label": 3}, True),
        ({"label": 3, "probability": 0.98}, 3, True),
        ({"label": "cat"}, "cat", True),
        ({"label": 3, "probability": 0.98}, {"label": 3, "probability": 0.98000001}, True),
        ({"label": 3, "probability": 0.98}, {"label": 3, "probability": 0.97}, False),
        ({"label": 3}, {"label": 3, "probability": 0.9}, False),
        ({"label": 3}, 4, False),
        ({"label": "3"}, 3, False),
        ({"label": True}, 1, False),
        ({"label": None}, None, True),
        ({}, {}, True),
        (3, 3, True),
        (3, {"label": 3}, False),
        ([0.1, 0.9], [0.1, 0.9], True),
        ([0.1, 0.9], [0.1], False),
    ],
)
def test_what_counts_as_the_expected_prediction(found: object, wanted: object, same: bool) -> None:
    assert matches(found, wanted) is same


@pytest.mark.parametrize(
    ("values", "percent", "value"),
    [([5.0], 50, 5.0), ([1.0, 2.0], 50, 1.0), ([1.0, 2.0], 51, 2.0), ([*map(float, range(1, 101))], 95, 95.0)],
)
def test_percentiles_are_by_nearest_rank(values: list[float], percent: float, value: float) -> None:
    assert percentile(values[::-1], percent) == value


def test_no_measurement_is_no_error() -> None:
    assert summary([]) == {"count": 0, "p50": 0.0, "p95": 0.0, "max": 0.0}


def test_an_echo_is_short_and_on_one_line() -> None:
    said = echo(b"a\r\n\x1b[31mb\xff\t" + b"x" * 100_000, ())
    assert said.startswith("a [31mb\ufffd x")
    assert len(said) < 200


def test_a_secret_is_hidden_before_the_echo_is_cut() -> None:
    secret = "s3cr3t" * 30
    assert "s3cr3t" not in echo(b"x" * 100 + secret.encode(), secrets_in([f"Bearer {secret}"]))

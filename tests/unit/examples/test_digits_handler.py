# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import base64
import gzip
import json
from typing import Any

import pytest
from app import handler as lambda_handler
from app.handler import respond
from app.model import Model, ModelError
from app.settings import Settings
from app.workload import Workload

IMAGE = [0.0] * 64


def event(method: str = "POST", path: str = "/invocations", stage: str = "$default", **more: object) -> dict[str, Any]:
    """An event as an HTTP API sends it (payload format 2.0)."""
    return {
        "version": "2.0",
        "rawPath": path,
        "rawQueryString": "",
        "headers": {"content-type": "application/json"},
        "requestContext": {"stage": stage, "http": {"method": method, "path": path}},
        "isBase64Encoded": False,
        **more,
    }


def of(instances: object) -> str:
    return json.dumps({"instances": instances})


def test_the_deployed_entry_point_answers() -> None:
    reply = lambda_handler.handler(event("GET", "/ping"), None)
    assert reply["statusCode"] == 200
    assert json.loads(reply["body"])["status"] == "ok"


def test_an_answer_has_the_form_an_http_api_expects(workload: Workload) -> None:
    reply = respond(workload, event(body=of([IMAGE])))
    assert sorted(reply) == ["body", "headers", "isBase64Encoded", "statusCode"]
    assert reply["statusCode"] == 200
    assert reply["isBase64Encoded"] is False
    assert reply["headers"]["Content-Type"] == "application/json"
    assert len(json.loads(reply["body"])["predictions"]) == 1
    assert json.dumps(reply)


def test_a_base64_body_is_decoded(workload: Workload) -> None:
    packed = base64.b64encode(gzip.compress(of([IMAGE]).encode())).decode()
    reply = respond(
        workload, event(body=packed, isBase64Encoded=True, headers={"Content-Encoding": "gzip", "Accept": "*/*"})
    )
    assert reply["statusCode"] == 200


def test_a_large_answer_is_packed_and_base64(workload: Workload) -> None:
    plain = respond(workload, event(body=of([IMAGE] * 120)))
    packed = respond(workload, event(body=of([IMAGE] * 120), headers={"accept-encoding": "gzip"}))
    assert packed["isBase64Encoded"] is True
    assert packed["headers"]["Content-Encoding"] == "gzip"
    assert gzip.decompress(base64.b64decode(packed["body"])).decode() == plain["body"]


@pytest.mark.parametrize(
    ("stage", "path", "status"),
    [
        ("$default", "/ping", 200),
        ("prod", "/prod/ping", 200),
        ("prod", "/ping", 200),
        ("prod", "/production/ping", 404),
        ("prod", "/prod", 404),
        ("ping", "/ping/ping", 200),
        ("p", "/ping", 200),
    ],
)
def test_the_stage_is_not_part_of_the_path(workload: Workload, stage: str, path: str, status: int) -> None:
    assert respond(workload, event("GET", path, stage))["statusCode"] == status


@pytest.mark.parametrize(
    "bad",
    [
        None,
        [],
        "text",
        {},
        {"warmup": False},
        {"warmup": "true"},
        {"rawPath": "/ping", "requestContext": None},
        {"rawPath": "/ping", "requestContext": {"http": {}}},
        {"httpMethod": "GET", "path": "/ping", "requestContext": {"stage": "prod"}},
        event(headers=["x"], body="x"),
        event(body="not base64!", isBase64Encoded=True),
        event(body="!" + base64.b64encode(of([IMAGE]).encode()).decode(), isBase64Encoded=True),
        event(body="ünicode", isBase64Encoded=True),
        event(body="\ud800"),
        event(body=None),
        event(body={"instances": []}),
    ],
)
def test_a_bad_event_is_the_clients_mistake(workload: Workload, bad: object) -> None:
    reply = respond(workload, bad)
    assert reply["statusCode"] == 400
    assert json.loads(reply["body"])["error"]["code"] == "invalid_request"


def test_too_large_after_base64(workload: Workload) -> None:
    body = base64.b64encode(b" " * 100_001).decode()
    assert respond(workload, event(body=body, isBase64Encoded=True))["statusCode"] == 413


def test_a_warm_up_loads_the_model() -> None:
    loaded: list[Model] = []

    def load(_settings: Settings) -> Model:
        loaded.append(Workload(Settings()).model())
        return loaded[-1]

    assert respond(Workload(Settings(), load), {"warmup": True}) == {"warmup": "confirmed"}
    assert len(loaded) == 1


def test_a_warm_up_that_cannot_load_the_model_fails_the_invocation() -> None:
    def broken(_settings: Settings) -> Model:
        raise ModelError("its key says otherwise")

    with pytest.raises(ModelError):
        respond(Workload(Settings(), broken), {"warmup": True})


def test_a_request_cannot_be_a_warm_up(workload: Workload) -> None:
    assert respond(workload, event(body='{"warmup": true}'))["statusCode"] == 400

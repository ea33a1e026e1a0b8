# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The contract test meets a good server and many bad ones."""

from __future__ import annotations

import gzip
import json
import socket
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from app.contract import Answer, Request

from ansible_collections.inferops.aws.plugins.module_utils._contract import checks, plan
from ansible_collections.inferops.aws.plugins.module_utils._contract.plan import CHECK_NAMES, Plan
from ansible_collections.inferops.aws.plugins.module_utils._contract.run import Report, over_http, run
from ansible_collections.inferops.aws.plugins.module_utils._contract.target import parse

Test = Callable[..., Report]


@pytest.fixture
def contract_test(held_out: dict[str, Any]) -> Test:
    """Run checks against a server with the held-out digits."""

    def tested(server: Any, *names: str, host: str = "127.0.0.1", secrets: tuple[str, ...] = (), **more: Any) -> Report:
        options: dict[str, Any] = {
            "instances": held_out["instances"][:40],
            "max_body_bytes": 100_000,
            "checks": names or CHECK_NAMES,
            "timeout": 20,
            **more,
        }
        wanted = Plan(parse(f"http://{host}:{server.server_port}"), **options).validated()
        return run(wanted, over_http(wanted), secrets)

    return tested


def failure(report: Report) -> str:
    (only,) = report.failed
    return only.message


def changed(reply: Answer, **content: object) -> Answer:
    return Answer(reply.status, reply.headers, json.dumps({**json.loads(reply.body), **content}).encode())


def test_every_named_check_exists() -> None:
    assert tuple(checks.CHECKS) == plan.CHECK_NAMES


def test_a_good_endpoint_passes_every_check(serve: Any, contract_test: Test) -> None:
    server = serve()
    report = contract_test(server)
    assert report.failed == []
    assert [outcome.name for outcome in report.outcomes] == list(CHECK_NAMES)
    assert [outcome.status for outcome in report.outcomes] == [200, 200, 200, 400, 413, 200, 200]
    results = report.results()
    assert results["requests"] == {
        "sent": 100,
        "succeeded": 100,
        "failed": 0,
        "by_status": {"200": 100},
        "connections": 8,
    }
    assert results["counts"] == {"passed": 7, "failed": 0}
    assert results["latency"]["count"] == 100
    assert 0 < results["latency"]["p50"] <= results["latency"]["p95"] <= results["latency"]["max"]
    assert "7 checks passed" in report.verdict()
    assert json.dumps(results)


def test_single_requests_share_one_connection_and_the_concurrent_ones_keep_theirs(
    serve: Any, contract_test: Test
) -> None:
    report = contract_test(serve(), "concurrent", requests=50, concurrency=3)
    assert report.results()["requests"]["connections"] == 3


def test_one_500_in_ten_cannot_hide(serve: Any, contract_test: Test) -> None:
    def fault(number: int, _request: Request, reply: Answer) -> Answer:
        return Answer(500, {"Content-Type": "application/json"}, b'{"error": {}}') if number % 10 == 0 else reply

    server = serve(fault)
    report = contract_test(server, "concurrent")
    assert failure(report).startswith("10 of 100 requests failed: 10 x status 500 instead of 200 (it said: ")
    assert report.results()["requests"]["by_status"] == {"200": 90, "500": 10}
    assert report.failed[0].status == 500
    assert report.results()["latency"]["count"] == 90
    assert len(server.log.requests) == 100  # nothing was sent twice


def test_one_wrong_answer_in_a_hundred_cannot_hide(serve: Any, contract_test: Test) -> None:
    def fault(number: int, _request: Request, reply: Answer) -> Answer:
        return changed(reply, predictions=[]) if number == 57 else reply

    assert "1 of 100 requests failed: 1 x status 200 with 0 predictions" in failure(
        contract_test(serve(fault), "concurrent")
    )


def test_one_connection_closed_in_a_hundred_cannot_hide(serve: Any, contract_test: Test) -> None:
    server = serve(lambda number, _request, reply: None if number == 57 else reply)
    report = contract_test(server, "concurrent")
    assert "1 of 100 requests failed: 1 x the connection was closed without an answer" in failure(report)
    assert report.results()["requests"]["by_status"] == {"200": 99, "none": 1}
    assert len(server.log.requests) == 100


def test_a_500_on_wrong_input_is_found(serve: Any, contract_test: Test) -> None:
    def fault(_number: int, _request: Request, reply: Answer) -> Answer:
        return Answer(500, reply.headers, reply.body) if reply.status == 400 else reply

    report = contract_test(serve(fault))
    assert [outcome.name for outcome in report.failed] == ["wrong_input"]
    assert failure(report).startswith("an empty body: status 500 instead of 400")
    assert report.verdict().endswith(failure(report))
    assert "1 of 7 checks failed: wrong_input" in report.verdict()


@pytest.mark.parametrize("body", checks.WRONG_BODIES.values(), ids=checks.WRONG_BODIES.keys())
def test_each_kind_of_wrong_input_matters(serve: Any, contract_test: Test, body: bytes) -> None:
    def fault(_number: int, request: Request, reply: Answer) -> Answer:
        return Answer(200, reply.headers, b'{"predictions": []}') if request.body == body else reply

    report = contract_test(serve(fault), "wrong_input")
    assert "status 200 instead of 400" in failure(report)


@pytest.mark.parametrize(
    ("headers", "body", "seen"),
    [
        ({"Content-Type": "text/html"}, b"<h1>Bad Request</h1>", "Content-Type 'text/html'"),
        ({"Content-Type": "application/json"}, b"<h1>Bad Request</h1>", "not JSON"),
        ({"Content-Type": "application/json"}, b"[" * 100_000, "not JSON"),
        ({"Content-Type": "application/json"}, b'["bad"]', "not a JSON object"),
        ({"Content-Type": "application/json"}, b'{"message": "Bad Request"}', 'without {"error"'),
        ({"Content-Type": "application/json"}, b'{"error": "bad"}', 'without {"error"'),
        ({"Content-Type": "application/json"}, b'{"error": {"code": 400, "message": "bad"}}', 'without {"error"'),
    ],
)
def test_errors_that_are_not_the_contracts_are_found(
    serve: Any, contract_test: Test, headers: dict[str, str], body: bytes, seen: str
) -> None:
    def fault(_number: int, _request: Request, reply: Answer) -> Answer:
        return Answer(reply.status, headers, body) if reply.status >= 400 else reply

    report = contract_test(serve(fault))
    assert [outcome.name for outcome in report.failed] == ["wrong_input", "too_large"]
    assert all(seen in outcome.message for outcome in report.failed)
    assert all(len(outcome.message) < 400 for outcome in report.failed)


def test_a_body_too_large_that_is_taken_is_found(serve: Any, contract_test: Test) -> None:
    report = contract_test(serve(), "too_large", max_body_bytes=50_000)
    assert "status 400 instead of 413" in failure(report)


def test_the_body_too_large_is_one_byte_more_than_allowed(serve: Any, contract_test: Test) -> None:
    for size in (1, 27, 28, 29, 100_000):
        server = serve()
        contract_test(server, "too_large", max_body_bytes=size)
        assert [len(request.body) for request in server.log.requests] == [size + 1]


def test_a_ping_that_is_not_ok_is_found(serve: Any, contract_test: Test) -> None:
    server = serve(lambda _number, _request, reply: changed(reply, status="loading"))
    assert '"status": "ok"' in failure(contract_test(server, "ping"))


@pytest.mark.parametrize("name", ["one", "batch", "concurrent"])
def test_a_wrong_prediction_is_found(serve: Any, contract_test: Test, held_out: dict[str, Any], name: str) -> None:
    right = [{"label": label} for label in held_out["labels"][:5]]
    wrong = [{"label": (label + 1) % 10} for label in held_out["labels"][:5]]
    instances = held_out["instances"][:5]
    server = serve()
    assert contract_test(server, name, instances=instances, expected=right).failed == []
    message = failure(contract_test(server, name, instances=instances, expected=wrong))
    assert "predictions[0] is" in message
    assert 'instead of {"label": 1}' in message


@pytest.mark.parametrize("count", [0, 1, 33])
def test_a_batch_with_missing_or_surplus_predictions_is_found(serve: Any, contract_test: Test, count: int) -> None:
    server = serve(lambda _number, _request, reply: changed(reply, predictions=[{"label": 1}] * count))
    assert f"{count} predictions for 32 instances" in failure(contract_test(server, "batch"))


def test_a_batch_of_one_instance_is_still_a_batch(serve: Any, contract_test: Test, held_out: dict[str, Any]) -> None:
    server = serve()
    report = contract_test(server, "batch", instances=held_out["instances"][:1], expected=held_out["labels"][:1])
    assert report.failed == []
    assert len(json.loads(server.log.requests[0].body)["instances"]) == 2


def no_gzip(_number: int, _request: Request, reply: Answer) -> Answer:
    if reply.headers.get("Content-Encoding") != "gzip":
        return reply
    return Answer(reply.status, {"Content-Type": "application/json"}, gzip.decompress(reply.body))


def always_gzip(_number: int, _request: Request, reply: Answer) -> Answer:
    if reply.headers.get("Content-Encoding") == "gzip":
        return reply
    return Answer(reply.status, {**reply.headers, "Content-Encoding": "gzip"}, gzip.compress(reply.body))


def label_only(_number: int, _request: Request, reply: Answer) -> Answer:
    return Answer(reply.status, reply.headers, no_gzip(_number, _request, reply).body)


def cut(_number: int, _request: Request, reply: Answer) -> Answer:
    packed = reply.headers.get("Content-Encoding") == "gzip"
    return Answer(reply.status, reply.headers, reply.body[:-8]) if packed else reply


def other(_number: int, _request: Request, reply: Answer) -> Answer:
    if reply.headers.get("Content-Encoding") != "gzip":
        return reply
    content = json.loads(gzip.decompress(reply.body))
    content["predictions"][-1]["label"] = 99
    return Answer(reply.status, reply.headers, gzip.compress(json.dumps(content).encode()))


@pytest.mark.parametrize(
    ("fault", "seen"),
    [
        (no_gzip, "is not packed"),
        (always_gzip, "did not ask"),
        (label_only, "not gzip"),
        (cut, "incomplete"),
        (other, "differs from the plain one"),
    ],
)
def test_answers_packed_wrongly_are_found(serve: Any, contract_test: Test, fault: Any, seen: str) -> None:
    assert seen in failure(contract_test(serve(fault), "gzip"))


def test_an_endpoint_that_takes_too_long_is_given_up(serve: Any, contract_test: Test) -> None:
    server = serve(lambda _number, _request, reply: server.log.release.wait(30) and reply)
    report = contract_test(server, "ping", timeout=0.2)
    assert failure(report) == "no answer within 0.2 s"
    assert report.failed[0].status == 0


def test_a_connection_closed_without_an_answer_is_found(serve: Any, contract_test: Test) -> None:
    server = serve(lambda *_request: None)
    assert failure(contract_test(server, "ping")) == "the connection was closed without an answer"
    assert len(server.log.requests) == 1


def test_an_answer_that_is_cut_off_is_found(serve: Any, contract_test: Test) -> None:
    def fault(_number: int, _request: Request, reply: Answer) -> Answer:
        return Answer(reply.status, {**reply.headers, "Content-Length": str(len(reply.body) + 1)}, reply.body)

    assert failure(contract_test(serve(fault), "ping")) == "the answer was cut off"


def test_nobody_there(contract_test: Test) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        gone = SimpleNamespace(server_port=listener.getsockname()[1])
    report = contract_test(gone)
    assert len(report.failed) == 7
    assert report.failed[0].message == "the connection was refused"
    assert "100 x the connection was refused" in report.verdict()


def test_secrets_that_come_back_are_not_repeated(serve: Any, contract_test: Test) -> None:
    def fault(_number: int, request: Request, _reply: Answer) -> Answer:
        said = f"denied for {request.headers['authorization']} and key-9876"
        return Answer(403, {"Content-Type": "text/plain"}, (said + "\n" + "x" * 10_000).encode())

    headers = {"Authorization": "Bearer top-secret-token"}
    report = contract_test(serve(fault), headers=headers, secrets=("key-9876",))
    everything = json.dumps(report.results()) + report.verdict()
    assert len(report.failed) == 7
    assert "denied for" in everything
    assert "top-secret" not in everything
    assert "key-9876" not in everything
    assert len(everything) < 6000
    assert "\n" not in report.verdict()


def test_names_under_localhost_are_this_machine_and_keep_their_name(serve: Any, contract_test: Test) -> None:
    server = serve()
    host = "a1b2c3.execute-api.localhost"
    assert contract_test(server, "ping", host=host).failed == []
    assert server.log.requests[0].headers["host"] == f"{host}:{server.server_port}"


def test_the_path_of_the_url_comes_first(serve: Any) -> None:
    server = serve()
    plan = Plan(parse(f"http://127.0.0.1:{server.server_port}/prod/"), checks=["ping", "wrong_input"])
    run(plan, over_http(plan))
    assert {request.path for request in server.log.requests} == {"/prod/ping", "/prod/invocations"}

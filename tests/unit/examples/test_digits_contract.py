# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest
from app.contract import Answer, Request, answer
from app.model import Model
from app.settings import Settings
from app.workload import Workload

IMAGE = [0.0] * 64


def post(workload: Workload, body: bytes, **headers: str) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return answer(workload, Request("POST", "/invocations", named, body))


def of(instances: object) -> bytes:
    return json.dumps({"instances": instances}).encode()


def content(reply: Answer) -> Any:
    body = gzip.decompress(reply.body) if reply.headers.get("Content-Encoding") == "gzip" else reply.body
    return json.loads(body)


def assert_refused(reply: Answer, status: int, code: str) -> str:
    assert reply.status == status
    assert reply.headers["Content-Type"] == "application/json"
    error = content(reply)["error"]
    assert sorted(error) == ["code", "message"]
    assert error["code"] == code
    assert len(error["message"]) < 200
    return str(error["message"])


def test_ping_names_the_model(workload: Workload) -> None:
    reply = answer(workload, Request("GET", "/ping"))
    assert reply.status == 200
    assert content(reply) == {"status": "ok", "model": workload.model().digest}


def test_predictions_come_in_the_order_of_the_instances(workload: Workload, held_out: dict[str, Any]) -> None:
    reply = post(workload, of(held_out["instances"][:10]))
    assert reply.status == 200
    predictions = content(reply)["predictions"]
    assert [prediction["label"] for prediction in predictions] == held_out["labels"][:10]
    assert all(sorted(prediction) == ["label", "probability"] for prediction in predictions)


@pytest.mark.parametrize(
    "body",
    [
        of([IMAGE]),
        of([[16] * 64]),
        of([[0.5] * 64] * 120),
        b'{"instances": [' + json.dumps(IMAGE).encode() + b'], "more": null}',
        b" \n" + of([IMAGE]) + b"\n",
    ],
)
def test_good_input_is_answered(workload: Workload, body: bytes) -> None:
    reply = post(workload, body)
    assert reply.status == 200
    assert len(content(reply)["predictions"]) == len(json.loads(body)["instances"])


BAD = {
    "nothing": b"",
    "not JSON": b"label me",
    "half of it": of([IMAGE])[:-1],
    "not UTF-8": b'{"instances": "\xff\xfe"}',
    "UTF-16": of([IMAGE]).decode().encode("utf-16"),
    "a list": b"[]",
    "a number": b"1",
    "null": b"null",
    "no instances": b"{}",
    "instances null": of(None),
    "instances text": of("x" * 64),
    "instances object": of({"0": IMAGE}),
    "no instance": of([]),
    "one flat image": of(IMAGE),
    "instance null": of([None]),
    "instance empty": of([[]]),
    "instance object": of([{"pixels": IMAGE}]),
    "too short": of([IMAGE[1:]]),
    "too long": of([[*IMAGE, 0]]),
    "second too short": of([IMAGE, IMAGE[1:]]),
    "nested": of([[IMAGE] * 64]),
    "text": of([["0"] * 64]),
    "null number": of([[None] * 64]),
    "boolean": of([[True] * 64]),
    "NaN": of([[float("nan")] * 64]),
    "NaN elsewhere": b'{"more": NaN, ' + of([IMAGE])[1:],
    "infinity": of([[float("inf")] * 64]),
    "overflowing": of([IMAGE]).replace(b"0.0", b"1e999", 1),
    "huge integer": of([[10**400] * 64]),
    "integer beyond the parser": b'{"instances": [[' + b"9" * 5000 + b"]]}",
    "negative": of([[-1] * 64]),
    "too bright": of([[16.5] * 64]),
    "nested beyond the parser": b"[" * 90_000,
}


@pytest.mark.parametrize("body", BAD.values(), ids=BAD.keys())
def test_bad_input_is_the_clients_mistake(workload: Workload, body: bytes) -> None:
    assert_refused(post(workload, body), 400, "invalid_request")


def test_the_message_says_what_is_wrong_and_where(workload: Workload) -> None:
    broken = [IMAGE, [*IMAGE[:7], "9", *IMAGE[8:]]]
    message = assert_refused(post(workload, of(broken)), 400, "invalid_request")
    assert message == "instances[1][7] is not a number between 0 and 16"


def test_too_many_bytes(workload: Workload) -> None:
    assert_refused(post(workload, b" " * 100_001), 413, "too_large")


def test_too_many_instances(workload: Workload) -> None:
    assert_refused(post(workload, of([IMAGE] * 121)), 413, "too_large")


@pytest.mark.parametrize("path", ["/", "", "/pings", "/invocations/", "/../ping", "/ping?", "/ünknown"])
def test_unknown_path(workload: Workload, path: str) -> None:
    assert_refused(answer(workload, Request("GET", path)), 404, "not_found")


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [("POST", "/ping", "GET"), ("HEAD", "/ping", "GET"), ("GET", "/invocations", "POST"), ("X", "/ping", "GET")],
)
def test_wrong_method(workload: Workload, method: str, path: str, allowed: str) -> None:
    reply = answer(workload, Request(method, path))
    assert_refused(reply, 405, "method_not_allowed")
    assert reply.headers["Allow"] == allowed


def test_a_packed_request_is_unpacked(workload: Workload) -> None:
    plain, packed = (
        post(workload, of([IMAGE])),
        post(workload, gzip.compress(of([IMAGE])), content_encoding="GZIP"),
    )
    assert packed == plain


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"plain",
        gzip.compress(of([IMAGE]))[:-4],
        gzip.compress(of([IMAGE])) + b"more",
        gzip.compress(b"") * 2,
        gzip.compress(b"not JSON"),
    ],
)
def test_a_badly_packed_request_is_the_clients_mistake(workload: Workload, body: bytes) -> None:
    assert_refused(post(workload, body, content_encoding="gzip"), 400, "invalid_request")


def test_a_bomb_is_not_unpacked(workload: Workload, monkeypatch: pytest.MonkeyPatch) -> None:
    unpacked: list[int] = []

    def watched(window: int) -> Any:
        real = zlib_decompressobj(window)

        class Watched:
            eof, unused_data = False, b""

            def decompress(self, data: bytes, limit: int) -> bytes:
                found = bytes(real.decompress(data, limit))
                unpacked.append(len(found))
                return found

        return Watched()

    from app import coding

    zlib_decompressobj = coding.zlib.decompressobj
    monkeypatch.setattr(coding.zlib, "decompressobj", watched)
    bomb = gzip.compress(b" " * 50_000_000)
    assert len(bomb) < 100_000
    assert_refused(post(workload, bomb, content_encoding="gzip"), 413, "too_large")
    assert unpacked == [100_001]


def test_an_unknown_content_encoding_is_refused(workload: Workload) -> None:
    assert_refused(post(workload, of([IMAGE]), content_encoding="br"), 415, "unsupported_encoding")


@pytest.mark.parametrize(
    ("accept", "packed"),
    [
        ("gzip", True),
        ("br, GZIP;q=0.5", True),
        ("*", True),
        ("x-gzip", True),
        ("", False),
        ("identity", False),
        ("gzip;q=0", False),
        ("gzip; q=0.0, *", False),
        ("gzip;q=nonsense", False),
        ("br", False),
    ],
)
def test_a_large_answer_is_packed_for_those_who_take_it(workload: Workload, accept: str, packed: bool) -> None:
    plain = post(workload, of([IMAGE] * 120))
    reply = post(workload, of([IMAGE] * 120), accept_encoding=accept)
    assert (reply.headers.get("Content-Encoding") == "gzip") is packed
    assert reply.headers["Vary"] == "Accept-Encoding"
    assert content(reply) == content(plain)
    assert len(reply.body) < len(plain.body) or not packed


def test_a_small_answer_is_not_packed(workload: Workload) -> None:
    assert "Content-Encoding" not in post(workload, of([IMAGE]), accept_encoding="gzip").headers


def test_our_own_failure_is_logged_and_not_told(capsys: pytest.CaptureFixture[str]) -> None:
    def broken(_settings: Settings) -> Model:
        raise RuntimeError("secret detail")

    reply = answer(Workload(Settings(), broken), Request("GET", "/ping"))
    assert_refused(reply, 500, "internal")
    assert b"secret" not in reply.body
    failure, request = map(json.loads, capsys.readouterr().out.splitlines())
    assert failure["level"] == "error"
    assert "secret detail" in failure["reason"]
    assert "Traceback" in failure["traceback"]
    assert request["status"] == 500


def test_a_failed_load_is_tried_again_and_a_good_one_is_kept() -> None:
    results: list[Any] = [OSError("no network"), Workload(Settings()).model()]

    def load(_settings: Settings) -> Model:
        result = results.pop(0)
        if isinstance(result, Exception):
            raise result
        assert isinstance(result, Model)
        return result

    unlucky = Workload(Settings(), load)
    assert [answer(unlucky, Request("GET", "/ping")).status for _request in range(3)] == [500, 200, 200]


def test_every_request_is_one_line_of_json_without_its_content(
    workload: Workload, capsys: pytest.CaptureFixture[str]
) -> None:
    workload.model()
    capsys.readouterr()
    answer(workload, Request("POST", "/invocations\n" + "x" * 1000, {"authorization": "Bearer abc"}, b"private"))
    (line,) = capsys.readouterr().out.splitlines()
    logged = json.loads(line)
    assert logged["status"] == 404
    assert logged["bytes_in"] == 7
    assert len(logged["path"]) == 200
    assert {"time", "level", "event", "method", "ms", "bytes_out"} <= set(logged)
    assert "private" not in line
    assert "abc" not in line

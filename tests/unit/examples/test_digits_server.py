# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import gzip
import http.client
import json
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from app.server import Server

IMAGE = [0.0] * 64
BODY = json.dumps({"instances": [IMAGE]})


@pytest.fixture
def connection(server: Server) -> Iterator[http.client.HTTPConnection]:
    opened = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=10)
    yield opened
    opened.close()


def ask(connection: http.client.HTTPConnection, *request: Any) -> tuple[int, Any]:
    connection.request(*request)
    response = connection.getresponse()
    return response.status, json.loads(response.read())


def raw(server: Server, sent: bytes) -> tuple[bytes, Any]:
    """Send bytes as they are; the first line and the JSON of the answer."""
    with socket.create_connection(("127.0.0.1", server.server_port), timeout=10) as opened:
        opened.sendall(sent)
        opened.shutdown(socket.SHUT_WR)
        received = b"".join(iter(lambda: opened.recv(65536), b""))
    head, _blank, body = received.partition(b"\r\n\r\n")
    return head.partition(b"\r\n")[0], json.loads(body)


def test_many_requests_share_a_connection(connection: http.client.HTTPConnection) -> None:
    requests = [("GET", "/ping"), ("POST", "/invocations", BODY), ("POST", "/invocations", "bad"), ("PUT", "/ping")]
    connection.connect()
    first = connection.sock
    assert [ask(connection, *request)[0] for request in requests * 3] == [200, 200, 400, 405] * 3
    assert connection.sock is first


def test_concurrent_clients_all_get_their_own_answer(server: Server, held_out: dict[str, Any]) -> None:
    def client(start: int) -> list[int]:
        opened = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=30)
        images = held_out["instances"][start : start + 20]
        answers = [ask(opened, "POST", "/invocations", json.dumps({"instances": [image]})) for image in images]
        opened.close()
        return [content["predictions"][0]["label"] for _status, content in answers]

    with ThreadPoolExecutor(8) as pool:
        found = [label for labels in pool.map(client, range(0, 160, 20)) for label in labels]
    wanted = held_out["labels"][:160]
    assert sum(map(int.__eq__, found, wanted)) >= 152


def test_gzip_both_ways(connection: http.client.HTTPConnection) -> None:
    body = gzip.compress(json.dumps({"instances": [IMAGE] * 100}).encode())
    headers = {"Content-Encoding": "gzip", "Accept-Encoding": "gzip"}
    connection.request("POST", "/invocations", body, headers)
    response = connection.getresponse()
    assert response.headers["Content-Encoding"] == "gzip"
    assert len(json.loads(gzip.decompress(response.read()))["predictions"]) == 100


def test_the_answer_to_a_body_that_is_too_large_arrives(connection: http.client.HTTPConnection) -> None:
    status, content = ask(connection, "POST", "/invocations", b" " * 5_000_000)
    assert status == 413
    assert content["error"]["code"] == "too_large"


def test_a_query_string_is_not_part_of_the_path(connection: http.client.HTTPConnection) -> None:
    assert ask(connection, "GET", "/ping?from=probe")[0] == 200


def test_head_has_no_body(connection: http.client.HTTPConnection) -> None:
    connection.request("HEAD", "/ping")
    response = connection.getresponse()
    assert (response.status, response.read()) == (405, b"")
    assert ask(connection, "GET", "/ping")[0] == 200


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"nonsense\r\n\r\n", 400),
        (b"GET /ping HTTP/9.9\r\n\r\n", 400),
        (b"GET /" + b"x" * 70_000 + b" HTTP/1.1\r\n\r\n", 400),
        (b"GET /ping HTTP/1.1\r\n" + b"A: b\r\n" * 200 + b"\r\n", 400),
        (b"BREW /ping HTTP/1.1\r\n\r\n", 405),
        (b"POST /invocations HTTP/1.1\r\nContent-Length: -1\r\n\r\n", 400),
        (b"POST /invocations HTTP/1.1\r\nContent-Length: many\r\n\r\n", 400),
        (b"POST /invocations HTTP/1.1\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}", 400),
        (b"POST /invocations HTTP/1.1\r\nContent-Length: " + b"9" * 5000 + b"\r\n\r\n", 400),
        (b"POST /invocations HTTP/1.1\r\nContent-Length: 9\r\n\r\n{}", 400),
        (b"POST /invocations HTTP/1.1\r\nContent-Length: 999999999\r\n\r\n", 413),
        (b"POST /invocations HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n", 411),
        (b"POST /invocations HTTP/1.1\r\n\r\n", 400),
    ],
)
def test_a_bad_request_is_the_clients_mistake_and_answered_in_json(server: Server, sent: bytes, status: int) -> None:
    line, content = raw(server, sent)
    assert int(line.split()[1]) == status
    assert sorted(content["error"]) == ["code", "message"]


def test_refused_requests_are_logged(server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    raw(server, b"POST /invocations HTTP/1.1\r\nContent-Length: 999999999\r\n\r\n")
    logged = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(line["method"], line["path"], line["status"]) for line in logged] == [("POST", "/invocations", 413)]


def test_a_client_that_goes_away_harms_nobody(server: Server, connection: http.client.HTTPConnection) -> None:
    for sent in (b"", b"POST", b"POST /invocations HTTP/1.1\r\nContent-Length: 50\r\n\r\n"):
        with socket.create_connection(("127.0.0.1", server.server_port)) as opened:
            opened.sendall(sent)
    assert ask(connection, "GET", "/ping")[0] == 200
    assert server.wait_until_idle(10)

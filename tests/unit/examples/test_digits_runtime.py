# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import Queue
from typing import Any

import pytest
from app import runtime

from tests.tools.serving import serving

EXAMPLE = Path(__file__).resolve().parents[3] / "examples" / "digits"
PREFIX = "/2018-06-01/runtime"


class Api(ThreadingHTTPServer):
    """Lambda's runtime API as the loop sees it: events to be taken, and what came back."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), ApiHandler)
        self.events: Queue[bytes] = Queue()
        self.posted: Queue[tuple[str, Any]] = Queue()
        self.status = 202

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.server_port}"


class ApiHandler(BaseHTTPRequestHandler):
    server: Api

    def do_GET(self) -> None:
        assert self.path == PREFIX + "/invocation/next"
        self._reply(200, self.server.events.get())

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.posted.put((self.path.removeprefix(PREFIX), body))
        self._reply(self.server.status, b"{}")

    def _reply(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Lambda-Runtime-Aws-Request-Id", "id-1")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


@pytest.fixture
def api() -> Iterator[Api]:
    with serving(Api()) as running:
        yield running


@pytest.fixture
def start(request: pytest.FixtureRequest) -> Any:
    """Start the image's entry as a container or as Lambda would."""

    def started(**environ: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-m", "app"],
            cwd=EXAMPLE,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1", **environ},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

        def stop() -> None:
            process.kill()
            process.communicate()

        request.addfinalizer(stop)
        return process

    return started


def test_events_are_answered_one_after_the_other(api: Api, start: Any) -> None:
    request = {"rawPath": "/ping", "requestContext": {"http": {"method": "GET"}}}
    for event in ({"warmup": True}, request, "nonsense"):
        api.events.put(json.dumps(event).encode())
    start(AWS_LAMBDA_RUNTIME_API=api.address)
    answers = [api.posted.get(timeout=20) for _answer in range(3)]
    assert {path for path, _body in answers} == {"/invocation/id-1/response"}
    assert answers[0][1] == {"warmup": "confirmed"}
    assert [body["statusCode"] for _path, body in answers[1:]] == [200, 400]


def test_a_handler_that_raises_is_reported_without_its_traceback(api: Api) -> None:
    def handler(_event: object, _context: object) -> object:
        raise ValueError("bad model")

    api.events.put(b"{}")
    runtime.serve_one(api.address, handler)
    assert api.posted.get(timeout=5) == (
        "/invocation/id-1/error",
        {"errorMessage": "bad model", "errorType": "ValueError", "stackTrace": []},
    )


def test_an_answer_that_is_not_taken_is_not_passed_over(api: Api) -> None:
    api.events.put(b"{}")
    api.status = 413
    with pytest.raises(runtime.RuntimeApiError, match="413"):
        runtime.serve_one(api.address, lambda event, _context: event)


def test_a_start_that_fails_is_reported(api: Api, start: Any) -> None:
    process = start(AWS_LAMBDA_RUNTIME_API=api.address, MAX_INSTANCES="none")
    path, body = api.posted.get(timeout=20)
    assert path == "/init/error"
    assert body["errorType"] == "SettingsError"
    assert "MAX_INSTANCES" in body["errorMessage"]
    assert process.wait(timeout=20) != 0


def test_without_the_runtime_api_it_serves_http_and_stops_when_told(start: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as reserved:
        port = reserved.getsockname()[1]
    process = start(PORT=str(port))
    assert json.loads(process.stdout.readline())["event"] == "model_loaded"
    assert json.loads(process.stdout.readline())["event"] == "serving"
    with socket.create_connection(("127.0.0.1", port), timeout=10) as opened:
        opened.sendall(b"GET /ping HTTP/1.0\r\n\r\n")
        assert opened.recv(100).startswith(b"HTTP/1.1 200")
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=20) == 0

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Real servers on real sockets: the example workload, and the same one broken on purpose."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from app.contract import Answer, Request, answer
from app.settings import Settings
from app.workload import Workload

HELD_OUT = Path(__file__).resolve().parents[5] / "examples" / "digits" / "data" / "held_out.json"

# What goes out instead of the answer, given the request's number; None closes the connection without a word.
Fault = Callable[[int, Request, Answer], "Answer | None"]


@dataclass
class Log:
    """What a server was asked; `silent` makes it close the connection after an answer without saying so."""

    requests: list[Request] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)
    silent: bool = False
    release: threading.Event = field(default_factory=threading.Event)

    def add(self, request: Request) -> int:
        with self.lock:
            self.requests.append(request)
            return len(self.requests)


class Faulty(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, fault: Fault, log: Log) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.fault = fault
        self.log = log
        self.workload = Workload(Settings(max_body_bytes=100_000))

    def handle_error(self, *_connection: Any, **_details: Any) -> None:
        """Clients that go away are part of the tests."""


class Handler(BaseHTTPRequestHandler):
    server: Faulty
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.command, self.path, headers, body)
        number = self.server.log.add(request)
        reply = self.server.fault(number, request, answer(self.server.workload, request))
        if reply is None:
            self.close_connection = True
            return
        self.send_response(reply.status)
        for name, value in {"Content-Length": str(len(reply.body)), **reply.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(reply.body)
        if self.server.log.silent or "Content-Length" in reply.headers:
            self.close_connection = True

    do_GET = do_POST = _answer

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


Serve = Callable[..., Faulty]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Start a server with a fault; without one it keeps the contract."""
    running: list[tuple[Faulty, threading.Thread]] = []

    def started(fault: Fault = lambda _number, _request, reply: reply, log: Log | None = None) -> Faulty:
        server = Faulty(fault, log or Log())
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        running.append((server, thread))
        return server

    yield started
    for server, thread in running:
        server.log.release.set()
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="session")
def held_out() -> dict[str, Any]:
    content: dict[str, Any] = json.loads(HELD_OUT.read_text(encoding="utf-8"))
    return content

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The container's HTTP server: reads a request, hands it to the contract, writes the answer."""

from __future__ import annotations

import signal
import socket
import sys
import threading
import traceback
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from . import contract
from .contract import LOGGED_CHARACTERS
from .log import log
from .problems import ClientError, LengthRequired, TooLarge, UnknownMethod
from .workload import Workload, start

IDLE_SECONDS = 75  # longer than a load balancer keeps its side open (60), so that it is the one to close
DRAIN_BYTES = 8 * 1024 * 1024
DRAIN_SECONDS = 5
STOP_SECONDS = 20


class Server(ThreadingHTTPServer):
    """Knows the workload, and how many requests are being answered."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], workload: Workload) -> None:
        super().__init__(address, Handler)
        self.workload = workload
        self._busy = 0
        self._change = threading.Condition()

    def count(self, step: int) -> None:
        with self._change:
            self._busy += step
            self._change.notify_all()

    def wait_until_idle(self, seconds: float) -> bool:
        """Wait for the requests in flight; False when some were still there after `seconds`."""
        with self._change:
            return self._change.wait_for(lambda: self._busy == 0, seconds)

    def handle_error(self, *_connection: Any, **_details: Any) -> None:
        """Log what went wrong; a client that goes away in the middle is no failure of ours."""
        failure = sys.exc_info()[1]
        if not isinstance(failure, OSError):
            log("failure", "error", reason=repr(failure), traceback=traceback.format_exc())


class Handler(BaseHTTPRequestHandler):
    """One connection; HTTP/1.1, so it stays open between requests."""

    server: Server
    protocol_version = "HTTP/1.1"
    default_request_version = "HTTP/1.0"  # what cannot be read still gets an answer with a head
    server_version = "digits"
    sys_version = ""
    timeout = IDLE_SECONDS
    wbufsize = -1  # head and body in one packet
    disable_nagle_algorithm = True

    def _body(self) -> bytes:
        if "Transfer-Encoding" in self.headers:
            raise LengthRequired("Send the body with a Content-Length")
        text = ",".join(self.headers.get_all("Content-Length", ["0"])).strip()
        if not (text.isascii() and text.isdigit() and len(text) <= 18):
            raise ClientError("Content-Length is not a number")
        limit = self.server.workload.settings.max_body_bytes
        if int(text) > limit:
            raise TooLarge(f"The body is larger than {limit} bytes")
        body = self.rfile.read(int(text))
        if len(body) < int(text):
            raise ClientError("The body is shorter than its Content-Length")
        return body

    def _answer(self) -> None:
        self.server.count(+1)
        try:
            try:
                body = self._body()
            except ClientError as problem:
                self._refuse(problem)
                return
            headers = {name.lower(): value for name, value in self.headers.items()}
            path = self.path.partition("?")[0]
            self._send(contract.answer(self.server.workload, contract.Request(self.command, path, headers, body)))
        finally:
            self.server.count(-1)

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = _answer

    def _refuse(self, problem: ClientError) -> None:
        """Answer without having read the body: the connection cannot be used again."""
        self.close_connection = True
        self._send(contract.refuse(problem, self.command or "", getattr(self, "path", "")))
        self.wfile.flush()
        self._drain()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """What the base class refuses by itself (a malformed head, an unknown method), in the contract's shape."""
        log("unreadable", status=int(code), reason=(message or explain or "")[:LOGGED_CHARACTERS])
        unknown_method = code == HTTPStatus.NOT_IMPLEMENTED
        self._refuse(UnknownMethod("No such method") if unknown_method else ClientError("The request cannot be read"))

    def _drain(self) -> None:
        """Take in some of what is still being sent: closing on unread bytes would reset our answer away."""
        self.connection.shutdown(socket.SHUT_WR)
        self.connection.settimeout(DRAIN_SECONDS)
        left = DRAIN_BYTES
        while left > 0 and (chunk := self.rfile.read1(65536)):
            left -= len(chunk)

    def _send(self, answer: contract.Answer) -> None:
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)

    def log_message(self, format: str, *args: object) -> None:
        """The contract logs."""


def main() -> None:
    """Serve until SIGTERM or SIGINT, then finish what was begun."""
    workload = start()
    server = Server(("", workload.settings.port), workload)

    def stop(_number: int, _frame: object) -> None:
        # shutdown() waits for the serving loop, which runs in this very thread.
        threading.Thread(target=server.shutdown).start()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    log("serving", port=server.server_port)
    server.serve_forever()
    server.wait_until_idle(STOP_SECONDS)

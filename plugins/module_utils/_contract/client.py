# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One connection that is kept open, and what comes back on it. Nothing is ever sent twice."""

from __future__ import annotations

import http.client
import selectors
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Protocol

from .target import Target

MAX_ANSWER_BYTES = 16 * 1024 * 1024

# The headers that sign a request, from its method, URL, headers and body.
Sign = Callable[[str, str, Mapping[str, str], bytes], Mapping[str, str]]


class Unanswered(Exception):
    """No complete answer came: refused, reset, cut off, too late or too large."""


@dataclass(frozen=True)
class Reply:
    """An answer; header names in lower case, milliseconds from opening or first byte sent to last byte received."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    milliseconds: float


class Asks(Protocol):
    """Whatever requests can be sent to, one after the other; `connections` says how many were opened for them."""

    connections: int

    def __enter__(self) -> Asks: ...

    def __exit__(self, *_failure: object) -> None: ...

    def request(self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None) -> Reply:
        """Send one request; raises Unanswered."""


class _Connection(http.client.HTTPConnection):
    """Connects to the target's address; TLS is spoken with the name that was asked for."""

    def __init__(self, target: Target, timeout: float, context: ssl.SSLContext | None) -> None:
        super().__init__(target.address, target.port, timeout=timeout)
        self._name = target.hostname
        self._context = context

    def connect(self) -> None:
        super().connect()
        if self._context is not None:
            self.sock = self._context.wrap_socket(self.sock, server_hostname=self._name)


def _closed_by_peer(sock: socket.socket) -> bool:
    """Whether an idle connection has something to say, which can only be that it is closed."""
    with selectors.DefaultSelector() as selector:
        selector.register(sock, selectors.EVENT_READ)
        return bool(selector.select(0))


@contextmanager
def _deadline(sock: socket.socket, seconds: float) -> Iterator[None]:
    """End the exchange after so long, also when the other side keeps sending a little: raises TimeoutError."""
    expired = threading.Event()

    def expire() -> None:
        expired.set()
        with suppress(OSError):
            sock.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(seconds, expire)
    timer.daemon = True
    timer.start()
    try:
        yield
    except (OSError, http.client.HTTPException):
        if expired.is_set():
            raise TimeoutError from None
        raise
    finally:
        timer.cancel()
    if expired.is_set():
        raise TimeoutError


class Client:
    """Sends requests to one target, one after the other; for one thread. `timeout` in seconds for each request."""

    def __init__(
        self,
        target: Target,
        timeout: float,
        headers: Mapping[str, str] | None = None,
        sign: Sign | None = None,
        context: ssl.SSLContext | None = None,
    ) -> None:
        self._target = target
        self._timeout = timeout
        self._headers = dict(headers or {})
        self._sign = sign
        self._connection = _Connection(target, timeout, context if target.secure else None)
        self.connections = 0

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_failure: object) -> None:
        self._connection.close()

    def request(self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None) -> Reply:
        """Send one request; raises Unanswered. The connection stays open as far as the other side lets it."""
        sent = {"Host": self._target.host, "Accept-Encoding": "identity", **self._headers, **(headers or {})}
        if method == "POST":
            sent.update({"Content-Type": "application/json", "Content-Length": str(len(body))})
        if self._sign is not None:
            sent.update(self._sign(method, self._target.url + path, sent, body))
        try:
            return self._exchange(method, self._target.prefix + path, body, sent)
        except (OSError, http.client.HTTPException) as error:
            self._connection.close()
            raise Unanswered(_reason(error, self._timeout)) from error

    def _open(self) -> socket.socket:
        """The connection to send on. One that was closed while idle is replaced before anything is sent on it."""
        if self._connection.sock is not None and _closed_by_peer(self._connection.sock):
            self._connection.close()
        if self._connection.sock is None:
            self._connection.connect()
            self.connections += 1
        return self._connection.sock

    def _exchange(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Reply:
        started = time.perf_counter()
        with _deadline(self._open(), self._timeout):
            refused = self._send(method, path, body, headers)
            try:
                response = self._connection.getresponse()
            except (OSError, http.client.HTTPException) as error:
                raise refused or error from error
            content = _content(response)
        milliseconds = (time.perf_counter() - started) * 1000
        if refused is not None:
            self._connection.close()
        received = {name.lower(): value for name, value in response.getheaders()}
        return Reply(response.status, received, content, milliseconds)

    def _send(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> OSError | None:
        """Send all of it, or what is taken: a body that is too large may be answered before it was read."""
        self._connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        for name, value in headers.items():
            self._connection.putheader(name, value)
        self._connection.endheaders()
        try:
            self._connection.send(body)
        except (BrokenPipeError, ConnectionResetError) as error:
            return error
        return None


def _content(response: http.client.HTTPResponse) -> bytes:
    """The whole body, within bounds."""
    content = response.read(MAX_ANSWER_BYTES + 1)
    if len(content) > MAX_ANSWER_BYTES:
        raise OSError(f"the answer is larger than {MAX_ANSWER_BYTES} bytes")
    response.read()  # raises when something is missing, and lets go of the connection when nothing is
    return content


def _reason(error: BaseException, timeout: float) -> str:
    """One phrase about why no answer came, without what was received."""
    match error:
        case TimeoutError():
            return f"no answer within {timeout:g} s"
        case http.client.IncompleteRead():
            return "the answer was cut off"
        case ConnectionRefusedError():
            return "the connection was refused"
        case ConnectionError():
            return "the connection was closed without an answer"
        case ssl.SSLCertVerificationError():
            return f"the certificate is not trusted: {error.verify_message}"
        case OSError():
            return str(error.strerror or error)
        case _:
            return f"the answer is not HTTP ({type(error).__name__})"

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""HTTP for registries: TLS unless the host is this machine, proxies, redirects, retries, streams."""

from __future__ import annotations

import base64
import http.client
import os
import random
import ssl
import time
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.message import Message
from functools import partial
from pathlib import Path
from typing import IO, TypeAlias, TypeVar
from urllib.parse import SplitResult, urljoin, urlsplit

from .errors import RegistryError

ATTEMPTS = 5
REDIRECTS = 5
TIMEOUT_SECONDS = 300.0
RETRIED = (408, 429, 500, 502, 503, 504)

Sleep = Callable[[float], None]
Body: TypeAlias = "bytes | Path | None"
Result = TypeVar("Result")


def is_this_machine(host: str) -> bool:
    """Say whether a host name, without a port, can only mean this machine."""
    return host in ("localhost", "127.0.0.1", "::1") or host.endswith(".localhost")


def base_url(host: str) -> str:
    """Return the URL of a registry: plain HTTP for this machine, HTTPS for all others."""
    return ("http://" if is_this_machine(urlsplit("//" + host).hostname or "") else "https://") + host


class PassingError(RegistryError):
    """What may go well when it is tried again."""


@dataclass
class Answer:
    """An answer whose body may still have to be read. Headers are found in any case."""

    status: int
    headers: Message
    url: str
    _response: http.client.HTTPResponse
    _connection: http.client.HTTPConnection

    def __enter__(self) -> IO[bytes]:
        return self._response

    def __exit__(self, *_exception: object) -> None:
        self._connection.close()

    def read(self) -> bytes:
        """Return the whole body."""
        with self as stream:
            return stream.read()


@dataclass
class Transport:
    """Sends requests. `pause` sleeps between so many *attempts*, in seconds."""

    pause: Sleep = time.sleep
    timeout: float = TIMEOUT_SECONDS
    attempts: int = ATTEMPTS
    _tls: ssl.SSLContext | None = field(default=None, init=False)

    def request(
        self, method: str, url: str, headers: Mapping[str, str], body: Body = None, once: bool = False
    ) -> Answer:
        """Return the answer; follow redirects of GET; repeat what failed in passing, unless it may be sent *once*.

        A body that is a path is streamed from the file. Raises RegistryError when no answer was to be had or
        the URL is plain HTTP to another machine. Credentials do not follow a redirect to another host.
        """
        for _redirect in range(REDIRECTS):
            attempt = partial(self._try, method, url, headers, body)
            answer = attempt() if once else self.repeat(attempt)
            location = answer.headers.get("Location")
            if method != "GET" or answer.status not in (301, 302, 303, 307, 308) or not location:
                return answer
            answer.read()
            target = urljoin(url, location)
            if urlsplit(target).netloc != urlsplit(url).netloc:
                headers = {name: value for name, value in headers.items() if name.lower() != "authorization"}
            url = target
        raise RegistryError(f"{_shown(url)} redirects without end")

    def repeat(self, action: Callable[[], Result]) -> Result:
        """Return what the action does; do it again, after growing pauses, as long as it fails in passing."""
        for attempt in range(self.attempts - 1):
            try:
                return action()
            except PassingError:
                self.pause(random.uniform(0.5, 1.0) * 2**attempt)
        return action()

    def _try(self, method: str, url: str, headers: Mapping[str, str], body: Body) -> Answer:
        try:
            answer = self._once(method, url, headers, body)
        except ssl.SSLCertVerificationError as error:
            raise RegistryError(f"{method} {_shown(url)} failed: {error}") from error
        except (OSError, http.client.HTTPException) as error:
            raise PassingError(f"{method} {_shown(url)} failed: {type(error).__name__}: {error}") from error
        if answer.status in RETRIED:
            reason = answer.read()[:200].decode(errors="replace")
            said = f"HTTP {answer.status}" + (f": {reason}" if reason else "")
            raise PassingError(f"{method} {_shown(url)} failed: {said}", answer.status)
        return answer

    def _once(self, method: str, url: str, headers: Mapping[str, str], body: Body) -> Answer:
        parts = urlsplit(url)
        connection = self._connection(parts)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        sent = {"Host": parts.netloc, "User-Agent": "inferops.aws", **headers}
        try:
            if isinstance(body, Path):
                with body.open("rb") as content:
                    sent["Content-Length"] = str(body.stat().st_size)
                    connection.request(method, target, content, sent)
            else:
                connection.request(method, target, body, sent)
            response = connection.getresponse()
        except BaseException:
            connection.close()
            raise
        return Answer(response.status, response.headers, url, response, connection)

    def _connection(self, parts: SplitResult) -> http.client.HTTPConnection:
        host = parts.hostname or ""
        if is_this_machine(host):
            # *.localhost is this machine, whether the resolver knows it or not.
            address = "127.0.0.1" if host.endswith(".localhost") else host
            if parts.scheme == "http":
                return http.client.HTTPConnection(address, parts.port, timeout=self.timeout)
        if parts.scheme != "https":
            raise RegistryError(f"{_shown(parts.geturl())} is not HTTPS; plain HTTP is for this machine only")
        self._tls = self._tls or ssl.create_default_context(cafile=os.environ.get("AWS_CA_BUNDLE") or None)
        proxy = None if urllib.request.proxy_bypass(host) else urllib.request.getproxies().get("https")
        if not proxy:
            return http.client.HTTPSConnection(host, parts.port, timeout=self.timeout, context=self._tls)
        through = urlsplit(proxy if "://" in proxy else "http://" + proxy)
        connection = http.client.HTTPSConnection(
            through.hostname or "", through.port or 8080, timeout=self.timeout, context=self._tls
        )
        connection.set_tunnel(host, parts.port or 443, _proxy_login(through))
        return connection


def _proxy_login(proxy: SplitResult) -> dict[str, str]:
    if not proxy.username:
        return {}
    login = f"{proxy.username}:{proxy.password or ''}".encode()
    return {"Proxy-Authorization": "Basic " + base64.b64encode(login).decode()}


def _shown(url: str) -> str:
    """Return a URL as it may be shown: what comes after the path may be a signature."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.hostname}{f':{parts.port}' if parts.port else ''}{parts.path}"

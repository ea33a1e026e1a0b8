# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A registry in this process: a small one that speaks the OCI distribution protocol and can be made to misbehave."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest


class FakeRegistry:
    """What the registry holds, what it was asked for (`POST blobs/uploads/`), and how it misbehaves."""

    def __init__(self) -> None:
        self.blobs: dict[str, bytes] = {}
        self.manifests: dict[str, tuple[str, bytes]] = {}
        self.tags: dict[str, str] = {}
        self.requests: list[str] = []
        self.logins: list[str] = []
        self.authorization = ""
        self.failures: dict[str, list[int]] = {}
        self.redirect_blobs_to = ""
        self.uploads_go_to: FakeRegistry | None = None
        self.says_digest = ""
        self._uploads: dict[str, bytes] = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        return f"http://registry.localhost:{self.port}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def put(self, data: bytes) -> str:
        digest = "sha256:" + hashlib.sha256(data).hexdigest()
        self.blobs[digest] = data
        return digest

    def put_manifest(self, reference: str, media_type: str, data: bytes) -> str:
        digest = "sha256:" + hashlib.sha256(data).hexdigest()
        self.manifests[digest] = (media_type, data)
        if not reference.startswith("sha256:"):
            self.tags[reference] = digest
        return digest

    def answer(self, method: str, url: str, headers: Any, body: bytes) -> tuple[int, dict[str, str], bytes]:
        """Answer one request."""
        parts = urlsplit(url)
        if parts.path == "/token":
            return 200, {}, json.dumps({"token": "anonymous"}).encode()
        asked = parts.path.partition("/v2/team/digits/")[2]
        self.requests.append(f"{method} {asked.partition('/u-')[0]}")
        self.logins.append(headers.get("Authorization") or "")
        pending = self.failures.get(method, [])
        if pending:
            return pending.pop(0), {}, b"try again"
        if self.authorization and self.logins[-1] != self.authorization:
            challenge = f'Bearer realm="http://127.0.0.1:{self.port}/token",service="here",scope="pull"'
            return 401, {"WWW-Authenticate": challenge}, b""
        kind, _slash, name = asked.partition("/")
        if asked.startswith("blobs/uploads/"):
            return self._upload(method, parts.path, parse_qs(parts.query), body)
        return self._blob(name) if kind == "blobs" else self._manifest(method, name, headers, body)

    def _upload(
        self, method: str, path: str, query: dict[str, list[str]], body: bytes
    ) -> tuple[int, dict[str, str], bytes]:
        if method == "POST":
            where = f"/v2/team/digits/blobs/uploads/u-{len(self._uploads)}"
            keeper = self.uploads_go_to or self
            keeper._uploads[where] = b""
            return 202, {"Location": f"{keeper.url if self.uploads_go_to else ''}{where}?state=kept"}, b""
        self._uploads[path] += body
        if method == "PATCH":
            return 202, {"Location": f"{path}?state=kept"}, b""
        assert query["state"] == ["kept"]
        if self.put(self._uploads[path]) != query["digest"][0]:
            return 400, {}, _errors("DIGEST_INVALID", "not what was said")
        return 201, {}, b""

    def _blob(self, digest: str) -> tuple[int, dict[str, str], bytes]:
        if digest not in self.blobs:
            return 404, {}, _errors("BLOB_UNKNOWN", "no such blob")
        if self.redirect_blobs_to:
            return 307, {"Location": f"{self.redirect_blobs_to}/v2/team/digits/blobs/{digest}"}, b""
        return 200, {}, self.blobs[digest]

    def _manifest(self, method: str, name: str, headers: Any, body: bytes) -> tuple[int, dict[str, str], bytes]:
        if method == "PUT":
            digest = "sha256:" + hashlib.sha256(body).hexdigest()
            if self.tags.get(name, digest) != digest:
                return 400, {}, _errors("TAG_INVALID", f"the tag '{name}' is immutable")
            self.put_manifest(name, headers["Content-Type"], body)
            return 201, {"Docker-Content-Digest": digest}, b""
        digest = self.tags.get(name, name)
        if digest not in self.manifests:
            return 404, {}, _errors("MANIFEST_UNKNOWN", "no such manifest")
        media_type, data = self.manifests[digest]
        return 200, {"Content-Type": media_type, "Docker-Content-Digest": self.says_digest or digest}, data

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        registry = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _serve(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                status, headers, data = registry.answer(self.command, self.path, self.headers, body)
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(data)

            do_GET = do_HEAD = do_POST = do_PATCH = do_PUT = _serve

            def log_message(self, *_arguments: Any) -> None:
                pass

        return Handler


def _errors(code: str, message: str) -> bytes:
    return json.dumps({"errors": [{"code": code, "message": message}]}).encode()


@pytest.fixture
def registry() -> Iterator[FakeRegistry]:
    made = FakeRegistry()
    yield made
    made.close()

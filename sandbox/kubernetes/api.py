# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Speak to a control plane as its administrator or with a token, with nothing but the standard library."""

from __future__ import annotations

import contextlib
import http.client
import json
import ssl
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from ..settings import HOST

MANAGER = "eks"
_TIMEOUT = 20.0
#: Kinds that are made here: the path of their API, their plural, whether they are in a namespace.
_KINDS = {
    "Event": ("/api/v1", "events", True),
    "Namespace": ("/api/v1", "namespaces", False),
    "Node": ("/api/v1", "nodes", False),
    "Service": ("/api/v1", "services", True),
    "ServiceAccount": ("/api/v1", "serviceaccounts", True),
    "DaemonSet": ("/apis/apps/v1", "daemonsets", True),
    "Deployment": ("/apis/apps/v1", "deployments", True),
    "ClusterRole": ("/apis/rbac.authorization.k8s.io/v1", "clusterroles", False),
    "MutatingAdmissionPolicy": ("/apis/admissionregistration.k8s.io/v1", "mutatingadmissionpolicies", False),
    "MutatingAdmissionPolicyBinding": (
        "/apis/admissionregistration.k8s.io/v1",
        "mutatingadmissionpolicybindings",
        False,
    ),
    "APIService": ("/apis/apiregistration.k8s.io/v1", "apiservices", False),
}


class ApiError(Exception):
    """A refusal by the API server, or no answer (status 0)."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class Api:
    """The API server on a port of this machine, whose authority's certificate is a file.

    What reads keeps its connection, one for each thread: those who look every second would else spend more on greetings
    than on what they ask.
    """

    def __init__(self, port: int, authority: Path, token: str = "") -> None:
        self._port = port
        self._context = ssl.create_default_context(cafile=str(authority))
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._kept = threading.local()

    @classmethod
    def of_administrator(cls, port: int, pki: Path) -> Api:
        """Ask with the certificate of the administrator."""
        api = cls(port, pki / "ca.crt")
        api._context.load_cert_chain(str(pki / "admin.crt"), str(pki / "admin.key"))
        return api

    def get(self, path: str, **query: str) -> Any:
        return self._ask("GET", path, query)

    def create(self, content: Mapping[str, Any]) -> Any:
        return self.post(collection_of(content), content)

    def post(self, path: str, content: Mapping[str, Any]) -> Any:
        return self._ask("POST", path, {}, content)

    def apply(self, content: Mapping[str, Any]) -> Any:
        """Make the object, or make it so; fields that others set stay."""
        query = {"fieldManager": MANAGER, "force": "true"}
        return self._ask("PATCH", path_of(content), query, content, "application/apply-patch+yaml")

    def merge(self, path: str, changes: Mapping[str, Any]) -> Any:
        return self._ask("PATCH", path, {}, changes, "application/merge-patch+json")

    def replace(self, path: str, content: Mapping[str, Any]) -> Any:
        return self._ask("PUT", path, {}, content)

    def delete(self, path: str, **query: str) -> bool:
        """Whether there was something to delete."""
        try:
            self._ask("DELETE", path, query)
        except ApiError as error:
            if error.status != 404:
                raise
            return False
        return True

    def _ask(
        self,
        method: str,
        path: str,
        query: Mapping[str, str],
        body: Mapping[str, Any] | None = None,
        content_type: str = "application/json",
    ) -> Any:
        target = f"{path}?{urlencode(query)}" if query else path
        payload = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": content_type, "Accept": "application/json", **self._headers}
        try:
            status, text = self._answer(method, target, payload, headers)
        except (OSError, http.client.HTTPException) as error:
            raise ApiError(0, f"{method} {path}: {error}") from error
        if status >= 400:
            raise ApiError(status, f"{method} {path}: {status} {text[:500]}")
        return json.loads(text) if text.startswith(("{", "[")) else text

    def _answer(self, method: str, target: str, payload: bytes | None, headers: Mapping[str, str]) -> tuple[int, str]:
        kept: http.client.HTTPSConnection | None = getattr(self._kept, "connection", None)
        if method != "GET":
            # Over a connection that the other side is closing nobody knows whether a write arrived.
            with contextlib.closing(self._connection()) as connection:
                return _exchange(connection, method, target, payload, headers)
        if kept is not None:
            # The other side ends what nobody used for a while. One that does not answer would not do so now either.
            with contextlib.suppress(ConnectionError, ssl.SSLEOFError, http.client.HTTPException):
                return _exchange(kept, method, target, payload, headers)
            kept.close()
        self._kept.connection = self._connection()
        return _exchange(self._kept.connection, method, target, payload, headers)

    def _connection(self) -> http.client.HTTPSConnection:
        return http.client.HTTPSConnection(HOST, self._port, timeout=_TIMEOUT, context=self._context)


def _exchange(
    connection: http.client.HTTPSConnection,
    method: str,
    target: str,
    payload: bytes | None,
    headers: Mapping[str, str],
) -> tuple[int, str]:
    connection.request(method, target, payload, dict(headers))
    answer = connection.getresponse()
    return answer.status, answer.read().decode("utf-8", "replace")


def collection_of(content: Mapping[str, Any]) -> str:
    base, plural, is_namespaced = _KINDS[content["kind"]]
    namespace = content["metadata"].get("namespace")
    return f"{base}/namespaces/{namespace}/{plural}" if is_namespaced else f"{base}/{plural}"


def path_of(content: Mapping[str, Any]) -> str:
    return f"{collection_of(content)}/{quote(content['metadata']['name'], safe='')}"

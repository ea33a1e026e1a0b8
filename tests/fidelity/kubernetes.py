# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""As much of an API server of Kubernetes as the modules of kubernetes.core need for a ConfigMap."""

from __future__ import annotations

import contextlib
import http.server
import json
import typing as t

import yaml

from tests.tools.serving import serving

TOKEN = "let me in"
VERBS = ["create", "delete", "get", "list", "patch", "update"]
CORE = {
    "kind": "APIResourceList",
    "groupVersion": "v1",
    "resources": [
        {"name": "namespaces", "singularName": "", "namespaced": False, "kind": "Namespace", "verbs": VERBS},
        {"name": "configmaps", "singularName": "", "namespaced": True, "kind": "ConfigMap", "verbs": VERBS},
    ],
}
FIXED: dict[str, t.Any] = {
    "/version": {"major": "1", "minor": "36", "gitVersion": "v1.36.0"},
    "/api": {"kind": "APIVersions", "versions": ["v1"]},
    "/apis": {"kind": "APIGroupList", "apiVersion": "v1", "groups": []},
    "/api/v1": CORE,
    "/api/v1/namespaces/default": {"kind": "Namespace", "apiVersion": "v1", "metadata": {"name": "default"}},
}
MAPS = "/api/v1/namespaces/default/configmaps"
Thing = dict[str, t.Any]


class Handler(http.server.BaseHTTPRequestHandler):
    """Keeps ConfigMaps of one namespace; a patch replaces the data that it names."""

    kept: dict[str, Thing]

    def do_GET(self) -> None:
        path = self._path
        if path == MAPS:
            items = [self.kept[name] for name in sorted(self.kept)]
            self._answer({"kind": "ConfigMapList", "apiVersion": "v1", "metadata": {}, "items": items})
        else:
            self._answer(FIXED.get(path) or self.kept.get(path.removeprefix(f"{MAPS}/")))

    def do_POST(self) -> None:
        self._keep(self._body())

    def do_PUT(self) -> None:
        self._keep(self._body())

    def do_PATCH(self) -> None:
        body = self._body()
        before = self.kept.get(body["metadata"]["name"], {})
        self._keep({**before, **body, "data": {**before.get("data", {}), **body.get("data", {})}})

    def do_DELETE(self) -> None:
        self._answer(self.kept.pop(self._path.removeprefix(f"{MAPS}/"), None))

    def log_message(self, *_args: object) -> None:
        """Say nothing."""

    @property
    def _path(self) -> str:
        return self.path.partition("?")[0].rstrip("/")

    def _body(self) -> Thing:
        body: Thing = yaml.safe_load(self.rfile.read(int(self.headers["Content-Length"])))
        return body

    def _keep(self, thing: Thing) -> None:
        made = {**thing, "metadata": {**thing["metadata"], "namespace": "default", "resourceVersion": "1"}}
        if "dryRun" not in self.path:
            self.kept[made["metadata"]["name"]] = made
        self._answer(made)

    def _answer(self, thing: t.Any) -> None:
        status = 200 if thing else 404
        if self.headers.get("Authorization") != f"Bearer {TOKEN}":
            status, thing = 401, None
        failure = {"kind": "Status", "status": "Failure", "code": status, "message": f"this is a {status}"}
        content = json.dumps(thing or failure).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


@contextlib.contextmanager
def cluster() -> t.Iterator[str]:
    """Serve a cluster of its own on a free port of this machine."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), type("Own", (Handler,), {"kept": {}}))
    with serving(server):
        yield f"http://127.0.0.1:{server.server_port}"

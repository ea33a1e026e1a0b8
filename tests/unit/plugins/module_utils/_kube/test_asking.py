# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reading from an API server with a token, and with a kubeconfig."""

from __future__ import annotations

import http.server
from collections.abc import Iterator
from pathlib import Path

import pytest
from botocore.httpsession import where

from ansible_collections.inferops.aws.plugins.module_utils._kube.asking import (
    Unanswered,
    kubeconfig_fault,
    of_eks,
    of_kubeconfig,
)

from .served import answering, written

TRIED = "the path of a kubeconfig whose cluster answers; this one's: "
THERE = "/api/v1/namespaces/pages/services/digits?a=%3D"
HELD = {THERE: b'{"kind": "Service"}', "/api": b'{"kind": "APIVersions", "versions": ["v1"]}'}


class Server(http.server.BaseHTTPRequestHandler):
    """An API server with one object, for who says `let me in`."""

    def do_GET(self) -> None:
        let_in = self.headers.get("Authorization") == "Bearer let me in"
        status = 403 if not let_in else 200 if self.path in HELD else 404
        self.send_response(status)
        self.end_headers()
        self.wfile.write(HELD.get(self.path, b"page not found"))

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with answering(Server) as found:
        yield found


def asked(address: str, how: str, folder: Path, token: str = "let me in", path: str = THERE) -> dict[str, object]:
    if how == "eks":
        # Some certificate: this server shows none.
        return of_eks(address, where(), token)(path)
    return of_kubeconfig(written(folder, address, token), "mine")(path)


@pytest.mark.parametrize("how", ["eks", "kubeconfig"])
def test_what_is_there_is_read_and_what_is_not_is_nothing(address: str, how: str, tmp_path: Path) -> None:
    assert asked(address, how, tmp_path) == {"kind": "Service"}
    assert asked(address, how, tmp_path, path="/api/v1/namespaces/pages/services/another") == {}


@pytest.mark.parametrize("how", ["eks", "kubeconfig"])
def test_who_may_not_see_it_and_who_reaches_nobody_know_nothing(address: str, how: str, tmp_path: Path) -> None:
    with pytest.raises(Unanswered, match="403"):
        asked(address, how, tmp_path, token="another")
    with pytest.raises(Unanswered):
        asked("http://127.0.0.1:1", how, tmp_path)


def test_a_cluster_that_answers_is_all_right(tmp_path: Path, address: str) -> None:
    assert kubeconfig_fault(written(tmp_path, address)) == ""
    assert kubeconfig_fault(written(tmp_path, address), "mine") == ""


def test_what_is_no_api_server_is_told(tmp_path: Path, address: str) -> None:
    told = kubeconfig_fault(written(tmp_path, f"{address}/elsewhere"))
    assert told == TRIED + "an answer that is not that of an API server"


def test_a_cluster_that_does_not_let_us_in_is_told_from_one_that_nobody_answers_for(
    tmp_path: Path, address: str
) -> None:
    assert kubeconfig_fault(written(tmp_path, address, "somebody")).endswith("this one's: answer 403 Forbidden")
    assert "Connection refused" in kubeconfig_fault(written(tmp_path, "http://127.0.0.1:9"))


def test_a_file_or_a_context_that_is_not_there_is_told_in_one_line(tmp_path: Path, address: str) -> None:
    for told in (kubeconfig_fault(str(tmp_path / "none")), kubeconfig_fault(written(tmp_path, address), "theirs")):
        assert told.startswith(TRIED + "ConfigException: ")
        assert "\n" not in told
    (tmp_path / "broken").write_text("{")
    assert "\n" not in kubeconfig_fault(str(tmp_path / "broken"))

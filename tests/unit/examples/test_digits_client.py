# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
import socket

import client
import pytest
from app.server import Server


def url(server: Server, host: str = "127.0.0.1") -> str:
    return f"http://{host}:{server.server_port}"


def test_reports_accuracy_and_latency(server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    assert client.main([url(server), "--json"]) == 0
    report = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert report["images"] == 100
    assert report["accuracy"] >= 0.95
    assert 0 < report["p50_ms"] <= report["p95_ms"] <= report["max_ms"]


def test_reaches_names_under_localhost_that_no_resolver_knows(
    server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    assert client.main([url(server, "a1b2.execute-api.localhost"), "--limit", "3"]) == 0
    assert "3 held-out images" in capsys.readouterr().out


def test_fails_below_the_accuracy_asked_for(server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    assert client.main([url(server), "--limit", "3", "--min-accuracy", "1.1"]) == 1
    assert "below 1.1" in capsys.readouterr().err


def test_fails_when_an_answer_is_not_200(server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    assert client.main([url(server) + "/elsewhere", "--limit", "3"]) == 1
    assert "status 404" in capsys.readouterr().err


def test_fails_when_nobody_answers(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    assert client.main([f"http://127.0.0.1:{port}", "--limit", "3"]) == 1
    assert "no answer" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["ftp://x"], ["nowhere"], ["http://127.0.0.1", "--limit", "0"]])
def test_wrong_arguments(arguments: list[str]) -> None:
    assert client.main(arguments) == 2


@pytest.mark.parametrize(("percent", "value"), [(50, 2.0), (95, 4.0), (100, 4.0), (1, 1.0)])
def test_percentiles_are_by_nearest_rank(percent: float, value: float) -> None:
    assert client.percentile([4.0, 1.0, 3.0, 2.0], percent) == value

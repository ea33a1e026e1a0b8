# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from ansible.module_utils.testing import patch_module_args
from app.handler import respond
from app.server import Server
from app.settings import Settings
from app.workload import Workload

from ansible_collections.inferops.aws.plugins.modules import endpoint_test
from tests.tools.serving import serving

HELD_OUT = Path(__file__).resolve().parents[4] / "examples" / "digits" / "data" / "held_out.json"


class Ran(Exception):
    """What the module returned."""


@pytest.fixture(autouse=True)
def _no_aws(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("AWS_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION", "AWS_URL", "AWS_ENDPOINT_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


@pytest.fixture
def server() -> Iterator[Server]:
    with serving(Server(("127.0.0.1", 0), Workload(Settings()))) as running:
        yield running


@pytest.fixture
def execute(capsys: pytest.CaptureFixture[str]) -> Any:
    """Run the module as Ansible does; what it printed as its result."""

    def executed(**arguments: Any) -> dict[str, Any]:
        with patch_module_args(arguments), pytest.raises(SystemExit):
            endpoint_test.main()
        result: dict[str, Any] = json.loads(capsys.readouterr().out.splitlines()[-1])
        return result

    return executed


def url(server: Server) -> str:
    return f"http://a1.execute-api.localhost:{server.server_port}"


def test_a_good_endpoint(server: Server, execute: Any) -> None:
    labels = json.loads(HELD_OUT.read_text(encoding="utf-8"))["labels"]
    result = execute(url=url(server), instances_file=str(HELD_OUT))
    assert result["changed"] is False
    assert "failed" not in result
    assert len(result["checks"]) == 7
    assert result["latency"]["count"] == result["requests"]["sent"] == 100
    wrong = execute(url=url(server), instances_file=str(HELD_OUT), expected=[label + 1 for label in labels])
    assert wrong["failed"] is True


def test_a_bad_endpoint_fails_with_one_line_and_everything_that_was_seen(server: Server, execute: Any) -> None:
    result = execute(url=url(server) + "/elsewhere", checks=["ping", "wrong_input"])
    assert result["failed"] is True
    assert result["msg"].startswith(
        f"{url(server)}/elsewhere breaks the contract, 2 of 2 checks failed: ping: status 404"
    )
    assert "\n" not in result["msg"]
    assert [(check["name"], check["passed"], check["status"]) for check in result["checks"]] == [
        ("ping", False, 404),
        ("wrong_input", False, 404),
    ]


@pytest.mark.parametrize("address", [None, "", "known after apply"])
def test_check_mode_sends_nothing_and_needs_no_endpoint(
    server: Server, execute: Any, capsys: pytest.CaptureFixture[str], address: str | None
) -> None:
    result = execute(url=url(server) if address is None else address, _ansible_check_mode=True)
    assert result["skipped"] is True
    assert result["changed"] is False
    assert result["checks"] == []
    assert '"event"' not in capsys.readouterr().out  # the workload logs every request


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ({"url": "nowhere"}, "url is 'nowhere'"),
        ({"url": "http://127.0.0.1"}, "instances is empty"),
        ({"url": "http://127.0.0.1", "instances_file": "/nonexistent"}, "instances_file cannot be read"),
        ({"url": "http://127.0.0.1", "instances_file": __file__}, "instances_file is not JSON"),
        ({"url": "http://127.0.0.1", "instances": [], "instances_file": "x"}, "mutually exclusive"),
        ({"url": "http://127.0.0.1", "checks": ["pong"]}, "checks must be one or more of"),
        ({"url": "http://127.0.0.1", "checks": ["ping"], "requests": -1}, "requests is -1"),
        ({"url": "http://127.0.0.1", "checks": ["ping"], "sign": True}, "region"),
        ({"url": "http://127.0.0.1", "checks": ["ping"], "sign": True, "region": "eu-central-1"}, "no credentials"),
        (
            {"url": "http://127.0.0.1", "checks": ["ping"], "sign": True, "region": "r-1", "profile": "absent"},
            "credentials cannot be used",
        ),
        (
            {"url": "https://127.0.0.1", "checks": ["ping"], "aws_ca_bundle": "/nonexistent"},
            "No such file",
        ),
    ],
)
def test_bad_options_are_named(execute: Any, arguments: dict[str, Any], named: str) -> None:
    result = execute(**arguments)
    assert result["failed"] is True
    assert named in result["msg"]


def test_headers_are_sent_and_never_shown(server: Server, execute: Any) -> None:
    result = execute(url=url(server), checks=["ping"], headers={"X-Token": "top-secret-token", "X-Number": 12345678})
    assert result["checks"][0]["passed"] is True
    assert "top-secret-token" not in json.dumps(result)


def test_signs_with_the_credentials_that_were_given(server: Server, execute: Any) -> None:
    keys = {"access_key": "AKIDEXAMPLE", "secret_key": "a-secret-key", "region": "eu-central-1"}
    result = execute(url=url(server), checks=["ping"], sign=True, **keys)
    assert result["checks"][0]["passed"] is True
    assert "a-secret-key" not in json.dumps(result)


class LambdaApi(BaseHTTPRequestHandler):
    """Lambda's API before the example workload; the server says what is wrong with it."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        event = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        answer = self.server.answer(event)  # type: ignore[attr-defined]
        status, headers, content = answer
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(content))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_arguments: object) -> None:
        """The tests say what happened."""


@pytest.fixture
def lambda_api(monkeypatch: pytest.MonkeyPatch) -> Iterator[ThreadingHTTPServer]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    running = ThreadingHTTPServer(("127.0.0.1", 0), LambdaApi)
    workload = Workload(Settings())
    running.answer = lambda event: (200, {}, json.dumps(respond(workload, event)).encode())  # type: ignore[attr-defined]
    monkeypatch.setenv("AWS_ENDPOINT_URL_LAMBDA", f"http://127.0.0.1:{running.server_port}")
    with serving(running):
        yield running


ALIAS = "arn:aws:lambda:eu-central-1:123456789012:function:digits:live"


@pytest.mark.usefixtures("lambda_api")
def test_a_function_without_an_endpoint_keeps_the_whole_contract(execute: Any) -> None:
    result = execute(function=ALIAS, region="eu-central-1", instances_file=str(HELD_OUT), requests=20)
    assert "failed" not in result
    assert result["url"] == ALIAS
    assert result["counts"] == {"passed": 7, "failed": 0}


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ((404, {"X-Amzn-ErrorType": "ResourceNotFoundException"}, b"{}"), "Lambda refused: ResourceNotFoundException"),
        ((200, {"X-Amz-Function-Error": "Unhandled"}, b'{"errorType": "x"}'), "the function failed (Unhandled)"),
        ((200, {}, b'{"warmup": "confirmed"}'), "the function's answer is not that of an HTTP API"),
    ],
)
def test_a_function_that_does_not_answer_fails_with_what_was_seen(
    execute: Any, lambda_api: ThreadingHTTPServer, answer: tuple[int, dict[str, str], bytes], said: str
) -> None:
    lambda_api.answer = lambda _event: answer  # type: ignore[attr-defined]
    result = execute(function=ALIAS, region="eu-central-1", checks=["ping"])
    assert result["failed"]
    assert said in result["msg"]


def test_it_has_to_be_said_what_to_test(execute: Any) -> None:
    assert "url, function" in execute(checks=["ping"])["msg"]

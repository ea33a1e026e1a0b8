# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the page says of what comes back from the model, over HTTP and from Lambda's API."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from app import handler
from app.server import Server
from app.workload import Workload
from ui import inference
from ui.settings import Settings

ALIAS = "arn:aws:lambda:eu-central-1:123456789012:function:digits:live"
IMAGE = [0] * 64
Answer = tuple[int, dict[str, str], bytes]


@pytest.fixture
def stand_in() -> Iterator[Callable[[Callable[[str, bytes], Answer]], str]]:
    """Starts servers that answer POST as a function says; returns their URL."""
    servers: list[ThreadingHTTPServer] = []

    def start(respond: Callable[[str, bytes], Answer]) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status, headers, content = respond(self.path, body)
                self.send_response(status)
                for name, value in {**headers, "Content-Length": str(len(content))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_arguments: object) -> None:
                """The tests say what happened."""

        running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01}).start()
        servers.append(running)
        return f"http://127.0.0.1:{running.server_port}"

    yield start
    for running in servers:
        running.shutdown()
        running.server_close()


@pytest.fixture(autouse=True)
def credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.delenv("AWS_PROFILE", raising=False)


def function_of(monkeypatch: pytest.MonkeyPatch, url: str, timeout: int = 30) -> Settings:
    """A function behind a server that stands for Lambda's API."""
    monkeypatch.setenv("AWS_ENDPOINT_URL_LAMBDA", url)
    inference.model.cache_clear()
    return Settings(function=ALIAS, region="eu-central-1", timeout=timeout)


def test_an_image_is_classified_over_http(server: Server, held_out: dict[str, Any]) -> None:
    outcome = inference.classify(Settings(url=f"http://127.0.0.1:{server.server_port}"), held_out["instances"][3])
    assert outcome.found is not None
    assert outcome.found.label == held_out["labels"][3]
    assert 0 < outcome.found.probability <= 1
    assert outcome.milliseconds > 0


def test_an_image_is_classified_by_a_function(
    monkeypatch: pytest.MonkeyPatch, stand_in: Any, workload: Workload, held_out: dict[str, Any]
) -> None:
    paths = []

    def lambda_api(path: str, body: bytes) -> Answer:
        paths.append(path)
        return 200, {}, json.dumps(handler.respond(workload, json.loads(body))).encode()

    outcome = inference.classify(function_of(monkeypatch, stand_in(lambda_api)), held_out["instances"][3])
    assert outcome.found is not None
    assert outcome.found.label == held_out["labels"][3]
    assert len(paths) == 1
    assert "digits%3Alive/invocations" in paths[0].replace(":live", "%3Alive")


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (403, b"{}", "This page may not call the model (status 403)."),
        (429, b"{}", "The model is busy (status 429); ask again in a moment."),
        (504, b"{}", "The model took longer than the endpoint before it waits (status 504)."),
        (500, b"secret", "The model failed (status 500); its log says why."),
        (404, b"{}", "There is no model that answers at this address (status 404)."),
        (400, b'{"error": {"message": "too\\n dark"}}', "The model refused the image (status 400): too dark"),
        (200, b"<html>", "The model's answer is not a prediction; the log of this page has it."),
        (200, b'{"predictions": []}', "The model's answer is not a prediction; the log of this page has it."),
        (
            200,
            b'{"predictions": [{"label": 3, "probability": 7}]}',
            "The model's answer is not a prediction; the log of this page has it.",
        ),
    ],
)
def test_an_http_answer_without_a_prediction_is_one_sentence(
    stand_in: Any, status: int, body: bytes, said: str
) -> None:
    url = stand_in(lambda _path, _body: (status, {}, body))
    assert inference.classify(Settings(url=url), IMAGE).problem == said


@pytest.mark.parametrize(
    ("status", "headers", "body", "said"),
    [
        (429, {"X-Amzn-ErrorType": "TooManyRequestsException"}, b"{}", "The model is busy (TooManyRequestsException)"),
        (403, {"X-Amzn-ErrorType": "AccessDeniedException"}, b"{}", "This page may not call the model"),
        (404, {"X-Amzn-ErrorType": "ResourceNotFoundException"}, b"{}", "The function of the model does not exist."),
        (200, {"X-Amz-Function-Error": "Unhandled"}, b'{"errorMessage": "x"}', "The function failed (Unhandled)"),
        (200, {}, b'{"warmup": "confirmed"}', "The function's answer is not an HTTP answer."),
    ],
)
def test_a_function_that_gives_no_prediction_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, stand_in: Any, status: int, headers: dict[str, str], body: bytes, said: str
) -> None:
    url = stand_in(lambda _path, _body: (status, headers, body))
    assert inference.classify(function_of(monkeypatch, url), IMAGE).problem.startswith(said)


def test_what_aws_says_of_a_refusal_is_for_the_log_only(
    monkeypatch: pytest.MonkeyPatch, stand_in: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    message = json.dumps({"Message": "role arn:aws:iam::123456789012:role/secret is not authorized"}).encode()
    url = stand_in(lambda _path, _body: (403, {"X-Amzn-ErrorType": "AccessDeniedException"}, message))
    assert "secret" not in inference.classify(function_of(monkeypatch, url), IMAGE).problem
    assert "secret" in capsys.readouterr().out


def test_a_model_that_takes_too_long_is_not_waited_for(monkeypatch: pytest.MonkeyPatch, stand_in: Any) -> None:
    over = threading.Event()

    def slow(_path: str, _body: bytes) -> Answer:
        over.wait(10)
        return 200, {}, b"{}"

    url = stand_in(slow)
    said = "The model did not answer within 1 seconds."
    assert inference.classify(Settings(url=url, timeout=1), IMAGE).problem == said
    assert inference.classify(function_of(monkeypatch, url, timeout=1), IMAGE).problem == said
    over.set()


def test_a_signed_request_without_credentials_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/nowhere")
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nowhere")
    settings = Settings(url="http://127.0.0.1:1", sign="execute-api", region="eu-central-1")
    inference.model.cache_clear()
    assert inference.classify(settings, IMAGE).problem == "This page has no AWS credentials to call the model with."

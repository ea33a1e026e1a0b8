# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The HTTP contract, once for Lambda and container: a request in, an answer out, never an exception."""

from __future__ import annotations

import json
import time
import traceback
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field

from . import coding
from .instances import parse
from .log import log
from .problems import ClientError, MethodNotAllowed, NotFound
from .workload import Workload

GZIP_FROM_BYTES = 1024  # below this, packing costs more than it saves
LOGGED_CHARACTERS = 200


@dataclass(frozen=True)
class Request:
    """One request; header names in lower case."""

    method: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True)
class Answer:
    """One answer, ready to be sent: `headers` has everything but the length."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def _json(status: int, content: object, **headers: str) -> Answer:
    body = json.dumps(content, separators=(",", ":"), allow_nan=False).encode()
    return Answer(status, {"Content-Type": "application/json", **headers}, body)


def _error(status: int, code: str, message: str, **headers: str) -> Answer:
    return _json(status, {"error": {"code": code, "message": message}}, **headers)


def _ping(workload: Workload, _request: Request) -> Answer:
    return _json(200, {"status": "ok", "model": workload.model().digest})


def _invocations(workload: Workload, request: Request) -> Answer:
    limits = workload.settings
    body = coding.decode(request.body, request.headers.get("content-encoding", ""), limits.max_body_bytes)
    model = workload.model()
    instances = parse(body, model.inputs, model.brightest, limits.max_instances)
    return _json(200, {"predictions": [asdict(model.predict(instance)) for instance in instances]})


ROUTES: Mapping[str, tuple[str, Callable[[Workload, Request], Answer]]] = {
    "/ping": ("GET", _ping),
    "/invocations": ("POST", _invocations),
}


def _route(workload: Workload, request: Request) -> Answer:
    if request.path not in ROUTES:
        raise NotFound("The paths are GET /ping and POST /invocations")
    method, respond = ROUTES[request.path]
    if request.method != method:
        raise MethodNotAllowed(f"{request.path} takes {method} only", allowed=method)
    return respond(workload, request)


def _packed(answer: Answer, accept_encoding: str) -> Answer:
    if len(answer.body) < GZIP_FROM_BYTES:
        return answer
    headers = {**answer.headers, "Vary": "Accept-Encoding"}
    if not coding.accepts_gzip(accept_encoding):
        return Answer(answer.status, headers, answer.body)
    return Answer(answer.status, {**headers, "Content-Encoding": "gzip"}, coding.pack(answer.body))


def _refusal(problem: ClientError) -> Answer:
    allow = {"Allow": problem.allowed} if isinstance(problem, MethodNotAllowed) else {}
    return _error(problem.status, problem.code, str(problem), **allow)


def _guarded(workload: Workload, request: Request) -> Answer:
    try:
        return _route(workload, request)
    except ClientError as problem:
        return _refusal(problem)
    except Exception as failure:
        # The client learns that it failed and nothing else; the reason is for the log.
        log("failure", "error", reason=f"{type(failure).__name__}: {failure}", traceback=traceback.format_exc())
        return _error(500, "internal", "The request could not be answered")


def _logged(answer: Answer, method: str, path: str, bytes_in: int, started: float) -> Answer:
    log(
        "request",
        "error" if answer.status >= 500 else "info",
        method=method[:LOGGED_CHARACTERS],
        path=path[:LOGGED_CHARACTERS],
        status=answer.status,
        ms=round((time.perf_counter() - started) * 1000, 2),
        bytes_in=bytes_in,
        bytes_out=len(answer.body),
    )
    return answer


def refuse(problem: ClientError, method: str = "", path: str = "") -> Answer:
    """Answer and log a request that could not even be read. Never raises."""
    return _logged(_refusal(problem), method, path, 0, time.perf_counter())


def answer(workload: Workload, request: Request) -> Answer:
    """Answer one request and log it. Never raises."""
    started = time.perf_counter()
    packed = _packed(_guarded(workload, request), request.headers.get("accept-encoding", ""))
    return _logged(packed, request.method, request.path, len(request.body), started)

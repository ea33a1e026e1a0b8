# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pass a request on to the emulator that answers it, and write down what happened."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import aiohttp
from aiohttp import web
from multidict import CIMultiDict
from yarl import URL

from . import faults, requests
from .faults import Fault, Faults
from .recorder import Recorder
from .requests import Request
from .upstream import Upstreams

_LARGEST_BUFFERED = 1024 * 1024
_CHUNK = 256 * 1024
#: Headers that belong to a connection and not to a message (RFC 9110, 7.6.1), and those that only we may set.
_NOT_PASSED = frozenset(
    {"connection", "keep-alive", "proxy-connection", "te", "trailer", "upgrade", "transfer-encoding", "expect",
     "x-sandbox-token", "x-sandbox-authorize", "x-moto-account-id"}
)  # fmt: skip
_OURS = frozenset({"x-sandbox-account", "x-sandbox-invocations", "connection", "keep-alive", "transfer-encoding"})
_ERROR_CODE = re.compile(rb'<Code>([^<]+)</Code>|"(?:__type|code|Code)"\s*:\s*"([^"]+)"')


@dataclass
class Outcome:
    """What became of a request."""

    status: int = 0
    account: str | None = None
    error: str | None = None
    fault: dict[str, Any] | None = None
    invocations: tuple[dict[str, Any], ...] = ()
    version: str | None = None


class Proxy:
    """Everything that reaches the front and is not for the front itself."""

    def __init__(self, upstreams: Upstreams, rules: Faults, recorder: Recorder) -> None:
        self._upstreams = upstreams
        self._faults = rules
        self._recorder = recorder
        self._accounts: dict[str, str] = {}

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        started = time.perf_counter()
        outcome = Outcome()
        body = await _body(request)
        form = body if isinstance(body, bytes) else b""
        what = await self._located(requests.identify(request.method, request.raw_path, request.headers, form))
        try:
            return await self._answer(request, what, body, outcome)
        except (aiohttp.ClientError, OSError) as error:
            outcome.error = f"{type(error).__name__}: {error}"
            outcome.status = outcome.status or 502
            return web.json_response({"message": f"the emulator did not answer: {error}"}, status=502)
        finally:
            self._record(request, what, outcome, time.perf_counter() - started)

    async def _located(self, what: Request) -> Request:
        """Complete the account and the region where the request itself does not say them."""
        if what.api:
            account, region = await self._upstreams.owner(what.api)
            return replace(what, account=account, region=region)
        if what.access_key and what.access_key in self._accounts:
            return replace(what, account=self._accounts[what.access_key])
        return what

    async def _answer(
        self, request: web.BaseRequest, what: Request, body: bytes | aiohttp.StreamReader, outcome: Outcome
    ) -> web.StreamResponse:
        fault = await self._fault(what, request, outcome)
        if fault:
            return _refused(fault, what, request, outcome)
        passed = _passed(request)
        upstream = self._upstreams.emulator
        if self._upstreams.is_for_moto(what):
            body = body if isinstance(body, bytes) else await body.read()
            action = f"{what.scope}:{what.operation}"
            status, verdict = await self._upstreams.authorize(request.method, request.raw_path, passed, body, action)
            outcome.account = verdict["account"]
            if status != 200:
                return _denied(outcome, verdict)
            passed["x-moto-account-id"] = verdict["account"]
            upstream = self._upstreams.moto
        return await self._pass(request, URL(upstream + request.raw_path, encoded=True), passed, body, outcome)

    async def _fault(self, what: Request, request: web.BaseRequest, outcome: Outcome) -> Fault | None:
        """Delay the request as the faults in force say; return the one that refuses it, if one does."""
        refusing = None
        for fault in self._faults.matching(what, request.path):
            outcome.fault = {"id": fault.id, "status": fault.status, "latency_ms": fault.latency_ms}
            if fault.latency_ms:
                await asyncio.sleep(fault.latency_ms / 1000)
            if fault.status:
                refusing = fault
                break
        return refusing

    async def _pass(
        self,
        request: web.BaseRequest,
        url: URL,
        headers: CIMultiDict[str],
        body: bytes | aiohttp.StreamReader,
        outcome: Outcome,
    ) -> web.StreamResponse:
        data = (body or None) if isinstance(body, bytes) else body.iter_chunked(_CHUNK)
        async with self._upstreams.session.request(
            request.method, url, headers=headers, data=data, allow_redirects=False
        ) as answer:
            _learn(answer, outcome)
            passed = CIMultiDict((key, value) for key, value in answer.headers.items() if key.lower() not in _OURS)
            length = answer.content_length
            if request.method == "HEAD" or (length is not None and length <= _LARGEST_BUFFERED):
                payload = await answer.read()
                if answer.status >= 400:
                    outcome.error = _error_code(answer.headers, payload)
                return _whole(request, answer, passed, payload)
            response = web.StreamResponse(status=answer.status, reason=answer.reason, headers=passed)
            await response.prepare(request)
            async for chunk in answer.content.iter_chunked(_CHUNK):
                await response.write(chunk)
            await response.write_eof()
            return response

    def _record(self, request: web.BaseRequest, what: Request, outcome: Outcome, seconds: float) -> None:
        account = what.account or outcome.account
        if what.access_key and account:
            self._accounts[what.access_key] = account
        record: dict[str, Any] = {
            "service": what.service,
            "operation": what.operation,
            "region": what.region,
            "account": account,
            "method": request.method,
            "path": request.raw_path,
            "host": request.headers.get("Host"),
            "status": outcome.status,
            "error": outcome.error,
            "ms": round(seconds * 1000, 1),
            "write": what.write,
            "via": "front",
            "fault": outcome.fault,
        }
        if what.api:
            record["api"] = what.api
        if what.function:
            record.update(function=what.function, qualifier=what.qualifier, version=outcome.version)
        self._recorder.write(record)
        for note in outcome.invocations:
            self._recorder.write(_invocation(note, what.api))


def _invocation(note: Mapping[str, Any], api: str | None) -> dict[str, Any]:
    return {
        "service": "lambda",
        "operation": "Invoke",
        "region": note["region"],
        "account": note["account"],
        "method": "POST",
        "path": f"/2015-03-31/functions/{note['function']}/invocations",
        "status": note["status"],
        "error": None,
        "ms": note["ms"],
        "write": False,
        "via": "apigateway",
        "fault": None,
        "api": api,
        "function": note["function"],
        "qualifier": note["qualifier"],
        "version": note["version"],
    }


async def _body(request: web.BaseRequest) -> bytes | aiohttp.StreamReader:
    """The body: whole when it is small, as a stream when it is large or of unknown length."""
    length = request.content_length
    if not request.body_exists:
        return b""
    if length is not None and length <= _LARGEST_BUFFERED:
        return await request.content.read(-1)
    return request.content


def _passed(request: web.BaseRequest) -> CIMultiDict[str]:
    """The headers to pass on: those that came, but for the connection's own."""
    passed: CIMultiDict[str] = CIMultiDict(
        (key, value) for key, value in request.headers.items() if key.lower() not in _NOT_PASSED
    )
    # AWS's endpoints speak TLS, and a policy may refuse anything else (aws:SecureTransport). The front stands for them,
    # on the loopback only, so what comes through it counts as TLS.
    passed["X-Forwarded-Proto"] = "https"
    return passed


def _refused(fault: Fault, what: Request, request: web.BaseRequest, outcome: Outcome) -> web.Response:
    headers, payload = faults.answer(fault, what, request.headers)
    outcome.status, outcome.error = fault.status or 500, fault.code
    return web.Response(status=outcome.status, headers=headers, body=payload)


def _learn(answer: aiohttp.ClientResponse, outcome: Outcome) -> None:
    outcome.status = answer.status
    outcome.account = outcome.account or answer.headers.get("x-sandbox-account")
    outcome.version = answer.headers.get("X-Amz-Executed-Version")
    outcome.invocations = tuple(json.loads(answer.headers.get("x-sandbox-invocations", "[]")))


def _whole(
    request: web.BaseRequest, answer: aiohttp.ClientResponse, headers: CIMultiDict[str], payload: bytes
) -> web.Response:
    if request.method != "HEAD":
        headers.pop("Content-Length", None)
        return web.Response(status=answer.status, reason=answer.reason, headers=headers, body=payload)
    return web.Response(status=answer.status, reason=answer.reason, headers=headers)


def _denied(outcome: Outcome, verdict: Mapping[str, Any]) -> web.Response:
    outcome.status, outcome.error = 403, verdict["code"]
    payload = {"__type": verdict["code"], "message": verdict["message"]}
    return web.json_response(payload, status=403, headers={"x-amzn-ErrorType": verdict["code"]})


def _error_code(headers: Mapping[str, str], payload: bytes) -> str | None:
    named = headers.get("x-amzn-ErrorType")
    if named:
        return named.partition(":")[0]
    found = _ERROR_CODE.search(payload[:4096])
    return (found[1] or found[2]).decode("utf-8", "replace").rpartition("#")[2] if found else None

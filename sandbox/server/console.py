# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The front's own endpoint: health, faults, reset. Answered on the loopback address only."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
from aiohttp import web

from ..control import PREFIX
from ..settings import Settings
from . import profiles
from .faults import BadFault, Faults
from .recorder import Recorder
from .upstream import Upstreams

ACCOUNTS = {"111111111111": "dev", "222222222222": "prod"}


class Console:
    """What `python -m sandbox` and tests ask of the running sandbox."""

    def __init__(self, settings: Settings, upstreams: Upstreams, instance: str) -> None:
        self._settings = settings
        self._upstreams = upstreams
        self._instance = instance
        self._ready = False
        self.faults = Faults()
        self.recorder = Recorder(settings.request_log)

    async def prepare(self, warming: Awaitable[Any]) -> None:
        """Wait for the emulators, make the accounts, and see that a signed call is answered."""
        await asyncio.gather(
            _answering(self._upstreams.session, self._upstreams.emulator + "/_ministack/health"),
            _answering(self._upstreams.session, self._upstreams.moto + "/moto-api/"),
            warming,
        )
        await self._make_accounts()
        self._ready = True

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        routes: dict[tuple[str, str], Callable[[web.BaseRequest], Awaitable[Any]]] = {
            ("GET", "/health"): self._health,
            ("GET", "/mark"): self._mark,
            ("GET", "/faults"): self._list_faults,
            ("POST", "/faults"): self._add_fault,
            ("DELETE", "/faults"): self._clear_faults,
            ("POST", "/reset"): self._reset,
        }
        route = routes.get((request.method, request.path.removeprefix(PREFIX)))
        if route is None:
            return web.json_response({"error": f"no {request.method} {request.path} here"}, status=404)
        try:
            return web.json_response(await route(request))
        except (BadFault, TypeError, ValueError) as error:
            return web.json_response({"error": str(error)}, status=400)

    async def _health(self, _request: web.BaseRequest) -> Any:
        return {
            "ready": self._ready,
            "instance": self._instance,
            "pid": os.getpid(),
            "accounts": ACCOUNTS,
            "last_request": self.recorder.last,
            "faults": len(self.faults.listed()),
        }

    async def _mark(self, _request: web.BaseRequest) -> Any:
        return {"id": self.recorder.last}

    async def _list_faults(self, _request: web.BaseRequest) -> Any:
        return self.faults.listed()

    async def _add_fault(self, request: web.BaseRequest) -> Any:
        return self.faults.add(json.loads(await request.content.read(-1)))

    async def _clear_faults(self, request: web.BaseRequest) -> Any:
        number = request.query.get("id")
        return {"cleared": self.faults.clear(int(number) if number else None)}

    async def _reset(self, _request: web.BaseRequest) -> Any:
        """Empty everything; the accounts are made anew, with new keys."""
        session = self._upstreams.session
        for url in (self._upstreams.emulator + "/_ministack/reset", self._upstreams.moto + "/moto-api/reset"):
            async with session.post(url) as answer:
                answer.raise_for_status()
        self.faults.clear()
        self.recorder.clear()
        self._upstreams.forget()
        await self._make_accounts()
        return {"reset": True, "accounts": ACCOUNTS}

    async def _make_accounts(self) -> None:
        keys = await self._upstreams.ask("/accounts", ACCOUNTS)
        profiles.write(self._settings, ACCOUNTS, keys)
        for key in keys.values():
            await profiles.check(self._upstreams, key)


async def _answering(session: aiohttp.ClientSession, url: str) -> None:
    while True:
        try:
            async with session.get(url) as answer:
                await answer.read()
                return
        except aiohttp.ClientError:
            await asyncio.sleep(0.05)

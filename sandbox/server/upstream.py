# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The two emulators as the front sees them: which one answers a service, and the connections to them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import aiohttp
from multidict import CIMultiDict
from yarl import URL

from ..settings import HOST, Settings
from .requests import Request

#: Credential scopes that ministack does not serve and moto does.
MOTO_SCOPES = frozenset(
    {"sagemaker", "application-autoscaling", "ce", "pricing", "servicequotas", "xray", "synthetics"}
)


class Upstreams:
    """Pooled connections to ministack and moto."""

    def __init__(self, settings: Settings, token: str) -> None:
        self.emulator = f"http://{HOST}:{settings.emulator_port}"
        self.moto = f"http://{HOST}:{settings.moto_port}"
        self._token = token
        self._session: aiohttp.ClientSession | None = None
        self._apis: dict[str, tuple[str, str]] = {}

    @property
    def session(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                # Shorter than the emulators keep theirs, so that none is used that they are just closing.
                connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=15),
                auto_decompress=False,
                cookie_jar=aiohttp.DummyCookieJar(),
                skip_auto_headers=("User-Agent", "Accept", "Accept-Encoding", "Content-Type"),
                timeout=aiohttp.ClientTimeout(total=None),
                read_bufsize=2**18,
            )
        return self._session

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    @staticmethod
    def is_for_moto(request: Request) -> bool:
        return request.scope in MOTO_SCOPES

    async def ask(self, path: str, body: Any = None) -> Any:
        """Ask the emulator's control plane."""
        async with self.session.post(
            self.emulator + path, json=body, headers={"x-sandbox-token": self._token}
        ) as answer:
            return await answer.json()

    async def owner(self, api: str) -> tuple[str | None, str | None]:
        """The account and the region of an API."""
        if api not in self._apis:
            found = await self.ask(f"/apis/{api}")
            if not found:
                return None, None
            self._apis[api] = (found["account"], found["region"])
        return self._apis[api]

    async def authorize(
        self, method: str, target: str, headers: Mapping[str, str], body: bytes, action: str
    ) -> tuple[int, dict[str, Any]]:
        """Have ministack check the signature and the permission of a request that moto will answer."""
        asked: CIMultiDict[str] = CIMultiDict(headers)
        asked.update({"x-sandbox-token": self._token, "x-sandbox-authorize": action})
        url = URL(self.emulator + target, encoded=True)
        async with self.session.request(method, url, headers=asked, data=body) as answer:
            return answer.status, json.loads(await answer.read())

    def forget(self) -> None:
        """Forget what was learned of resources that no longer exist."""
        self._apis.clear()

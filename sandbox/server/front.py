# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The one local endpoint in front of both emulators.

Every request passes through untouched: the raw path, the Host header that the signature covers, the body as it came.
On the way it is identified, written to the request log, and delayed or refused when a fault says so.
"""

from __future__ import annotations

import asyncio
import logging
import os

from aiohttp import web

from .. import settings as configuration
from ..control import PREFIX
from . import models, proxy
from .console import Console
from .upstream import Upstreams


def main() -> None:
    """Run until ended. The configuration comes from the environment that `sandbox up` sets."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    asyncio.run(_serve(configuration.load()))


async def _serve(settings: configuration.Settings) -> None:
    upstreams = Upstreams(settings, os.environ["SANDBOX_CONTROL_TOKEN"])
    console = Console(settings, upstreams, instance=os.environ["SANDBOX_INSTANCE"])
    passing = proxy.Proxy(upstreams, console.faults, console.recorder)

    async def handle(request: web.BaseRequest) -> web.StreamResponse:
        await _go_on(request)
        if request.path.startswith(PREFIX + "/") and _is_local(request):
            return await console.handle(request)
        if request.path == "/_ministack/reset":
            return web.json_response({"error": "python -m sandbox reset"}, status=404)
        return await passing.handle(request)

    server = web.Server(handle, access_log=None, keepalive_timeout=75, auto_decompress=False)
    runner = web.ServerRunner(server)
    await runner.setup()
    await web.TCPSite(runner, configuration.HOST, settings.port).start()
    warming = asyncio.get_running_loop().run_in_executor(None, _warm)
    try:
        await console.prepare(warming)
        await asyncio.Event().wait()
    finally:
        await runner.cleanup()
        await upstreams.close()


async def _go_on(request: web.BaseRequest) -> None:
    """Tell a client that waits for it to send its body: boto3 waits a second before it sends an object unasked."""
    if request.headers.get("Expect", "").lower() == "100-continue" and request.transport is not None:
        request.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")


def _warm() -> None:
    """Read what the first requests will need, while the emulators start."""
    services = models.by_signing_name()
    for scope in ("lambda", "s3", "apigateway"):
        for service in services[scope][:2]:
            _patterns = service.patterns


def _is_local(request: web.BaseRequest) -> bool:
    return request.headers.get("Host", "").rpartition(":")[0] in ("127.0.0.1", "localhost")


if __name__ == "__main__":
    main()

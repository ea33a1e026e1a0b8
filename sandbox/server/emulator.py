# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Start ministack with what the sandbox adds to it: who was asked for, evidence of invocations, stricter behaviour.

Its gateway port is the front's, so that every address it hands out (an API's endpoint, a function's own AWS endpoint)
leads through the front; it listens on the internal port.
"""

from __future__ import annotations

import asyncio
import importlib
import os
import secrets
import threading
from typing import Any

from ..settings import HOST


def main() -> None:
    """Run until ended. The configuration comes from the environment that `sandbox up` sets."""
    port = os.environ.pop("SANDBOX_EMULATOR_PORT")
    token = os.environ.pop("SANDBOX_CONTROL_TOKEN")
    front_port = os.environ.pop("SANDBOX_PORT")
    directory = os.environ.pop("SANDBOX_DIR")
    # Lambda's workers inherit this process's environment: nothing of the sandbox but its mark may be in it.
    for name in ("PYTHONPATH", "SANDBOX_MOTO_PORT", "SANDBOX_VENV"):
        os.environ.pop(name, None)
    os.environ.update(_environment(front_port))

    from . import control_plane, corrections, eks, evidence

    application = importlib.import_module("ministack.app").app
    corrections.install(front_port)
    eks.install(directory, int(port), f"http://{HOST}:{front_port}")
    # Last, so that it stands outermost: an invocation is noted under the name by which it was asked for.
    evidence.install()
    threading.Thread(target=_warm, name="sandbox-warm", daemon=True).start()
    asyncio.run(_serve(control_plane.wrap(application, token), int(port)))


def _environment(front_port: str) -> dict[str, str]:
    return {
        "AUTH": "true",
        "BIND_HOST": HOST,
        "SFTP_HOST": HOST,
        "GATEWAY_PORT": front_port,
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "PERSIST_STATE": "0",
        "S3_PERSIST": "0",
        "LOG_LEVEL": "WARNING",
        # Nobody learns these: the only root is the one that makes the accounts, inside this process.
        "AWS_ACCESS_KEY_ID": "ROOT" + secrets.token_hex(8).upper(),
        "AWS_SECRET_ACCESS_KEY": secrets.token_hex(20),
    }


def _warm() -> None:
    """Import what a deployment will need while nobody waits for it; ministack imports each service when first asked."""
    for name in ("iam", "sts", "lambda_svc", "apigateway", "s3", "cloudwatch_logs", "ecr", "ec2", "tagging"):
        importlib.import_module(f"ministack.services.{name}")


async def _serve(application: Any, port: int) -> None:
    from hypercorn.asyncio import serve
    from hypercorn.config import Config

    config = Config()
    config.bind = [f"{HOST}:{port}"]
    config.keep_alive_timeout = 75
    config.accesslog = None
    await serve(application, config)


if __name__ == "__main__":
    main()

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The same resources deployed by AWS CDK to the same sandbox, where Node is installed.

Its tools are pinned in `benchmarks/cdk/` and kept in the user's cache folder.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from sandbox import client

from .variants import CHECKOUT, Variant, tool

PINS = CHECKOUT / "benchmarks" / "cdk"
ACCOUNT = "111111111111"


def variant(sandbox: client.Sandbox) -> Variant | None:
    """Install and bootstrap CDK, deploy once, and return the unchanged deploy; None where Node is not installed."""
    if not shutil.which("npm"):
        return None
    cache = _installed()
    environment = _environment(sandbox)
    base = (
        str(cache / "node_modules" / ".bin" / "cdk"),
        "--app",
        f"{cache / 'venv' / 'bin' / 'python'} benchmarks/cdk/app.py",
        "--output",
        str(CHECKOUT / "build" / "cdk.out"),
    )
    for verb in (("bootstrap",), ("deploy", "--require-approval", "never")):
        Variant("cdk", (*base[:1], *verb, *base[1:]), environment=environment).seconds()
    deploy = (*base[:1], "deploy", *base[1:], "--require-approval", "never")
    return Variant("cdk deploy, unchanged, the same resources", deploy, environment=environment)


def _installed() -> Path:
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "inferops-aws" / "cdk"
    cache.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(PINS / name, cache)
    _run("npm", "ci", "--no-audit", "--no-fund", "--prefix", str(cache))
    python = cache / "venv" / "bin" / "python"
    if not python.exists():
        _run(tool("uv"), "venv", "--quiet", str(cache / "venv"))
    _run(
        *(tool("uv"), "pip", "sync", "--quiet", "--require-hashes", "--compile-bytecode"),
        *("--python", str(python), str(PINS / "requirements.txt")),
    )
    return cache


def _environment(sandbox: client.Sandbox) -> dict[str, str]:
    return {
        **sandbox.environment,
        "AWS_PROFILE": "sandbox-dev-admin",
        "AWS_ENDPOINT_URL": sandbox.endpoint,
        "AWS_REGION": "eu-central-1",
        "YARDSTICK_ACCOUNT": ACCOUNT,
        "CDK_DISABLE_VERSION_CHECK": "1",
        "CDK_DISABLE_CLI_TELEMETRY": "true",
        "JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION": "1",
        "JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION": "1",
    }


def _run(*command: str) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL)

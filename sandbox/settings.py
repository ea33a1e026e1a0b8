# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the sandbox lives and which ports it uses. Standard library only."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
REQUIREMENTS = CHECKOUT / "requirements" / "sandbox.txt"
HOST = "127.0.0.1"
DEFAULT_PORT = 4566


class SandboxError(Exception):
    """Something the user can act on; its text is the whole message."""


@dataclass(frozen=True)
class Settings:
    """Paths and ports of one sandbox instance.

    `port` is the front, the only one that users talk to; `emulator_port` and `moto_port` are internal.
    """

    directory: Path
    environment: Path
    port: int
    emulator_port: int
    moto_port: int

    @property
    def endpoint(self) -> str:
        return f"http://{HOST}:{self.port}"

    @property
    def state_file(self) -> Path:
        return self.directory / "state.json"

    @property
    def lock_file(self) -> Path:
        return self.directory / "lock"

    @property
    def log_directory(self) -> Path:
        return self.directory / "logs"

    @property
    def temporary_directory(self) -> Path:
        return self.directory / "tmp"

    @property
    def request_log(self) -> Path:
        return self.directory / "requests.jsonl"

    @property
    def kubernetes_directory(self) -> Path:
        """The folders of the control planes, one for each EKS cluster."""
        return self.directory / "kubernetes"

    @property
    def aws_config(self) -> Path:
        return self.directory / "aws" / "config"

    @property
    def aws_credentials(self) -> Path:
        return self.directory / "aws" / "credentials"

    @property
    def python(self) -> Path:
        return self.environment / "bin" / "python"

    def aws_environment(self) -> dict[str, str]:
        """The variables that point an AWS tool at this sandbox; none of them is a secret."""
        return {
            "AWS_CONFIG_FILE": str(self.aws_config),
            "AWS_SHARED_CREDENTIALS_FILE": str(self.aws_credentials),
        }


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from SANDBOX_DIR, SANDBOX_VENV, SANDBOX_PORT, SANDBOX_EMULATOR_PORT and SANDBOX_MOTO_PORT.

    Raises SandboxError when a port is not a port or two of them are the same.
    """
    env = os.environ if environ is None else environ
    port = _port(env, "SANDBOX_PORT", DEFAULT_PORT)
    ports = (port, _port(env, "SANDBOX_EMULATOR_PORT", port + 1), _port(env, "SANDBOX_MOTO_PORT", port + 2))
    if len(set(ports)) != len(ports):
        raise SandboxError(
            f"SANDBOX_PORT, SANDBOX_EMULATOR_PORT and SANDBOX_MOTO_PORT must be three different ports, not {ports}."
        )
    return Settings(
        directory=Path(env.get("SANDBOX_DIR") or CHECKOUT / ".sandbox").absolute(),
        environment=Path(env.get("SANDBOX_VENV") or CHECKOUT / ".sandbox" / "venv").absolute(),
        port=ports[0],
        emulator_port=ports[1],
        moto_port=ports[2],
    )


def _port(env: Mapping[str, str], name: str, default: int) -> int:
    text = env.get(name) or str(default)
    if not text.isdigit() or not 1 <= int(text) <= 65535:
        raise SandboxError(f"{name} is {text!r}; a port is a number from 1 to 65535.")
    return int(text)

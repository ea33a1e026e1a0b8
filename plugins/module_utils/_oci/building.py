# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What all builders have in common: what is to be built, and which of them builds it."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from . import daemonless
from .context import Context
from .errors import ImageError
from .layout import Layout
from .spec import Json, Platform

AUTO = "auto"
DAEMONLESS = "daemonless"
PROBE_SECONDS = 20
SHOWN_LINES = 20


@dataclass(frozen=True)
class Job:
    """What is to be built. `base` takes the place of the image that FROM names."""

    context: Context
    dockerfile: Path
    build_args: Mapping[str, str]
    platform: Platform
    base: str = ""


class Run(Protocol):
    """How a command is run: with variables added to the environment, at most for some seconds, in a folder."""

    def __call__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str] | None = None,
        timeout: float | None = None,
        folder: Path | None = None,
    ) -> subprocess.CompletedProcess[str]: ...


def run(
    command: Sequence[str],
    environment: Mapping[str, str] | None = None,
    timeout: float | None = None,
    folder: Path | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run a command whose two outputs are kept as one; see `Run`."""
    return subprocess.run(
        command,
        env={**os.environ, **(environment or {})},
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        timeout=timeout,
        check=False,
    )


@dataclass(frozen=True)
class Tools:
    """How command line tools are found and run; tests bring their own."""

    which: Callable[[str], str | None] = shutil.which
    run: Run = run


Build = Callable[[Job, Layout, Tools], Json]
"""Builds a job into an empty layout and returns the manifest's descriptor."""


def build_daemonless(job: Job, layout: Layout, _tools: Tools) -> Json:
    """Build without any tool."""
    return daemonless.build(job.context, job.dockerfile, job.build_args, job.platform, layout, job.base)


def invoke(
    tools: Tools, command: Sequence[str], environment: Mapping[str, str] | None = None, folder: Path | None = None
) -> None:
    """Run a tool. Raises ImageError with the end of its output when it fails."""
    try:
        done = tools.run(command, environment, folder=folder)
    except OSError as error:
        raise ImageError(f"{command[0]} could not be run: {error}") from error
    if done.returncode:
        output = "\n".join(done.stdout.strip().splitlines()[-SHOWN_LINES:])
        raise ImageError(f"{' '.join(command[:2])} failed (exit status {done.returncode}):\n{output}")


def works(tools: Tools, command: Sequence[str]) -> bool:
    """Say whether a tool is on PATH and answers: docker without its daemon, say, builds nothing."""
    if tools.which(command[0]) is None:
        return False
    try:
        return tools.run(command, timeout=PROBE_SECONDS).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What all builders have in common: what is to be built, and which of them builds it."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from . import bases, daemonless
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


@dataclass(frozen=True)
class Tools:
    """How command line tools are found and run; tests bring their own. `run` gets a command and more environment."""

    which: Callable[[str], str | None] = shutil.which
    run: Callable[[Sequence[str], Mapping[str, str], float | None], subprocess.CompletedProcess[str]] = field(
        default=lambda command, environment, timeout: _run(command, environment, timeout)
    )


def _run(
    command: Sequence[str], environment: Mapping[str, str], timeout: float | None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        timeout=timeout,
        check=False,
    )


Build = Callable[[Job, Layout, Tools], Json]
"""Builds a job into an empty layout and returns the manifest's descriptor."""


def build_daemonless(job: Job, layout: Layout, _tools: Tools) -> Json:
    """Build without any tool."""
    return daemonless.build(job.context, job.dockerfile, job.build_args, job.platform, layout, job.base)


def invoke(tools: Tools, command: Sequence[str], environment: Mapping[str, str] | None = None) -> str:
    """Run a tool; return its output. Raises ImageError with the end of the output when it fails."""
    try:
        done = tools.run(command, environment or {}, None)
    except OSError as error:
        raise ImageError(f"{command[0]} could not be run: {error}") from error
    if done.returncode:
        output = "\n".join(done.stdout.strip().splitlines()[-SHOWN_LINES:])
        raise ImageError(f"{' '.join(command[:2])} failed (exit status {done.returncode}):\n{output}")
    return done.stdout


def works(tools: Tools, command: Sequence[str]) -> bool:
    """Say whether a tool is on PATH and answers: docker without its daemon, say, builds nothing."""
    if tools.which(command[0]) is None:
        return False
    try:
        return tools.run(command, {}, PROBE_SECONDS).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def base_as_layout(job: Job, folder: Path) -> str:
    """Return a base as docker, podman and buildah name it; one that is a path becomes an OCI image layout."""
    if not bases.is_path(job.base):
        return job.base
    return f"oci:{bases.as_layout(job.base, folder, job.platform).folder}"

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Command lines to time, and how one is timed."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Variant:
    """A command that is run in the checkout. `shown` is what of its environment a reader must set to repeat it."""

    name: str
    command: tuple[str, ...]
    shown: Mapping[str, str] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)

    @property
    def line(self) -> str:
        """The command as one would type it in the checkout with its environment active."""
        variables = [f"{name}={value}" for name, value in self.shown.items()]
        return " ".join([*variables, shlex.join([Path(self.command[0]).name, *self.command[1:]])])

    def seconds(self) -> float:
        """Run it and return the wall seconds of the whole process. Ends the benchmark if it fails."""
        start = time.monotonic()
        done = subprocess.run(
            self.command,
            cwd=CHECKOUT,
            env={**os.environ, **self.environment, **self.shown},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        took = time.monotonic() - start
        if done.returncode:
            raise SystemExit(f"{self.line} failed:\n{done.stdout}{done.stderr}")
        return took


def tool(name: str) -> str:
    """The path of a tool of the environment that this runs in."""
    return str(Path(sys.executable).with_name(name))

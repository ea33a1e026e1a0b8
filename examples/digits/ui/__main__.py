# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Serve the page: `python -m ui`. It ends with one sentence and status 2 when a setting cannot be used."""

from __future__ import annotations

import sys
from pathlib import Path

from streamlit.web import cli

from .settings import Settings, SettingsError, from_environment

SCRIPT = Path(__file__).resolve().with_name("script.py")


def options(settings: Settings) -> list[str]:
    """What Streamlit's server is told: nothing of the visitors leaves, nothing is written, nobody is asked anything."""
    told = {
        "browser.gatherUsageStats": "false",
        "client.showErrorDetails": "none",
        "client.toolbarMode": "minimal",
        "global.developmentMode": "false",
        "server.address": settings.address,  # without it, Streamlit asks a server of its makers for our address
        "server.fileWatcherType": "none",
        "server.headless": "true",
        "server.port": str(settings.port),
    }
    return [f"--{name}={value}" for name, value in told.items()]


def main() -> None:
    """Serve until SIGTERM."""
    try:
        settings = from_environment()
    except SettingsError as error:
        print(error, file=sys.stderr)
        sys.exit(2)
    sys.argv = ["streamlit", "run", str(SCRIPT), *options(settings)]
    cli.main()


if __name__ == "__main__":
    main()

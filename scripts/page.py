# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tests of the example's page, in an environment of its own: what the page is made with is no tool of the checkout.

python scripts/page.py tests/ui         # Streamlit's own test harness
python scripts/page.py tests/browser    # a headless Chromium, which has to be on the PATH
"""

from __future__ import annotations

import sys

from project import BUILD, ROOT, run, tool

REQUIREMENTS = ROOT / "tests" / "ui" / "requirements.txt"
ENVIRONMENT = BUILD / "page" / "venv"


def ensure() -> str:
    """The environment's Python; made anew when the requirements are others."""
    python, installed = ENVIRONMENT / "bin" / "python", ENVIRONMENT / "installed.txt"
    wanted = REQUIREMENTS.read_bytes()
    if not installed.exists() or installed.read_bytes() != wanted:
        run([tool("uv"), "venv", "--quiet", "--clear", "--python", tool("python"), ENVIRONMENT])
        run([tool("uv"), "pip", "sync", "--quiet", "--require-hashes", "--python", python, REQUIREMENTS])
        installed.write_bytes(wanted)
    return str(python)


if __name__ == "__main__":
    run([ensure(), "-m", "pytest", "--quiet", *sys.argv[1:]])

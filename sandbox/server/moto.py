# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Start moto's server on the internal port, on the loopback address only."""

from __future__ import annotations

import os

from ..settings import HOST


def main() -> None:
    """Run until ended."""
    from moto.server import main as serve

    serve(["-H", HOST, "-p", os.environ["SANDBOX_MOTO_PORT"]])


if __name__ == "__main__":
    main()

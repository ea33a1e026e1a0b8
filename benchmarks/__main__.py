# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run every benchmark. `make bench` starts this."""

from __future__ import annotations

import sys

from sandbox import lifecycle, settings

from . import costs, nothing_changed

if __name__ == "__main__":
    missed = costs.main()
    lifecycle.up(settings.load(), print)
    sys.exit(nothing_changed.main() or missed)

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Names that follow from a deployment where its role has no rule of its own."""

from __future__ import annotations

from ..table import WORKLOAD

DERIVED = {WORKLOAD: ("{workload}", "{workload}-{region}", "{workload}-{region}-*", "{deployment}", "{deployment}-*")}
"""What carries the region or the deployment in its name belongs to it; what only begins like the workload may not."""

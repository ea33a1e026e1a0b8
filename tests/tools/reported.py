# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Hosts of cost reports: one that most options can serve, one that few can, one that none can.

Only the first asks for all options: each takes time to work out and to draw.
"""

from __future__ import annotations

import typing as t

TODAY = "2026-11-21"

DAY = [20, 10, 5, 5, 5, 10, 40, 120, 300, 420, 450, 460, 420, 430, 450, 440, 400, 300, 200, 150, 120, 90, 60, 30]

MOST: dict[str, t.Any] = {
    "name": "digits-us",
    "region": "us-west-2",
    "workload": {"requests_per_hour": DAY, "seconds_per_request": 1.2, "memory_mib": 1500, "concurrent_users": 8},
    "settings": {"as_of": TODAY},
    "training": {"hours": 5},
}
FEW: dict[str, t.Any] = {
    "name": "long <b>&",
    "region": "us-east-1",
    "workload": {"requests_per_hour": 30, "seconds_per_request": 45, "memory_mib": 12000, "vcpu_per_request": 4},
    "settings": {"as_of": TODAY},
    "options": ["fargate", "eks"],
}
NONE: dict[str, t.Any] = {
    "name": "none",
    "region": "us-east-1",
    "workload": {"requests_per_hour": 30, "seconds_per_request": 1, "gpu": True},
    "settings": {"as_of": TODAY},
    "options": ["ec2", "eks"],
}

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How soon the sandbox's control planes answered that a deploy has just made, and what memory they have."""

from __future__ import annotations

import statistics

from sandbox import processes
from sandbox.kubernetes import control_plane
from sandbox.settings import Settings

from .figures import Figure

PROGRAMS = {"etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler", "kwok-controller"}
"""What a control plane is made of; add-ons run beside it."""

SECONDS_BAR = 8.0
MEGABYTES_BAR = 700.0


def figures(where: Settings) -> list[Figure]:
    """Read them from what the sandbox has written down: the mean of its control planes."""
    planes = control_plane.summary(where.kubernetes_directory)
    running = [one for one in control_plane.recorded(where.kubernetes_directory) if one.name in PROGRAMS and one.alive]
    megabytes = sum(processes.memory(one.pid) or 0 for one in running) / 1e6 / len(planes)
    return [
        Figure("a control plane, seconds", statistics.mean(plane["seconds"] for plane in planes), SECONDS_BAR),
        Figure("a control plane, MB", megabytes, MEGABYTES_BAR),
    ]

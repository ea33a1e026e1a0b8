# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A workload: how many requests come when, and what one of them takes."""

from __future__ import annotations

import collections.abc as c
import types
import typing as t

from .units import HOURS_PER_MONTH


class Workload(t.NamedTuple):
    """What is to be served. Each field is the option of the same name, described in the module's documentation.

    `requests` holds the requests of each hour of a period that repeats. Seconds are those of one request alone on
    as many vCPUs as it keeps busy, unless measured on an option itself.
    """

    requests: tuple[float, ...]
    seconds_per_request: float
    seconds_measured: c.Mapping[str, float] = types.MappingProxyType({})
    vcpu_per_request: float = 1
    memory_mib: float = 512
    request_mib: float = 0.01
    response_mib: float = 0.01
    concurrent_users: int = 0
    pods: int = 0
    latency_limit_seconds: float = 0
    storage_gb: float = 1
    image_gb: float = 1
    efs_gb: float = 0
    monthly_users: int = 0
    init_seconds: float = 2
    cold_start_percent: float = 1
    log_kib_per_request: float = 1
    gpu: bool = False

    @property
    def requests_per_month(self) -> float:
        """Requests of an average month."""
        return sum(self.requests) * HOURS_PER_MONTH / len(self.requests)

    def times(self, load: float) -> t.Self:
        """Return the same workload with so many times the requests and users."""
        return self._replace(
            requests=tuple(each * load for each in self.requests),
            concurrent_users=round(self.concurrent_users * load),
        )

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From requests an hour to requests at a time, hour by hour."""

from __future__ import annotations

import math
import typing as t

from .units import HOURS_PER_MONTH, SECONDS_PER_HOUR
from .workload import Workload

ROUNDING = 1e-9
"""So that 0.7 / 0.7 needs one and not two."""


def whole(number: float) -> int:
    """Return the next whole number, for what is bought as a whole."""
    return math.ceil(number - ROUNDING)


class Demand(t.NamedTuple):
    """What an option must carry in each hour of the profile, a request taking so many `seconds` on it.

    `in_flight` is the mean number of requests in work (Little's law: rate x duration); `users` those who wait for
    an answer at the same time, shared out over the hours as the requests are.
    """

    seconds: float
    requests: tuple[float, ...]
    in_flight: tuple[float, ...]
    users: tuple[float, ...]

    @property
    def hours(self) -> float:
        """How many hours of an average month each hour of the profile stands for."""
        return HOURS_PER_MONTH / len(self.requests)

    @property
    def peak(self) -> int:
        """How many requests must be served at a time in the busiest hour."""
        return whole(max(*self.in_flight, *self.users))

    def at_a_time(self, utilisation: float) -> tuple[int, ...]:
        """Return how many requests must be served at a time in each hour, with `utilisation` of what serves in use.

        Users are a count of what really happens at a time, so nothing is put on top of them.
        """
        return tuple(
            whole(max(busy / utilisation, users)) for busy, users in zip(self.in_flight, self.users, strict=True)
        )


def demand(workload: Workload, seconds: float) -> Demand:
    """Return the demand of a workload whose requests take so many seconds."""
    busiest = max(workload.requests)
    return Demand(
        seconds=seconds,
        requests=workload.requests,
        in_flight=tuple(each * seconds / SECONDS_PER_HOUR for each in workload.requests),
        users=tuple(workload.concurrent_users * (each / busiest) if busiest else 0.0 for each in workload.requests),
    )

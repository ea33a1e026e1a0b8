# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is asked of a deployment, as far as the inventory says; what it does not say is named, not made up."""

from __future__ import annotations

import collections.abc as c
import datetime
import typing as t

from . import sizing
from .demand import demand
from .ranges import middle
from .reading import read_settings, read_workload
from .settings import Settings
from .use import Size, Use
from .workload import Workload

NEEDED = ("requests_per_hour", "seconds_per_request")
"""What a workload cannot do without; a deployment's costs can still be told in part."""

TAKEN = ("request_mib", "response_mib", "log_kib_per_request", "cold_start_percent", "init_seconds")
"""What else a price by the request depends on."""


class Load(t.NamedTuple):
    """A workload for an option, and the settings that count for it.

    `missing` names what of `NEEDED` is not known. Without requests one an hour stands for them, so that prices by the
    request can be told; without seconds a request takes none.
    """

    workload: Workload
    settings: Settings
    missing: tuple[str, ...] = ()
    option: str = "lambda_api"

    @classmethod
    def none(cls, settings: Settings | None = None, option: str = "lambda_api") -> Load:
        """Return the load of which nothing is known."""
        return cls(Workload(requests=(1.0,), seconds_per_request=0.0), settings or Settings(), NEEDED, option)

    @property
    def requests(self) -> float:
        """Requests of a month."""
        return self.workload.requests_per_month

    @property
    def requests_unknown(self) -> bool:
        """Whether nobody said how many requests there are."""
        return "requests_per_hour" in self.missing

    @property
    def seconds_unknown(self) -> bool:
        """Whether nobody said how long a request takes."""
        return "seconds_per_request" in self.missing

    def with_seconds(self, seconds: float) -> Load:
        """Return the same with requests that take so long."""
        return self._replace(workload=self.workload._replace(seconds_per_request=seconds))

    def with_requests(self, requests_per_hour: float) -> Load:
        """Return the same with so many requests in every hour."""
        return self._replace(workload=self.workload._replace(requests=(requests_per_hour,)))

    def seconds_in(self, memory_mib: float) -> float:
        """Return how long a request takes in a function with so much memory."""
        if self.seconds_unknown:
            return self.workload.seconds_per_request
        settings = self.settings._replace(lambda_memory_mib=int(memory_mib))
        return sizing.functions(self.option, self.workload, settings).seconds

    def use(self, region: str, date: datetime.date, attributes: c.Mapping[str, t.Any]) -> Use:
        """Return what billable lines look at, for a resource of these attributes."""
        memory = attributes.get("memory_mib", 0)
        seconds = self.seconds_in(memory) if memory else self.workload.seconds_per_request
        known = {
            "architecture": attributes.get("architecture"),
            "provisioned_concurrency": attributes.get("provisioned_concurrency"),
            "log_retention_days": attributes.get("retention_days"),
        }
        settings = self.settings._replace(**{name: value for name, value in known.items() if value})
        ready = int(attributes.get("provisioned_concurrency") or 0)
        size = Size(demand=demand(self.workload, seconds), slots=1, ready=ready, memory_mib=memory)
        return Use(region, date, self.workload, settings, size)


def read_load(values: c.Mapping[str, t.Any], prefix: str = "", option: str = "lambda_api") -> Load:
    """Return the load that `values` describe, as far as they do.

    Of a value that is a range, a dictionary of `min` and `max`, the middle counts.

    :raises CostError: Something in it cannot be used; the message has a line for each.
    """
    missing = tuple(name for name in NEEDED if values.get(name) in (None, ""))
    stand_ins: dict[str, t.Any] = dict.fromkeys(missing, 1)
    workload = read_workload(middle({**values, **stand_ins}, prefix), prefix)
    settings = read_settings(values, prefix)
    if option in workload.seconds_measured:
        missing = tuple(name for name in missing if name != "seconds_per_request")
    load = Load(workload, settings, missing, option)
    return load.with_seconds(0.0) if load.seconds_unknown else load

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An option put to use for a workload: how large it must be, hour by hour."""

from __future__ import annotations

import datetime
import typing as t

from .demand import Demand
from .settings import Settings
from .workload import Workload

if t.TYPE_CHECKING:
    from .instances import Instance


class Size(t.NamedTuple):
    """How large an option must be.

    `slots` is how many requests one copy (node, task, instance; on nodes: one pod) serves at a time; `pods` and
    `copies` how many there are in each hour of the profile, empty where there are none to run; `ready` how many
    environments of a function are provisioned all the time; `vcpu` and `memory_mib` what one function, task, pod or
    instance has. `problem` says why there is no size at all.
    """

    demand: Demand
    slots: int = 0
    pods: tuple[int, ...] = ()
    copies: tuple[int, ...] = ()
    ready: int = 0
    vcpu: float = 0
    memory_mib: float = 0
    instance: Instance | None = None
    problem: str = ""

    @property
    def seconds(self) -> float:
        """How long one request takes."""
        return self.demand.seconds

    @property
    def copy_hours(self) -> float:
        """Hours of all copies in an average month."""
        return sum(self.copies) * self.demand.hours


class Use(t.NamedTuple):
    """What limits and billable lines look at: an option's size for a workload in a region on a date."""

    region: str
    date: datetime.date
    workload: Workload
    settings: Settings
    size: Size

    @property
    def peak(self) -> int:
        """Requests at a time in the busiest hour."""
        return self.size.demand.peak

    @property
    def requests(self) -> float:
        """Requests of an average month."""
        return self.workload.requests_per_month

    @property
    def names(self) -> dict[str, str]:
        """What stands for the braces in a price's key."""
        settings = self.settings
        return {
            "architecture": settings.architecture,
            "fargate_variant": "" if settings.architecture == "x86_64" else f".{settings.architecture}",
            "instance_family": settings.instance_type.partition(".")[0],
            "instance_type": settings.instance_type,
            "load_balancer": settings.load_balancer,
            "ml_instance_type": settings.ml_instance_type,
        }

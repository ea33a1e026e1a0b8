# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a deployment will cost, beside what it costs now."""

from __future__ import annotations

import collections.abc as c
import types
import typing as t

from . import prices
from .catalogue import Catalogue
from .errors import CostError
from .load import Load, read_load
from .planned import Resource, after, before, read_found, read_resources
from .resource_costs import Costs, costs
from .resources import KINDS, Free
from .settings import Settings
from .terms import read_catalogue
from .traffic import read_traffic_file

Listed = c.Sequence[c.Mapping[str, t.Any]]


class Deployment(t.NamedTuple):
    """What is planned where, and what exists of it; `existing` is None where nobody looked.

    `variables` say what is asked of it and at which prices: the options of a comparison, by names that begin with
    `prefix`. `today` is the day for which versions of Kubernetes are judged unless the variables name another.
    """

    name: str
    region: str
    option: str
    today: str
    planned: Listed
    existing: Listed | None = None
    variables: c.Mapping[str, t.Any] = types.MappingProxyType({})
    prefix: str = ""


class Plan(t.NamedTuple):
    """A deployment as it will be and as it is; `now` is None if nothing exists, or nobody looked.

    `problem` says what of the variables could not be used, so that nothing of them is.
    """

    deployment: Deployment
    catalogue: Catalogue
    load: Load
    resources: tuple[Resource, ...]
    planned: Costs
    now: Costs | None
    problem: str = ""

    @property
    def free(self) -> tuple[str, ...]:
        """What is planned and not billed."""
        return tuple(each.title for each in self.resources if isinstance(KINDS[each.kind], Free))

    @property
    def has_prices(self) -> bool:
        """Whether the catalogue has the region at all."""
        return self.deployment.region in self.catalogue.regions


def plan(deployment: Deployment) -> Plan:
    """Return what a deployment will cost, and costs now.

    Variables that cannot be used do not stop it: costs are told as far as they are known, with what is wrong.

    :raises CostError: A planned resource cannot be used.
    """
    catalogue, load, problem = _asked(deployment)
    planned, existing = read_resources(deployment.planned), read_found(deployment.existing or ())
    region, there = deployment.region, tuple(after(planned, existing))
    now = costs(before(planned, existing), region, load, catalogue) if existing else None
    return Plan(deployment, catalogue, load, there, costs(there, region, load, catalogue), now, problem)


def as_result(found: Plan) -> dict[str, t.Any]:
    """Return the figures of a plan as plain values."""
    return {
        "planned": _figures(found.planned),
        "now": _figures(found.now) if found.now else None,
        "not_priced": [{"resource": gap.title, "reason": gap.reason} for gap in found.planned.gaps],
        "missing": [found.deployment.prefix + name for name in found.load.missing],
    }


def _figures(found: Costs) -> dict[str, float]:
    return {
        "usd_per_month": found.fixed.total.usd,
        "usd_per_thousand_requests": found.per_thousand.usd,
        "usd_per_thousand_requests_and_second": found.a_second.usd,
        "usd_per_month_at_most": found.at_most.total.usd,
        "usd_if_forgotten": found.forgotten.usd,
    }


def _asked(deployment: Deployment) -> tuple[Catalogue, Load, str]:
    """Return prices and load as the variables have them, or without the variables and why."""
    length, prefix = len(deployment.prefix), deployment.prefix
    values = {name[length:]: value for name, value in deployment.variables.items() if name.startswith(prefix)}
    values["as_of"] = values.get("as_of") or deployment.today
    catalogue = prices.catalogue()
    try:
        catalogue = read_catalogue(values.get("catalogue_file"), f"{prefix}catalogue_file")
        if values.get("traffic_file") and values.get("requests_per_hour") in (None, "", []):
            name = f"{prefix}traffic_file"
            values["requests_per_hour"] = read_traffic_file(values["traffic_file"], name)
        return catalogue, read_load(values, prefix, deployment.option), ""
    except CostError as error:
        nothing = Load.none(Settings(as_of=deployment.today), deployment.option)
        return catalogue, nothing, "; ".join(str(error).splitlines())

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The steps of the break-even between inference in pods and in Lambda, with a comparison's own nodes and prices."""

from __future__ import annotations

import typing as t

from .breakeven import Burst, Step, steps
from .compare import Comparison, idle
from .errors import MissingPriceError
from .line import bill
from .lines import CREDITS, FUNCTIONS
from .options import OPTIONS
from .sizing import front_end_fit, functions, inference_fit
from .units import HOURS_PER_MONTH, SECONDS_PER_HOUR, UsdPerHour
from .use import Use

PODS = 20


class PodSteps(t.NamedTuple):
    """The steps, and what they are worked out from: what one more node and a working function cost."""

    steps: tuple[Step, ...]
    node: UsdPerHour
    function: UsdPerHour


def pod_steps(comparison: Comparison, most: int = PODS) -> PodSteps | None:
    """Return the steps for 1 to `most` pods; None where a pod fits no node or a price is missing."""
    inference = inference_fit(comparison.workload, comparison.settings)
    front_end = front_end_fit(comparison.settings)
    if not inference.next or not front_end.next:
        return None
    try:
        node, function = node_price(comparison), function_price(comparison)
        return PodSteps(tuple(steps(most, inference, front_end, node, function, _burst(comparison))), node, function)
    except MissingPriceError:
        return None


def node_price(comparison: Comparison) -> UsdPerHour:
    """Return what one more node costs an hour, with its volume and its address.

    :raises MissingPriceError: The catalogue does not have it.
    """
    option = OPTIONS["eks"]
    workload = idle(comparison.workload)
    size = option.size("eks", workload, comparison.settings)

    def with_nodes(count: int) -> Use:
        copies = size._replace(copies=(count,))
        return Use(comparison.region, comparison.date, workload, comparison.settings, copies)

    one, two = (bill(option.lines, with_nodes(count), comparison.catalogue).total for count in (1, 2))
    return (two - one).per_hour()


def function_price(comparison: Comparison) -> UsdPerHour:
    """Return what an hour of a working function costs: its duration, the requests that it serves, and their starts.

    :raises MissingPriceError: The catalogue does not have it.
    """
    use = _in_use("eks_lambda", comparison)
    return UsdPerHour(bill(FUNCTIONS, use, comparison.catalogue).total.usd)


def _burst(comparison: Comparison) -> Burst | None:
    """Return what burstable nodes cost beside; nothing if others were chosen."""
    use = _in_use("eks", comparison)
    node = use.size.instance
    if node is None or not node.baseline:
        return None
    price = comparison.catalogue.price(comparison.region, CREDITS.key.format_map(use.names))
    vcpu = min(use.workload.vcpu_per_request, use.size.vcpu)
    return Burst(use.requests * use.size.seconds / SECONDS_PER_HOUR * vcpu, node.baseline * node.vcpu, price.usd)


def _in_use(name: str, comparison: Comparison) -> Use:
    """Return an option with as many requests a month as keep one function busy for an hour, free tier left aside."""
    settings = comparison.settings._replace(free_tier=False)
    seconds = functions("eks_lambda", comparison.workload, settings).seconds
    requests = SECONDS_PER_HOUR / seconds / HOURS_PER_MONTH
    workload = comparison.workload._replace(requests=(requests,))
    size = OPTIONS[name].size(name, workload, settings)
    return Use(comparison.region, comparison.date, workload, settings, size)

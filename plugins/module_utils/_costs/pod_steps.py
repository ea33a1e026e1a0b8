# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The steps of the break-even between inference in pods and in Lambda, with a comparison's own nodes and prices."""

from __future__ import annotations

import dataclasses

from .breakeven import Step, steps
from .compare import Comparison, idle
from .errors import MissingPriceError
from .line import bill
from .lines import MIB_PER_GB
from .options import OPTIONS
from .sizing import front_end_fit, functions, inference_fit
from .units import SECONDS_PER_HOUR, UsdPerHour
from .use import Use

PODS = 20


def pod_steps(comparison: Comparison, most: int = PODS) -> list[Step]:
    """Return the steps for 1 to `most` pods; nothing where a pod fits no node or a price is missing."""
    inference = inference_fit(comparison.workload, comparison.settings)
    front_end = front_end_fit(comparison.settings)
    if not inference.next or not front_end.next:
        return []
    try:
        return steps(most, inference, front_end, node_price(comparison), function_price(comparison))
    except MissingPriceError:
        return []


def node_price(comparison: Comparison) -> UsdPerHour:
    """Return what one more node costs an hour, with its volume and its address.

    :raises MissingPriceError: The catalogue does not have it.
    """
    option = OPTIONS["eks"]
    workload = idle(comparison.workload)
    size = option.size("eks", workload, comparison.settings)

    def with_nodes(count: int) -> Use:
        copies = dataclasses.replace(size, copies=(count,))
        return Use(comparison.region, comparison.date, workload, comparison.settings, copies)

    one, two = (bill(option.lines, with_nodes(count), comparison.catalogue).total for count in (1, 2))
    return (two - one).per_hour()


def function_price(comparison: Comparison) -> UsdPerHour:
    """Return what an hour of a working function costs.

    :raises MissingPriceError: The catalogue does not have it.
    """
    settings = comparison.settings
    size = functions("eks_lambda", comparison.workload, settings)
    price = comparison.catalogue.price(comparison.region, f"lambda.gb_second.{settings.architecture}")
    share = 1 - settings.savings_plan_percent.get("lambda", 0.0) / 100
    return UsdPerHour(price.usd * size.memory_mib / MIB_PER_GB * SECONDS_PER_HOUR * share)

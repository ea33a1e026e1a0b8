# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Rules of thumb that others published, and whether they apply to a workload.

They come from two comparisons of these options: one of EC2, EKS and EKS with Lambda for a translation model (2019),
one of EC2, EKS and SageMaker for a data science platform. docs/costs.md tells how far they hold.
"""

from __future__ import annotations

import collections.abc as c
import typing as t

from .demand import whole
from .workload import Workload

FEW_USERS = 8
"""Up to here few: two nodes of four pods each, with which the comparison of 2019 begins to save."""

LONG_INFERENCE = 10.0
"""Seconds from which on users notice that they wait: Nielsen, Usability Engineering, 1993, chapter 5."""

PODS_OF_ONE_NODE = 4
"""What the comparison of 2019 takes one node to carry."""


class Rule(t.NamedTuple):
    """A rule of thumb: what it says, which options it favours over which, and which workloads it speaks of.

    Without `applies` that depends on what no number of a workload says.
    """

    text: str
    options: tuple[str, ...]
    applies: c.Callable[[Workload], bool] | None = None
    over: tuple[str, ...] = ()

    def speaks_of(self, workload: Workload) -> bool:
        """Say whether the numbers of a workload are those that the rule is about."""
        return bool(self.applies and self.applies(workload))

    def holds(self, costs: c.Mapping[str, float | None]) -> bool:
        """Say whether the bills agree: dollars a month by option, none for one that cannot be used.

        They do not if no option that is favoured can be used, or one that it is favoured over costs less. Options that
        were not compared say nothing.
        """
        favoured = [costs[name] for name in self.options if name in costs]
        possible = [usd for usd in favoured if usd is not None]
        others = [usd for name in self.over if (usd := costs.get(name)) is not None]
        if favoured and not possible:
            return False
        return not (possible and others) or min(possible) <= min(others)


def at_a_time(workload: Workload) -> int:
    """Return how many requests, users or pods there are at a time in the busiest hour."""
    busy = max(workload.requests) * workload.seconds_per_request / 3600
    return max(workload.pods, workload.concurrent_users, whole(busy))


RULES = (
    Rule(
        "At most two users at a time: one instance is enough.",
        ("ec2",),
        lambda workload: at_a_time(workload) <= 2,
    ),
    Rule(
        "Never more than four pods: on EKS, inference in the pods costs less than in Lambda, since one node carries"
        " them either way.",
        ("eks",),
        lambda workload: at_a_time(workload) <= PODS_OF_ONE_NODE,
        over=("eks_lambda",),
    ),
    Rule(
        "Few users with long inference: on EKS, inference in the pods, since Lambda is paid by the second.",
        ("eks",),
        lambda workload: at_a_time(workload) <= FEW_USERS and workload.seconds_per_request >= LONG_INFERENCE,
        over=("eks_lambda",),
    ),
    Rule(
        "Many users with short inference: on EKS, inference in Lambda, since a node carries more front ends than"
        " models.",
        ("eks_lambda",),
        lambda workload: at_a_time(workload) > FEW_USERS and workload.seconds_per_request < LONG_INFERENCE,
        over=("eks",),
    ),
    Rule(
        "Own Kubernetes today or planned: EKS, since the same manifests run there.",
        ("eks", "eks_lambda"),
    ),
    Rule(
        "Nobody to run machines: SageMaker or Lambda, which cost more by the hour and less by the head.",
        ("sagemaker", "sagemaker_serverless", "lambda_api"),
    ),
)

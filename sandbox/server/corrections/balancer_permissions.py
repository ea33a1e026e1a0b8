# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a policy can say of load balancers and their parts: the tags that they have, which ministack keeps to itself.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_awselasticloadbalancingv2.html
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator

_BALANCERS = "ministack.services.alb"


def install() -> None:
    """Put it in force, for the Resource Groups Tagging API too."""
    tagging = importlib.import_module("ministack.services.tagging")
    tagging._RESOURCE_TAG_COLLECTORS["elasticloadbalancing"] = _collect
    tagging._COLLECTORS["elasticloadbalancing"] = _collect


def _collect() -> Iterator[tuple[str, list[dict[str, str]]]]:
    for arn, tags in list(importlib.import_module(_BALANCERS)._tags.items()):
        if tags:
            yield str(arn), tags

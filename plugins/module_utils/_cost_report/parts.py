# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a bill consists of, in a few parts that a chart can tell apart."""

from __future__ import annotations

import collections.abc as c

from .._costs.line import Bill

OTHER = "other"

PARTS: c.Mapping[str, tuple[str, ...]] = {
    "machines": ("ec2", "eks.auto", "fargate", "sagemaker.hosting", "sagemaker.async"),
    "functions": ("lambda", "sagemaker.serverless"),
    "control plane": ("eks",),
    "network": ("alb", "nlb", "clb", "nat", "ipv4"),
    "requests": ("http_api", "lambda.requests", "s3.put", "s3.get"),
    "traffic": ("egress", "sagemaker.serverless_data"),
    "storage": ("ebs", "efs", "ecr", "s3.storage"),
    "logs": ("logs",),
    "users": ("cognito",),
    OTHER: (),
}
"""The beginnings of price keys that belong to a part; the longest that fits counts."""


def part_of(key: str) -> str:
    """Return the part of a bill that a price key belongs to."""
    fitting = [
        (len(beginning), part)
        for part, beginnings in PARTS.items()
        for beginning in beginnings
        if f"{key}.".startswith(f"{beginning}.")
    ]
    return max(fitting, default=(0, OTHER))[1]


def parts(bill: Bill) -> dict[str, float]:
    """Return the dollars a month of each part, in the order of `PARTS`; their sum is the bill's total."""
    found = dict.fromkeys(PARTS, 0.0)
    for line in bill.lines:
        found[part_of(line.key)] += line.cost.usd
    return {part: usd for part, usd in found.items() if usd}

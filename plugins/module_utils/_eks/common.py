# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What all resources of EKS have in common."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from .._engine.problems import told
from .._engine.table import ANSWER, Find, Hint, Ref, Retry, Tags, Wait
from .._engine.values import dig

MISSING = ("ResourceNotFoundException",)
PAUSE = 15.0
"""The longest time between two looks, in seconds: AWS's own waiters take 10 to 30."""

RETRIES = (
    Retry("InvalidParameterException", "does not exist"),
    Retry("InvalidParameterException", "could not be assumed"),
    Retry("InvalidParameterException", "trusted entity is not correct"),
    Retry("InvalidParameterException", "policies associated with it"),
    Retry("InvalidParameterException", "invalid principal"),
    Retry("ResourceNotFoundException", "specified principalArn"),
    Retry("ResourceInUseException", "in progress", within=float("inf")),
)
"""The last one ends with another's change, the others when IAM and EKS have told each other what is new."""

HINTS = (
    Hint(
        "InvalidParameterException",
        "trusted entity is not correct",
        "The trust policy of the role must allow sts:AssumeRole to the service that takes it: eks.amazonaws.com for "
        "a cluster, ec2.amazonaws.com for nodes, pods.eks.amazonaws.com for pods (which also needs sts:TagSession).",
    ),
    Hint(
        "InvalidRequestException",
        "authentication mode",
        "Access entries need a cluster with authentication_mode API or API_AND_CONFIG_MAP.",
    ),
    Hint("", "deletion protection", "Set deletion_protection to false first."),
)

ROLE = Find(
    "GetRole",
    {"role_name": "role"},
    absent=("NoSuchEntity", "NoSuchEntityException"),
    view=lambda answer: dict(answer["role"]),
)
"""How IAM is asked for a role by its name."""


def tags(arn: str) -> Tags:
    """Return how tags are written on what has its ARN in the attribute *arn*."""
    return Tags(target="resource_arn", arn=arn)


def updated(**of: str) -> Wait:
    """Return the wait for the update that a write has started; *of* maps DescribeUpdate's parameters to attributes."""
    return Wait(
        goal="up to date",
        operation="DescribeUpdate",
        params={**{name: Ref(source) for name, source in of.items()}, "update_id": Ref("update.id", ANSWER)},
        path="status",
        done=("Successful",),
        failed=("Failed", "Cancelled"),
        reason="errors",
        absent=MISSING,
        pause=PAUSE,
        result="update",
    )


def issues(label: str, name: str) -> Callable[[Mapping[str, Any]], list[str]]:
    """Return what warns of the health issues that AWS reports; *name* is the attribute that names the resource."""

    def warn(described: Mapping[str, Any]) -> list[str]:
        found = told(dig(described, "health.issues"))
        state = described.get("status")
        if not found and state != "DEGRADED":
            return []
        return [f"{label} {described.get(name)} is {state}{': ' if found else ''}{found}."]

    return warn


def minor(version: Any) -> tuple[int, ...] | None:
    """Return a Kubernetes version such as ``1.36`` as numbers, None for anything else."""
    parts = str(version).split(".")
    return tuple(map(int, parts)) if len(parts) == 2 and all(part.isdecimal() for part in parts) else None

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What all resources of Lambda have in common."""

from __future__ import annotations

from .._engine.table import Hint, Retry

MISSING = ("ResourceNotFoundException",)

RETRIES = (
    Retry("InvalidParameterValueException", "cannot be assumed by lambda"),
    Retry("InvalidParameterValueException", "execution role does not have permissions"),
    Retry("InvalidParameterValueException", "KMS key is invalid for CreateGrant"),
    Retry("ResourceConflictException", "in progress", within=float("inf")),
    Retry("ResourceConflictException", "state: pending", within=float("inf")),
)
"""The first three end when IAM has told every region about a new role, the others with another's change."""

HINTS = (
    Hint(
        "InvalidParameterValueException",
        "cannot be assumed by lambda",
        "The trust policy of the role must allow sts:AssumeRole to lambda.amazonaws.com.",
    ),
    Hint(
        "InvalidParameterValueException",
        "provisioned concurrency",
        "An alias with routing_config cannot have provisioned concurrency, nor can one that has it get a "
        "routing_config: take one away first (lambda_concurrency with state=absent, or routing_config={}).",
    ),
)

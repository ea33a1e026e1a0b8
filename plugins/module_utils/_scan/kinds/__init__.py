# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The kinds of resources, one file for each service. A new kind is a row in its service's file.

The files are named here, and not looked for, because Ansible sends along only what is imported by name.
"""

from __future__ import annotations

from ..table import Kind
from . import apigatewayv2, cloudwatch, ec2, ecr, efs, eks, elbv2, functions, iam, kms, logs, s3, sagemaker, vpc

SERVICES = (apigatewayv2, cloudwatch, ec2, ecr, efs, eks, elbv2, functions, iam, kms, logs, s3, sagemaker, vpc)

KINDS: tuple[Kind, ...] = tuple(kind for service in SERVICES for kind in service.KINDS)

BY_NAME = {kind.name: kind for kind in KINDS}

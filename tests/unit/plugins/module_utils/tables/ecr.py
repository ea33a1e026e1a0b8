# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The tables of ECR."""

from __future__ import annotations

from ansible_collections.inferops.aws.plugins.module_utils._ecr.repository import MUTABILITY, REPOSITORY, SCANNING
from ansible_collections.inferops.aws.plugins.modules.ecr_repository import ARGUMENT_SPEC
from tests.tools.tables import Described

REGISTRY = "the registry is that of the account"

TABLES = [
    Described(
        REPOSITORY,
        ARGUMENT_SPEC,
        left_out={
            "CreateRepository": {"registryId": REGISTRY},
            MUTABILITY: {
                "registryId": REGISTRY,
                "imageTagMutabilityExclusionFilters": "the modes with exclusions are not offered",
            },
            SCANNING: {"registryId": REGISTRY},
        },
    )
]

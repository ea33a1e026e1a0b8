# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The tables of CloudWatch."""

from __future__ import annotations

from ansible_collections.inferops.aws.plugins.module_utils._cloudwatch.dashboard import DASHBOARD
from ansible_collections.inferops.aws.plugins.modules.cloudwatch_dashboard import ARGUMENT_SPEC
from tests.tools.tables import Described

TABLES = [
    Described(
        DASHBOARD,
        ARGUMENT_SPEC,
        samples={"dashboard_body": ({}, {"widgets": []})},
        left_out={
            "PutDashboard": {"Tags": "tags are not offered: the oldest botocore that we support does not know them"}
        },
    )
]

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every setting of a dashboard: what botocore knows has an option or a reason, and reaches AWS."""

from __future__ import annotations

import pytest

from ansible_collections.inferops.aws.plugins.module_utils._cloudwatch.dashboard import DASHBOARD
from ansible_collections.inferops.aws.plugins.module_utils._engine.planning import plan
from ansible_collections.inferops.aws.plugins.module_utils._engine.steps import Current
from tests.tools.cloud import Cloud
from tests.tools.tables import operations, unaccounted, unknown_reasons, validate

NAME = {"dashboard_name": "digits"}
WANTED = {**NAME, "dashboard_body": '{"widgets": []}'}
THERE = Current(attributes={**NAME, "dashboard_names": ["digits"]}, fields={"dashboard_body": "{}"})


@pytest.mark.parametrize("operation", operations(DASHBOARD))
def test_every_member_has_an_option_or_a_reason(operation: str) -> None:
    assert unaccounted(DASHBOARD, operation) == set()


def test_reasons_are_about_members_that_exist() -> None:
    assert unknown_reasons(DASHBOARD) == set()


@pytest.mark.parametrize("current", [None, THERE], ids=["creation", "update"])
def test_the_body_is_sent_whether_there_is_one_or_not(cloud: Cloud, current: Current | None) -> None:
    (step,) = plan(DASHBOARD, WANTED, current).steps
    assert (step.call.operation, step.params, step.changes) == ("PutDashboard", WANTED, ("dashboard_body",))
    validate(cloud, DASHBOARD, step)


def test_only_the_one_that_is_named_is_deleted(cloud: Cloud) -> None:
    (step,) = plan(DASHBOARD, {**NAME, "state": "absent"}, THERE).steps
    assert (step.call.operation, step.params) == ("DeleteDashboards", {"dashboard_names": ["digits"]})
    validate(cloud, DASHBOARD, step)

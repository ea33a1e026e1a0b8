# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Waits: progress, failure, time running out; nobody sleeps here."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.inferops.aws.plugins.module_utils._engine.api import Api
from ansible_collections.inferops.aws.plugins.module_utils._engine.errors import EngineError
from ansible_collections.inferops.aws.plugins.module_utils._engine.table import Wait
from ansible_collections.inferops.aws.plugins.module_utils._engine.waits import await_state, is_settled
from tests.tools.cloud import Cloud, Time

ABSENT = ("ResourceNotFoundException",)
ACTIVE = Wait("active", "GetFunctionConfiguration", {}, "state", ("Active",), ("Failed",), "state_reason", ABSENT)
GONE = Wait("absent", "GetFunctionConfiguration", {}, "state", absent=ABSENT, gone=True)
PARAMS = {"FunctionName": "f"}


def see(cloud: Cloud, state: str, reason: str = "") -> None:
    cloud.expect("lambda", "GetFunctionConfiguration", PARAMS, {"State": state, "StateReason": reason})


def wait(cloud: Cloud, time: Time, what: Wait, timeout: float = 30) -> None:
    api = Api(cloud.client("lambda"))
    await_state(api, what, {"function_name": "f"}, "Function f", time.clock, timeout)


def test_polls_until_the_state_is_reached(cloud: Cloud, time: Time) -> None:
    see(cloud, "Pending")
    see(cloud, "Pending")
    see(cloud, "Active")
    wait(cloud, time, ACTIVE)
    cloud.done()
    assert time.pauses == sorted(time.pauses)
    assert len(time.pauses) == 2


def test_a_failure_ends_the_wait_with_its_reason(cloud: Cloud, time: Time) -> None:
    see(cloud, "Failed", "The image is gone")
    with pytest.raises(EngineError, match="Function f did not become active; its state is 'Failed': The image is gone"):
        wait(cloud, time, ACTIVE)


def test_running_out_of_time_names_the_last_state(cloud: Cloud, time: Time) -> None:
    for _attempt in range(3):
        see(cloud, "Pending", "Creating interfaces")
    message = "within 0.5 seconds; when last seen, its state is 'Pending': Creating interfaces"
    with pytest.raises(EngineError, match=message):
        wait(cloud, time, ACTIVE, timeout=0.5)
    cloud.done()


def test_what_is_not_there_yet_is_awaited(cloud: Cloud, time: Time) -> None:
    cloud.refuse("lambda", "GetFunctionConfiguration", PARAMS, *ABSENT)
    see(cloud, "Active")
    wait(cloud, time, ACTIVE)
    cloud.done()


def test_another_error_is_not_swallowed(cloud: Cloud, time: Time) -> None:
    cloud.refuse("lambda", "GetFunctionConfiguration", PARAMS, "AccessDeniedException")
    with pytest.raises(EngineError, match="AccessDeniedException"):
        wait(cloud, time, ACTIVE)


def test_waits_for_a_resource_to_be_gone(cloud: Cloud, time: Time) -> None:
    see(cloud, "Deleting")
    cloud.refuse("lambda", "GetFunctionConfiguration", PARAMS, *ABSENT)
    wait(cloud, time, GONE)
    cloud.done()


@pytest.mark.parametrize(
    ("description", "settled"),
    [({}, True), ({"state": "Active"}, True), ({"state": "Failed"}, True), ({"state": "Pending"}, False)],
)
def test_is_settled(description: dict[str, Any], settled: bool) -> None:
    assert is_settled(ACTIVE, description) is settled


def test_a_state_inside_of_the_answer(cloud: Cloud, time: Time) -> None:
    within = Wait("up to date", "DescribeUpdate", {}, "status", ("Successful",), ("Failed",), "errors", result="update")
    api = Api(cloud.client("eks"))
    update = {"status": "Failed", "errors": [{"errorCode": "Unknown", "errorMessage": "Why?", "resourceIds": ["r"]}]}
    for answer in ({"status": "InProgress"}, update):
        cloud.expect("eks", "DescribeUpdate", {"name": "c", "updateId": "u"}, {"update": answer})
    with pytest.raises(EngineError, match=r"its state is 'Failed': Unknown: Why\? \(r\)"):
        await_state(api, within, {"name": "c", "update_id": "u"}, "Cluster c", time.clock, 30)

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The newest events of several groups, in one sequence."""

from __future__ import annotations

from typing import Any

from ansible_collections.inferops.aws.plugins.module_utils._scan import logs

from .fake import FakeAws, made


def event(time: int) -> dict[str, Any]:
    return {"timestamp": time, "message": f"at {time}\n", "logStreamName": "s"}


def test_events_of_all_groups_are_sorted_and_the_newest_kept() -> None:
    pages = {"a": [{"events": [event(1), event(4)]}, {"events": []}], "b": [{"events": [event(2), event(3)]}]}
    aws = FakeAws({"FilterLogEvents": lambda _region, request: pages[request["logGroupName"]]})
    found, more = logs.events(aws, [made("log_group", "a"), made("log_group", "b")], logs.Window(0, 3, "ERROR"))
    assert [(e["timestamp"], e["log_group"]) for e in found] == [(2, "b"), (3, "b"), (4, "a")]
    assert more
    assert aws.asked[0][2] == {"logGroupName": "a", "startTime": 0, "filterPattern": "ERROR"}
    assert logs.lines(found)[0] == "1970-01-01T00:00:00.002Z b at 2"

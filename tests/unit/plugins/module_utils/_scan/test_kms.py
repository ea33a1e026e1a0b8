# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys: ours are found by their tags, those that wait for their deletion are gone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.inferops.aws.plugins.module_utils._scan.deleting import Deleter
from ansible_collections.inferops.aws.plugins.module_utils._scan.kinds import BY_NAME
from ansible_collections.inferops.aws.plugins.module_utils._scan.planning import plan
from ansible_collections.inferops.aws.plugins.module_utils._scan.scan import Scanner

from .fake import OURS, FakeAws, FakeClock, refusal

STATES = {"mine": "Enabled", "leaving": "PendingDeletion", "of-aws": "Enabled"}


def described(_region: str, request: Mapping[str, Any]) -> Any:
    return {"KeyMetadata": {"KeyState": STATES[request["KeyId"]], "Description": "Secrets"}}


def tags(_region: str, request: Mapping[str, Any]) -> Any:
    if request["KeyId"] == "of-aws":
        raise refusal("AccessDeniedException")
    return {"Tags": [{"TagKey": name, "TagValue": text} for name, text in OURS.items()]}


def test_a_key_is_found_by_its_tags_and_scheduled_for_deletion() -> None:
    keys = [{"KeyId": name, "KeyArn": f"arn:aws:kms:eu-central-1:111111111111:key/{name}"} for name in STATES]
    tagging = [{"ResourceTagMappingList": []}]
    listed = FakeAws(
        {"GetResources": tagging, "ListKeys": [{"Keys": keys}], "DescribeKey": described, "ListResourceTags": tags}
    )
    result = Scanner(listed, [BY_NAME["kms_key"]]).scan(["eu-central-1"])
    assert {resource.id: resource.is_managed for resource in result.resources} == {"mine": True, "of-aws": False}
    aws = FakeAws({"DescribeKey": {"KeyMetadata": {"KeyState": "PendingDeletion"}}})
    (outcome,) = Deleter(aws, FakeClock(), 60).run(plan(r for r in result.resources if r.is_managed))
    assert outcome.is_deleted
    assert aws.asked[0] == ("ScheduleKeyDeletion", "eu-central-1", {"KeyId": "mine", "PendingWindowInDays": 7})

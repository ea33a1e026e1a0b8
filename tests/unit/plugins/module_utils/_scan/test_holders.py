# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from ansible_collections.inferops.aws.plugins.module_utils._engine.errors import EngineError
from ansible_collections.inferops.aws.plugins.module_utils._scan.holders import others

from .fake import OURS, FakeAws, refusal

OTHERS = {**OURS, "inferops:deployment": "digits-b"}
REGION = "eu-central-1"
FUNCTION = f"arn:aws:lambda:{REGION}:111111111111:function:digits"
UNKNOWN = f"arn:aws:polly:{REGION}:111111111111:lexicon/digits"


def reported(*tagged: tuple[str, Mapping[str, str]]) -> dict[str, Any]:
    listed = [
        {"ResourceARN": arn, "Tags": [{"Key": name, "Value": value} for name, value in tags.items()]}
        for arn, tags in tagged
    ]
    return {"ResourceTagMappingList": listed}


def functions(tags: Mapping[str, str]) -> dict[str, Any]:
    return {
        "ListFunctions": {"Functions": [{"FunctionName": "digits", "FunctionArn": FUNCTION}]},
        "ListTags": {"Tags": dict(tags)},
    }


def asked(aws: FakeAws) -> dict[str, list[str]]:
    return others(aws, "digits", REGION, "digits-eu")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "answer",
    [
        reported(),
        reported((FUNCTION, OURS)),
        reported((FUNCTION, {**OTHERS, "inferops:region": "us-west-2"})),
    ],
    ids=["nothing", "its own", "of another region"],
)
def test_one_call_is_enough_where_there_is_no_other(answer: dict[str, Any]) -> None:
    aws = FakeAws({"GetResources": answer})
    assert asked(aws) == {}
    ((operation, region, request),) = aws.asked
    assert (operation, region) == ("GetResources", REGION)
    assert {"Key": "inferops:workload", "Values": ["digits"]} in request["TagFilters"]


def test_another_that_its_own_service_lists_as_well() -> None:
    aws = FakeAws({"GetResources": reported((FUNCTION, OTHERS)), **functions(OTHERS)})
    assert asked(aws) == {"digits-b": ["Lambda function digits"]}


def test_another_that_was_deleted_a_while_ago_does_not_count() -> None:
    aws = FakeAws({"GetResources": reported((FUNCTION, OTHERS))})
    assert asked(aws) == {}
    assert "ListFunctions" in aws.operations()


def test_another_that_meanwhile_became_its_own_does_not_count() -> None:
    aws = FakeAws({"GetResources": reported((FUNCTION, OTHERS)), **functions(OURS)})
    assert asked(aws) == {}


def test_what_nobody_can_look_at_counts() -> None:
    denied = {"ListFunctions": refusal("AccessDeniedException")}
    aws = FakeAws({"GetResources": reported((FUNCTION, OTHERS), (UNKNOWN, OTHERS)), **denied})
    assert asked(aws) == {"digits-b": [FUNCTION, UNKNOWN]}


def test_that_nothing_could_be_asked_is_not_taken_for_nothing() -> None:
    with pytest.raises(EngineError, match="AccessDenied"):
        asked(FakeAws({"GetResources": refusal("AccessDeniedException")}))

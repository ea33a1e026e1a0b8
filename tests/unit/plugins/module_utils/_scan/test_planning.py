# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What goes, what stays and in which order."""

from __future__ import annotations

from ansible_collections.inferops.aws.plugins.module_utils._scan.planning import plan

from .fake import OURS, UNPLACED, made, undeletable

RETAIN = {**OURS, "inferops:retain": "true"}


def test_who_uses_goes_before_what_is_used() -> None:
    found = [made(kind, "digits") for kind in ("log_group", "iam_role", "s3_bucket", "lambda_function", "http_api")]
    assert [r.kind.name for r in plan(found).delete] == [
        "http_api",
        "lambda_function",
        "s3_bucket",
        "iam_role",
        "log_group",
    ]


def test_what_is_marked_stays_with_the_reason() -> None:
    planned = plan([made("s3_bucket", "models", tags=RETAIN), made("lambda_function", "digits")])
    assert [r.name for r in planned.delete] == ["digits"]
    assert [(k.resource.name, k.reason) for k in planned.kept] == [("models", "it is tagged inferops:retain=true")]


def test_what_is_kept_keeps_what_it_needs_and_what_that_needs() -> None:
    role = made("iam_role", "runner")
    function = made("lambda_function", "digits", Role=role.arn)
    api = made("http_api", "api", tags=RETAIN, Integrations=[{"IntegrationUri": f"{function.arn}:live"}])
    planned = plan([role, function, api, made("iam_role", "other")])
    assert {k.resource.name for k in planned.kept} == {"api", "digits", "runner"}
    assert [r.name for r in planned.delete] == ["other"]


def test_parts_go_with_what_they_are_part_of() -> None:
    assert not plan([made("lambda_version", "1"), made("lambda_alias", "live")]).delete


def test_what_no_row_can_delete_is_said() -> None:
    assert [r.name for r in plan([undeletable("digits")]).impossible] == ["digits"]


def test_what_has_no_region_and_no_tag_that_names_one_stays_and_keeps_what_it_needs() -> None:
    role = made("iam_role", "runner", tags=OURS)
    profile = made("instance_profile", "nodes", tags=UNPLACED, Roles=[{"Arn": role.arn}])
    planned = plan([role, profile, made("iam_role", "other", tags=OURS), made("log_group", "l", tags=UNPLACED)])
    assert {k.resource.name: k.reason for k in planned.kept} == {
        "nodes": "it has no tag inferops:region, so the deployment of the same name in another region may need it",
        "runner": "instance profile nodes, which is kept, needs it",
    }
    assert [r.name for r in planned.delete] == ["other", "l"]

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""ecr_repository, whole."""

from __future__ import annotations

import json
from typing import Any

from ansible_collections.inferops.aws.plugins.modules.ecr_repository import main
from tests.tools.cloud import Modules

NAME = {"repositoryName": "digits"}
ARN = "arn:aws:ecr:eu-central-1:111111111111:repository/digits"
URI = "111111111111.dkr.ecr.eu-central-1.amazonaws.com/digits"
POLICY: dict[str, Any] = {
    "rules": [
        {
            "rulePriority": 1,
            "selection": {"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": 30},
            "action": {"type": "expire"},
        }
    ]
}
TEXT = json.dumps(POLICY, sort_keys=True)
STORED = json.dumps(POLICY)
WANTED = {
    "name": "digits",
    "image_tag_mutability": "IMMUTABLE",
    "image_scanning_configuration": {"scan_on_push": True},
    "lifecycle_policy": POLICY,
    "tags": {"team": "digits"},
}


def absent(modules: Modules) -> None:
    modules.cloud.refuse("ecr", "DescribeRepositories", {"repositoryNames": ["digits"]}, "RepositoryNotFoundException")


def see(modules: Modules, policy: str | None = STORED, tags: dict[str, str] | None = None, **settings: Any) -> None:
    repository = {
        **NAME,
        "repositoryArn": ARN,
        "repositoryUri": URI,
        "registryId": "111111111111",
        "imageTagMutability": "IMMUTABLE",
        "imageScanningConfiguration": {"scanOnPush": True},
        "encryptionConfiguration": {"encryptionType": "AES256"},
        **settings,
    }
    listed = [{"Key": key, "Value": value} for key, value in ({"team": "digits"} if tags is None else tags).items()]
    cloud = modules.cloud
    cloud.expect("ecr", "DescribeRepositories", {"repositoryNames": ["digits"]}, {"repositories": [repository]})
    cloud.expect("ecr", "ListTagsForResource", {"resourceArn": ARN}, {"tags": listed})
    if policy is None:
        cloud.refuse("ecr", "GetLifecyclePolicy", NAME, "LifecyclePolicyNotFoundException")
    else:
        cloud.expect("ecr", "GetLifecyclePolicy", NAME, {"lifecyclePolicyText": policy})


def test_creates(modules: Modules) -> None:
    absent(modules)
    modules.cloud.expect(
        "ecr",
        "CreateRepository",
        {
            **NAME,
            "imageTagMutability": "IMMUTABLE",
            "imageScanningConfiguration": {"scanOnPush": True},
            "tags": [{"Key": "team", "Value": "digits"}],
        },
        {"repository": {"repositoryArn": ARN}},
    )
    modules.cloud.expect("ecr", "PutLifecyclePolicy", {**NAME, "lifecyclePolicyText": TEXT})
    see(modules)
    result = modules.run(main, **WANTED)
    assert (result["changed"], result["repository_uri"], result["tags"]) == (True, URI, {"team": "digits"})
    assert result["lifecycle_policy"] == POLICY
    assert result["diff"]["before"] == {"lifecycle_policy": None}


def test_check_mode_of_one_that_is_not_there_yet(modules: Modules) -> None:
    absent(modules)
    result = modules.run(main, check=True, **WANTED)
    assert (result["changed"], result["repository_uri"]) == (True, "(known after apply)")


def test_a_second_run_changes_nothing(modules: Modules) -> None:
    see(modules)
    result = modules.run(main, **WANTED)
    assert (result["changed"], result["lifecycle_policy"]) == (False, POLICY)


def test_options_that_are_left_out_are_left_alone(modules: Modules) -> None:
    see(modules, tags={"other": "one"})
    assert modules.run(main, name="digits")["changed"] is False


def test_the_order_of_rules_is_no_change(modules: Modules) -> None:
    other = {**POLICY["rules"][0], "rulePriority": 2}
    see(modules, policy=json.dumps({"rules": [other, *POLICY["rules"]]}))
    wanted = {**WANTED, "lifecycle_policy": json.dumps({"rules": [*POLICY["rules"], other]})}
    assert modules.run(main, **wanted)["changed"] is False


def test_changes_what_differs(modules: Modules) -> None:
    see(modules, None, {"other": "one"}, imageTagMutability="MUTABLE", imageScanningConfiguration={"scanOnPush": False})
    cloud = modules.cloud
    cloud.expect("ecr", "PutImageTagMutability", {**NAME, "imageTagMutability": "IMMUTABLE"})
    cloud.expect("ecr", "PutImageScanningConfiguration", {**NAME, "imageScanningConfiguration": {"scanOnPush": True}})
    cloud.expect("ecr", "UntagResource", {"resourceArn": ARN, "tagKeys": ["other"]})
    cloud.expect("ecr", "TagResource", {"resourceArn": ARN, "tags": [{"Key": "team", "Value": "digits"}]})
    cloud.expect("ecr", "PutLifecyclePolicy", {**NAME, "lifecyclePolicyText": TEXT})
    see(modules)
    result = modules.run(main, **WANTED)
    assert result["changed"] is True
    assert result["diff"]["before"]["lifecycle_policy"] is None
    assert result["diff"]["after"]["lifecycle_policy"] == POLICY


def test_an_empty_policy_takes_it_away(modules: Modules) -> None:
    see(modules)
    modules.cloud.expect("ecr", "DeleteLifecyclePolicy", NAME)
    see(modules, None)
    result = modules.run(main, name="digits", lifecycle_policy={})
    assert (result["changed"], result["lifecycle_policy"]) == (True, None)


def test_another_encryption_is_refused(modules: Modules) -> None:
    see(modules)
    result = modules.run(main, name="digits", encryption_configuration={"encryption_type": "KMS"})
    assert result["failed"] is True
    assert "encryption_configuration cannot be changed" in result["msg"]


def test_deletes(modules: Modules) -> None:
    see(modules)
    modules.cloud.expect("ecr", "DeleteRepository", {**NAME, "force": True})
    assert modules.run(main, name="digits", state="absent", force=True)["changed"] is True


def test_one_that_is_not_empty_stays_unless_forced(modules: Modules) -> None:
    see(modules)
    modules.cloud.refuse("ecr", "DeleteRepository", {**NAME, "force": False}, "RepositoryNotEmptyException")
    result = modules.run(main, name="digits", state="absent")
    assert "With force=true it is deleted with its images" in result["msg"]


def test_that_of_somebody_else_is_left_alone(modules: Modules) -> None:
    ours = {"inferops:deployment": "digits-eu"}
    see(modules)
    result = modules.run(main, name="digits", state="absent", force=True, expect_tags=ours)
    assert result["changed"] is False
    see(modules)
    result = modules.run(main, name="digits", tags=ours, expect_tags=ours)
    assert "is not the one that is meant, by expect_tags" in result["msg"]


def test_absent_twice(modules: Modules) -> None:
    absent(modules)
    assert modules.run(main, name="digits", state="absent")["changed"] is False

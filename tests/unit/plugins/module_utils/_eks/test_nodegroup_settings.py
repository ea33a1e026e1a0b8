# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A node group as it is, for what is asked before anything is written."""

from __future__ import annotations

from typing import Any

from ansible_collections.inferops.aws.plugins.module_utils._eks.nodegroup import others, settings
from ansible_collections.inferops.aws.plugins.module_utils._engine.api import Api
from tests.tools.cloud import Cloud

NAME = {"clusterName": "digits", "nodegroupName": "front"}
GROUP = {"status": "ACTIVE", "instanceTypes": ["m7i.large"], "amiType": "AL2023_x86_64_STANDARD", "tags": {"a": "1"}}


def found(cloud: Cloud) -> dict[str, Any]:
    answer = settings(Api(cloud.client("eks")), "digits", "front")
    cloud.done()
    return answer


def test_one_that_exists_is_told_with_its_tags(cloud: Cloud) -> None:
    cloud.expect("eks", "DescribeNodegroup", NAME, {"nodegroup": GROUP})
    told = found(cloud)
    assert (told["instance_types"], told["ami_type"]) == (["m7i.large"], "AL2023_x86_64_STANDARD")
    assert (told["tags"], told["capacity_type"]) == ({"a": "1"}, "ON_DEMAND")


def test_the_others_of_a_cluster_are_those_that_stay(cloud: Cloud) -> None:
    cloud.expect("eks", "ListNodegroups", {"clusterName": "digits"}, {"nodegroups": ["back", "front", "old"]})
    for name, status in (("back", "ACTIVE"), ("old", "DELETING")):
        group = {**GROUP, "nodegroupName": name, "status": status}
        cloud.expect("eks", "DescribeNodegroup", {**NAME, "nodegroupName": name}, {"nodegroup": group})
    assert [each["nodegroup_name"] for each in others(Api(cloud.client("eks")), "digits", ["front"])] == ["back"]
    cloud.done()


def test_a_cluster_that_is_not_there_has_no_others(cloud: Cloud) -> None:
    missing = "No cluster found for name: digits."
    cloud.refuse("eks", "ListNodegroups", {"clusterName": "digits"}, "ResourceNotFoundException", missing)
    assert others(Api(cloud.client("eks")), "digits", ["front"]) == []
    cloud.done()


def test_one_that_is_not_there_or_is_going_is_none(cloud: Cloud) -> None:
    cloud.refuse("eks", "DescribeNodegroup", NAME, "ResourceNotFoundException", "No cluster found for name: digits.")
    assert found(cloud) == {}
    cloud.expect("eks", "DescribeNodegroup", NAME, {"nodegroup": {**GROUP, "status": "DELETING"}})
    assert found(cloud) == {}

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What roles ask about nodes, as they ask it."""

from __future__ import annotations

from typing import Any

import pytest
from ansible.errors import AnsibleFilterError

from ansible_collections.inferops.aws.plugins.filter.nodes import FilterModule
from ansible_collections.inferops.aws.plugins.module_utils._costs import capacity, instances
from ansible_collections.inferops.aws.plugins.module_utils._costs.packing import USUAL

FILTERS = FilterModule().filters()
hpa_fault = FILTERS["hpa_fault"]


@pytest.mark.parametrize(
    ("types", "architecture", "image"),
    [
        (["m7i-flex.large", "m7i.large"], "x86_64", "AL2023_x86_64_STANDARD"),
        (["m7g.large"], "arm64", "AL2023_ARM_64_STANDARD"),
        (["m6g.large", "c7gn.xlarge", "r8gd.large", "t4g.small", "im4gn.large"], "arm64", "AL2023_ARM_64_STANDARD"),
        (["a1.large", "x2gd.large", "is4gen.large", "hpc7g.4xlarge"], "arm64", "AL2023_ARM_64_STANDARD"),
        (["m6a.large", "g4ad.xlarge", "m8i-flex.large", "u7ib-12tb.224xlarge"], "x86_64", "AL2023_x86_64_STANDARD"),
        (["g5.xlarge", "m7i.large"], "x86_64", "AL2023_x86_64_NVIDIA"),
        (["p5en.48xlarge", "gr6.4xlarge", "g6e.xlarge"], "x86_64", "AL2023_x86_64_NVIDIA"),
        (["g5g.xlarge"], "arm64", "AL2023_ARM_64_NVIDIA"),
        (["inf2.xlarge", "trn1.2xlarge"], "x86_64", "AL2023_x86_64_NEURON"),
        (["inf2.xlarge", "g5.xlarge"], "x86_64", ""),
        (["m7g.large", "m7i.large"], "", ""),
        ([], "", ""),
    ],
)
def test_architecture_and_image_follow_from_the_types(types: list[str], architecture: str, image: str) -> None:
    assert FILTERS["instance_architecture"](types) == architecture
    assert FILTERS["ami_type"](types) == image


def test_what_the_name_says_is_what_the_cost_model_knows() -> None:
    for each in instances.known().values():
        assert FILTERS["instance_architecture"]([each.name]) == each.architecture
        assert ("NVIDIA" in FILTERS["ami_type"]([each.name])) is (each.gpus > 0)


def test_ten_pods_that_one_node_cannot_hold_are_told_with_the_arithmetic() -> None:
    assert hpa_fault(10, 1, ["t3.medium"], "250m", "256Mi", False, "eks_nodegroup_max_size") == (
        "at most 5, since 10 pods need 2 nodes of t3.medium (5 on the first, by cpu: (1930m - 150m - 400m) / 250m;"
        " 7 on each further, by cpu: (1930m - 150m) / 250m), but eks_nodegroup_max_size is 1, which carries 5"
    )


@pytest.mark.parametrize("name", ["t3.medium", "m7i-flex.large"])
@pytest.mark.parametrize(("nodes", "most"), [(1, 5), (2, 11), (3, 18), (4, 24), (5, 31)])
def test_what_fits_wherever_the_system_is_no_fault(name: str, nodes: int, most: int) -> None:
    assert hpa_fault(most, nodes, [name], "250m", "256Mi") == ""
    assert hpa_fault(most + 1, nodes, [name], "250m", "256Mi").startswith(
        f"at most {most}, since {most + 1} pods need {nodes + 1} nodes of {name} ("
    )


def test_places_that_the_spread_of_the_system_takes_are_told() -> None:
    fault = hpa_fault(20, 3, ["t3.medium"], "250m", "256Mi", False, "eks_nodegroup_max_size")
    assert fault == (
        "at most 18, since 20 pods need 4 nodes of t3.medium (5 on the first, by cpu: (1930m - 150m - 400m) / 250m;"
        " 7 on each further, by cpu: (1930m - 150m) / 250m; 1 fewer if the system's pods are on several),"
        " but eks_nodegroup_max_size is 3, which carries 18"
    )


def test_pods_that_a_rollout_makes_before_it_ends_others_are_counted() -> None:
    assert hpa_fault(4, 1, ["t3.medium"], "250m", "256Mi", surge=1) == ""
    assert hpa_fault(5, 1, ["t3.medium"], "250m", "256Mi", surge=1).startswith(
        "at most 4, since 5 pods, and 1 more while a rollout replaces them, need 2 nodes of t3.medium ("
    )
    assert hpa_fault(1, 0, ["t3.medium"], "250m", "256Mi", surge=1).startswith("at most 0, since 1 pod, and 1 more")
    assert hpa_fault(2, 5, ["t3.medium"], "4", "1Gi", surge=1).startswith("at most 0, since 2 pods need other nodes")


def test_what_the_roles_have_by_default_fits() -> None:
    assert hpa_fault(10, 4, ["m7i-flex.large"], "250m", "256Mi", True, surge=1) == ""


def test_no_nodes_hold_no_pods() -> None:
    assert hpa_fault(1, 0, ["t3.medium"], "250m", "256Mi").startswith("at most 0, since 1 pod needs 1 node of")


def test_the_pods_of_the_system_are_what_others_reckon_with() -> None:
    assert capacity.overhead(capacity.SYSTEM) == USUAL


def test_the_type_that_holds_the_fewest_counts() -> None:
    assert hpa_fault(13, 1, ["m7i.xlarge"], "250m", "256Mi") == ""
    assert "of m7i.large" in hpa_fault(13, 1, ["m7i.xlarge", "m7i.large"], "250m", "256Mi")


def test_the_cluster_autoscaler_takes_its_room() -> None:
    assert hpa_fault(5, 1, ["t3.medium"], "270m", "64Mi") == ""
    fault = hpa_fault(5, 1, ["t3.medium"], "270m", "64Mi", True)
    assert "by cpu: (1930m - 150m - 500m) / 270m" in fault
    assert hpa_fault(1, 1, ["t3.medium"], "100m", "2500Mi") == ""
    assert "by memory: (3246Mi - 1140Mi) / 2500Mi" in hpa_fault(1, 1, ["t3.medium"], "100m", "2500Mi", True)


def test_a_pod_larger_than_a_node_fits_none() -> None:
    fault = hpa_fault(2, 5, ["t3.medium"], "4", "1Gi")
    assert fault.startswith("at most 0, since 2 pods need other nodes: no pod fits one of t3.medium")


def test_of_unknown_types_nothing_is_said() -> None:
    assert hpa_fault(10_000, 1, ["x9.huge"], "250m", "256Mi") == ""
    assert hpa_fault(10_000, 1, [], "250m", "256Mi") == ""


def test_types_that_the_cost_model_lacks_are_reckoned_with_as_they_are_described() -> None:
    described = {**instances.known()["m7g.large"]._asdict(), "name": "m6g.large"}
    assert hpa_fault(12, 2, [described], "250m", "256Mi").startswith(
        "at most 11, since 12 pods need 3 nodes of m6g.large ("
    )
    assert hpa_fault(11, 2, [described], "250m", "256Mi") == ""


def test_what_is_no_quantity_is_told() -> None:
    with pytest.raises(AnsibleFilterError, match="cpu is '250 m'; allowed: a CPU quantity"):
        hpa_fault(10, 1, ["t3.medium"], "250 m", "256Mi")
    assert FILTERS["quantity_fault"]("250m", "cpu") == ""
    assert FILTERS["quantity_fault"]("1Gi", "memory") == ""
    assert FILTERS["quantity_fault"]("0", "cpu") == "a CPU quantity such as 250m or 0.5, above 0"
    assert FILTERS["quantity_fault"]("much", "memory") == "a memory quantity such as 256Mi or 1Gi"


def test_objects_are_told_apart_by_their_annotations() -> None:
    ours, mark = {"resources": [{"metadata": {"annotations": {"mark": "digits", "more": "x"}}}]}, {"mark": "digits"}
    others: list[dict[str, Any]] = [
        {"resources": []},
        {"resources": [{"metadata": {}}]},
        {"resources": [{"metadata": {"annotations": {"mark": "letters"}}}]},
    ]
    assert FILTERS["with_annotations"]([*others, ours], mark) == [ours]


TAGS = [{"Key": "b", "Value": "2"}, {"Key": "a", "Value": "1"}]
DATA: dict[str, Any] = {
    "metadata_options": {"state": "applied", "http_tokens": "required", "http_put_response_hop_limit": 1},
    "network_interfaces": [{"device_index": 0, "groups": ["sg-2", "sg-1"]}],
    "block_device_mappings": [
        {"device_name": "/dev/xvda", "ebs": {"volume_size": 20, "encrypted": True, "iops": 3000}}
    ],
    "tag_specifications": [{"resource_type": "volume", "tags": TAGS}, {"resource_type": "instance", "tags": TAGS}],
}
WANTED: dict[str, Any] = {
    "metadata_options": {"http_tokens": "required", "http_put_response_hop_limit": 1},
    "network_interfaces": [{"device_index": 0, "groups": ["sg-1", "sg-2"]}],
    "block_device_mappings": [{"device_name": "/dev/xvda", "ebs": {"volume_size": 20, "encrypted": True}}],
    "tag_specifications": [
        {"resource_type": "instance", "tags": {"a": "1", "b": "2"}},
        {"resource_type": "volume", "tags": {"a": "1", "b": "2"}},
    ],
}


def template(*versions: dict[str, Any], **tags: str) -> list[dict[str, Any]]:
    listed = [{"version_number": number, "launch_template_data": data} for number, data in enumerate(versions, 1)]
    return [{"launch_template_name": "digits", "versions": listed[::-1], "tags": tags}]


def test_a_version_that_says_what_is_wanted_is_the_one() -> None:
    assert FILTERS["launch_template_version"](template({}, DATA), WANTED) == "2"


@pytest.mark.parametrize(
    "changed",
    [
        {"metadata_options": {"http_tokens": "optional", "http_put_response_hop_limit": 1}},
        {"network_interfaces": [{"device_index": 0, "groups": ["sg-1"]}]},
        {"block_device_mappings": [{"device_name": "/dev/xvda", "ebs": {"volume_size": 30, "encrypted": True}}]},
        {"block_device_mappings": []},
        {"tag_specifications": [{"resource_type": "instance", "tags": {"a": "1", "b": "2"}}]},
        {"tag_specifications": [{**each, "tags": {"a": "1"}} for each in WANTED["tag_specifications"]]},
    ],
)
def test_another_wish_needs_another_version(changed: dict[str, Any]) -> None:
    assert FILTERS["launch_template_version"](template(DATA), {**WANTED, **changed}) == ""


def test_only_the_newest_version_counts() -> None:
    assert FILTERS["launch_template_version"](template(DATA, {}), WANTED) == ""
    assert FILTERS["launch_template_version"]([], WANTED) == ""


def test_a_template_of_somebody_else_is_named() -> None:
    ownership = {"inferops:deployment": "digits-eu"}
    fault = FILTERS["launch_template_fault"]
    assert fault(template(**{"inferops:deployment": "digits-eu", "team": "x"}), ownership) == ""
    assert fault([], ownership) == ""
    assert fault(template(), ownership) == "the launch template digits bears none of our tags and is left alone"
    assert "bears inferops:deployment=other and" in fault(template(**{"inferops:deployment": "other"}), ownership)

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is deleted with a network, and what stands in the way."""

from __future__ import annotations

from typing import Any

from ansible_collections.inferops.aws.plugins.module_utils._network.belongings import belongings

from .made import EMPTY, OWNERSHIP, brought_about, wanted

SETTINGS = wanted(interface_endpoints=["sts"])


def interface(kind: str, description: str = "", **more: Any) -> dict[str, Any]:
    made = {"network_interface_id": "eni-1", "subnet_id": "subnet-1", "type": kind, "description": description}
    return {**made, "status": "in-use", "tags": {}, **more}


def test_an_empty_account_has_none() -> None:
    assert not any(belongings(EMPTY, SETTINGS).values())


def test_all_that_was_made_is_deleted() -> None:
    found = brought_about(SETTINGS)
    told = belongings(found, SETTINGS)
    assert {kind: len(items) for kind, items in told.items()} == {
        "vpc": 1,
        "in_use": 0,
        "nat_gateways": 1,
        "endpoints": 2,
        "addresses": 1,
        "network_interfaces": 0,
        "security_groups": 1,
        "subnets": 4,
        "route_tables": 3,
        "internet_gateways": 1,
    }


def test_what_others_have_in_it_is_named_and_not_deleted() -> None:
    found = brought_about(SETTINGS)
    found["network_interfaces"] += [interface("interface", "Amazon EKS digits"), interface("nat_gateway")]
    found["security_groups"] += [
        {"group_id": "sg-8", "group_name": "default", "ingress": [], "tags": {}},
        {"group_id": "sg-9", "group_name": "k8s-digits", "ingress": [], "tags": {}},
    ]
    found["route_tables"].append(
        {"route_table_id": "rtb-9", "is_main": True, "subnet_ids": [], "routes": [], "tags": {}}
    )
    found["subnets"].append({**found["subnets"][0], "subnet_id": "subnet-9", "tags": {"Name": "theirs"}})
    told = belongings(found, SETTINGS)
    assert told["in_use"] == ["eni-1 (Amazon EKS digits)", "subnet-9 (theirs)", "sg-9 (k8s-digits)"]
    assert (len(told["security_groups"]), len(told["subnets"]), len(told["route_tables"])) == (1, 4, 3)


OF_DEPLOYMENT = {key: value for key, value in OWNERSHIP.items() if key != "inferops:component"}
OF_CLUSTER = {"cluster.k8s.amazonaws.com/name": "digits"}


def left(*tags: dict[str, str]) -> list[dict[str, Any]]:
    """Return interfaces that nothing has."""
    return [
        interface("interface", f"free {number}", network_interface_id=f"eni-{number}", status="available", tags=each)
        for number, each in enumerate(tags, 2)
    ]


def test_what_nodes_left_is_deleted_and_stands_in_nobodys_way() -> None:
    found = brought_about(SETTINGS)
    ours = {**OF_DEPLOYMENT, "inferops:component": "eks_cluster"}
    found["network_interfaces"] += left(OF_CLUSTER, ours)
    told = belongings(found, SETTINGS)
    assert told["network_interfaces"] == ["eni-2", "eni-3"]
    assert told["in_use"] == []


def test_what_is_of_others_or_of_a_node_is_none_that_nodes_left() -> None:
    found = brought_about(SETTINGS)
    others = left(
        {},
        {**OF_CLUSTER, "inferops:deployment": "digits-us"},
        {"cluster.k8s.amazonaws.com/name": "letters"},
        {"kubernetes.io/cluster/digits": "owned"},
    )
    found["network_interfaces"] += [*others, interface("interface", "of a node", tags=OF_CLUSTER)]
    told = belongings(found, SETTINGS)
    assert told["network_interfaces"] == []
    assert told["in_use"] == [f"eni-{number} (free {number})" for number in (2, 3, 4, 5)] + ["eni-1 (of a node)"]


def test_without_a_network_of_ours_nothing_is_deleted_that_nodes_left() -> None:
    found = brought_about(SETTINGS)
    found["vpc"] = {**found["vpc"], "tags": {}}
    found["network_interfaces"].append(interface("interface", status="available", tags=OF_CLUSTER))
    assert belongings(found, SETTINGS)["network_interfaces"] == []


def test_a_network_of_another_deployment_is_not_ours() -> None:
    others = wanted(ownership={**OWNERSHIP, "inferops:deployment": "digits-us"})
    told = belongings(brought_about(wanted()), others)
    assert not any(items for kind, items in told.items() if kind != "in_use")


def test_what_is_on_its_way_out_is_not_deleted_again() -> None:
    found = brought_about(SETTINGS)
    found["nat_gateways"][0]["state"] = "deleting"
    for endpoint in found["vpc_endpoints"]:
        endpoint["state"] = "deleting"
    told = belongings(found, SETTINGS)
    assert (told["nat_gateways"], told["endpoints"]) == ([], [])

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the role does to a network, from any state to any settings, and that it then has nothing left to do."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from ansible_collections.inferops.aws.plugins.module_utils._costs.planned import read_resources
from ansible_collections.inferops.aws.plugins.module_utils._network.plan import plan

from .made import EMPTY, REGION, Made, brought_about, wanted, way_out

SETTINGS = [
    wanted(),
    wanted(nat="per_zone"),
    wanted(nat="per_zone", availability_zone_count=3),
    wanted(nat="none", nodes="public"),
    wanted(nat="none", interface_endpoints=["ecr.api", "sts"]),
    wanted(interface_endpoints=["ecr.api"], availability_zone_count=3),
    wanted(tags={**wanted()["tags"], "team": "speech"}),
]
CHANGES = list(itertools.product(range(len(SETTINGS)), repeat=2))


def tier(found: Any, name: str) -> list[Any]:
    return [each for each in found["subnets"] if each["tags"]["inferops:tier"] == name]


def has_fewer_zones(before: Any, after: Any) -> bool:
    return bool(before["availability_zone_count"] > after["availability_zone_count"])


@pytest.mark.parametrize(("first", "then"), CHANGES)
def test_one_run_is_enough_from_any_settings_to_any(first: int, then: int) -> None:
    before, after = SETTINGS[first], SETTINGS[then]
    found = brought_about(before)
    assert not plan(found, before)["is_needed"]
    if has_fewer_zones(before, after):
        assert "AWS moves no subnet" in plan(found, after)["problems"][0]
        return
    changed = brought_about(after, found)
    left = plan(changed, after)
    assert not left["is_needed"], {key: value for key, value in left.items() if value}
    if first != then:
        assert plan(found, after)["is_needed"]
    kept = {each["subnet_id"] for each in found["subnets"]}
    assert kept <= {each["subnet_id"] for each in changed["subnets"]}


def test_what_an_empty_account_gets() -> None:
    found = brought_about(wanted())
    private, public = tier(found, "private"), tier(found, "public")
    assert [each["cidr_block"] for each in private] == ["10.0.0.0/20", "10.0.16.0/20"]
    assert [each["cidr_block"] for each in public] == ["10.0.128.0/20", "10.0.144.0/20"]
    assert {each["availability_zone"] for each in private} == {f"{REGION}a", f"{REGION}b"}
    assert [each["tags"]["kubernetes.io/role/internal-elb"] for each in private] == ["1", "1"]
    assert [each["tags"]["kubernetes.io/role/elb"] for each in public] == ["1", "1"]
    assert all("kubernetes.io/role/elb" not in each["tags"] for each in private)
    assert not any(each["map_public_ip_on_launch"] for each in found["subnets"])
    (gateway,) = found["nat_gateways"]
    assert gateway["subnet_id"] in {each["subnet_id"] for each in public}
    assert {way_out(found, each["subnet_id"]) for each in private} == {gateway["nat_gateway_id"]}
    assert {way_out(found, each["subnet_id"]) for each in public} == {"igw-1"}
    (endpoint,) = found["vpc_endpoints"]
    assert (endpoint["service_name"], endpoint["type"]) == (f"com.amazonaws.{REGION}.s3", "Gateway")
    assert set(endpoint["route_table_ids"]) == {each["route_table_id"] for each in found["route_tables"]}


def test_each_zone_goes_out_through_its_own_gateway() -> None:
    found = brought_about(wanted(nat="per_zone"))
    homes = {each["subnet_id"]: each["availability_zone"] for each in found["subnets"]}
    gateways = {homes[each["subnet_id"]]: each["nat_gateway_id"] for each in found["nat_gateways"]}
    assert len(gateways) == 2
    for subnet in tier(found, "private"):
        assert way_out(found, subnet["subnet_id"]) == gateways[subnet["availability_zone"]]


def test_without_nat_the_private_subnets_lead_nowhere_and_public_nodes_get_addresses() -> None:
    found = brought_about(wanted(nat="none", nodes="public"), brought_about(wanted()))
    assert (found["nat_gateways"], found["addresses"]) == ([], [])
    assert {way_out(found, each["subnet_id"]) for each in tier(found, "private")} == {""}
    assert all(each["map_public_ip_on_launch"] for each in tier(found, "public"))
    assert not any(each["map_public_ip_on_launch"] for each in tier(found, "private"))


def test_interface_endpoints_are_in_the_private_subnets_behind_their_group() -> None:
    settings = wanted(nat="none", interface_endpoints=["sts"])
    found = brought_about(settings)
    endpoint = next(each for each in found["vpc_endpoints"] if each["type"] == "Interface")
    assert set(endpoint["subnet_ids"]) == {each["subnet_id"] for each in tier(found, "private")}
    assert endpoint["security_group_ids"] == [each["group_id"] for each in found["security_groups"]]
    assert brought_about(wanted(), found)["security_groups"] == []


def test_the_names_of_the_tiers_are_ids_in_the_order_of_the_zones() -> None:
    settings = wanted(availability_zones=[f"{REGION}c", f"{REGION}a"])
    found = brought_about(settings)
    homes = {each["subnet_id"]: each["availability_zone"] for each in found["subnets"]}
    told = plan(found, settings)
    assert [homes[each] for each in told["private"]] == [homes[each] for each in told["public"]]
    assert [homes[each] for each in told["public"]] == [f"{REGION}c", f"{REGION}a"]


def test_in_an_empty_account_a_plan_names_what_can_be_named() -> None:
    told = plan(EMPTY, wanted())
    assert told["public"] == told["private"] == ["", ""]
    assert len(told["subnets"]) == 4
    assert not told["route_tables"]
    assert told["is_needed"]


@pytest.mark.parametrize(
    ("key", "value"),
    [("target", "igw-other"), ("state", "blackhole")],
)
def test_a_route_that_leads_elsewhere_is_the_only_thing_repaired(key: str, value: str) -> None:
    found = brought_about(wanted())
    table = next(each for each in found["route_tables"] if each["tags"]["Name"] == "digits-private-b")
    table["routes"][0][key] = value
    told = plan(found, wanted())
    needed = {kind: told[kind] for kind in Made.SEQUENCE if told[kind]}
    assert [each["name"] for each in needed.pop("route_tables")] == ["digits-private-b"]
    assert needed == {}


def test_a_route_that_was_deleted_and_a_subnet_that_was_moved_are_repaired() -> None:
    found = brought_about(wanted())
    names = {each["tags"]["Name"]: each for each in found["route_tables"]}
    names["digits-public"]["routes"].clear()
    names["digits-private-a"]["subnet_ids"] = []
    repaired = [each["name"] for each in plan(found, wanted())["route_tables"]]
    assert repaired == ["digits-public", "digits-private-a"]


def test_routes_of_others_stay_when_nat_goes() -> None:
    found = brought_about(wanted())
    table = next(each for each in found["route_tables"] if each["tags"]["Name"] == "digits-private-a")
    peering = {"destination": "172.16.0.0/12", "target": "pcx-1", "via": "vpc_peering_connection_id", "state": "active"}
    own = {"destination": "10.0.0.0/16", "target": "local", "via": "gateway_id", "state": "active"}
    listed = {"destination": "pl-1", "target": "vpce-1", "via": "gateway_id", "state": "active"}
    table["routes"] += [peering, own, listed]
    (changed, _other) = plan(found, wanted(nat="none", nodes="public"))["route_tables"]
    assert changed["purge_routes"]
    assert changed["routes"] == [{"dest": "172.16.0.0/12", "vpc_peering_connection_id": "pcx-1"}]


def test_tags_of_controllers_stay_and_others_do_not() -> None:
    found = brought_about(wanted())
    found["subnets"][0]["tags"]["karpenter.sh/discovery"] = "digits"
    assert not plan(found, wanted())["is_needed"]
    found["subnets"][0]["tags"]["colour"] = "blue"
    (subnet,) = plan(found, wanted())["subnets"]
    assert subnet["tags"]["karpenter.sh/discovery"] == "digits"
    assert "colour" not in subnet["tags"]


def test_dns_that_was_switched_off_is_switched_on() -> None:
    found = brought_about(wanted())
    found["vpc"]["dns_hostnames"] = False
    assert plan(found, wanted())["vpc"] == [{"id": "vpc-1", "tags": found["vpc"]["tags"]}]


def test_what_follows_later_is_named() -> None:
    settings = wanted(nat="none", interface_endpoints=["sts"])
    told = plan(EMPTY, settings)["later"]
    assert told == [
        "digits-public",
        "digits-private-a",
        "digits-private-b",
        "digits-endpoints",
        "digits-s3",
        "digits-sts",
    ]
    assert plan(brought_about(settings), settings)["later"] == []


def test_what_is_billed_is_known_before_anything_is_made() -> None:
    settings = wanted(nat="per_zone", interface_endpoints=["sts"])
    told = plan(EMPTY, settings)["costs"]
    assert [(each["kind"], each["name"]) for each in told] == [
        ("nat_gateway", "digits-nat-a"),
        ("elastic_ip", "digits-nat-a"),
        ("nat_gateway", "digits-nat-b"),
        ("elastic_ip", "digits-nat-b"),
        ("vpc_endpoint", "digits-sts"),
    ]
    assert told[-1]["attributes"] == {"type": "Interface", "zones": 2}
    assert plan(brought_about(settings), settings)["costs"] == told
    assert all(each.kind in ("nat_gateway", "elastic_ip", "vpc_endpoint") for each in read_resources(told))


def test_an_endpoint_that_lacks_a_part_makes_way_for_one_that_has_it() -> None:
    found = brought_about(wanted())
    (endpoint,) = found["vpc_endpoints"]
    endpoint["route_table_ids"].pop()
    told = plan(found, wanted())
    assert told["unwanted_endpoints"] == [endpoint["vpc_endpoint_id"]]
    assert [each["name"] for each in told["endpoints"]] == ["digits-s3"]


def test_an_endpoint_with_other_tags_gets_ours_and_stays() -> None:
    found = brought_about(wanted())
    (endpoint,) = found["vpc_endpoints"]
    endpoint["tags"].pop("team")
    told = plan(found, wanted())
    assert told["unwanted_endpoints"] == []
    assert [(each["id"], each["tags"]["team"]) for each in told["endpoints"]] == [
        (endpoint["vpc_endpoint_id"], "vision")
    ]

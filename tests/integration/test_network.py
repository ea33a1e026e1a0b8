# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The life of a network: planned, made, repaired, deleted. And one of somebody else, in which nothing may happen."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.integration.playbooks import CANARY, Playbooks, Run
from tests.sandbox.deployment import Account

NAME = "net"
BUDGET = 8
WIDE = {"network_nat": "per_zone", "network_interface_endpoints": ["sts", "ecr.api"]}
PLAYBOOK = """---
- name: Keep a network
  hosts: "{{ chosen | default('canary') }}"
  gather_facts: false
  roles:
    - role: inferops.aws.network
      check_mode: "{{ only_planned | default(ansible_check_mode) }}"
  post_tasks:
    - name: Go on with what others get
      ansible.builtin.debug:
        var: network_result
      when: network_state == 'present'
"""
TAGGED = [{"Name": "tag:inferops:workload", "Values": [NAME]}]
KINDS = ("vpcs", "subnets", "internet_gateways", "route_tables", "vpc_endpoints", "security_groups", "addresses")
SUBNETS = {"network_subnet_ids": ["subnet-0a1b2c3d", "subnet-0a1b2c3e"]}
MISTAKES: dict[str, tuple[dict[str, Any], str]] = {
    "host_bits": ({"network_cidr": "10.0.1.0/16"}, "10.0.1.0/16 has host bits, its network is 10.0.0.0/16"),
    "too_large": ({"network_cidr": "10.0.0.0/8"}, "between /16 and /28"),
    "too_small": ({"network_cidr": "10.0.0.0/26"}, "each subnet gets a sixteenth"),
    "overlap": ({"network_private_cidrs": ["10.0.0.0/20", "10.0.8.0/21"]}, "10.0.0.0/20 and 10.0.8.0/21 overlap"),
    "too_few": ({"network_public_cidrs": ["10.0.0.0/20"]}, "there are 1 for 2 availability zones"),
    "zone_elsewhere": (
        {"network_availability_zones": ["us-west-2a", "us-west-2b"]},
        "availability zones of eu-central-1",
    ),
    "one_zone": ({"network_availability_zones": ["eu-central-1a"]}, "two to eight availability zones"),
    "nat_nowhere": ({"network_with_public_subnets": False}, "a NAT gateway is in a public subnet"),
    "no_way_out": ({"network_nat": "none"}, "9 endpoints in 2 zones are 0.216 $ an hour"),
    "no_way_out_for_auto_mode": (
        {"network_nat": "none", "network_nodes": "public", "eks_cluster_auto_mode": True},
        "with the nodes of EKS Auto Mode in private subnets, also ec2, ecr.api",
    ),
    "service_unknown": (
        {"network_interface_endpoints": ["ecr-api", "sts"]},
        "com.amazonaws.eu-central-1; ecr-api has none; did you mean ecr.api?",
    ),
    "vpc_by_name": ({"network_vpc_id": "main", **SUBNETS}, "the id of a VPC, such as vpc-"),
    "no_subnets": ({"network_vpc_id": "vpc-0a1b2c3d4e5f67890"}, "two or more subnets of network_vpc_id"),
    "no_such_vpc": ({"network_vpc_id": "vpc-0a1b2c3d", **SUBNETS}, "a VPC of this account and region"),
    "too_many_zones": ({"network_availability_zone_count": 4}, "at most 3, as this region has"),
    "zone_unknown": ({"network_availability_zones": ["eu-central-1a", "eu-central-1x"]}, "out of eu-central-1a"),
}


@pytest.fixture(scope="module")
def playbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path: Path = tmp_path_factory.mktemp("users") / "playbook.yml"
    path.write_text(PLAYBOOK, encoding="utf-8")
    return path


@pytest.fixture
def keep(playbooks: Playbooks, playbook: Path) -> Any:
    """Run the role; it must succeed unless told otherwise."""

    def run(*arguments: str, fails: bool = False, **variables: Any) -> Run:
        made = playbooks.run(playbook, *arguments, variables={"inferops_name": NAME, **WIDE, **variables})
        return made if fails else made.succeeded()

    return run


def everything(account: Account) -> dict[str, Any]:
    """Return all that EC2 says of networks, by kind."""
    client = account.client("ec2")
    listed = {kind: getattr(client, f"describe_{kind}")() for kind in KINDS}
    for answer in listed.values():
        answer.pop("ResponseMetadata")
    return listed


def ours(account: Account) -> Any:
    return account.client("ec2").describe_vpcs(Filters=TAGGED)["Vpcs"]


def test_a_plan_in_an_empty_account_names_what_follows_and_writes_nothing(keep: Any) -> None:
    run = keep("--check")
    assert run.writes() == []
    assert run.changed == [(CANARY, "Make | Create the VPC")]
    assert "Known after apply: net-eu-central-1-nat-a, net-eu-central-1-nat-b, net-eu-central-1-public," in run.output
    assert "(known after apply)" in run.output


def test_it_is_made_and_the_next_run_has_nothing_to_do(keep: Any) -> None:
    made = keep()
    assert {"ec2:CreateVpc", "ec2:CreateNatGateway", "ec2:CreateVpcEndpoint"} <= set(made.writes())
    again = keep()
    assert (again.changed, again.writes()) == ([], [])
    assert len([task for _host, task, outcome in again.results if outcome != "skipped"]) <= BUDGET
    assert keep("--check").changed == []


def test_each_zone_leads_to_its_own_gateway(admin: Account) -> None:
    client = admin.client("ec2")
    subnets = {each["SubnetId"]: each for each in client.describe_subnets(Filters=TAGGED)["Subnets"]}
    tables = client.describe_route_tables(Filters=TAGGED)["RouteTables"]
    gateways = {each["NatGatewayId"]: each for each in client.describe_nat_gateways(Filter=TAGGED)["NatGateways"]}
    leads = {
        subnets[of["SubnetId"]]["AvailabilityZone"]: subnets[gateways[route["NatGatewayId"]]["SubnetId"]]
        for table in tables
        for route in table["Routes"]
        for of in table["Associations"]
        if "NatGatewayId" in route
    }
    assert {zone: subnet["AvailabilityZone"] for zone, subnet in leads.items()} == {
        "eu-central-1a": "eu-central-1a",
        "eu-central-1b": "eu-central-1b",
    }
    assert {tag["Value"] for each in leads.values() for tag in each["Tags"] if tag["Key"] == "inferops:tier"} == {
        "public"
    }


def test_the_network_alone_may_call_its_interface_endpoints(admin: Account) -> None:
    client = admin.client("ec2")
    (group,) = client.describe_security_groups(Filters=TAGGED)["SecurityGroups"]
    (rule,) = group["IpPermissions"]
    assert (rule["IpProtocol"], rule["FromPort"], rule["ToPort"]) == ("tcp", 443, 443)
    assert [each["CidrIp"] for each in rule["IpRanges"]] == ["10.0.0.0/16"]
    private = client.describe_subnets(Filters=[*TAGGED, {"Name": "tag:inferops:tier", "Values": ["private"]}])[
        "Subnets"
    ]
    found = client.describe_vpc_endpoints(Filters=[*TAGGED, {"Name": "vpc-endpoint-type", "Values": ["Interface"]}])
    assert {each["ServiceName"].removeprefix("com.amazonaws.eu-central-1.") for each in found["VpcEndpoints"]} == {
        "sts",
        "ecr.api",
    }
    for each in found["VpcEndpoints"]:
        assert each["State"] == "available"
        assert [of["GroupId"] for of in each["Groups"]] == [group["GroupId"]]
        assert set(each["SubnetIds"]) == {subnet["SubnetId"] for subnet in private}


def test_a_route_that_was_deleted_is_repaired_and_nothing_else(keep: Any, admin: Account) -> None:
    client = admin.client("ec2")
    filters = [{"Name": "tag:Name", "Values": ["net-eu-central-1-private-b"]}]
    (table,) = client.describe_route_tables(Filters=filters)["RouteTables"]
    client.delete_route(RouteTableId=table["RouteTableId"], DestinationCidrBlock="0.0.0.0/0")
    # By the role's keyword: nothing on the command line says that this is a plan.
    planned = keep(only_planned=True)
    assert (planned.changed, planned.writes()) == ([(CANARY, "Routes | Create the route tables")], [])
    assert keep().writes() == ["ec2:CreateRoute"]
    assert client.describe_route_tables(Filters=filters)["RouteTables"] == [table]


@pytest.fixture(scope="module")
def theirs(admin: Account) -> dict[str, Any]:
    """The variables for a network that somebody else has made."""
    client = admin.client("ec2")
    network = client.create_vpc(CidrBlock="10.7.0.0/16")["Vpc"]["VpcId"]
    for attribute in ("EnableDnsSupport", "EnableDnsHostnames"):
        client.modify_vpc_attribute(VpcId=network, **{attribute: {"Value": True}})
    places = [("10.7.0.0/24", "eu-central-1a"), ("10.7.1.0/24", "eu-central-1b")]
    made = [client.create_subnet(VpcId=network, CidrBlock=block, AvailabilityZone=zone) for block, zone in places]
    return {"network_vpc_id": network, "network_subnet_ids": [each["Subnet"]["SubnetId"] for each in made]}


def test_a_network_of_somebody_else_is_used_and_never_touched(keep: Any, admin: Account, theirs: Any) -> None:
    before = everything(admin)
    assert len(before["vpcs"]["Vpcs"]) > 1
    run = keep(**theirs)
    assert (run.changed, run.writes()) == ([], [])
    assert all(each in run.output for each in theirs["network_subnet_ids"])
    assert everything(admin) == before


def test_what_is_in_use_stays_and_is_named(keep: Any, admin: Account) -> None:
    client = admin.client("ec2")
    (network,) = ours(admin)
    subnets = client.describe_subnets(Filters=[{"Name": "vpc-id", "Values": [network["VpcId"]]}])["Subnets"]
    made = client.create_network_interface(SubnetId=subnets[0]["SubnetId"], Description="of a cluster")
    name = made["NetworkInterface"]["NetworkInterfaceId"]
    run = keep(fails=True, network_state="absent")
    assert (
        f"others have something in {network['VpcId']}, which has to be deleted first: {name} (of a cluster)"
        in (run.failures[CANARY])
    )
    assert run.writes() == []
    client.delete_network_interface(NetworkInterfaceId=name)


def test_what_nodes_left_does_not_keep_it(keep: Any, admin: Account) -> None:
    """Here it is only planned; the next test deletes it."""
    client = admin.client("ec2")
    (network,) = ours(admin)
    subnets = client.describe_subnets(Filters=[{"Name": "vpc-id", "Values": [network["VpcId"]]}])["Subnets"]
    made = client.create_network_interface(SubnetId=subnets[0]["SubnetId"], Description="aws-K8S-i-0123456789abcdef0")
    name = made["NetworkInterface"]["NetworkInterfaceId"]
    client.create_tags(Resources=[name], Tags=[{"Key": "cluster.k8s.amazonaws.com/name", "Value": NAME}])
    planned = keep("--check", network_state="absent")
    assert (CANARY, "Delete | Delete the network interfaces that nodes left") in planned.changed
    assert planned.writes() == []


def test_it_goes_without_a_trace_and_what_is_somebody_elses_stays(keep: Any, admin: Account, theirs: Any) -> None:
    keep(network_state="absent", **theirs)
    assert ours(admin) == []
    left = everything(admin)
    assert {each["VpcId"] for each in left["subnets"]["Subnets"]} >= {theirs["network_vpc_id"]}
    assert not [kind for kind in KINDS if f"'Value': '{NAME}'" in str(left[kind])]
    again = keep(network_state="absent", **theirs)
    assert (again.changed, again.writes()) == ([], [])
    assert everything(admin) == left


@pytest.fixture(scope="module")
def refused(playbooks: Playbooks, playbook: Path) -> Run:
    """One run for all mistakes, each a host."""
    hosts = {name: {"inferops_region": "eu-central-1", "inferops_name": f"net-{name}"} for name in MISTAKES}
    inventory = playbook.parent / "mistakes.yml"
    mine = {name: {**hosts[name], **MISTAKES[name][0]} for name in MISTAKES}
    inventory.write_text(json.dumps({"all": {"hosts": mine}}), encoding="utf-8")
    return playbooks.run(playbook, "-i", str(inventory), "--limit", ",".join(MISTAKES), variables={"chosen": "all"})


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_one_message(refused: Run, name: str) -> None:
    message = refused.failures[name]
    assert re.match(r"network_\w+ is .*; allowed: ", message), message
    assert MISTAKES[name][1] in message


def test_a_mistake_ends_the_first_task_and_writes_nothing(refused: Run) -> None:
    """Even what EC2 has against it: in a playbook of waves that task comes before the first of them."""
    failed = {task for _host, task, outcome in refused.results if outcome == "failed"}
    assert failed == {"Check the variables and say who we are"}
    assert refused.writes() == []
    assert refused.changed == []

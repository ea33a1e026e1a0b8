# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""ec2_ingress_rules, whole."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.inferops.aws.plugins.modules.ec2_ingress_rules import main
from tests.tools.cloud import Cloud, Modules, warned

GROUP, OURS = "sg-0123456789abcdef0", "port of the front end digits"
OPTIONS = {"group_id": GROUP, "description": OURS, "port": 31000}
FROM_GROUP = {"Filters": [{"Name": "group-id", "Values": [GROUP]}]}


def rule(identifier: str, cidr: str, **others: Any) -> dict[str, Any]:
    tcp = {"IpProtocol": "tcp", "FromPort": 31000, "ToPort": 31000, "IsEgress": False, "Description": OURS}
    return {"SecurityGroupRuleId": identifier, "GroupId": GROUP, "CidrIpv4": cidr, **tcp, **others}


OF_OTHERS = [
    rule("sgr-1", "0.0.0.0/0", Description="of a load balancer"),
    rule("sgr-2", "0.0.0.0/0", IsEgress=True),
    {
        "SecurityGroupRuleId": "sgr-3",
        "GroupId": GROUP,
        "IpProtocol": "-1",
        "IsEgress": False,
        "FromPort": -1,
        "ToPort": -1,
    },
]


def has(cloud: Cloud, *rules: dict[str, Any]) -> None:
    cloud.expect("ec2", "DescribeSecurityGroupRules", FROM_GROUP, {"SecurityGroupRules": [*OF_OTHERS, *rules]})


def test_opens_the_port_for_the_networks(cloud: Cloud, modules: Modules) -> None:
    has(cloud)
    described = {"IpProtocol": "tcp", "FromPort": 31000, "ToPort": 31000}
    permissions = [
        described | {"Ipv6Ranges": [{"CidrIpv6": "2001:db8::/32", "Description": OURS}]},
        described | {"IpRanges": [{"CidrIp": "203.0.113.0/24", "Description": OURS}]},
    ]
    cloud.expect("ec2", "AuthorizeSecurityGroupIngress", {"GroupId": GROUP, "IpPermissions": permissions})
    result = modules.run(main, **OPTIONS, cidrs=["203.0.113.0/24", "2001:db8::/32", "203.0.113.0/24"])
    assert result["changed"]
    assert [item["cidr"] for item in result["rules"]] == ["2001:db8::/32", "203.0.113.0/24"]


def test_what_is_there_is_left_alone(cloud: Cloud, modules: Modules) -> None:
    has(cloud, rule("sgr-4", "203.0.113.0/24"))
    assert not modules.run(main, **OPTIONS, cidrs=["203.0.113.0/24"])["changed"]


def test_what_is_no_longer_wanted_goes_and_nothing_else(cloud: Cloud, modules: Modules) -> None:
    has(
        cloud,
        rule("sgr-4", "203.0.113.0/24"),
        rule("sgr-5", "198.51.100.0/24"),
        rule("sgr-6", "203.0.113.0/24", ToPort=31001),
    )
    cloud.expect("ec2", "RevokeSecurityGroupIngress", {"GroupId": GROUP, "SecurityGroupRuleIds": ["sgr-5", "sgr-6"]})
    result = modules.run(main, **OPTIONS, cidrs=["203.0.113.0/24"])
    assert result["diff"]["before"]["rules"] == [
        {"port": 31000, "cidr": cidr} for cidr in ("198.51.100.0/24", "203.0.113.0/24")
    ]
    assert result["diff"]["after"]["rules"] == [{"port": 31000, "cidr": "203.0.113.0/24"}]


def test_absent_closes_all_of_ours(cloud: Cloud, modules: Modules) -> None:
    has(cloud, rule("sgr-4", "203.0.113.0/24"))
    cloud.expect("ec2", "RevokeSecurityGroupIngress", {"GroupId": GROUP, "SecurityGroupRuleIds": ["sgr-4"]})
    assert modules.run(main, group_id=GROUP, description=OURS, state="absent")["changed"]
    has(cloud)
    assert not modules.run(main, group_id=GROUP, description=OURS, state="absent")["changed"]


def test_what_a_rule_of_somebody_else_opens_is_left_to_it(cloud: Cloud, modules: Modules) -> None:
    """Asked for it again, EC2 refuses the whole call."""
    has(cloud, rule("sgr-4", "2001:db8::/32", CidrIpv4="", CidrIpv6="2001:db8::/32", Description="by hand"))
    permission = {
        "IpProtocol": "tcp",
        "FromPort": 31000,
        "ToPort": 31000,
        "IpRanges": [{"CidrIp": "203.0.113.0/24", "Description": OURS}],
    }
    cloud.expect("ec2", "AuthorizeSecurityGroupIngress", {"GroupId": GROUP, "IpPermissions": [permission]})
    result = modules.run(main, **OPTIONS, cidrs=["0.0.0.0/0", "203.0.113.0/24", "2001:db8::/32"])
    assert result["rules"] == [{"port": 31000, "cidr": "203.0.113.0/24"}]
    assert [each["cidr"] for each in result["rules_of_others"]] == ["0.0.0.0/0", "2001:db8::/32"]
    assert "port 31000 of sg-0123456789abcdef0 is open to 0.0.0.0/0 by a rule of somebody else" in warned(result)[0]
    has(cloud, *[rule("sgr-5", "203.0.113.0/24")])
    assert not modules.run(main, **OPTIONS, cidrs=["0.0.0.0/0", "203.0.113.0/24"])["changed"]


def test_what_is_open_twice_is_closed_without_touching_the_rule_of_somebody_else(
    cloud: Cloud, modules: Modules
) -> None:
    has(cloud, rule("sgr-4", "198.51.100.0/24"))
    cloud.expect("ec2", "RevokeSecurityGroupIngress", {"GroupId": GROUP, "SecurityGroupRuleIds": ["sgr-4"]})
    result = modules.run(main, **OPTIONS, cidrs=["0.0.0.0/0"])
    assert (result["changed"], result["rules"]) == (True, [])


def test_check_mode_only_says(cloud: Cloud, modules: Modules) -> None:
    has(cloud)
    assert modules.run(main, check=True, **OPTIONS, cidrs=["203.0.113.0/24"])["changed"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"cidrs": ["203.0.113.7/24"]}, "cidrs has '203.0.113.7/24'; allowed: networks without host bits"),
        ({"cidrs": []}, "cidrs has 0 networks; allowed: 1 to 60"),
        ({"cidrs": ["203.0.113.0/24"], "port": 0}, "port is 0; allowed: 1 to 65535"),
        ({}, "state is present but all of the following are missing: cidrs"),
    ],
)
def test_what_cannot_be_is_refused(modules: Modules, options: dict[str, Any], said: str) -> None:
    assert said in modules.run(main, **{**OPTIONS, **options})["msg"]


def test_what_aws_refuses_is_told(cloud: Cloud, modules: Modules) -> None:
    cloud.refuse("ec2", "DescribeSecurityGroupRules", FROM_GROUP, "InvalidGroup.NotFound", "no such group")
    assert "no such group" in modules.run(main, **OPTIONS, cidrs=["203.0.113.0/24"])["msg"]

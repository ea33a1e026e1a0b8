# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Rules of a security group that belongs to somebody else: those that bear a description of ours, and no others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from ipaddress import ip_network
from typing import Any

from .._engine.api import Api, Module, connect
from .._engine.errors import EngineError
from .._engine.remarks import tell
from .._engine.table import Find

RULES = Find("DescribeSecurityGroupRules", {"filters": "filters"}, items="security_group_rules")
MOST = 60
"""How many rules a security group may have, unless AWS was asked for more."""


@dataclass(frozen=True, order=True)
class Rule:
    """One TCP port from one network."""

    port: int
    cidr: str

    def as_result(self) -> dict[str, Any]:
        """Return the rule as a module reports it."""
        return {"port": self.port, "cidr": self.cidr}


@dataclass(frozen=True)
class Changes:
    """What is there (rule to identifier), what has to be added, and the identifiers of what has to go.

    *of_others* is what is wanted and what a rule with another description opens already. EC2 has each port and network
    once, whatever the description: to add it would be refused, and all that is added with it.
    """

    found: Mapping[Rule, str]
    missing: tuple[Rule, ...]
    unwanted: tuple[str, ...]
    of_others: tuple[Rule, ...] = ()

    @property
    def are_needed(self) -> bool:
        """Say whether there is anything to do."""
        return bool(self.missing or self.unwanted)


def network(cidr: str) -> str:
    """Return a network as AWS writes it; raises EngineError for what is none."""
    try:
        return str(ip_network(cidr))
    except ValueError as error:
        raise EngineError(f"cidrs has {cidr!r}; allowed: networks without host bits, such as 203.0.113.0/24") from error


def wanted_rules(port: int, cidrs: Sequence[str]) -> list[Rule]:
    """Return the rules for a port and some networks; raises EngineError."""
    if not 1 <= port <= 65535:
        raise EngineError(f"port is {port}; allowed: 1 to 65535")
    rules = sorted({Rule(port, network(cidr)) for cidr in cidrs})
    if not rules or len(rules) > MOST:
        raise EngineError(f"cidrs has {len(rules)} networks; allowed: 1 to {MOST}")
    return rules


def changes(items: Sequence[Mapping[str, Any]], description: str, wanted: Sequence[Rule]) -> Changes:
    """Compare what a group has, as AWS lists it, with the rules that shall bear the description."""
    found: dict[Rule, str] = {}
    useless: list[str] = []
    theirs = set[Rule | None]()
    for item in items:
        rule = _rule(item)
        if item.get("is_egress"):
            continue
        if item.get("description") != description:
            theirs.add(rule)
        elif rule is None or rule in found:
            useless.append(item["security_group_rule_id"])
        else:
            found[rule] = item["security_group_rule_id"]
    gone = [identifier for rule, identifier in found.items() if rule not in wanted]
    absent = [rule for rule in wanted if rule not in found]
    return Changes(
        found,
        tuple(rule for rule in absent if rule not in theirs),
        tuple(sorted(useless + gone)),
        tuple(rule for rule in absent if rule in theirs),
    )


def _rule(item: Mapping[str, Any]) -> Rule | None:
    cidr = item.get("cidr_ipv4") or item.get("cidr_ipv6")
    port = item.get("from_port")
    if item.get("ip_protocol") != "tcp" or not cidr or port is None or port != item.get("to_port"):
        return None
    return Rule(int(port), network(cidr))


def _permission(rule: Rule, description: str) -> dict[str, Any]:
    ranges = {"ipv6_ranges": "cidr_ipv6"} if ":" in rule.cidr else {"ip_ranges": "cidr_ip"}
    ((listing, name),) = ranges.items()
    return {
        "ip_protocol": "tcp",
        "from_port": rule.port,
        "to_port": rule.port,
        listing: [{name: rule.cidr, "description": description}],
    }


def _apply(api: Api, group: str, description: str, needed: Changes) -> None:
    """Open what is missing before closing what is not wanted."""
    if needed.missing:
        permissions = [_permission(rule, description) for rule in needed.missing]
        api.call("AuthorizeSecurityGroupIngress", {"group_id": group, "ip_permissions": permissions})
    if needed.unwanted:
        rules = list(needed.unwanted)
        api.call("RevokeSecurityGroupIngress", {"group_id": group, "security_group_rule_ids": rules})


def ingress_rules(module: Module) -> dict[str, Any]:
    """Run the module ec2_ingress_rules."""
    options = module.params
    group, description = options["group_id"], options["description"]
    is_wanted = options["state"] == "present"
    wanted = wanted_rules(options["port"], options["cidrs"]) if is_wanted else []
    api = connect(module, "ec2")
    items = api.list(RULES, {"filters": [{"name": "group-id", "values": [group]}]})
    needed = changes(items, description, wanted)
    if needed.are_needed and not module.check_mode:
        _apply(api, group, description, needed)
    kept = [rule for rule in wanted if rule not in needed.of_others]
    before, after, others = (
        [rule.as_result() for rule in rules] for rules in (sorted(needed.found), kept, needed.of_others)
    )
    tell(_remark(group, rule) for rule in needed.of_others)
    return {
        "changed": needed.are_needed,
        "rules": after,
        "rules_of_others": others,
        "diff": {"before": {"rules": before}, "after": {"rules": after}},
    }


def _remark(group: str, rule: Rule) -> str:
    return (
        f"port {rule.port} of {group} is open to {rule.cidr} by a rule of somebody else, which stays as it is; if it"
        " goes, the next run makes one"
    )

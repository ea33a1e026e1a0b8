# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the role network refuses before anything is written, by its variables and by what EC2 answers."""

from __future__ import annotations

from typing import Any

from tests.unit.roles.templar import SESSION, of_role, templar

ENCLOSED = {"network_nat": "none", "network_nodes": "public"}


def variables(**given: Any) -> dict[str, Any]:
    return {
        **of_role("network"),
        "ansible_facts": {"inferops_session": SESSION},
        "inferops_name": "digits",
        "network__faults": {},
        **given,
    }


def refused(**given: Any) -> dict[str, str]:
    """Return what is allowed instead, by variable."""
    scope = variables(**given)
    ask = templar(scope)
    faults, checks = [
        [check for check in scope["network__checks"] if ("faults" in check) is asked] for asked in (True, False)
    ]
    unmet = [check for check in checks if not ask.template(check["passes"])]
    told = {name: said for check in faults for name, said in ask.template(check["faults"]).items() if said}
    return told | {check["variable"]: ask.template(check["allowed"]) for check in unmet}


def reaches_internet(**given: Any) -> bool:
    scope = variables(**given)
    return bool(templar(scope).template(scope["network_nodes_reach_internet"]))


def test_public_nodes_need_no_nat_but_those_of_auto_mode_are_private() -> None:
    assert refused(**ENCLOSED) == {}
    assert reaches_internet(**ENCLOSED)
    told = refused(**ENCLOSED, eks_cluster_auto_mode=True)["network_interface_endpoints"]
    assert "the nodes of EKS Auto Mode in private subnets, also ec2, ecr.api" in told
    assert "9 endpoints in 2 zones are 0.216 $ an hour" in told
    assert "or network_nat single (a NAT gateway is 0.057 $ an hour" in told
    assert "network_nodes public" not in told
    assert not reaches_internet(**ENCLOSED, eks_cluster_auto_mode=True)
    assert refused(network_nat="single", network_nodes="public", eks_cluster_auto_mode=True) == {}


def test_what_ec2_has_against_a_variable_is_said_of_it() -> None:
    assert refused(network__faults={"network_cidr": "another", "network_nodes": ""}) == {"network_cidr": "another"}


def test_ec2_is_asked_only_of_what_is_written_well() -> None:
    """It is asked by a lookup, which there is none of here; what is refused sooner never comes to it."""
    scope = variables(network_cidr="10.0.1.0/16", network_nat="single")
    scope["network__faults"] = of_role("network")["network__faults"]
    assert templar(scope).template(scope["network__faults"]) == {}

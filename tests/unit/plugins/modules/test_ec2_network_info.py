# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""ec2_network_info, whole."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.inferops.aws.plugins.module_utils._network import service
from ansible_collections.inferops.aws.plugins.module_utils._scan.calling import Aws
from ansible_collections.inferops.aws.plugins.modules.ec2_network_info import main
from tests.tools.cloud import Modules
from tests.unit.plugins.module_utils._network.answers import ANSWERS, Ec2
from tests.unit.plugins.module_utils._scan.fake import FakeClock


@pytest.fixture
def ec2(monkeypatch: pytest.MonkeyPatch) -> Ec2:
    cloud = Ec2()
    monkeypatch.setattr(service, "connect", lambda _module: Aws(lambda _service, _region: cloud.client, "eu-central-1"))
    monkeypatch.setattr(service, "Clock", FakeClock)
    return cloud


@pytest.mark.parametrize("check_mode", [False, True])
def test_looks_and_changes_nothing(modules: Modules, ec2: Ec2, check_mode: bool) -> None:
    result = modules.run(main, vpc_id="vpc-1", check=check_mode)
    assert result["changed"] is False
    assert result["vpc"]["vpc_id"] == "vpc-1"
    assert result["nat_gateways"][0]["state"] == "pending"
    assert all(name.startswith("Describe") for name, _params in ec2.asked)


def test_waits_when_asked(modules: Modules, ec2: Ec2) -> None:
    (item,) = ANSWERS["DescribeNatGateways"]["NatGateways"]
    left = ["pending", "available", "available"]
    ec2.answers["DescribeNatGateways"] = lambda: {"NatGateways": [{**item, "State": left.pop(0)}]}
    result = modules.run(main, tags={"team": "vision"}, wait=True)
    assert result["nat_gateways"][0]["state"] == "available"


def test_a_wait_that_is_too_long_is_one_message(modules: Modules, ec2: Ec2) -> None:
    result: dict[str, Any] = modules.run(main, vpc_id="vpc-1", wait=True, wait_timeout=5)
    assert result["msg"].endswith("not settled within 5 seconds; when last seen, nat-1 is pending")
    assert ec2.of("DescribeNatGateways")


def test_needs_to_know_which(modules: Modules) -> None:
    assert "one of the following is required: vpc_id, tags" in modules.run(main)["msg"]

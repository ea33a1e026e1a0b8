# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What instance types have, asked of EC2 where it is not known here."""

from __future__ import annotations

from typing import Any

from ansible_collections.inferops.aws.plugins.module_utils._costs.instances import Instance, known
from ansible_collections.inferops.aws.plugins.module_utils._ec2.sizes import sizes
from ansible_collections.inferops.aws.plugins.module_utils._engine.api import Api
from tests.tools.cloud import Cloud

# As EC2 answers; p5.48xlarge has 32 network cards.
M6G: dict[str, Any] = {
    "InstanceType": "m6g.large",
    "Hypervisor": "nitro",
    "ProcessorInfo": {"SupportedArchitectures": ["arm64"]},
    "VCpuInfo": {"DefaultVCpus": 2},
    "MemoryInfo": {"SizeInMiB": 8192},
    "NetworkInfo": {
        "MaximumNetworkInterfaces": 3,
        "DefaultNetworkCardIndex": 0,
        "NetworkCards": [{"NetworkCardIndex": 0, "MaximumNetworkInterfaces": 3}],
        "Ipv4AddressesPerInterface": 10,
    },
}
P5: dict[str, Any] = {
    "InstanceType": "p5.48xlarge",
    "Hypervisor": "nitro",
    "ProcessorInfo": {"SupportedArchitectures": ["x86_64"]},
    "VCpuInfo": {"DefaultVCpus": 192},
    "MemoryInfo": {"SizeInMiB": 2097152},
    "NetworkInfo": {
        "MaximumNetworkInterfaces": 64,
        "DefaultNetworkCardIndex": 0,
        "NetworkCards": [{"NetworkCardIndex": card, "MaximumNetworkInterfaces": 2} for card in reversed(range(32))],
        "Ipv4AddressesPerInterface": 50,
    },
    "GpuInfo": {"Gpus": [{"Name": "H100", "Manufacturer": "NVIDIA", "Count": 8}]},
}


def asked(cloud: Cloud, *names: str) -> list[Instance]:
    found = sizes(Api(cloud.client("ec2")), names)
    cloud.done()
    return found


def test_only_what_is_not_known_here_is_asked(cloud: Cloud) -> None:
    assert asked(cloud, "m7i.large") == [known()["m7i.large"]]
    described = {"InstanceTypes": [P5, M6G]}
    cloud.expect("ec2", "DescribeInstanceTypes", {"InstanceTypes": ["m6g.large", "p5.48xlarge"]}, described)
    assert asked(cloud, "m6g.large", "m7i.large", "p5.48xlarge") == [
        known()["m7g.large"]._replace(name="m6g.large"),
        known()["m7i.large"],
        Instance("p5.48xlarge", 192, 2097152, "x86_64", enis=2, ipv4_per_eni=50, gpus=8),
    ]


def test_of_a_type_that_ec2_does_not_know_nothing_is_said(cloud: Cloud) -> None:
    request = {"InstanceTypes": ["x9.huge"]}
    cloud.refuse("ec2", "DescribeInstanceTypes", request, "InvalidInstanceType", "do not exist: [x9.huge]")
    assert asked(cloud, "x9.huge") == []

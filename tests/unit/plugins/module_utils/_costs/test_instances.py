# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is known of instance types, held against botocore's models where they say it too."""

from __future__ import annotations

from typing import Any

import botocore.session
import pytest
from botocore.model import StringShape

from ansible_collections.inferops.aws.plugins.module_utils._costs.errors import CostError
from ansible_collections.inferops.aws.plugins.module_utils._costs.instances import (
    instance,
    known,
    known_ml,
    ml_instance,
)

ENUMS = {"hosting": "ProductionVariantInstanceType", "training": "TrainingInstanceType", "notebook": "InstanceType"}


def enum(service: str, shape: str) -> set[str]:
    found = botocore.session.get_session().get_service_model(service).shape_for(shape)
    assert isinstance(found, StringShape)
    return set(found.enum)


@pytest.mark.parametrize(
    ("name", "vcpu", "gib", "interfaces", "addresses", "architecture"),
    [
        ("t3.medium", 2, 4, 3, 6, "x86_64"),
        ("t3.large", 2, 8, 3, 12, "x86_64"),
        ("t3a.small", 2, 2, 2, 4, "x86_64"),
        ("t4g.medium", 2, 4, 3, 6, "arm64"),
        ("m4.large", 2, 8, 2, 10, "x86_64"),
        ("m4.xlarge", 4, 16, 4, 15, "x86_64"),
        ("m7i-flex.large", 2, 8, 3, 10, "x86_64"),
        ("m7g.4xlarge", 16, 64, 8, 30, "arm64"),
        ("c7i.xlarge", 4, 8, 4, 15, "x86_64"),
        ("r7i.2xlarge", 8, 64, 4, 15, "x86_64"),
        ("g4dn.xlarge", 4, 16, 3, 10, "x86_64"),
        ("g5.xlarge", 4, 16, 4, 15, "x86_64"),
        ("g6.48xlarge", 192, 768, 15, 50, "x86_64"),
    ],
)
def test_sizes(name: str, vcpu: int, gib: int, interfaces: int, addresses: int, architecture: str) -> None:
    found = instance(name)
    assert (found.vcpu, found.memory_mib, found.architecture) == (vcpu, gib * 1024, architecture)
    assert (found.enis, found.ipv4_per_eni) == (interfaces, addresses)


def test_ec2_has_every_type() -> None:
    assert set(known()) <= enum("ec2", "InstanceType")


@pytest.mark.parametrize("use", ENUMS)
def test_sagemaker_takes_what_it_is_said_to_take(use: str) -> None:
    taken = {name for name, each in known_ml().items() if use in each.uses}
    assert taken == enum("sagemaker", ENUMS[use]) & {f"ml.{name}" for name in known()}


def test_what_sagemaker_takes_for_something_else_cannot_host() -> None:
    cheap = ml_instance("ml.t3.medium")
    assert (cheap.can_host, cheap.can_train, cheap.can_be_notebook) == (False, True, True)
    assert cheap.instance is instance("t3.medium")
    assert ml_instance("ml.m5.large").can_host


def test_gpus_and_their_memory() -> None:
    assert (instance("g4dn.xlarge").gpus, instance("g4dn.xlarge").gpu_memory_mib) == (1, 16_384)
    assert (instance("g5.12xlarge").gpus, instance("g5.12xlarge").gpu_memory_mib) == (4, 22_888)
    assert (instance("m7i.large").gpus, instance("m7i.large").gpu_memory_mib) == (0, 0)


@pytest.mark.parametrize(
    ("name", "baseline", "family"),
    [
        ("t3.medium", 0.2, "t3"),
        ("t4g.large", 0.3, "t4g"),
        ("t3a.xlarge", 0.4, "t3a"),
        ("t2.xlarge", 0.225, "t2"),
        ("m7i.large", 0.0, ""),
        ("m7i-flex.large", 0.0, ""),
    ],
)
def test_only_burstable_types_have_a_baseline_and_credits(name: str, baseline: float, family: str) -> None:
    assert (instance(name).baseline, instance(name).credit_family) == (baseline, family)


def test_generations() -> None:
    assert {each.family for each in known().values() if each.previous_generation} == {"m4"}
    assert {each.family for each in known().values() if not each.nitro} == {"m4", "t2"}


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("t3.mediun", r"instance_type is 't3\.mediun'; allowed: .* such as t3\.medium"),
        ("T4G.XLARGE ", r"instance_type is 'T4G\.XLARGE '; allowed: .* such as t4g\.xlarge"),
        ("ml.m5.large", r"instance_type is 'ml\.m5\.large'; allowed: .* such as m5\.large"),
        ("quantum.huge", r"instance_type is 'quantum\.huge'; allowed: .* such as m7i\.large$"),
        ("", r"instance_type is ''; allowed: .* such as m7i\.large$"),
        (None, r"instance_type is not set, but needed; allowed: .* such as m7i\.large$"),
        (5, r"instance_type is 5; allowed: .* such as"),
        (["m7i.large"], r"instance_type is \['m7i\.large'\]; allowed: .* such as"),
    ],
)
def test_an_unknown_type_is_answered_with_the_nearest(name: Any, message: str) -> None:
    with pytest.raises(CostError, match=message):
        instance(name)


def test_the_variable_that_named_the_type_is_in_the_message() -> None:
    with pytest.raises(CostError, match=r"^eks_nodegroup_instance_type is 'x'; allowed"):
        instance("x", "eks_nodegroup_instance_type")


def test_a_type_that_sagemaker_does_not_have_is_unknown_there() -> None:
    assert instance("t4g.medium")
    with pytest.raises(CostError, match=r"ml_instance_type is 'ml\.t4g\.medium'; allowed: .* such as ml\.t3\.medium"):
        ml_instance("ml.t4g.medium")

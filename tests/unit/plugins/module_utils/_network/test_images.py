# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which images nodes without a way to the Internet can pull."""

from __future__ import annotations

import pytest

from ansible_collections.inferops.aws.plugins.module_utils._network.images import image_fault

REGION = "eu-central-1"


@pytest.mark.parametrize(
    "image",
    [
        "123456789012.dkr.ecr.eu-central-1.amazonaws.com/digits-ui:1",
        "123456789012.dkr.ecr.eu-central-1.amazonaws.com/k8s/autoscaler@sha256:00ff",
        "123456789012.dkr-ecr.eu-central-1.on.aws/digits-ui:1",
    ],
)
def test_ecr_of_the_region_is_reached(image: str) -> None:
    assert image_fault(image, REGION) == ""


@pytest.mark.parametrize(
    "image",
    [
        "nginx:1.29",
        "library/nginx:1.29",
        "quay.io/team/page:1",
        "public.ecr.aws/nginx/nginx:1.29",
        "registry.k8s.io/autoscaling/cluster-autoscaler:v1.36.1",
        "123456789012.dkr.ecr.us-west-2.amazonaws.com/digits-ui:1",
        "quay.io/123456789012.dkr.ecr.eu-central-1.amazonaws.com/digits-ui:1",
        "",
    ],
)
def test_every_other_registry_is_not(image: str) -> None:
    assert image_fault(image, REGION).startswith("an image in ECR of eu-central-1, ")


def test_another_partition_has_other_names() -> None:
    image = "123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn/digits-ui:1"
    assert image_fault(image, "cn-north-1") == ""

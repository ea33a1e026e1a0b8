# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Add-ons that EKS does not have, told before a cluster is made."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.inferops.aws.plugins.module_utils._eks.addon_versions import addons_fault
from ansible_collections.inferops.aws.plugins.module_utils._engine.api import Api
from tests.tools.cloud import Cloud

FOUND = {"version": "1.36"}
SIX = [f"v1.{number}" for number in range(6)]


def offering(cloud: Cloud, addon: str, *versions: str, kubernetes: str = "1.36") -> None:
    addons = [{"addonName": addon, "addonVersions": [{"addonVersion": each} for each in versions]}] if versions else []
    asked = {"addonName": addon, "kubernetesVersion": kubernetes}
    cloud.expect("eks", "DescribeAddonVersions", asked, {"addons": addons})


def told(cloud: Cloud, addon: str, wanted: str = "", **given: Any) -> str:
    fault = addons_fault(Api(cloud.client("eks")), "digits", given.pop("found", None), [(addon, wanted)], **given)
    cloud.done()
    return fault


def test_what_eks_has_passes_and_the_usual_ones_are_not_asked_for(cloud: Cloud) -> None:
    assert told(cloud, "coredns", found=FOUND) == ""
    offering(cloud, "coredns", *SIX)
    assert told(cloud, "coredns", "v1.5", found=FOUND) == ""
    offering(cloud, "aws-ebs-csi-driver", *SIX)
    assert told(cloud, "aws-ebs-csi-driver", found=FOUND) == ""


def test_the_version_that_the_cluster_shall_have_counts_then_what_it_has_then_the_newest(cloud: Cloud) -> None:
    offering(cloud, "coredns", *SIX, kubernetes="1.37")
    assert told(cloud, "coredns", "v1.5", found=FOUND, version="1.37") == ""
    offered = [
        {"clusterVersion": name, "versionStatus": support}
        for name, support in (("1.38", "STANDARD_SUPPORT"), ("1.39", "STANDARD_SUPPORT"), ("1.40", "UNSUPPORTED"))
    ]
    cloud.expect("eks", "DescribeClusterVersions", {}, {"clusterVersions": offered})
    offering(cloud, "coredns", *SIX, kubernetes="1.39")
    assert told(cloud, "coredns", "v1.5") == ""


@pytest.mark.parametrize("code", ["", "InvalidParameterException"])
def test_a_name_that_eks_does_not_know_is_told(cloud: Cloud, code: str) -> None:
    """It says so by an empty list or by an error."""
    for addon, meant in (("vpccni", "vpccni is none; did you mean vpc-cni?"), ("cilium", "cilium is none")):
        if code:
            asked = {"addonName": addon, "kubernetesVersion": "1.36"}
            cloud.refuse("eks", "DescribeAddonVersions", asked, code, f"Addon {addon} specified is not supported")
        else:
            offering(cloud, addon)
        assert told(cloud, addon, version="1.36") == f"names of add-ons that EKS has for Kubernetes 1.36; {meant}"


def test_a_version_that_eks_does_not_have_is_told_with_some_that_it_has(cloud: Cloud) -> None:
    offering(cloud, "coredns", *SIX)
    assert told(cloud, "coredns", "1.11.1", version="1.36") == (
        "for coredns an addon_version that EKS has for Kubernetes 1.36, which are v1.0, v1.1, v1.2, v1.3, v1.4 "
        "and 1 more; 1.11.1 is none"
    )


@pytest.mark.parametrize(("has", "fault"), [("v0.9", False), ("v1.5", True), (None, True)])
def test_what_a_cluster_has_it_keeps_though_eks_no_longer_offers_it(cloud: Cloud, has: str | None, fault: bool) -> None:
    offering(cloud, "coredns", *SIX)
    asked = {"clusterName": "digits", "addonName": "coredns"}
    if has:
        cloud.expect("eks", "DescribeAddon", asked, {"addon": {"addonVersion": has}})
    else:
        cloud.refuse("eks", "DescribeAddon", asked, "ResourceNotFoundException")
    assert bool(told(cloud, "coredns", "v0.9", found=FOUND)) == fault


def test_who_may_not_ask_is_told_nothing(cloud: Cloud) -> None:
    asked = {"addonName": "cilium", "kubernetesVersion": "1.36"}
    cloud.refuse("eks", "DescribeAddonVersions", asked, "AccessDeniedException")
    assert told(cloud, "cilium", version="1.36") == ""

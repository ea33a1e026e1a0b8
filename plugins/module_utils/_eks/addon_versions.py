# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The add-ons that EKS offers, and their versions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from .._engine.api import Api
from .._engine.errors import EngineError
from .._engine.table import Find
from .addon import ADDON
from .versions import newest, offered

USUAL_ADDONS = ("vpc-cni", "coredns", "kube-proxy", "eks-pod-identity-agent", "metrics-server")
"""Add-ons that there are for every version of Kubernetes."""

_NAMED = 5
"""How many versions of an add-on a sentence names."""

_ADDON_VERSIONS = Find(
    "DescribeAddonVersions",
    {"addon_name": "addon_name", "kubernetes_version": "kubernetes_version"},
    absent=("InvalidParameterException", "ResourceNotFoundException"),
    items="addons",
)


def addons_fault(
    api: Api, name: str, found: Mapping[str, Any] | None, addons: Iterable[tuple[str, str]], version: str = ""
) -> str:
    """Say what is wrong with the first of *addons*, pairs of a name and a version or "", for cluster *name*.

    The cluster is described by *found* and shall have *version*; the newest one if both say nothing. What EKS has for
    every version is not asked for, nor is what one may not ask for. What the cluster has by now, it can keep.
    """
    asked = [(addon, wanted) for addon, wanted in addons if wanted or addon not in USUAL_ADDONS]
    if not asked:
        return ""
    try:
        kubernetes = version or str((found or {}).get("version") or newest(offered(api)))
        for addon, wanted in asked:
            fault = _addon_fault(api, addon, wanted, kubernetes)
            if fault and not (found and _is_installed(api, name, addon, wanted)):
                return fault
    except EngineError as error:
        if not error.is_denied:
            raise
    return ""


def _addon_fault(api: Api, addon: str, wanted: str, kubernetes: str) -> str:
    offers = api.list(_ADDON_VERSIONS, {"addon_name": addon, "kubernetes_version": kubernetes})
    there = [str(item["addon_version"]) for offer in offers for item in offer.get("addon_versions") or ()]
    if not there:
        nearest = get_close_matches(addon, USUAL_ADDONS, n=1)
        meant = f"; did you mean {nearest[0]}?" if nearest else ""
        return f"names of add-ons that EKS has for Kubernetes {kubernetes}; {addon} is none{meant}"
    if not wanted or wanted in there:
        return ""
    more = f" and {len(there) - _NAMED} more" if len(there) > _NAMED else ""
    return (
        f"for {addon} an addon_version that EKS has for Kubernetes {kubernetes}, which are {', '.join(there[:_NAMED])}"
        f"{more}; {wanted} is none"
    )


def _is_installed(api: Api, name: str, addon: str, wanted: str) -> bool:
    installed = api.find(ADDON.find, {"cluster_name": name, "addon_name": addon})
    return installed is not None and wanted in ("", installed.get("addon_version"))

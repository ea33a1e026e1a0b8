# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The Kubernetes versions that EKS offers, and whether a cluster is ready for another one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .._engine.api import Api
from .._engine.errors import EngineError
from .._engine.problems import told
from .._engine.table import Find, Ref, Wait
from .._engine.waits import Clock, await_state
from .common import PAUSE, minor

STANDARD = "STANDARD_SUPPORT"
_OFFERED = Find("DescribeClusterVersions", items="cluster_versions")
_INSIGHTS = Find("ListInsights", {"cluster_name": "name", "filter": "filter"}, items="insights")
_REFRESHED = Wait(
    goal="up to date",
    operation="DescribeInsightsRefresh",
    params={"cluster_name": Ref("name")},
    path="status",
    done=("COMPLETED",),
    failed=("FAILED",),
    reason="message",
    pause=PAUSE,
)
_REFRESH_WITHIN = 600.0
"""For how many seconds new insights are waited for. By itself AWS looks about once a day."""


def _support(item: Mapping[str, Any]) -> str:
    """Return the kind of support of a version; the older of AWS's two fields writes it otherwise."""
    return str(item.get("version_status") or item.get("status") or "").upper().replace("-", "_")


def offered(api: Api) -> list[dict[str, Any]]:
    """Return the versions that a new cluster can have, oldest first, each with its support and when that ends."""
    found = [item for item in api.list(_OFFERED, {}) if _support(item) != "UNSUPPORTED"]
    known = [
        {
            "version": item["cluster_version"],
            "support": _support(item),
            "default": bool(item.get("default_version")),
            "end_of_standard_support": item.get("end_of_standard_support_date"),
            "end_of_extended_support": item.get("end_of_extended_support_date"),
        }
        for item in found
        if item.get("cluster_type") in (None, "eks") and minor(item.get("cluster_version"))
    ]
    return sorted(known, key=lambda item: minor(item["version"]) or ())


def newest(versions: Sequence[Mapping[str, Any]]) -> str:
    """Return the newest version in standard support.

    Raises EngineError if there is none.
    """
    standard = [str(item["version"]) for item in versions if item["support"] == STANDARD]
    if not standard:
        raise EngineError("version: AWS names no version in standard support; say which one the cluster shall have.")
    return standard[-1]


def check_offered(version: str, versions: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return what to know about *version*.

    Raises EngineError if EKS does not offer it.
    """
    item = next((item for item in versions if item["version"] == version), None)
    if item is None:
        there = ", ".join(str(item["version"]) for item in versions) or "none"
        raise EngineError(f"version: {version!r} is not offered by EKS in this region, which offers {there}.")
    if item["support"] == STANDARD:
        return []
    ended, ends = (str(item[name])[:10] for name in ("end_of_standard_support", "end_of_extended_support"))
    charge = f"AWS charges more for extended support, and upgrades the cluster when that ends on {ends}"
    return [f"Kubernetes {version} left standard support on {ended}: {charge}."]


def is_lower(version: Any, now: Any) -> bool:
    """Say whether *version* comes before *now*, so that a cluster would be rolled back."""
    return (minor(version) or ()) < (minor(now) or ())


def direction_fault(name: str, version: str, now: Any, option: str) -> str:
    """Say what would be allowed instead of *version* for cluster *name*, which has *now*; empty if that is not lower.

    *option* is what asks for a rollback.
    """
    if not is_lower(version, now):
        return ""
    return (
        f"{now}, which cluster {name} has, or a higher version; a lower one rolls its control plane back, which needs "
        f"{option}"
    )


def _refresh(api: Api, name: str, clock: Clock) -> str:
    """Have AWS look at cluster *name* anew; return why it did not."""
    try:
        api.call("StartInsightsRefresh", {"cluster_name": name})
        await_state(api, _REFRESHED, {"cluster_name": name}, f"Insights of {name}", clock, _REFRESH_WITHIN)
    except EngineError as error:
        return f" They may be out of date: {error.message}."
    return ""


def check_ready(api: Api, name: str, now: str, version: str, clock: Clock | None) -> None:
    """Ask AWS's insights whether cluster *name* can go from *now* to *version*.

    What is in the way may have been mended since AWS looked, so it looks again; without a *clock*, which is in check
    mode, it does not.

    Raises EngineError with everything that AWS found to be in the way.
    """
    category = "ROLLBACK_READINESS" if is_lower(version, now) else "UPGRADE_READINESS"
    asked = {"categories": [category], "kubernetes_versions": [version], "statuses": ["ERROR"]}
    found, remark = api.list(_INSIGHTS, {"name": name, "filter": asked}), ""
    if found and clock is None:
        remark = " They may be out of date; a run that is no check has AWS look anew first."
    elif found and clock is not None:
        remark = _refresh(api, name, clock)
        found = found if remark else api.list(_INSIGHTS, {"name": name, "filter": asked})
    if found:
        reasons = [f"{item.get('name')}: {told((item.get('insight_status') or {}).get('reason'))}" for item in found]
        raise EngineError(
            f"version: AWS's insights say that cluster {name} is not ready for {version}: {'; '.join(reasons)}. "
            f"Mend that, or give force=true (in the role eks_cluster: eks_cluster_force).{remark}"
        )

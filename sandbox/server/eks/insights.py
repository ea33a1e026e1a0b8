# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Cluster insights: whether a cluster is ready for the next minor version of Kubernetes."""

from __future__ import annotations

import hashlib
from typing import Any

from . import store, versions
from .addon_catalogue import CATALOGUE
from .protocol import Call, answer, not_found

CATEGORY = "UPGRADE_READINESS"
_refreshed: dict[tuple[str, str, str], int] = {}


def errors(cluster: str) -> list[str]:
    """The names of those insights that say an upgrade would break something."""
    return [one["name"] for one in _insights(cluster) if one["insightStatus"]["status"] == "ERROR"]


def listed(call: Call) -> Any:
    """ListInsights."""
    store.cluster(call["clusterName"])
    wanted = call.get("filter", {})
    found = [
        {key: value for key, value in one.items() if key not in ("recommendation", "resources", "additionalInfo",
                                                                 "categorySpecificSummary")}
        for one in _insights(call["clusterName"])
        if one["category"] in wanted.get("categories", [CATEGORY])
        and one["kubernetesVersion"] in wanted.get("kubernetesVersions", [one["kubernetesVersion"]])
        and one["insightStatus"]["status"] in wanted.get("statuses", [one["insightStatus"]["status"]])
    ]  # fmt: skip
    return answer(store.page(found, call, "insights"))


def describe(call: Call) -> Any:
    """DescribeInsight."""
    store.cluster(call["clusterName"])
    found = next((one for one in _insights(call["clusterName"]) if one["id"] == call["id"]), None)
    if found is None:
        raise not_found(f"No insight found for ID: {call['id']}")
    return answer({"insight": found})


def start_refresh(call: Call) -> Any:
    """StartInsightsRefresh: they are made anew whenever they are asked for, so it is done at once."""
    store.cluster(call["clusterName"])
    _refreshed[_key(call["clusterName"])] = store.now()
    return answer({"message": "Insights refresh was started", "status": "IN_PROGRESS"})


def describe_refresh(call: Call) -> Any:
    """DescribeInsightsRefresh."""
    store.cluster(call["clusterName"])
    at = _refreshed.get(_key(call["clusterName"]), store.cluster(call["clusterName"])["createdAt"])
    return answer({"message": "Insights refresh completed", "status": "COMPLETED", "startedAt": at, "endedAt": at})


def _insights(cluster: str) -> list[store.Record]:
    version = store.cluster(cluster)["version"]
    following = f"1.{versions.minor_of(version) + 1}"
    return [
        _insight(cluster, following, *_kubelets(cluster, following)),
        _insight(cluster, following, *_addons(cluster, following)),
        _insight(
            cluster,
            following,
            f"Deprecated APIs removed in Kubernetes v{following}",
            "Checks for usage of deprecated APIs that are scheduled for removal.",
            "Use the APIs' successors.",
            [],
        ),
    ]


Finding = tuple[str, str, str, list[tuple[str, str]]]


def _kubelets(cluster: str, following: str) -> Finding:
    least = versions.minor_of(following) - versions.OLDEST_KUBELET
    late = [
        (group["nodegroupArn"], f"{group['nodegroupName']} has kubelets of {group['version']}")
        for group in store.nodegroups(cluster)
        if versions.minor_of(group["version"]) < least
    ]
    name, text = "Kubelet version skew", "Checks for kubelet versions of worker nodes in the cluster."
    return name, text, "Update the node groups to the cluster's version.", late


def _addons(cluster: str, following: str) -> Finding:
    stuck = []
    for record in store.addons(cluster):
        fitting = CATALOGUE[record["addonName"]].for_version(following)
        # kube-proxy follows the cluster and may be behind it, as kubelets may.
        if record["addonVersion"] not in fitting and record["addonName"] != "kube-proxy":
            stuck.append((record["addonArn"], f"{record['addonName']} {record['addonVersion']} is not compatible"))
    name, text = "EKS add-on version compatibility", "Checks version of installed EKS add-ons."
    return name, text, "Update the add-ons first.", stuck


def _insight(
    cluster: str, following: str, name: str, text: str, advice: str, found: list[tuple[str, str]]
) -> store.Record:
    identifier = hashlib.sha256(f"{store.cluster(cluster)['arn']} {name}".encode()).hexdigest()
    parts = (identifier[:8], identifier[8:12], identifier[12:16], identifier[16:20], identifier[20:32])
    state = {"status": "ERROR", "reason": found[0][1]} if found else {"status": "PASSING", "reason": "No problem found"}
    refreshed = _refreshed.get(_key(cluster), store.cluster(cluster)["createdAt"])
    return {
        "id": "-".join(parts),
        "name": name,
        "category": CATEGORY,
        "kubernetesVersion": following,
        "lastRefreshTime": refreshed,
        "lastTransitionTime": refreshed,
        "description": text,
        "insightStatus": state,
        "recommendation": advice,
        "additionalInfo": {},
        "resources": [{"insightStatus": {"status": "ERROR", "reason": reason}, "arn": arn} for arn, reason in found],
        "categorySpecificSummary": {"deprecationDetails": [], "addonCompatibilityDetails": []},
    }


def _key(cluster: str) -> tuple[str, str, str]:
    return store.account(), store.region(), cluster

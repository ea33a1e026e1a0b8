# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Managed node groups: made, changed, replaced and removed, with the nodes that they put into the cluster."""

from __future__ import annotations

from typing import Any

from . import access, aws, groups, instances, nodegroup_checks, store, templates, updates
from .planes import Planes
from .protocol import Call, answer, in_use, invalid

NODE_SERVICE = "ec2.amazonaws.com"
_DEFAULT_SCALING = {"minSize": 1, "maxSize": 2, "desiredSize": 2}


class Nodegroups:
    """The operations on node groups."""

    def __init__(self, planes: Planes) -> None:
        self._planes = planes

    def create(self, call: Call) -> Any:
        cluster, name = call["clusterName"], call["nodegroupName"]
        record = store.active_cluster(cluster)
        existing = store.module()._nodegroups.get(f"{cluster}/{name}")
        if existing:
            token = call.get("clientRequestToken")
            if token is not None and existing["_request"] == token:
                return answer({"nodegroup": self._shown(existing)})
            raise in_use(f"NodeGroup already exists with name {name} and cluster name {cluster}")
        group = _record(call, record)
        aws.check_role(call, call["nodeRole"], NODE_SERVICE, "Node role")
        store.module()._nodegroups[f"{cluster}/{name}"] = group
        store.tag(group["nodegroupArn"], call.get("tags", {}))
        store.later(lambda: self._start(cluster, group))
        return answer({"nodegroup": self._shown(group)})

    def describe(self, call: Call) -> Any:
        return answer({"nodegroup": self._shown(store.nodegroup(call["clusterName"], call["nodegroupName"]))})

    def listed(self, call: Call) -> Any:
        store.cluster(call["clusterName"])
        names = sorted(group["nodegroupName"] for group in store.nodegroups(call["clusterName"]))
        return answer(store.page(names, call, "nodegroups"))

    def update_config(self, call: Call) -> Any:
        cluster, group = self._changeable(call, "ConfigUpdate")
        scaling = {**groups_scaling(group), **call.get("scalingConfig", {})}
        nodegroup_checks.check_scaling(scaling)
        labels = _labels_after(group, call.get("labels", {}))
        taints = _taints_after(group, call.get("taints", {}))
        dropped = frozenset(call.get("labels", {}).get("removeLabels", []))
        plain = {key: call[key] for key in ("updateConfig", "nodeRepairConfig", "warmPoolConfig") if call.get(key)}
        if not any(call.get(key) for key in ("scalingConfig", "labels", "taints", *plain)):
            raise invalid("No changes needed: nothing was given")
        nodegroup_checks.check_update_config(plain.get("updateConfig", {}))

        def apply() -> None:
            group.update(labels=labels, taints=taints, modifiedAt=store.now(), scalingConfig=scaling, **plain)
            groups.resize(group, scaling)
            groups.settle(self._planes, cluster, group, dropped)

        of = ("nodegroup", group["nodegroupName"])
        return answer({"update": updates.begin(cluster, "ConfigUpdate", _parameters(call), apply, group, of)})

    def update_version(self, call: Call) -> Any:
        cluster, group = self._changeable(call, "VersionUpdate")
        owner = store.cluster(cluster)
        template = call.get("launchTemplate")
        if template and not group.get("launchTemplate"):
            raise invalid("You cannot add a launch template to a node group that was made without one")
        # Also with a template: what is left out follows the cluster, and the newest image.
        version = call.get("version", owner["version"])
        nodegroup_checks.check_version(version, owner, group["version"])
        release = call.get("releaseVersion") or nodegroup_checks.release_of(version)
        nodegroup_checks.check_release(release, version)
        chosen = templates.named(template) if template else group.get("launchTemplate")
        if (version, release, chosen) == (group["version"], group["releaseVersion"], group.get("launchTemplate")):
            raise invalid(f"Nodegroup is already at the desired version {version} and release {release}")

        def apply() -> None:
            group.update(version=version, releaseVersion=release, modifiedAt=store.now())
            group.update({"launchTemplate": chosen} if chosen else {})
            self._replace(cluster, group)

        parameters = {"Version": version, "ReleaseVersion": release}
        if template and chosen:
            parameters["LaunchTemplateVersion"] = chosen["version"]
        of = ("nodegroup", group["nodegroupName"])
        return answer({"update": updates.begin(cluster, "VersionUpdate", parameters, apply, group, of)})

    def delete(self, call: Call) -> Any:
        cluster = call["clusterName"]
        group = store.nodegroup(cluster, call["nodegroupName"])
        of = ("nodegroup", group["nodegroupName"])
        updates.check_none_under_way(cluster, "delete", of)
        if group["status"] == "CREATING":
            raise in_use(f"Nodegroup {group['nodegroupName']} is being created")
        if group["status"] != "DELETING":
            group["status"] = "DELETING"
            store.later(lambda: self._remove(cluster, group))
        return answer({"nodegroup": self._shown(group)})

    def _changeable(self, call: Call, kind: str) -> tuple[str, store.Record]:
        cluster = call["clusterName"]
        group = store.nodegroup(cluster, call["nodegroupName"])
        updates.check_none_under_way(cluster, kind, ("nodegroup", group["nodegroupName"]))
        if group["status"] not in ("ACTIVE", "DEGRADED"):
            raise in_use(f"Nodegroup {group['nodegroupName']} cannot be updated while it is {group['status']}")
        return cluster, group

    def _shown(self, group: store.Record) -> store.Record:
        """With the desired size that the scaling group has now, whoever set it."""
        return store.shown({**group, "scalingConfig": groups_scaling(group)}, "nodegroupArn")

    def _start(self, cluster: str, group: store.Record) -> None:
        group["resources"] = {"autoScalingGroups": [{"name": groups.create(cluster, group)}]}
        access.admit_nodes(cluster, group["nodeRole"])
        groups.settle(self._planes, cluster, group)
        if groups.await_ready(self._planes, cluster, group):
            group["status"] = "ACTIVE"
        else:
            issue = {"code": "NodeCreationFailure", "message": "Instances failed to join the kubernetes cluster"}
            group.update(status="CREATE_FAILED", health={"issues": [{**issue, "resourceIds": []}]})

    def _replace(self, cluster: str, group: store.Record) -> None:
        """One after the other: a new instance and its node, then one of the old less."""
        asg = groups.of_nodegroup(group)
        if asg:
            templates.renew(asg, group)
        for old in list(asg["Instances"]) if asg else []:
            groups.launch_one(asg or {}, group)
            groups.settle(self._planes, cluster, group)
            groups.await_ready(self._planes, cluster, group)
            instances.terminate(asg or {}, old["InstanceId"])
            groups.settle(self._planes, cluster, group)

    def _remove(self, cluster: str, group: store.Record) -> None:
        groups.remove(group)
        groups.settle(self._planes, cluster, {**group, "resources": {}})
        store.untag(group["nodegroupArn"])
        store.module()._nodegroups.pop(f"{cluster}/{group['nodegroupName']}", None)


def groups_scaling(group: store.Record) -> dict[str, int]:
    asg = groups.of_nodegroup(group)
    desired = {"desiredSize": asg["DesiredCapacity"]} if asg else {}
    return {**group["scalingConfig"], **desired}


def _record(call: Call, cluster: store.Record) -> store.Record:
    name, owner = call["nodegroupName"], call["clusterName"]
    template = templates.named(call["launchTemplate"]) if call.get("launchTemplate") else None
    templates.check(template, call)
    said = templates.data(template).get("InstanceType")
    types = call.get("instanceTypes") or ([said] if said else ["t3.medium"])
    ami = nodegroup_checks.ami(types, call.get("amiType"), cluster["version"])
    scaling = {**_DEFAULT_SCALING, **call.get("scalingConfig", {})}
    nodegroup_checks.check_scaling(scaling)
    nodegroup_checks.check_update_config(call.get("updateConfig", {}))
    subnets = aws.subnets(call["subnets"])
    if {subnet["VpcId"] for subnet in subnets} != {cluster["resourcesVpcConfig"]["vpcId"]}:
        raise invalid("Subnets are not in the VPC of the cluster")
    version = call.get("version", cluster["version"])
    nodegroup_checks.check_version(version, cluster, version)
    release = call.get("releaseVersion") or nodegroup_checks.release_of(version)
    nodegroup_checks.check_release(release, version)
    record = {
        "nodegroupName": name,
        "nodegroupArn": f"arn:aws:eks:{store.region()}:{store.account()}:nodegroup/{owner}/{name}/{store.new_id()}",
        "clusterName": owner,
        "version": version,
        "releaseVersion": release,
        "createdAt": store.now(),
        "modifiedAt": store.now(),
        "status": "CREATING",
        "capacityType": call.get("capacityType", "ON_DEMAND"),
        "scalingConfig": scaling,
        "instanceTypes": types,
        "subnets": call["subnets"],
        "amiType": ami,
        "nodeRole": call["nodeRole"],
        "labels": dict(call.get("labels", {})),
        "taints": list(call.get("taints", [])),
        "resources": {},
        "health": {"issues": []},
        "updateConfig": call.get("updateConfig", {"maxUnavailable": 1}),
        "_request": call.get("clientRequestToken"),
    }
    record.update({"launchTemplate": template} if template else {"diskSize": call.get("diskSize", 20)})
    record.update({key: call[key] for key in ("nodeRepairConfig", "remoteAccess", "warmPoolConfig") if call.get(key)})
    return record


def _labels_after(group: store.Record, wanted: store.Record) -> dict[str, str]:
    removed = wanted.get("removeLabels", [])
    kept = {key: value for key, value in group["labels"].items() if key not in removed}
    return {**kept, **wanted.get("addOrUpdateLabels", {})}


def _taints_after(group: store.Record, wanted: store.Record) -> list[store.Record]:
    """Taints are told apart by key and effect."""
    current = {(taint["key"], taint["effect"]): taint for taint in group["taints"]}
    for taint in wanted.get("removeTaints", []):
        current.pop((taint["key"], taint["effect"]), None)
    for taint in wanted.get("addOrUpdateTaints", []):
        current[(taint["key"], taint["effect"])] = taint
    return list(current.values())


def _parameters(call: Call) -> dict[str, Any]:
    names = {
        ("labels", "addOrUpdateLabels"): "LabelsToAdd",
        ("labels", "removeLabels"): "LabelsToRemove",
        ("taints", "addOrUpdateTaints"): "TaintsToAdd",
        ("taints", "removeTaints"): "TaintsToRemove",
        ("scalingConfig", "minSize"): "MinSize",
        ("scalingConfig", "maxSize"): "MaxSize",
        ("scalingConfig", "desiredSize"): "DesiredSize",
        ("updateConfig", "maxUnavailable"): "MaxUnavailable",
        ("updateConfig", "maxUnavailablePercentage"): "MaxUnavailablePercentage",
        ("nodeRepairConfig", "enabled"): "NodeRepairEnabled",
    }
    return {name: call[outer][inner] for (outer, inner), name in names.items() if inner in call.get(outer, {})}

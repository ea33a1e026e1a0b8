# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""EKS add-ons: known by version, with workloads in the cluster; metrics-server really measures."""

from __future__ import annotations

import json
import time
from typing import Any

from ...kubernetes import workloads
from ...kubernetes.api import Api
from ...kubernetes.control_plane import ControlPlane
from .. import seams
from . import access, addon_versions, aws, store, updates
from .addon_catalogue import CATALOGUE, Addon
from .planes import Planes
from .protocol import MODULE, Call, answer, in_use

METRICS_SERVER = "metrics-server"
#: How long a workload may take to have its pods, and how long pods may find no node.
_AVAILABLE_SECONDS, _STUCK_SECONDS = 60.0, 5.0


class Addons:
    """The operations on add-ons."""

    def __init__(self, planes: Planes) -> None:
        self._planes = planes

    def create(self, call: Call) -> Any:
        cluster, name = call["clusterName"], call["addonName"]
        owner = store.active_cluster(cluster)
        key = f"{cluster}/{name}"
        if key in store.module()._addons:
            raise in_use(f"Addon already exists: {name}")
        known = addon_versions.known(name)
        version = call.get("addonVersion") or known.for_version(owner["version"])[0]
        addon_versions.check(known, version, owner["version"], call)
        record = {
            "addonName": name,
            "clusterName": cluster,
            "status": "CREATING",
            "addonVersion": version,
            "addonArn": f"arn:aws:eks:{store.region()}:{store.account()}:addon/{cluster}/{name}/{store.new_id()}",
            "createdAt": store.now(),
            "modifiedAt": store.now(),
            "health": {"issues": []},
            "owner": known.owner,
            "publisher": known.publisher,
            "namespaceConfig": {"namespace": known.namespace},
        }
        record.update({one: call[one] for one in ("serviceAccountRoleArn", "configurationValues") if call.get(one)})
        record["podIdentityAssociations"] = self._identities(call, known, [])
        store.module()._addons[key] = record
        store.tag(record["addonArn"], call.get("tags", {}))
        store.later(lambda: self._deploy(record, known))
        return answer({"addon": store.shown(record, "addonArn")})

    def describe(self, call: Call) -> Any:
        record = store.addon(call["clusterName"], call["addonName"])
        if record["status"] in ("ACTIVE", "DEGRADED"):
            _judge(record, self._planes.api(call["clusterName"]), CATALOGUE[record["addonName"]])
        return answer({"addon": store.shown(record, "addonArn")})

    def listed(self, call: Call) -> Any:
        store.cluster(call["clusterName"])
        names = sorted(record["addonName"] for record in store.addons(call["clusterName"]))
        return answer(store.page(names, call, "addons"))

    def update(self, call: Call) -> Any:
        cluster, name = call["clusterName"], call["addonName"]
        record, known = store.addon(cluster, name), addon_versions.known(name)
        if record["status"] not in ("ACTIVE", "DEGRADED", "UPDATE_FAILED", "CREATE_FAILED"):
            raise in_use(f"Addon {name} cannot be updated while it is {record['status']}")
        version = call.get("addonVersion", record["addonVersion"])
        addon_versions.check(known, version, store.cluster(cluster)["version"], call)
        given = {one: call[one] for one in ("addonVersion", "serviceAccountRoleArn", "configurationValues")
                 if call.get(one) is not None}  # fmt: skip
        identities = record["podIdentityAssociations"]
        if "podIdentityAssociations" in call.parameters:
            identities = self._identities(call, known, identities)

        def apply() -> None:
            record.update(given, modifiedAt=store.now(), podIdentityAssociations=identities)
            self._deploy(record, known)

        parameters = {key[0].upper() + key[1:]: value for key, value in given.items()}
        update = updates.begin(cluster, "AddonUpdate", parameters, apply, record, ("addon", name))
        return answer({"update": update})

    def delete(self, call: Call) -> Any:
        cluster, name = call["clusterName"], call["addonName"]
        record = store.addon(cluster, name)
        updates.check_none_under_way(cluster, "delete", ("addon", name))
        if record["status"] != "DELETING":
            record["status"] = "DELETING"
            store.later(lambda: self._remove(record, bool(call.get("preserve"))))
        return answer({"addon": store.shown(record, "addonArn")})

    def _identities(self, call: Call, known: Addon, current: list[str]) -> list[str]:
        """Make an add-on's pod identities what was asked for; return their ARNs."""
        wanted = call.get("podIdentityAssociations", [])
        for entry in wanted:
            aws.check_role(call, entry["roleArn"], access.POD_SERVICE, "Role provided in the request")
        cluster, home = call["clusterName"], store.module()
        for arn in current:
            key = seams.get(MODULE, "_pia_key")(cluster, arn.rpartition("/")[2])
            home._pod_identity_associations.pop(key, None)
        made = []
        for entry in wanted:
            body = {**entry, "namespace": known.namespace}
            response = seams.get(MODULE, "_create_pod_identity_association")(cluster, body)
            if response[0] != 200:
                raise in_use(json.loads(response[2])["message"])
            made.append(json.loads(response[2])["association"]["associationArn"])
        return made

    def _deploy(self, record: store.Record, known: Addon) -> None:
        plane = self._planes.find(record["clusterName"])
        if plane:
            image = f"602401143452.dkr.ecr.{store.region()}.amazonaws.com/eks/{known.name}:{record['addonVersion']}"
            api, settings = plane.api(), addon_versions.settings(record.get("configurationValues", ""))
            replicas = settings.get("replicaCount", settings.get("replicas", known.workload.replicas))
            workload = known.workload
            workloads.apply(api, known.namespace, workload.name, image, replicas, workload.requests)
            if known.name == METRICS_SERVER:
                _measure(plane, api, known.namespace)
        reached = plane.api() if plane else None
        _await(reached, known)
        if record["status"] != "DELETING":
            _judge(record, reached, known)

    def _remove(self, record: store.Record, is_preserving: bool) -> None:
        known, plane = CATALOGUE[record["addonName"]], self._planes.find(record["clusterName"])
        if plane and not is_preserving:
            if known.name == METRICS_SERVER:
                workloads.withdraw_metrics(plane.api(), known.namespace)
                plane.stop_program(METRICS_SERVER)
            workloads.remove(plane.api(), known.namespace, known.workload.name)
        for arn in record["podIdentityAssociations"]:
            key = seams.get(MODULE, "_pia_key")(record["clusterName"], arn.rpartition("/")[2])
            store.module()._pod_identity_associations.pop(key, None)
        store.untag(record["addonArn"])
        store.module()._addons.pop(f"{record['clusterName']}/{record['addonName']}", None)


def drop(cluster: str) -> None:
    """Forget the add-ons of a cluster that is gone."""
    for record in store.addons(cluster):
        store.untag(record["addonArn"])
        store.module()._addons.pop(f"{cluster}/{record['addonName']}", None)


def _measure(plane: ControlPlane, api: Api, namespace: str) -> None:
    """Run metrics-server beside the control plane, and let the API server pass requests for metrics on to it."""
    port = workloads.metrics_port(api, namespace)
    if port is None:
        port = workloads.free_port()
        command = [str(plane.programs[METRICS_SERVER]), *workloads.metrics_arguments(plane, port)]
        plane.start_program(METRICS_SERVER, command, port)
    workloads.offer_metrics(api, namespace, port)


def _await(api: Api | None, known: Addon) -> None:
    """Wait until a workload has its pods, or they find no node for a while."""
    began = moving = time.monotonic()
    while api is not None and not _is_available(api, known):
        now = time.monotonic()
        moving = moving if workloads.is_stuck(api, known.namespace, known.workload.name) else now
        if now - began > _AVAILABLE_SECONDS or now - moving > _STUCK_SECONDS:
            return
        time.sleep(0.3)


def _is_available(api: Api | None, known: Addon) -> bool:
    return api is None or workloads.is_available(api, known.namespace, known.workload.name, known.workload.replicas)


def _judge(record: store.Record, api: Api | None, known: Addon) -> None:
    """Say of an add-on what its workload says: ACTIVE, or DEGRADED for want of replicas."""
    is_well = _is_available(api, known)
    issue = {
        "code": "InsufficientNumberOfReplicas",
        "message": "The add-on is unhealthy because it doesn't have the desired number of replicas.",
        "resourceIds": [],
    }
    record.update(status="ACTIVE" if is_well else "DEGRADED", health={"issues": [] if is_well else [issue]})

# Copyright: Contributors to the inferops.aws project
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The nodes of Auto Mode: made for pods that wait, taken away when their pods fit elsewhere or are gone.

The two pools that EKS has built in, general-purpose and system; what pools are made of is in
https://docs.aws.amazon.com/eks/latest/userguide/set-builtin-node-pools.html. A smallest instance type that holds all
pods that wait is taken, where EKS weighs prices.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

from ...kubernetes import nodes
from ...kubernetes.api import Api, ApiError
from ...kubernetes.capacity import Space, is_of_daemon, is_waiting, may_be_evicted, on_node, placed
from ...kubernetes.nodes import INSTANCE_TYPES, Machine
from . import aws, instances, store, watching
from .planes import Key, Planes
from .protocol import invalid

POOL_LABEL = "karpenter.sh/nodepool"
#: Seconds that a node may be of no use; EKS waits longer.
IDLE_SECONDS = 10.0
#: Seconds for which pods that wait are gathered at most. As Karpenter does, nodes are made when no pod came for a
#: second, which is the time between two looks.
BATCH_SECONDS = 10.0
_TAINT = {"key": "CriticalAddonsOnly", "value": "", "effect": "NO_SCHEDULE"}
#: Built-in pools: the taint of their nodes, the architectures. Families c, m and r from the fifth generation on.
_POOLS: dict[str, tuple[tuple[dict[str, str], ...], set[str]]] = {
    "general-purpose": ((), {"amd64"}),
    "system": ((_TAINT,), {"amd64", "arm64"}),
}

Thing = dict[str, Any]


@dataclass
class _Seen:
    """What earlier looks showed."""

    #: Nodes, and when each was last of use.
    used: dict[str, float] = field(default_factory=dict)
    #: Of a cluster, the pods that waited, and since when they are gathered.
    waiting: dict[Key, tuple[set[str], float]] = field(default_factory=dict)

    def are_all(self, key: Key, waiting: list[Thing]) -> bool:
        """Say whether the pods that wait are as many as will come for now."""
        names, now = {pod["metadata"]["uid"] for pod in waiting}, time.monotonic()
        known, since = self.waiting.get(key, (set(), now))
        are_all = names <= known or now - since > BATCH_SECONDS
        # What no node can take goes on waiting, and does not hurry who comes after it.
        self.waiting[key] = (names, now if are_all else since)
        return are_all

    def idle_seconds(self, name: str, is_useless: bool) -> float:
        now = time.monotonic()
        self.used[name] = self.used.get(name, now) if is_useless else now
        return now - self.used[name]


def install(planes: Planes) -> None:
    """Watch the pods of every control plane from now on."""
    seen = _Seen()
    watching.watch(planes, "auto-mode", lambda key, api: _settle(seen, key, api))


def check(wanted: Any, mode: str) -> None:
    """Raises Refused for pools that there are not, a role without pools or pools without, and no access entries."""
    compute = wanted.get("computeConfig") or {}
    pools, role = compute.get("nodePools", []), compute.get("nodeRoleArn", "")
    unknown = [name for name in pools if name not in _POOLS]
    if unknown:
        raise invalid(f"Invalid nodePools: {', '.join(unknown)}. Allowed: {', '.join(_POOLS)}")
    if bool(role) != bool(pools):
        raise invalid("When Compute Config nodeRoleArn is not null or empty, nodePool value(s) must be provided."
                      if role else "Compute Config nodeRoleArn must be provided with nodePools.")  # fmt: skip
    if compute.get("enabled") and mode == "CONFIG_MAP":
        raise invalid("EKS Auto Mode needs the authentication mode API or API_AND_CONFIG_MAP")


def drop(record: store.Record) -> None:
    """End the instances of a cluster that is going."""
    for identifier in list(record.get("_auto", {})):
        _end(record, identifier)


def _settle(seen: _Seen, key: Key, api: Api) -> None:
    record = store.cluster(key[2])
    auto: dict[str, Thing] = record.setdefault("_auto", {})
    if record["status"] == "DELETING" or not (record["computeConfig"]["enabled"] or auto):
        return
    existing = api.get("/api/v1/nodes")["items"]
    pods = api.get("/api/v1/pods")["items"]
    ours = [node for node in existing if POOL_LABEL in node["metadata"].get("labels", {})]
    if not record["computeConfig"]["enabled"]:
        _remove(api, record, [node["metadata"]["name"] for node in ours])
        return
    spaces = [Space.of(node, on_node(pods, node["metadata"]["name"])) for node in existing]
    waiting = placed([pod for pod in pods if is_waiting(pod)], [space.copy() for space in spaces])
    if seen.are_all(key, waiting):
        for pool in record["computeConfig"].get("nodePools", []):
            waiting = _grow(api, record, pool, waiting)
    names = {node["metadata"]["name"] for node in ours}
    budgets = api.get("/apis/policy/v1/poddisruptionbudgets")["items"] if names else []
    candidates = [] if waiting else [space for space in spaces if space.name in names]
    useless = [space.name for space in candidates if _is_useless(space, spaces, pods, budgets)]
    idle = [name for name in names if seen.idle_seconds(name, name in useless) > IDLE_SECONDS]
    # One at a time: the pods of the first fill up the others.
    _remove(api, record, sorted(idle)[:1])


def _is_useless(space: Space, spaces: list[Space], pods: list[Thing], budgets: list[Thing]) -> bool:
    moving = [pod for pod in on_node(pods, space.name) if not is_of_daemon(pod)]
    others = [one.copy() for one in spaces if one is not space]
    return all(may_be_evicted(pod, budgets) for pod in moving) and not placed(moving, others)


def _grow(api: Api, record: store.Record, pool: str, waiting: list[Thing]) -> list[Thing]:
    """Make nodes of a pool for the pods that they can take; return those that are left."""
    while waiting:
        types = [name for name, kind in INSTANCE_TYPES.items() if _is_in(pool, name, kind.architecture)]
        types.sort(key=lambda name: (INSTANCE_TYPES[name].cpus, INSTANCE_TYPES[name].memory_mib, name))
        left = {name: placed(waiting, [_space(record, pool, name)]) for name in types}
        chosen = min(types, key=lambda name: len(left[name]), default=None)
        if chosen is None or len(left[chosen]) == len(waiting):
            return waiting
        api.create(nodes.manifest(_launch(record, pool, chosen)))
        waiting = left[chosen]
    return waiting


def _is_in(pool: str, name: str, architecture: str) -> bool:
    family = name.partition(".")[0]
    return family[0] in "cmr" and family[1] >= "5" and architecture in _POOLS.get(pool, ((), set()))[1]


def _space(record: store.Record, pool: str, kind: str) -> Space:
    return Space.of(nodes.manifest(_machine(record, pool, kind, {"InstanceId": "", "AvailabilityZone": ""})), [])


def _launch(record: store.Record, pool: str, kind: str) -> Machine:
    name, auto = record["name"], record["_auto"]
    used = [one["_subnet"] for one in auto.values()]
    subnets = aws.subnets(record["resourcesVpcConfig"]["subnetIds"])
    subnet = min(subnets, key=lambda one: used.count(one["SubnetId"]))
    tags = {"eks:eks-cluster-name": name, POOL_LABEL: pool, f"kubernetes.io/cluster/{name}": "owned"}
    security = [record["resourcesVpcConfig"]["clusterSecurityGroupId"]]
    disk = {"VolumeType": "gp3", "VolumeSize": 80, "Encrypted": True}
    said = {"ImageId": instances.IMAGE, "SecurityGroupIds": security, "BlockDeviceMappings": [{"Ebs": disk}]}
    made = instances.run(subnet, kind, said, tags)
    auto[made["InstanceId"]] = made
    return _machine(record, pool, kind, made)


def _machine(record: store.Record, pool: str, kind: str, made: Thing) -> Machine:
    labels = {
        POOL_LABEL: pool,
        "karpenter.sh/capacity-type": "on-demand",
        "eks.amazonaws.com/compute-type": "auto",
        "eks.amazonaws.com/nodeclass": "default",
    }
    return Machine(
        instance=made["InstanceId"],
        name=made["InstanceId"],
        address=made.get("_address", ""),
        region=store.region(),
        zone=made["AvailabilityZone"],
        instance_type=kind,
        kubelet=instances.kubelet(record["version"]),
        labels=labels,
        taints=_POOLS[pool][0] if pool in _POOLS else (),
    )


def _remove(api: Api, record: store.Record, names: list[str]) -> None:
    for name in names:
        try:
            nodes.remove(api, name)
        except ApiError as error:
            if error.status != 404:
                raise
        _end(record, name)


def _end(record: store.Record, identifier: str) -> None:
    instances.end(identifier)
    record.get("_auto", {}).pop(identifier, None)
